"""How the boards are doing: what is open, what goes out next, who still waits to hear back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from bot.cards.counts import both, out_of, there
from bot.cards.funnel import funnel_line
from bot.cards.parts import Card, Facts, Note, Part, Rule, Text, Title, Words
from bot.domain.boards import Board
from bot.domain.funnel import Funnel
from bot.domain.rounds import Round
from bot.domain.visibility import Turnout, Visibility
from bot.texts import Argument, Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStatus:
    """One poll that is open, or whose answers nobody has reported back yet."""

    round: Round
    title: str
    turnout: Turnout
    funnel: Funnel | None = None
    """None for a poll that went out before it was kept."""


class Fate(StrEnum):
    """What is to become of messages that did not go out."""

    WAITS = "waits"
    """They go out once they may."""
    IN_DOUBT = "in_doubt"
    """Perhaps they were posted, and the platform has not told us since: they are looked for."""
    GIVEN_UP = "given_up"
    """Nobody tries any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Messages that are due and do not go out: nobody lets us into their workspace, or it gives no answer."""

    lane: str
    waiting: int
    reason: str = ""
    """The platform's own word; empty where this bot does not speak to the platform at all."""
    fate: Fate = Fate.WAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardStatus:
    """One board at a glance."""

    board: Board
    people: int
    accounts: int
    open: Sequence[RoundStatus] = ()
    waiting: Sequence[RoundStatus] = ()
    """Closed polls whose customers still wait to hear back."""
    next_title: str = ""
    next_due_at: datetime | None = None
    """When the next poll of a schedule goes out, whose title that is."""
    rests_until: date | None = None
    """The day before which no schedule has anything that may be asked again; only where none goes out earlier."""
    undecided: int = 0
    """Suggestions nobody has decided."""
    stuck: Sequence[Stuck] = ()
    now: datetime | None = None
    days_to_loop: tuple[float, int] | None = None
    """The median of days from a poll's close until customers heard back, and of how many polls."""
    parked: int = 0
    """Messages to trackers that nobody tries any more."""

    def is_overdue(self, round_: Round) -> bool:
        """True when the day has passed on which customers were to hear back."""
        return self.now is not None and round_.hear_back_by < self.now


def status_card(boards: Sequence[BoardStatus]) -> Card:
    """Every board, its open polls and what goes out next."""
    if not boards:
        return Card(
            summary=Phrase("status.no_boards"),
            parts=(Title(Phrase("status.title")), Text(Phrase("status.no_boards")), Note(Phrase("status.begin"))),
        )
    parts: list[Part] = [Title(Phrase("status.title"))]
    for number, each in enumerate(boards):
        parts += [Rule()] if number else []
        parts += _board(each)
    open_now = sum(len(each.open) for each in boards)
    return Card(summary=Phrase("status.summary", {"n": open_now}), parts=tuple(parts))


def _board(status: BoardStatus) -> list[Part]:
    board = status.board
    rows: list[tuple[Words, Words]] = [(Phrase("status.members"), both(status.people, status.accounts))]
    for each in status.open:
        rows.append((Phrase("status.open"), _open(each, board)))
        if each.funnel is not None:
            rows.append((Phrase("status.reached", {"round": each.round.label}), funnel_line(each.funnel)))
    if not status.open:
        rows.append((Phrase("status.open"), Phrase("status.none")))
    if status.next_due_at is not None:
        due: dict[str, Argument] = {"title": status.next_title, "when": there(status.next_due_at, board.zone)}
        rows.append((Phrase("status.next"), Phrase("status.due", due)))
    elif status.rests_until is not None:
        rows.append((Phrase("status.next"), Phrase("rotation.rests", {"day": status.rests_until})))
    else:
        rows.append((Phrase("status.next"), Phrase("status.nothing_scheduled")))
    rows += [(Phrase("status.waiting"), _waiting(each, status)) for each in status.waiting]
    if status.days_to_loop is not None:
        days, polls = status.days_to_loop
        rows.append((Phrase("status.loop"), Phrase("status.days_to_loop", {"days": days, "n": polls})))
    if status.undecided:
        rows.append((Phrase("status.undecided"), Phrase("status.suggestions", {"n": status.undecided})))
    rows += [(Phrase("status.stuck"), _stuck(each)) for each in status.stuck]
    if status.parked:
        rows.append((Phrase("status.stuck"), Phrase("status.parked", {"n": status.parked})))
    return [Text(board.name, strong=True), Facts(tuple(rows))]


def _stuck(each: Stuck) -> Phrase:
    args: dict[str, Argument] = {"n": each.waiting, "workspace": each.lane}
    match each.fate:
        case Fate.IN_DOUBT:
            return Phrase("status.no_answer", args)
        case Fate.GIVEN_UP:
            return Phrase("status.given_up", args)
        case Fate.WAITS if each.reason:
            return Phrase("status.not_let_in", {**args, "reason": each.reason})
        case Fate.WAITS:
            return Phrase("status.not_connected", args)
        case _:
            assert_never(each.fate)


def _open(each: RoundStatus, board: Board) -> Phrase:
    # How many have answered an anonymous poll is not shown while it is open: who watches it grow learns who answered.
    closes = there(each.round.closes_at, board.zone)
    args: dict[str, Argument] = {"round": each.round.label, "title": each.title, "closes": closes}
    if each.round.visibility is Visibility.ANONYMOUS:
        return Phrase("status.open_anonymous", args)
    return Phrase("status.open_round", {**args, "turnout": out_of(each.turnout)})


def _waiting(each: RoundStatus, status: BoardStatus) -> Phrase:
    back = there(each.round.hear_back_by, status.board.zone)
    wording = "status.overdue_round" if status.is_overdue(each.round) else "status.waiting_round"
    return Phrase(wording, {"round": each.round.label, "title": each.title, "when": back})
