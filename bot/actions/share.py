"""Writes the weekly digest when there is news, and puts it to the product channel."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import structlog

from bot.actions.ask import tell_product
from bot.actions.find_themes import Listened, find_themes, still_stands
from bot.actions.gather import Gathered, card_of, gather, said_lately
from bot.actions.ground import ground_line
from bot.actions.look_into import look_into
from bot.actions.propose_one import propose_one
from bot.actions.suggest import choices_that_lead, suggest
from bot.actions.word_drafts import word_drafts
from bot.actions.word_themes import word_themes
from bot.bot import Bot
from bot.cards import codec
from bot.cards.parts import Card
from bot.domain.accounts import Account
from bot.domain.aims import Aims
from bot.domain.boards import Board
from bot.domain.deliveries import Kind
from bot.domain.digests import Digest, first_digest_after, week_of
from bot.domain.rounds import Stage
from bot.domain.suggestions import Suggestion
from bot.domain.themes import Theme
from bot.ids import BoardId, DigestId, OrganisationId
from bot.insights.trends import growing_segment
from bot.texts import Phrase
from storage import accounts, aims, boards, digests, rounds, themes
from storage.database import Work

log = structlog.get_logger()
T = TypeVar("T")

MOST_WARNINGS = 2
"""Lines of warning in a digest; it is to be read in a minute."""
CLOSED = (Stage.CLOSED, Stage.REPORTED)
AGAIN = 4
"""How often it is listened anew because what was heard does not stand any more."""


class HeardAnew(Exception):
    """Raised where what was heard does not stand any more as it is to be written; nothing is."""


async def until_it_stands(attempt: Callable[[], Awaitable[T]]) -> T:
    """What `attempt` returns, made again where somebody was erased, or took something back, while it listened."""
    for _ in range(AGAIN):
        try:
            return await attempt()
        except HeardAnew:
            log.info("heard anew")
    return await attempt()


async def share_digest(bot: Bot, organisation_id: OrganisationId, board_id: BoardId, due: datetime) -> None:
    """Write and send the digest that `board_id` owes for `due`; without news, or with nothing said in the
    last 90 days, the week passes in silence.

    Themes are computed outside of any transaction; then themes, suggestions, digest and messages are written at once.
    """
    await until_it_stands(lambda: _share_digest(bot, organisation_id, board_id, due))


async def _share_digest(bot: Bot, organisation_id: OrganisationId, board_id: BoardId, due: datetime) -> None:
    async with bot.database.read(organisation_id) as work:
        board = await boards.get(work, board_id)
        news = await has_news(work, board)
    if board.next_digest_at != due:
        return
    heard = await find_themes(bot, board, for_digest=True) if news else None
    heard = await word_themes(bot, board, heard) if heard is not None else None
    read = await read_answers(bot, board, heard) if heard is not None else None
    async with bot.database.begin(organisation_id) as work:
        board = await boards.get(work, board_id)
        if board.next_digest_at != due:
            return
        await boards.save(work, replace(board, next_digest_at=first_digest_after(bot.now(), board.zone)))
        card = await _written(bot, work, board, heard, read) if heard is not None and read is not None else None
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
    await word_drafts(bot, board)


async def digest_now(bot: Bot, board: Board) -> Card | None:
    """The digest as it would be today, for one reader; None without anything closed since the latest one was sent.

    Themes and suggestions are renewed with it. The weekly one comes all the same.
    """
    async with bot.database.read(board.organisation_id) as work:
        if not await has_news(work, board):
            return None
    return await until_it_stands(lambda: _digest_now(bot, board))


async def _digest_now(bot: Bot, board: Board) -> Card | None:
    heard = await word_themes(bot, board, await find_themes(bot, board), awaited=True)
    read = await read_answers(bot, board, heard)
    async with bot.database.begin(board.organisation_id) as work:
        return await _written(bot, work, await boards.get(work, board.id), heard, read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What every answer of the window comes to; it is read before anything is written, since nobody else can then."""

    gathered: Gathered
    choices: Sequence[Suggestion]
    warnings: Sequence[Phrase]


async def read_answers(bot: Bot, board: Board, heard: Listened) -> Read:
    """All that a digest and the suggestions rest on, besides the themes."""
    async with bot.database.read(board.organisation_id) as work:
        said = await said_lately(work, board, bot.now())
        gathered = await gather(work, board, heard, said, bot.now())
        known = await accounts.all(work)
        return Read(
            gathered=gathered,
            choices=await choices_that_lead(bot, work, board),
            warnings=[*_warnings(heard, gathered.standing, known), *await ground_line(work, board)],
        )


async def renewed(bot: Bot, work: Work, board: Board, heard: Listened, read: Read) -> list[Suggestion]:
    """Keep the themes that were heard and renew the suggestions drawn from them; none when nobody has answered.

    HeardAnew where what was heard does not stand any more.
    """
    if not await still_stands(work, board, heard):
        raise HeardAnew
    if not read.gathered.said:
        return []
    await themes.replace(work, board.id, heard.themes)
    renewing = {each.correction_id: each for each in heard.renewed}
    for one in await themes.corrections(work, board.id):
        # Read anew: what was taken back meanwhile stays taken back.
        if (found := renewing.get(one.id)) is not None:
            await themes.correct(work, replace(one, answers=found.answers, others=found.others))
    return await suggest(bot, work, board, heard.themes, read.gathered.asked, read.choices)


async def _written(bot: Bot, work: Work, board: Board, heard: Listened, read: Read) -> Card | None:
    """Keep what was heard, renew the suggestions, and word the digest; None when nothing was said in the window."""
    made = await renewed(bot, work, board, heard, read)
    if not read.gathered.said:
        return None
    owned = {each.id: Aims(await aims.of_suggestion(work, each.id)) for each in made}
    heard, merges = await propose_one(bot, work, board, heard)
    gathered = replace(read.gathered, suggestions=tuple(made), aims=owned, worded=heard.worded)
    look = await look_into(bot, work, gathered.standing)
    return card_of(gathered, warnings=read.warnings, look=look, merges=merges)


def _warnings(heard: Listened, standing: Sequence[Theme], known: Sequence[Account]) -> list[Phrase]:
    """What should not go unseen: a theme that grows in one segment alone, and an order by value that rests on one."""
    segments = {account.id: account.segment for account in known}
    found = []
    for theme in standing:
        before = None if theme.companies_before is None else set(theme.companies_before)
        if segment := growing_segment(theme.companies, before, segments):
            found.append(Phrase("digest.growing", {"title": theme.title, "segment": segment}))
    if heard.leader_changes:
        leader = next((each.title for each in standing if each.value_rank == 1), "")
        found.append(Phrase("digest.theme_by_value", {"title": leader}))
    if heard.one_account_decides:
        found.append(Phrase("digest.one_company_decides"))
    return found[:MOST_WARNINGS]


async def has_news(work: Work, board: Board) -> bool:
    """True when a poll was reported since the last digest."""
    known = await digests.of_board(work, board.id)
    last = max((each.made_at for each in known), default=None)
    return any(
        each.stage in CLOSED and each.closed_at is not None and (last is None or each.closed_at > last)
        for each in await rounds.of_board(work, board.id)
    )
