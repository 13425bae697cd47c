"""Writes the weekly digest when there is news, and puts it to the product channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.ask import tell_product
from bot.actions.compose import said_in, subject_of
from bot.actions.find_themes import Listened, companies_of, find_themes
from bot.actions.suggest import choices_that_lead, suggest
from bot.bot import Bot
from bot.cards import codec
from bot.cards.digest import digest_card, dissent_of
from bot.cards.parts import Card
from bot.cards.trend import trend_chart
from bot.domain.aims import Aims
from bot.domain.answers import Answer
from bot.domain.boards import Board, stands
from bot.domain.deliveries import Kind
from bot.domain.digests import Digest, first_digest_after, week_of
from bot.domain.rounds import Stage
from bot.domain.suggestions import State, Suggestion
from bot.domain.tallies import StatementTally, tally, turnout
from bot.domain.themes import WINDOW
from bot.domain.visibility import Turnout, Visibility
from bot.ids import BoardId, DigestId, OrganisationId
from bot.texts import Phrase
from storage import accounts, aims, answers, boards, digests, members, rounds, themes
from storage.database import Work

ENOUGH_TO_DISSENT = 2
CLOSED = (Stage.CLOSED, Stage.REPORTED)
SETTLED = (State.SHIPPED, State.DECLINED, State.MERGED)


async def share_digest(bot: Bot, organisation_id: OrganisationId, board_id: BoardId, due: datetime) -> None:
    """Write and send the digest that `board_id` owes for `due`; without news, or with nothing said in the
    last 90 days, the week passes in silence.

    Themes are computed outside of any transaction; then themes, suggestions, digest and messages are written at once.
    """
    async with bot.database.read(organisation_id) as work:
        board = await boards.get(work, board_id)
        news = await _has_news(work, board)
    if board.next_digest_at != due:
        return
    heard = await find_themes(bot, board) if news else None
    gathered = await _gathered(bot, board) if heard is not None else None
    async with bot.database.begin(organisation_id) as work:
        board = await boards.get(work, board_id)
        if board.next_digest_at != due:
            return
        await boards.save(work, replace(board, next_digest_at=first_digest_after(bot.now(), board.zone)))
        card = await _written(bot, work, board, heard, gathered) if heard is not None and gathered is not None else None
        if card is None:
            return
        week = week_of(bot.now(), board.zone)
        digest = Digest(
            id=DigestId(bot.ids.of("digest", board.id, week)),
            organisation_id=organisation_id,
            board_id=board.id,
            week=week,
            made_at=bot.now(),
            card=codec.to_json(card),
        )
        if await digests.add(work, digest):
            await tell_product(bot, work, board, Kind.DIGEST, digest.id)


async def digest_now(bot: Bot, board: Board) -> Card | None:
    """The digest as it would be today, for one reader; None without anything closed since the latest one was sent.

    Themes and suggestions are renewed with it. The weekly one comes all the same.
    """
    async with bot.database.read(board.organisation_id) as work:
        if not await _has_news(work, board):
            return None
    heard, gathered = await find_themes(bot, board), await _gathered(bot, board)
    async with bot.database.begin(board.organisation_id) as work:
        return await _written(bot, work, await boards.get(work, board.id), heard, gathered)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """What every answer of the window comes to; it is read before anything is written, since nobody else can then."""

    said: Sequence[Answer]
    choices: Sequence[Suggestion]
    asked: Turnout
    silent: Sequence[str]
    dissent: Phrase | None


async def _gathered(bot: Bot, board: Board) -> _Gathered:
    async with bot.database.read(board.organisation_id) as work:
        said = await _answered(work, board, bot.now() - WINDOW)
        return _Gathered(
            said=said,
            choices=await choices_that_lead(bot, work, board),
            asked=await _asked(work, board, said),
            silent=await _silent(work, board, said),
            dissent=await _dissent(work, board),
        )


async def _written(bot: Bot, work: Work, board: Board, heard: Listened, gathered: _Gathered) -> Card | None:
    """Keep what was heard, renew the suggestions, and word the digest; None when nothing was said in the window."""
    said, asked = gathered.said, gathered.asked
    if not said:
        return None
    await themes.replace(work, board.id, heard.themes)
    made = await suggest(bot, work, board, heard.themes, asked, gathered.choices)
    standing = [each for each in heard.themes if stands(board.kind, people=each.people, accounts=each.accounts)]
    return digest_card(
        board=board,
        week=week_of(bot.now(), board.zone),
        themes=heard.themes,
        suggestions=[each for each in made if each.state not in SETTLED],
        asked=asked,
        aims={each.id: Aims(await aims.of_suggestion(work, each.id)) for each in made},
        names={account.id: account.name for account in await accounts.all(work)},
        voices=heard.voices,
        silent=gathered.silent,
        dissent=gathered.dissent,
        trend=trend_chart(standing, {each.id: each.said_at for each in said}, bot.now(), board.zone),
    )


async def _has_news(work: Work, board: Board) -> bool:
    """True when a poll was reported since the last digest."""
    known = await digests.of_board(work, board.id)
    last = max((each.made_at for each in known), default=None)
    return any(
        each.stage in CLOSED and each.closed_at is not None and (last is None or each.closed_at > last)
        for each in await rounds.of_board(work, board.id)
    )


async def _answered(work: Work, board: Board, since: datetime) -> list[Answer]:
    """Every answer since then that was not taken back, whatever the kind of its question."""
    return [
        said
        for each in await rounds.of_board(work, board.id)
        if each.opened_at is not None and each.closes_at >= since
        for said in await answers.of_round(work, each.id)
        if said.said_at >= since and not said.withdrawn
    ]


async def _asked(work: Work, board: Board, said: Sequence[Answer]) -> Turnout:
    """Who answered, of all who are asked on this board."""
    people = {seat.person_id for seat in await members.of_board(work, board.id)}
    return turnout(said, people_asked=len(people), accounts_asked=len(await companies_of(work, board)))


async def _silent(work: Work, board: Board, said: Sequence[Answer]) -> list[str]:
    """The companies from which nothing was heard."""
    names = {account.id: account.name for account in await accounts.all(work)}
    heard = {each.account_id for each in said}
    return sorted(names[each] for each in await companies_of(work, board) - heard)


async def _dissent(work: Work, board: Board) -> Phrase | None:
    """The statement most people disagreed with in the latest poll of statements, if two companies did."""
    closed = [each for each in await rounds.of_board(work, board.id) if each.stage is Stage.REPORTED]
    for each in sorted(closed, key=lambda one: one.number, reverse=True):
        if each.visibility is Visibility.ANONYMOUS:
            continue
        subject = await subject_of(work, each.id)
        for question in subject.questions:
            counted = tally(question, await said_in(work, each))
            if isinstance(counted, StatementTally):
                most = max(counted.rows, key=lambda row: row.disagree)
                return dissent_of(most.text, most.disagree) if most.disagree >= ENOUGH_TO_DISSENT else None
    return None
