"""Reads how things stand: every board at a glance, and what the whole loop has brought about so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.actions.compose import subject_of, turnout_of
from bot.actions.funnel import funnel_of
from bot.actions.heard_back import heard_back
from bot.actions.turns import next_poll
from bot.bot import Bot
from bot.cards.status import BoardStatus, Fate, RoundStatus, Stuck
from bot.domain.boards import Board
from bot.domain.deliveries import Kind, State
from bot.domain.loops import days_to_loop, still_waiting
from bot.domain.pacing import shut_lanes
from bot.domain.rounds import Stage
from bot.domain.suggestions import State as Standing
from bot.domain.visibility import Visibility
from bot.ids import OrganisationId
from storage import (
    anonymous,
    answers,
    backlog,
    boards,
    deliveries,
    digests,
    handoffs,
    members,
    pace,
    rounds,
    suggestions,
    themes,
)
from storage.database import Work

NO_WORD = timedelta(minutes=10)
"""After so long it is said of a message that nobody knows whether it was posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the loop has brought about, counted from rows."""

    rounds: int = 0
    deliveries: int = 0
    """Messages that stand where they should; one with its detail in a thread is one."""
    answers: int = 0
    """Answers that count: the withdrawn are left out, the anonymous are in where enough answered for a result."""
    themes: int = 0
    suggestions: int = 0
    digests: int = 0
    decisions: int = 0
    loops: int = 0
    """Messages that told customers what became of their answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Every board, and the counts over all of them."""

    boards: tuple[BoardStatus, ...]
    counts: Counts

    def as_json(self) -> Mapping[str, object]:
        """The same for machines; times in UTC."""
        return {
            "boards": [
                {
                    "board": each.board.slug,
                    "name": each.board.name,
                    "kind": each.board.kind.value,
                    "members": each.people,
                    "accounts": each.accounts,
                    "open": [live.round.label for live in each.open],
                    "funnels": {live.round.label: live.funnel.as_json() for live in each.open if live.funnel},
                    "next_due_at": each.next_due_at.strftime("%Y-%m-%dT%H:%M:%SZ") if each.next_due_at else None,
                    "undecided": each.undecided,
                    "waiting_to_hear_back": [one.round.label for one in each.waiting],
                    "overdue": [one.round.label for one in each.waiting if each.is_overdue(one.round)],
                    "days_to_loop": each.days_to_loop[0] if each.days_to_loop else None,
                    "handoffs_given_up": each.parked,
                }
                for each in self.boards
            ],
            **counts_as_json(self.counts),
        }


def counts_as_json(counts: Counts) -> dict[str, int]:
    """The counts by name, in the order of the loop."""
    return {
        "rounds": counts.rounds,
        "deliveries": counts.deliveries,
        "answers": counts.answers,
        "themes": counts.themes,
        "suggestions": counts.suggestions,
        "digests": counts.digests,
        "decisions": counts.decisions,
        "loops": counts.loops,
    }


async def status_of(bot: Bot, organisation_id: OrganisationId | None = None) -> Standings:
    """How every board of one organisation stands now; of the whole installation only for its operator."""
    found: list[BoardStatus] = []
    total = Counts()
    for organisation in await bot.database.organisations():
        if organisation_id not in (None, organisation.id):
            continue
        async with bot.database.read(organisation.id) as work:
            stuck = await _stuck(bot, work)
            parked = await handoffs.given_up_on(work)
            for board in await boards.all(work):
                found.append(
                    replace(
                        await _board(work, board, bot.now()),
                        stuck=stuck.get(board.id, ()),
                        parked=parked.get(board.id, 0),
                    )
                )
            total = _added(total, await _counts(work))
    return Standings(boards=tuple(found), counts=total)


async def _stuck(bot: Bot, work: Work) -> dict[str, list[Stuck]]:
    """What waits where nobody lets us in, or tells us what became of it, by board."""
    shut = shut_lanes(await pace.busy(work, bot.now()), bot.now())
    found: dict[str, list[Stuck]] = {}
    for (board_id, lane), waiting in sorted((await backlog.waiting_in(work, bot.now())).items()):
        if lane in shut or lane.partition(":")[0] not in bot.messengers:
            found.setdefault(board_id, []).append(Stuck(lane=lane, waiting=waiting, reason=shut.get(lane, "")))
    silent = await backlog.unanswered_in(work, bot.now() - NO_WORD)
    for fate, counted in ((Fate.IN_DOUBT, silent), (Fate.GIVEN_UP, await backlog.given_up_in(work))):
        for (board_id, lane), n in sorted(counted.items()):
            found.setdefault(board_id, []).append(Stuck(lane=lane, waiting=n, fate=fate))
    return found


async def _board(work: Work, board: Board, now: datetime) -> BoardStatus:
    seats = await members.of_board(work, board.id)
    all_rounds = await rounds.of_board(work, board.id)
    told = await heard_back(work, board.id, all_rounds)
    awaiting = await rounds.awaiting_news_of_board(work, board.id)
    waiting = still_waiting(all_rounds, told, awaiting, now)
    coming = await next_poll(work, board, now)
    goes_out = coming if isinstance(coming, tuple) else None
    made = await suggestions.of_board(work, board.id)

    async def at_a_glance(stage_rounds: list[str]) -> list[RoundStatus]:
        glances = []
        for each in all_rounds:
            if each.id in stage_rounds:
                subject = await subject_of(work, each.id)
                glances.append(
                    RoundStatus(
                        round=each,
                        title=subject.engagement.title,
                        turnout=await turnout_of(work, subject),
                        funnel=await funnel_of(work, each, now),
                    )
                )
        return glances

    return BoardStatus(
        board=board,
        people=len({seat.person_id for seat in seats}),
        accounts=len({seat.account_id for seat in seats}),
        open=await at_a_glance([each.id for each in all_rounds if each.stage is Stage.OPEN]),
        waiting=await at_a_glance([each.id for each in waiting]),
        next_title=goes_out[1].title if goes_out else "",
        next_due_at=goes_out[0] if goes_out else None,
        rests_until=coming if isinstance(coming, date) else None,
        now=now,
        days_to_loop=days_to_loop(all_rounds, told),
        undecided=sum(suggestion.state is Standing.PROPOSED for suggestion in made),
    )


async def _counts(work: Work) -> Counts:
    all_boards = await boards.all(work)
    all_rounds = [each for board in all_boards for each in await rounds.of_board(work, board.id)]
    answered = 0
    for each in all_rounds:
        if each.visibility is Visibility.ANONYMOUS:
            answered += len(await anonymous.choices(work, each.id)) if each.gate_passed else 0
        else:
            answered += sum(not answer.withdrawn for answer in await answers.of_round(work, each.id))
    standing = await deliveries.counts(work, threads=False)
    sent = {kind: n for (kind, state), n in standing.items() if state is State.SENT}
    made = [each for board in all_boards for each in await suggestions.of_board(work, board.id)]
    return Counts(
        rounds=len(all_rounds),
        deliveries=sum(sent.values()),
        answers=answered,
        themes=sum([len(await themes.of_board(work, board.id)) for board in all_boards]),
        suggestions=len(made),
        digests=sum([len(await digests.of_board(work, board.id)) for board in all_boards]),
        decisions=sum([len(await suggestions.decisions(work, each.id)) for each in made]),
        loops=sent.get(Kind.LOOP, 0),
    )


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(
        rounds=one.rounds + other.rounds,
        deliveries=one.deliveries + other.deliveries,
        answers=one.answers + other.answers,
        themes=one.themes + other.themes,
        suggestions=one.suggestions + other.suggestions,
        digests=one.digests + other.digests,
        decisions=one.decisions + other.decisions,
        loops=one.loops + other.loops,
    )
