"""Drawing up a poll: a question from the library or one's own, what becomes of it, and whether to make it a habit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.counts import companies, people, there
from bot.cards.parts import (
    Button,
    Buttons,
    Card,
    Facts,
    Field,
    Menu,
    Note,
    Part,
    PickChannel,
    Ranking,
    Rule,
    Select,
    Text,
    Ticks,
    Title,
    Tone,
)
from bot.cards.privacy import who_sees
from bot.domain.boards import Board
from bot.domain.cadence import Upcoming
from bot.domain.engagements import Engagement
from bot.domain.questions import options_of
from bot.domain.visibility import COMPANIES_NEEDED, PEOPLE_NEEDED, Visibility
from bot.presses import Do
from bot.texts import Phrase, Phrases

COMPANIES_NAMED = 8
SATURDAY = 5
"""Counted from Monday as 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a poll would reach."""

    companies: tuple[str, ...]
    rooms: int
    """Rooms shared by several customers."""
    people: int
    """How many are known or were counted there."""


def library_card(*, board: Board, offers: Sequence[tuple[str, Do]], own: Do) -> Card:
    """Three questions that are ready to be asked, or one's own."""
    title = Phrase("first_poll.title", {"board": board.name})
    options = tuple(Button(question, press) for question, press in offers)
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("first_poll.choose")),
            Buttons(options),
            Buttons((Button(Phrase("first_poll.own"), own),)),
        ),
    )


def typed_instead_card() -> Card:
    """Where no form can be opened, a poll is typed."""
    line = Phrase("first_poll.typed")
    return Card(summary=line, parts=(Text(line),))


def proposal_card(
    *,
    board: Board,
    engagement: Engagement,
    audience: Audience,
    closes: datetime,
    hear_back: datetime,
    tries: Do,
    send: Do,
    reword: Do,
    back: Do,
) -> Card:
    """What is about to be asked and why, whom it reaches, who sees what, and when it closes; nothing has gone out."""
    title = Phrase("proposal.title")
    parts: list[Part] = [Title(title)]
    for question in engagement.questions:
        parts.append(Text(question.text, strong=True))
        options = tuple(option.text for option in options_of(question))
        if options:
            parts.append(Text(Phrase("proposal.options", {"options": Phrases(options)})))
    why = engagement.why.strip()
    parts.append(Text(Phrase("ask.why", {"why": why}) if why else Phrase("proposal.no_why")))
    parts.append(Field(Phrase("proposal.reword" if why else "proposal.say_why"), reword, why))
    named = Phrases(audience.companies[:COMPANIES_NAMED])
    parts.append(
        Facts(
            (
                (Phrase("proposal.goes_to"), _reach(audience)),
                *(((Phrase("proposal.companies"), Phrase("proposal.names", {"names": named})),) if named.items else ()),
                (Phrase("proposal.closes"), Phrase("proposal.when", {"when": there(closes, board.zone)})),
                (Phrase("proposal.hear_back"), Phrase("proposal.by", {"when": there(hear_back, board.zone)})),
            )
        )
    )
    if closes.astimezone(ZoneInfo(board.zone)).weekday() >= SATURDAY:
        parts.append(Note(Phrase("proposal.weekend")))
    parts.append(Note(who_sees(engagement.visibility, board)))
    if engagement.visibility is Visibility.ANONYMOUS:
        parts.append(Note(_gate(audience)))
    go_on = Button(Phrase("proposal.send"), send, Tone.PRIMARY)
    parts.append(Buttons((go_on, Button(Phrase("proposal.try"), tries), Button(Phrase("proposal.back"), back))))
    parts.append(Note(Phrase("proposal.what_next")))
    return Card(summary=title, parts=tuple(parts))


def trial_card(poll: Card, presses: Sequence[Do]) -> Card:
    """The poll as customers see it, with buttons that only show how it feels."""
    left = iter(presses)
    parts: list[Part] = []
    for part in poll.parts:
        labels = labels_of(part)
        if isinstance(part, Ranking):
            parts.append(listing(part))
        if labels:
            parts.append(Buttons(tuple(Button(label, next(left)) for label in labels)))
        elif not pressable(part):
            parts.append(part)
    note = Note(Phrase("proposal.trial"))
    return Card(summary=Phrase("proposal.trial"), parts=(note, Rule(), *parts), beside=True)


def tried_card() -> Card:
    """Nothing was kept."""
    line = Phrase("proposal.tried")
    return Card(summary=line, parts=(Text(line),), beside=True)


def sent_before_card(label: str) -> Card:
    """Send was pressed already."""
    line = Phrase("proposal.sent_before", {"round": label})
    return Card(summary=line, parts=(Text(line),))


def repeat_parts(*, dates: Sequence[Upcoming], press: Do) -> tuple[Part, ...]:
    """`Repeat? every 2nd Tuesday`, with the next dates."""
    shown = tuple(Phrase("repeat.date", {"when": each.found.local}) for each in dates if not each.skipped)
    return (
        Rule(),
        Text(Phrase("repeat.title"), strong=True),
        Text(Phrase("repeat.dates", {"dates": Phrases(shown)})),
        Buttons((Button(Phrase("repeat.yes"), press),)),
    )


def repeating_card(*, rule: str, titles: Sequence[str], dates: Sequence[Upcoming]) -> Card:
    """The schedule stands: what is asked next, and when."""
    line = Phrase("repeat.done", {"rule": rule})
    rows = tuple(
        (Phrase("repeat.date", {"when": each.found.local}), title) for each, title in zip(dates, titles, strict=False)
    )
    return Card(summary=line, parts=(Title(line), Facts(rows), Note(Phrase("repeat.no_question_twice"))), beside=True)


def pressable(part: Part) -> bool:
    """True for what can be pressed."""
    return isinstance(part, Buttons | Ticks | Ranking | Field | Menu | Select | PickChannel)


def labels_of(part: Part) -> tuple[str | Phrase, ...]:
    """What stands on the buttons that a trial keeps: answers, not menus."""
    match part:
        case Buttons(buttons=buttons):
            return tuple(each.label for each in buttons)
        case Ticks(options=options):
            return tuple(each.label for each in options)
        case Field(label=label) | Ranking(label=label):
            return (label,)
        case _:
            return ()


def listing(part: Ranking) -> Text:
    """The options of an order that nobody can make here: the poll is only shown."""
    return Text(Phrase("proposal.options", {"options": Phrases(tuple(each.label for each in part.options))}))


def _reach(audience: Audience) -> Phrase:
    rooms = len(audience.companies) + audience.rooms
    if not audience.people:
        return Phrase("proposal.reach_unknown", {"companies": companies(rooms)})
    return Phrase("proposal.reach", {"companies": companies(rooms), "people": people(audience.people)})


def _gate(audience: Audience) -> Phrase:
    needed = {"people": PEOPLE_NEEDED, "companies": COMPANIES_NEEDED}
    enough = audience.people >= PEOPLE_NEEDED and len(audience.companies) + audience.rooms >= COMPANIES_NEEDED
    return Phrase("proposal.gate" if enough else "proposal.below_the_gate", needed)
