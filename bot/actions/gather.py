"""Reads everything a digest tells from the rows, so that the message and the page never tell two different things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.compose import said_in, subject_of
from bot.actions.find_themes import Listened, companies_of
from bot.cards.digest import Proposed, Voice, digest_card, dissent_of
from bot.cards.parts import Card, Select
from bot.cards.trend import trend_chart
from bot.domain.aims import Aims
from bot.domain.answers import Answer
from bot.domain.boards import Board, stands
from bot.domain.digests import week_of
from bot.domain.questions import Stance, Stances
from bot.domain.rounds import Round, Stage
from bot.domain.suggestions import State, Suggestion
from bot.domain.tallies import StatementTally, tally, turnout
from bot.domain.themes import WINDOW, Theme
from bot.domain.visibility import Turnout, Visibility
from bot.domain.wordings import BUILT_IN, Worded
from bot.ids import AccountId, OptionId, SuggestionId, ThemeId
from bot.texts import Phrase
from storage import accounts, aims, answers, members, proxies, rounds, suggestions
from storage.database import Work

SETTLED = (State.SHIPPED, State.DECLINED, State.MERGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known about a board over the 90 days before `at`."""

    board: Board
    at: datetime
    themes: tuple[Theme, ...]
    voices: tuple[Voice, ...]
    said: tuple[Answer, ...]
    """Every answer of the window that stands, whatever the kind of its question; none of an anonymous poll."""
    asked: Turnout
    suggestions: tuple[Suggestion, ...]
    """All of them, settled ones too."""
    aims: dict[SuggestionId, Aims]
    names: dict[AccountId, str]
    silent: tuple[str, ...]
    """The companies from which nothing was heard."""
    dissent: Phrase | None
    on_calls: int
    """Companies that told something on calls; no count holds it."""
    worded: Worded = BUILT_IN

    @property
    def standing(self) -> list[Theme]:
        """The themes that more than one voice brings up."""
        return [each for each in self.themes if stands(self.board.kind, people=each.people, accounts=each.accounts)]

    @property
    def undecided(self) -> list[Suggestion]:
        """The suggestions that are not settled."""
        return [each for each in self.suggestions if each.state not in SETTLED]


async def said_lately(work: Work, board: Board, at: datetime) -> list[Answer]:
    """Every answer of the 90 days before `at` that was not taken back, whatever the kind of its question."""
    return [
        said
        for each in await rounds_lately(work, board, at)
        for said in await answers.of_round(work, each.id)
        if at - WINDOW <= said.said_at <= at and not said.withdrawn
    ]


async def rounds_lately(work: Work, board: Board, at: datetime) -> list[Round]:
    """Every poll of the 90 days before `at` that went out, by number."""
    since = at - WINDOW
    return [
        each
        for each in await rounds.of_board(work, board.id)
        if each.opened_at is not None and each.opened_at <= at and each.closes_at >= since
    ]


async def turnout_lately(work: Work, board: Board, said: Sequence[Answer]) -> Turnout:
    """Who answered, of all who are asked on this board; who answered and has left since was one of them."""
    people = {seat.person_id for seat in await members.of_board(work, board.id)} | {one.person_id for one in said}
    companies = await companies_of(work, board) | {one.account_id for one in said}
    return turnout(said, people_asked=len(people), accounts_asked=len(companies))


async def gather(work: Work, board: Board, heard: Listened, said: Sequence[Answer], at: datetime) -> Gathered:
    """Everything a digest tells; the suggestions as they are kept, `heard` and `said` as they were just read."""
    made = await suggestions.of_board(work, board.id)
    names = {account.id: account.name for account in await accounts.all(work)}
    spoke = {each.account_id for each in said}
    return Gathered(
        board=board,
        at=at,
        themes=tuple(heard.themes),
        voices=tuple(heard.voices),
        said=tuple(said),
        asked=await turnout_lately(work, board, said),
        suggestions=tuple(made),
        aims={each.id: Aims(await aims.of_suggestion(work, each.id)) for each in made},
        names=names,
        silent=tuple(sorted(names[each] for each in await companies_of(work, board) - spoke)),
        dissent=await _dissent(work, board, at),
        on_calls=await _on_calls(work, board, at),
        worded=heard.worded,
    )


def card_of(
    gathered: Gathered,
    *,
    warnings: Sequence[Phrase] = (),
    look: Select | None = None,
    merges: Mapping[tuple[ThemeId, ThemeId], Proposed] | None = None,
) -> Card:
    """The message: twelve lines, and the evidence beneath."""
    board = gathered.board
    said_at = {each.id: each.said_at for each in gathered.said}
    return digest_card(
        board=board,
        week=week_of(gathered.at, board.zone),
        themes=gathered.themes,
        suggestions=gathered.undecided,
        asked=gathered.asked,
        aims=gathered.aims,
        names=gathered.names,
        voices=gathered.voices,
        silent=gathered.silent,
        dissent=gathered.dissent,
        on_calls=gathered.on_calls,
        worded=gathered.worded,
        trend=trend_chart(gathered.standing, said_at, gathered.at, board.zone),
        warnings=warnings,
        look=look,
        merges=merges,
    )


async def _dissent(work: Work, board: Board, at: datetime) -> Phrase | None:
    """The statement most people disagreed with in the latest poll of statements, if enough companies did.

    On a board of the own staff, if enough people did.
    """
    closed = [each for each in await rounds_lately(work, board, at) if each.stage is Stage.REPORTED]
    for each in sorted(closed, key=lambda one: one.number, reverse=True):
        if each.visibility is Visibility.ANONYMOUS:
            continue
        subject = await subject_of(work, each.id)
        said = await said_in(work, each)
        for question in subject.questions:
            counted = tally(question, said)
            if isinstance(counted, StatementTally):
                most = max(counted.rows, key=lambda row: row.disagree)
                against = [one for one in said if isinstance(one, Answer) and _rejects(one, most.option_id)]
                people, companies = len(against), len({one.account_id for one in against})
                return dissent_of(most.text, people) if stands(board.kind, people=people, accounts=companies) else None
    return None


async def _on_calls(work: Work, board: Board, at: datetime) -> int:
    """How many companies told something on calls about a poll of these 90 days."""
    polls = [each.id for each in await rounds_lately(work, board, at)]
    heard = await proxies.of_rounds(work, polls)
    return len({each.account_id for each in heard if at - WINDOW <= each.said_at <= at})


def _rejects(said: Answer, statement: OptionId) -> bool:
    return isinstance(said.value, Stances) and said.value.stances.get(statement) is Stance.DISAGREE
