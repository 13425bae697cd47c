"""Renews a board's themes from what its people wrote in the last 90 days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.bot import Bot
from bot.cards.digest import Voice
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.questions import Rated
from bot.domain.themes import WINDOW, Excerpt, Theme
from bot.ids import AccountId, AnswerId, PersonId, RoundId, ThemeId
from bot.insights.masking import masked
from bot.insights.pipeline import insights
from bot.insights.said import Insights, Said, Stretch, Window
from bot.insights.trends import same_themes, trend
from storage import accounts, answers, members, rounds, themes
from storage.answers import SaidRow
from storage.database import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What was heard in the window: themes, or the answers one by one while there are too few to group."""

    themes: tuple[Theme, ...]
    voices: tuple[Voice, ...]
    people: int
    accounts: frozenset[AccountId]


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
        asked = len({seat.account_id for seat in await members.of_board(work, board.id)})
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
        people=len({row.answer.person_id for row in rows}),
        accounts=frozenset(row.answer.account_id for row in rows),
    )


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
        theme_id = carried.get(number) or ThemeId(bot.ids.of("theme", board.id, each.key))
        members_ = tuple(_excerpt(stretch, texts) for stretch in each.members)
        companies = {member.account_id for member in members_}
        quote = each.quotes[0] if each.quotes else None
        made.append(
            Theme(
                id=theme_id,
                organisation_id=board.organisation_id,
                board_id=board.id,
                title=each.title,
                quote=_excerpt(quote, texts) if quote else None,
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


def _excerpt(stretch: Stretch, texts: Mapping[AnswerId, SaidRow]) -> Excerpt:
    answer = texts[stretch.answer_id].answer
    return Excerpt(
        answer_id=answer.id,
        round_id=answer.round_id,
        account_id=answer.account_id,
        person_id=answer.person_id,
        start=stretch.start,
        end=stretch.end,
    )
