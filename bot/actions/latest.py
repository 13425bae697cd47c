"""Which poll or suggestion is meant when none is named: the latest that fits; the others stand beneath the reply."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.access import may_end
from bot.actions.offer import offer
from bot.bot import Bot
from bot.cards.parts import Button, Card, Select
from bot.commands import Cancel, Close, Command, DecideOn, Extend, HandOff, Remind, Results, WhyOf
from bot.domain.aims import Aims, Goal
from bot.domain.boards import Board
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.domain.rounds import Round, Stage
from bot.domain.suggestions import State, Suggestion
from bot.presses import Press, Why
from bot.texts import Phrase
from storage import aims, engagements, rounds, suggestions
from storage.database import Work

MOST = 20
"""The others that are offered."""
LIVE = {
    Close: frozenset({Stage.OPEN}),
    Extend: frozenset({Stage.OPEN}),
    Remind: frozenset({Stage.OPEN}),
    Cancel: frozenset({Stage.DRAFT, Stage.OPEN}),
    Results: frozenset({Stage.CLOSED, Stage.REPORTED}),
}
"""The stages of the polls that each command may be about."""
UNDECIDED = frozenset({State.PROPOSED, State.EXPLORING})
Typed = TypeVar("Typed", bound=Command)
Numbered = TypeVar("Numbered", Round, Suggestion)


async def latest_meant(bot: Bot, typed: Typed, person: Person, board: Board) -> tuple[Typed, Select | None]:
    """The command with its number, and the others it might be about; as it is where it names one, or nothing fits.

    Of several polls the latest counts that `person` may close, extend, remind or call off.
    """
    match typed:
        case (
            Close(number=None) | Extend(number=None) | Remind(number=None) | Cancel(number=None) | Results(number=None)
        ):
            async with bot.database.begin(board.organisation_id) as work:
                found = [each for each in await rounds.of_board(work, board.id) if each.stage in LIVE[type(typed)]]
                chosen, others = _newest([each for each in found if _may(typed, person, each, board)])
                if chosen is None:
                    return typed, None
                return replace(typed, number=chosen.number), await _polls(bot, work, typed, others)
        case WhyOf(number=None) | DecideOn(number=None) | HandOff(number=None):
            async with bot.database.read(board.organisation_id) as work:
                newest, rest = _newest(await suggestions.of_board(work, board.id))
                if newest is None:
                    return typed, None
                open_ones = [each for each in rest if each.state in UNDECIDED]
                return replace(typed, number=newest.number), await _suggestions(work, open_ones)
        case _:
            return typed, None


def with_others(card: Card, others: Select | None) -> Card:
    """The reply, and beneath it what else could have been meant."""
    return card if others is None else replace(card, parts=(*card.parts, others))


def _newest(some: Sequence[Numbered]) -> tuple[Numbered | None, list[Numbered]]:
    newest_first = sorted(some, key=lambda each: each.number, reverse=True)
    return (newest_first[0] if newest_first else None), newest_first[1 : MOST + 1]


def _may(typed: Command, person: Person, round_: Round, board: Board) -> bool:
    """Results are of interest for as long as customers wait to hear back; the latest ones always."""
    if isinstance(typed, Results):
        return True
    return may_end(person, round_, board)


async def _polls(bot: Bot, work: Work, typed: Command, others: Sequence[Round]) -> Select | None:
    more = ""
    match typed:
        case Extend():
            label, kind = Phrase("others.extend"), ErrandKind.EXTEND
            more = f"/{int(typed.by.total_seconds())}"
        case Close():
            label, kind = Phrase("others.close"), ErrandKind.CLOSE_NOW
        case Remind():
            label, kind = Phrase("others.remind"), ErrandKind.REMIND_NOW
        case Cancel():
            label, kind = Phrase("others.cancel"), ErrandKind.CALL_OFF
        case _:
            label, kind = Phrase("others.results"), ErrandKind.SHOW_POLL
            others = [each for each in others if each.hear_back_by > bot.now()]
    buttons = []
    for each in others:
        title = (await engagements.get(work, each.engagement_id)).title
        buttons.append((f"{each.label} · {title}", await offer(bot, work, kind, f"{each.id}{more}")))
    return _select(label, buttons)


async def _suggestions(work: Work, others: Sequence[Suggestion]) -> Select | None:
    """Each leads to its evidence, beneath which it can be decided: no decision is made by a slip of the hand."""
    buttons = []
    for each in others:
        press = Why(Aims(await aims.of_suggestion(work, each.id)).token(Goal.WHY))
        buttons.append((f"S{each.number} · {each.title}", press))
    return _select(Phrase("others.why"), buttons)


def _select(label: Phrase, buttons: Sequence[tuple[str, Press]]) -> Select | None:
    return Select(label, tuple(Button(text, press) for text, press in buttons)) if buttons else None
