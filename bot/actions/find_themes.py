"""Renews a board's themes from what its people wrote in the last 90 days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.bot import Bot
from bot.cards.digest import Voice
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.questions import Rated
from bot.domain.themes import WINDOW, Excerpt, Theme
from bot.ids import AccountId, AnswerId, PersonId, RoundId, ThemeId
from bot.insights.masking import masked
from bot.insights.pipeline import insights
from bot.insights.said import Found, Insights, Said, Stretch, Window
from bot.insights.trends import same_themes, trend
from bot.insights.verify import Cited, Claim, Evidence, Fault, faults
from storage import accounts, answers, channels, members, rounds, themes
from storage.answers import SaidRow
from storage.database import Work

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What was heard in the window: themes, or the answers one by one while there are too few to group."""

    themes: tuple[Theme, ...] = ()
    voices: tuple[Voice, ...] = ()


async def find_themes(bot: Bot, board: Board) -> Listened:
    """The board's themes as they are now; nothing is written.

    A theme keeps its id from week to week while its answers stay mostly the same; its trend says whether two or more
    companies joined or left it since the digest before.
    """
    since = bot.now() - WINDOW
    async with bot.database.read(board.organisation_id) as work:
        rows = await answers.texts_since(work, board.id, since)
        said = await _said(work, board, rows, since)
        before = await themes.of_board(work, board.id)
        asked = len(await companies_of(work, board))
    if not said:
        return Listened()
    found = await bot.thinker.run(insights, Window(said=tuple(said), accounts_asked=asked))
    texts = {row.answer.id: row for row in rows}
    quotable = set(texts) - set(found.held_back)
    return Listened(
        themes=_themes(bot, board, found, texts, before, since),
        voices=tuple(
            Voice(text=masked(texts[each].text), account_id=texts[each].answer.account_id)
            for each in found.listed
            if each in quotable
        ),
    )


async def companies_of(work: Work, board: Board) -> set[AccountId]:
    """The companies that the board asks: those with a seat, and those whose channel nobody has answered in yet."""
    seats = {seat.account_id for seat in await members.of_board(work, board.id)}
    return seats | {each.account_id for each in await channels.of_board(work, board.id) if each.account_id}


async def _said(work: Work, board: Board, rows: Sequence[SaidRow], since: datetime) -> list[Said]:
    """Every text with what is known of who said it: revenue, segment, and the score given in the same round."""
    companies = {account.id: account for account in await accounts.all(work)}
    scores: dict[tuple[RoundId, PersonId], int] = {}
    for each in await rounds.of_board(work, board.id):
        if each.opened_at is not None and each.closes_at >= since:
            scores |= _scores(await answers.of_round(work, each.id))
    return [
        Said(
            answer_id=row.answer.id,
            person_id=row.answer.person_id,
            account_id=row.answer.account_id,
            text=row.text,
            language=None,
            rating=scores.get((row.answer.round_id, row.answer.person_id)),
            arr=companies[row.answer.account_id].arr,
            segment=companies[row.answer.account_id].segment,
            stage=row.stage.value,
            said_at=row.answer.said_at,
        )
        for row in rows
    ]


def _scores(said: Sequence[Answer]) -> dict[tuple[RoundId, PersonId], int]:
    """Ratings alone: how likely one is to recommend something is another scale, and a mean of both says nothing."""
    return {
        (each.round_id, each.person_id): each.value.score
        for each in said
        if isinstance(each.value, Rated) and not each.withdrawn
    }


def _themes(
    bot: Bot,
    board: Board,
    found: Insights,
    texts: Mapping[AnswerId, SaidRow],
    before: Sequence[Theme],
    since: datetime,
) -> tuple[Theme, ...]:
    every = (*found.themes, *found.emerging)
    held_back = frozenset(found.held_back)
    seen_before = {member.answer_id for theme in before for member in theme.members}
    seen_now = {answer_id for each in every for answer_id in each.answer_ids}
    carried = same_themes(
        [set(each.answer_ids) & seen_before for each in every],
        {theme.id: {member.answer_id for member in theme.members} & seen_now for theme in before},
    )
    earlier = {theme.id: {member.account_id for member in theme.members} for theme in before}
    places = {key: place for place, key in enumerate(found.by_value, start=1)}
    made: list[Theme] = []
    for number, each in enumerate(every):
        if wrong := _faults(each, texts, held_back):
            log.error("theme dropped", board=board.id, theme=each.key, faults=sorted({one.kind.value for one in wrong}))
            continue
        theme_id = carried.get(number) or ThemeId(bot.ids.of("theme", board.id, each.key))
        members_ = tuple(_excerpt(stretch, texts, held_back) for stretch in each.members)
        companies = {member.account_id for member in members_}
        quote = each.quotes[0] if each.quotes else None
        made.append(
            Theme(
                id=theme_id,
                organisation_id=board.organisation_id,
                board_id=board.id,
                title=each.title,
                quote=_excerpt(quote, texts, held_back) if quote else None,
                quote_text=masked(texts[quote.answer_id].text[quote.start : quote.end]) if quote else "",
                members=members_,
                answers=each.reach.answers,
                people=each.reach.people,
                accounts=each.reach.accounts,
                intensity=each.intensity,
                value_rank=places.get(each.key),
                trend=trend(companies, earlier.get(theme_id)),
                first_said_at=min(texts[answer_id].answer.said_at for answer_id in each.answer_ids),
                since=since,
                computed_at=bot.now(),
            )
        )
    return tuple(made)


def _faults(each: Found, texts: Mapping[AnswerId, SaidRow], held_back: frozenset[AnswerId]) -> tuple[Fault, ...]:
    """What is wrong with a theme before it is shown: counts are recounted, quotes compared letter for letter."""
    said = [texts[answer_id].answer for answer_id in each.answer_ids if answer_id in texts]
    quotes = [Cited(text=texts[at.answer_id].text[at.start : at.end], stretch=at) for at in each.quotes]
    claim = Claim(
        prose=(each.title,),
        cites=each.answer_ids,
        quotes=tuple(quotes),
        counts={
            "answers": (each.reach.answers, len(said)),
            "people": (each.reach.people, len({one.person_id for one in said})),
            "accounts": (each.reach.accounts, len({one.account_id for one in said})),
        },
    )
    known = {answer_id: row.text for answer_id, row in texts.items()}
    return faults(claim, Evidence(texts=known, belongs=frozenset(each.answer_ids), held_back=held_back))


def _excerpt(stretch: Stretch, texts: Mapping[AnswerId, SaidRow], held_back: frozenset[AnswerId]) -> Excerpt:
    """The stretch with whose it is; of an answer that is held back it counts, but is too short to be shown."""
    answer = texts[stretch.answer_id].answer
    return Excerpt(
        answer_id=answer.id,
        round_id=answer.round_id,
        account_id=answer.account_id,
        person_id=answer.person_id,
        start=stretch.start,
        end=stretch.start if answer.id in held_back else stretch.end,
    )
