"""Renews a board's themes from what its people wrote in the last 90 days."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.actions.follow_themes import carried_on, companies_then, new_id
from bot.bot import Bot
from bot.cards.digest import Voice
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.masking import masked
from bot.domain.questions import Rated
from bot.domain.themes import WINDOW, Excerpt, SubTheme, Theme, Trend
from bot.domain.wordings import BUILT_IN, Worded
from bot.ids import AccountId, AnswerId, PersonId, RoundId
from bot.insights.pipeline import insights
from bot.insights.said import NO_TITLE, Found, Insights, Part, Renewed, Said, Stretch, Window
from bot.insights.trends import trend, trend_between
from bot.insights.verify import Cited, Claim, Evidence, Fault, faults, grams_only_in
from storage import accounts, answers, channels, members, rounds, themes
from storage.database import Work
from storage.written import Mark, SaidRow, marks_since, texts_since

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which of the board's answers are meant; by default those of the last 90 days, of all companies."""

    last: timedelta = WINDOW
    segments: tuple[str, ...] = ()


WHOLE = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What was heard in the window: themes, or the answers one by one while there are too few to group.

    Title, quote and sub-themes of a theme are values: a later step may put other words in their place, unless the title
    was given by hand (`named`). Members and counts are what was found, and stay.
    """

    themes: tuple[Theme, ...] = ()
    voices: tuple[Voice, ...] = ()
    renewed: tuple[Renewed, ...] = ()
    """The answers by which corrections are to be remembered from now on."""
    leader_changes: bool = False
    """True when another theme leads in the order by value."""
    one_account_decides: bool = False
    """True when the leader by value would lose that place without one single company."""
    held_back: int = 0
    """Answers that speak to a machine: counted, never shown."""
    suspicious: frozenset[AnswerId] = frozenset()
    """Those answers: no word of theirs may be sent to a model."""
    doubtful: frozenset[AnswerId] = frozenset()
    """Others of which none should be: they may speak to the model."""
    worded: Worded = BUILT_IN
    since: datetime | None = None
    """From when on was read; None where nothing was."""
    marks: Mapping[AnswerId, Mark] = field(default_factory=dict)
    """What was read, as it stood then."""


async def find_themes(bot: Bot, board: Board, scope: Scope = WHOLE, *, for_digest: bool = False) -> Listened:
    """The themes of what was said within `scope`, as they are now; nothing is written.

    A theme keeps its id from week to week while its answers stay mostly the same, and what people set right about
    themes is done again. Its trend says whether two or more companies joined or left it against the 90 days before.
    While too little was heard in those (the board is young), it is since the digest before: the one `for_digest`
    compares with the latest, any other look at the same week compares with the one before that.
    """
    since = bot.now() - scope.last
    async with bot.database.read(board.organisation_id) as work:
        rows = await texts_since(work, board.id, since)
        inside = await _companies_in(work, board, scope)
        rows = [row for row in rows if row.answer.account_id in inside] if scope.segments else rows
        said = await _said(work, board, rows, since)
        earlier = await texts_since(work, board.id, since - WINDOW, since) if scope == WHOLE else []
        before = await themes.of_board(work, board.id)
        corrections = tuple(await themes.corrections(work, board.id))
    if not said:
        return Listened()
    window = Window(
        said=tuple(said),
        accounts_asked=len(inside),
        corrections=corrections,
        earlier=tuple(map(_said_earlier, earlier)),
        finer_english=bot.policy.finer_english,
    )
    found = await bot.thinker.run(insights, window)
    texts = {row.answer.id: row for row in rows}
    quotable = set(texts) - set(found.held_back)
    return Listened(
        themes=_themes(bot, board, found, texts, before, scope, for_digest=for_digest),
        voices=tuple(
            Voice(text=masked(texts[each].text), account_id=texts[each].answer.account_id, answer_id=each)
            for each in sorted(found.listed, key=lambda each: (texts[each].answer.said_at, texts[each].text))
            if each in quotable
        ),
        renewed=found.renewed,
        leader_changes=found.leader_changes_by_value,
        one_account_decides=found.one_account_decides,
        held_back=len(found.held_back),
        suspicious=frozenset(found.held_back),
        doubtful=frozenset(found.doubtful),
        since=since,
        marks={row.answer.id: row.mark for row in rows},
    )


async def still_stands(work: Work, board: Board, heard: Listened) -> bool:
    """True while nothing that was heard was erased, taken back or changed since, nor made another person's."""
    if heard.since is None:
        return True
    now = await marks_since(work, board.id, heard.since)
    return all(now.get(each) == mark for each, mark in heard.marks.items())


async def _companies_in(work: Work, board: Board, scope: Scope) -> set[AccountId]:
    asked = await companies_of(work, board)
    if not scope.segments:
        return asked
    return {each.id for each in await accounts.all(work) if each.segment in scope.segments and each.id in asked}


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


def _said_earlier(row: SaidRow) -> Said:
    """A text of the window before: only who said what matters of it."""
    return Said(
        answer_id=row.answer.id, person_id=row.answer.person_id, account_id=row.answer.account_id, text=row.text
    )


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
    scope: Scope,
    *,
    for_digest: bool,
) -> tuple[Theme, ...]:
    every = (*found.themes, *found.emerging)
    held_back = frozenset(found.held_back)
    carried = carried_on(every, before)
    taken = set(carried.values())
    at_digest = {theme.id: theme.companies_at_digest for theme in before}
    before_that = {theme.id: theme.companies_before for theme in before}
    known = {answer_id: row.text for answer_id, row in texts.items()}
    evidence = Evidence(
        texts=known, belongs=frozenset(), held_back=held_back, forbidden=grams_only_in(held_back, known)
    )
    places = {key: place for place, key in enumerate(found.by_value, start=1)}
    made: list[Theme] = []
    for number, every_one in enumerate(every):
        each = _showable(board, every_one, texts, evidence)
        if each is None:
            continue
        theme_id = carried.get(number) or new_id(bot, board, each.key, taken)
        taken.add(theme_id)
        members_ = tuple(_excerpt(stretch, texts, held_back) for stretch in each.members)
        companies = {member.account_id for member in members_}
        latest = companies_then(theme_id, set(each.answer_ids), companies, before, at_digest)
        earlier = companies_then(theme_id, set(each.answer_ids), companies, before, before_that)
        then = latest if for_digest else earlier
        fares = trend(companies, then)
        if found.compared_with_before:
            fares = trend_between(each.compared)
            then = each.compared.before if each.compared is not None else frozenset(companies)
        quote = each.quotes[0] if each.quotes else None
        made.append(
            Theme(
                id=theme_id,
                organisation_id=board.organisation_id,
                board_id=board.id,
                title=each.name or each.title,
                quote=_excerpt(quote, texts, held_back) if quote else None,
                quote_text=masked(texts[quote.answer_id].text[quote.start : quote.end]) if quote else "",
                members=members_,
                answers=each.reach.answers,
                people=each.reach.people,
                accounts=each.reach.accounts,
                intensity=each.intensity,
                value_rank=places.get(each.key),
                flips=each.could_flip,
                named=bool(each.name),
                parts=tuple(_part(part, evidence) for part in each.parts),
                trend=fares if scope == WHOLE else Trend.NO_EVIDENCE,
                companies_before=_kept(then),
                companies_at_digest=tuple(sorted(companies)) if for_digest else _kept(latest),
                first_said_at=min(texts[answer_id].answer.said_at for answer_id in each.answer_ids),
                since=bot.now() - scope.last,
                computed_at=bot.now(),
            )
        )
    return tuple(made)


def _showable(board: Board, each: Found, texts: Mapping[AnswerId, SaidRow], evidence: Evidence) -> Found | None:
    """The theme with what may be shown of it: a title or quotes with a fault go, its counts stay."""
    for tried in (each, replace(each, title=NO_TITLE), replace(each, title=NO_TITLE, quotes=())):
        wrong = _faults(tried, texts, evidence)
        if not wrong:
            return tried
        log.warning("theme held back", board=board.id, theme=each.key, faults=sorted({one.kind.value for one in wrong}))
    return None


def _kept(companies: AbstractSet[AccountId] | None) -> tuple[AccountId, ...] | None:
    return None if companies is None else tuple(sorted(companies))


def _part(part: Part, evidence: Evidence) -> SubTheme:
    """A sub-theme, with its title only if that may be shown."""
    claim = Claim(prose=(part.title,), cites=part.answer_ids, counts={})
    wrong = faults(claim, replace(evidence, belongs=frozenset(part.answer_ids)))
    return SubTheme(title=NO_TITLE if wrong else part.title, answer_ids=part.answer_ids)


def _faults(each: Found, texts: Mapping[AnswerId, SaidRow], evidence: Evidence) -> tuple[Fault, ...]:
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
    return faults(claim, replace(evidence, belongs=frozenset(each.answer_ids)))


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
