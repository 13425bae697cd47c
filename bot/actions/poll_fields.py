"""The fields of the form for a new poll: what it asks, and what there is to choose."""

from bot.cards.form import ChoiceField, FormField, NumberField, Offer, SeveralField, TextField, ToggleField
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, MOST_RANKED
from bot.domain.visibility import Visibility
from bot.ids import BoardId
from bot.texts import Phrase
from storage import accounts, channels
from storage.database import Work

BOARD, QUESTION, KIND, OPTIONS = "board", "question", "kind", "options"
AUDIENCE, SEGMENTS, COMPANIES = "audience", "segments", "companies"
VISIBILITY, LIVE, DAYS = "visibility", "live", "days"
KINDS = ("single", "multi", "rank", "rating", "nps", "agree", "open")
WITHOUT_OPTIONS = ("rating", "nps", "open")
WHOLE = "whole"
DEFAULT_DAYS, MOST_DAYS = 7, 90


def poll_fields(known: list[Board], board_id: BoardId, companies: list[Account]) -> tuple[FormField, ...]:
    """Every field, in its order; what leaves no choice is not asked."""
    segments = tuple(sorted({each.segment for each in companies if each.segment}))
    fields: list[FormField] = []
    if len(known) > 1:
        offers = tuple(Offer(value=each.id, label=each.name) for each in known)
        fields.append(ChoiceField(key=BOARD, label=Phrase("form.board"), offers=offers, chosen=board_id))
    fields += _question_fields()
    fields += _audience_fields(companies, segments)
    fields += [
        ChoiceField(
            key=VISIBILITY,
            label=Phrase("form.visibility"),
            offers=tuple(Offer(value=each.value, label=Phrase(f"form.sees_{each.value}")) for each in Visibility),
            chosen=Visibility.NAMED.value,
        ),
        ToggleField(key=LIVE, label=Phrase("form.live"), hint=Phrase("form.live_hint")),
        NumberField(key=DAYS, label=Phrase("form.days"), value=DEFAULT_DAYS, least=1, most=MOST_DAYS),
    ]
    return tuple(fields)


async def companies_asked(work: Work, known: list[Board]) -> list[Account]:
    """The customers that can be asked, by name."""
    asked = {
        channel.account_id
        for board in known
        for channel in await channels.of_board(work, board.id)
        if channel.account_id is not None
    }
    return sorted((each for each in await accounts.all(work) if each.id in asked), key=lambda each: each.name)


def _question_fields() -> list[FormField]:
    return [
        TextField(key=QUESTION, label=Phrase("form.question"), most=LONGEST_QUESTION, lines=True),
        ChoiceField(
            key=KIND,
            label=Phrase("form.kind"),
            offers=tuple(Offer(value=each, label=Phrase(f"form.kind_{each}")) for each in KINDS),
            chosen="single",
        ),
        TextField(
            key=OPTIONS,
            label=Phrase("form.options"),
            hint=Phrase("form.options_hint", {"most": MOST_OPTIONS, "ranked": MOST_RANKED}),
            most=MOST_OPTIONS * (LONGEST_OPTION + 2),
            lines=True,
            optional=True,
        ),
    ]


def _audience_fields(companies: list[Account], segments: tuple[str, ...]) -> list[FormField]:
    """Nothing to choose where there is one company, or none."""
    if len(companies) < 2:
        return []
    offers = [Offer(value=WHOLE, label=Phrase("form.whole"))]
    offers += [Offer(value=SEGMENTS, label=Phrase("form.some_segments"))] if segments else []
    offers.append(Offer(value=COMPANIES, label=Phrase("form.some_companies")))
    fields: list[FormField] = [
        ChoiceField(key=AUDIENCE, label=Phrase("form.audience"), offers=tuple(offers), chosen=WHOLE)
    ]
    if segments:
        each_segment = tuple(Offer(value=each, label=each) for each in segments)
        fields.append(SeveralField(key=SEGMENTS, label=Phrase("form.segments"), offers=each_segment))
    each_company = tuple(Offer(value=each.id, label=each.name) for each in companies)
    fields.append(SeveralField(key=COMPANIES, label=Phrase("form.companies"), offers=each_company))
    return fields
