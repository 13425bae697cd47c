"""The form for a new poll: what it asks, and the poll that comes of it, or what to put right field by field."""

from collections.abc import Mapping
from datetime import timedelta

from bot.access import Deed, check
from bot.actions.first_poll import propose
from bot.actions.offer import offer
from bot.actions.pressed import pressed_errand
from bot.bot import Bot
from bot.cards.form import (
    ChoiceField,
    Form,
    FormField,
    FormValue,
    NumberField,
    Offer,
    SeveralField,
    TextField,
    ToggleField,
    Wrong,
)
from bot.cards.parts import Card
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.engagements import DEFAULT_REMINDER, Engagement
from bot.domain.errands import ErrandKind
from bot.domain.people import Person, Visitor
from bot.domain.questions import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    Agree,
    Multi,
    Open,
    Option,
    Question,
    Rating,
    Single,
)
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Denied, Refusal
from bot.ids import AccountId, BoardId, EngagementId, OptionId, OrganisationId, QuestionId, Token
from bot.presses import Do
from bot.texts import Phrase
from storage import accounts, boards, channels
from storage.database import Work

BOARD, QUESTION, KIND, OPTIONS = "board", "question", "kind", "options"
AUDIENCE, SEGMENTS, COMPANIES = "audience", "segments", "companies"
VISIBILITY, LIVE, DAYS = "visibility", "live", "days"
KINDS = ("single", "multi", "rating", "agree", "open")
WITHOUT_OPTIONS = ("rating", "open")
WHOLE = "whole"
DEFAULT_DAYS, MOST_DAYS = 7, 90
MOST_OFFERS = 100
FIELD_OF = {
    "question.empty": QUESTION,
    "question.too_long": QUESTION,
    "question.option_count": OPTIONS,
    "question.empty_option": OPTIONS,
    "question.long_option": OPTIONS,
    "question.no_statements": OPTIONS,
    "question.same_options": OPTIONS,
    "engagement.anonymous_is_one_question": VISIBILITY,
    "ask.nobody_to_ask": AUDIENCE,
}
"""Where a refusal is shown; any other one is shown at the question."""


async def form_of(bot: Bot, pressed: Do, visitor: Visitor, place: Place) -> Form | None:
    """The form that a button opens; None for a button that opens none. Denied without the right to ask."""
    errand, person = await pressed_errand(bot, pressed.token, visitor, place)
    if errand.kind is not ErrandKind.NEW_POLL:
        return None
    return await open_form(bot, check(person, Deed.ASK), BoardId(errand.subject_id))


async def open_form(bot: Bot, person: Person, board_id: BoardId) -> Form:
    """The form for a new poll on this board, or on another one where there are several."""
    check(person, Deed.ASK)
    async with bot.database.begin(person.organisation_id) as work:
        token = (await offer(bot, work, ErrandKind.NEW_POLL, board_id)).token
        known = await boards.all(work)
        companies = await _companies(work, known)
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
    return Form(token=token, title=Phrase("form.title"), submit=Phrase("form.submit"), fields=tuple(fields))


async def submit_form(
    bot: Bot, token: Token, values: Mapping[str, FormValue], visitor: Visitor, place: Place
) -> Card | Wrong:
    """The poll as it would go out, to be tried and sent; or what to put right, at the field where it is wrong.

    Denied without the right to ask; Refusal for a form we never gave out.
    """
    errand, person = await pressed_errand(bot, token, visitor, place)
    if errand.kind is not ErrandKind.NEW_POLL:
        raise Refusal(Phrase("press.unknown"))
    asker = check(person, Deed.ASK)
    wanted = _text(values, BOARD) or errand.subject_id
    async with bot.database.read(asker.organisation_id) as work:
        known = {each.id: each for each in await boards.all(work)}
        board = known.get(BoardId(wanted))
        companies = await _companies(work, list(known.values()))
    if board is None:
        return Wrong(errors={BOARD: Phrase("form.choose_board")})
    errors = _errors(values, companies)
    if errors:
        return Wrong(errors=errors)
    try:
        return await propose(bot, asker, _engagement(bot, board, values))
    except Denied:
        raise
    except Refusal as refused:
        return Wrong(errors={FIELD_OF.get(refused.phrase.id, QUESTION): refused.phrase})


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
            hint=Phrase("form.options_hint", {"most": MOST_OPTIONS}),
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
        each_segment = tuple(Offer(value=each, label=each) for each in segments[:MOST_OFFERS])
        fields.append(SeveralField(key=SEGMENTS, label=Phrase("form.segments"), offers=each_segment))
    each_company = tuple(Offer(value=each.id, label=each.name) for each in companies[:MOST_OFFERS])
    fields.append(SeveralField(key=COMPANIES, label=Phrase("form.companies"), offers=each_company))
    return fields


def _errors(values: Mapping[str, FormValue], companies: list[Account]) -> dict[str, Phrase]:
    """What can be told from the fields alone."""
    errors: dict[str, Phrase] = {}
    kind = _text(values, KIND) or "single"
    if kind not in KINDS:
        errors[KIND] = Phrase("form.choose_kind")
    if not _text(values, QUESTION):
        errors[QUESTION] = Phrase("question.empty")
    if kind in WITHOUT_OPTIONS and _lines(values):
        errors[OPTIONS] = Phrase("form.no_options_here")
    days = _text(values, DAYS) or str(DEFAULT_DAYS)
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:4]) <= MOST_DAYS):
        errors[DAYS] = Phrase("form.bad_days", {"most": MOST_DAYS})
    if _text(values, VISIBILITY) and _text(values, VISIBILITY) not in set(Visibility):
        errors[VISIBILITY] = Phrase("form.choose_visibility")
    if _text(values, VISIBILITY) == Visibility.ANONYMOUS and values.get(LIVE):
        errors[LIVE] = Phrase("form.anonymous_is_not_live")
    known = {each.id for each in companies} | {each.segment for each in companies if each.segment}
    audience = _text(values, AUDIENCE) or WHOLE
    if audience in (SEGMENTS, COMPANIES) and (
        not _several(values, audience) or set(_several(values, audience)) - known
    ):
        errors[audience] = Phrase("form.choose_some")
    return errors


def _engagement(bot: Bot, board: Board, values: Mapping[str, FormValue]) -> Engagement:
    """The poll of the form; Refusal when a limit of questions is broken."""
    text, kind, lines = _text(values, QUESTION), _text(values, KIND) or "single", _lines(values)
    now = bot.now()
    question_id = QuestionId(bot.ids.of("question", board.id, "form", now.isoformat(), kind, text, *lines))
    options = tuple(
        Option(id=OptionId(bot.ids.of("option", question_id, str(place))), text=line)
        for place, line in enumerate(lines)
    )
    audience = _text(values, AUDIENCE) or WHOLE
    window = timedelta(days=int(_text(values, DAYS) or DEFAULT_DAYS))
    return Engagement(
        id=EngagementId(bot.ids.of("engagement", board.id, question_id)),
        organisation_id=OrganisationId(board.organisation_id),
        board_id=board.id,
        slug=f"form-{question_id[:8]}",
        title=text,
        why="",
        questions=(_question(kind, question_id, text, options),),
        visibility=Visibility(_text(values, VISIBILITY) or Visibility.NAMED.value),
        segments=_several(values, SEGMENTS) if audience == SEGMENTS else (),
        account_ids=tuple(AccountId(each) for each in _several(values, COMPANIES)) if audience == COMPANIES else (),
        window=window,
        remind_after=DEFAULT_REMINDER if window > DEFAULT_REMINDER else None,
        created_at=now,
        live=bool(values.get(LIVE)),
    )


def _question(kind: str, id_: QuestionId, text: str, options: tuple[Option, ...]) -> Question:
    match kind:
        case "multi":
            return Multi(id=id_, text=text, options=options)
        case "agree":
            return Agree(id=id_, text=text, options=options)
        case "rating":
            return Rating(id=id_, text=text)
        case "open":
            return Open(id=id_, text=text)
        case _:
            return Single(id=id_, text=text, options=options)


async def _companies(work: Work, known: list[Board]) -> list[Account]:
    """The customers that can be asked, by name."""
    asked = {
        channel.account_id
        for board in known
        for channel in await channels.of_board(work, board.id)
        if channel.account_id is not None
    }
    return sorted((each for each in await accounts.all(work) if each.id in asked), key=lambda each: each.name)


def _text(values: Mapping[str, FormValue], key: str) -> str:
    value = values.get(key, "")
    return " ".join(clean(value, LONGEST_QUESTION + 1).text.split()) if isinstance(value, str) else ""


def _several(values: Mapping[str, FormValue], key: str) -> tuple[str, ...]:
    value = values.get(key, ())
    return value if isinstance(value, tuple) else ()


def _lines(values: Mapping[str, FormValue]) -> list[str]:
    """The options as they were typed, one on each line; empty lines are no options."""
    value = values.get(OPTIONS, "")
    typed = clean(value).text.splitlines() if isinstance(value, str) else []
    return [" ".join(line.split()) for line in typed if line.strip()]
