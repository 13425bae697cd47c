"""Reads the digest as a page: the latest one with everything it rests on, as it stands now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.actions.attendance import participation_of
from bot.actions.compose import results, subject_of
from bot.actions.find_themes import Listened, find_themes
from bot.actions.gather import Gathered, card_of, gather, said_lately
from bot.actions.heard_beside import heard_beneath
from bot.actions.model_words import kept_words
from bot.actions.share import digest_now
from bot.bot import Bot
from bot.cards.counts import there
from bot.cards.digest import reach_of, trend_word
from bot.cards.digest_page import MOST_QUOTES, Decided, DigestPage, SuggestionRow, ThemeRow
from bot.cards.parts import Card, Quote, Words
from bot.cards.suggestion import count_of, remarks_on
from bot.cards.trend import companies_by_week, weeks_to
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.digests import week_of
from bot.domain.questions import HIGHEST_RATING
from bot.domain.quoting import quoted
from bot.domain.rounds import Stage
from bot.domain.suggestions import LEADS_TO, State, Suggestion, rank_key
from bot.domain.themes import WINDOW, Excerpt, Theme
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AnswerId, PersonId, RoundId
from bot.texts import Phrase
from storage import answers, boards, digests, people, rounds, suggestions, themes
from storage.database import Work

WEEKS = 13
A_WEEK = timedelta(days=7)
OVER = (Stage.CLOSED, Stage.REPORTED)


async def digest_page(bot: Bot, board: Board, *, renew: bool = False) -> DigestPage:
    """The latest digest of `board` with what it rests on; Refusal while no poll has closed yet.

    Its numbers are those of the latest digest, as it was posted; what was decided since is in it. With `renew` it is
    written anew where a poll has closed since. Whoever asks must have the right to see results.
    """
    written = bot.now() if renew and await digest_now(bot, board) is not None else None
    async with bot.database.read(board.organisation_id) as work:
        board = await boards.get(work, board.id)
        known = tuple(await themes.of_board(work, board.id))
        posted = [each.made_at for each in await digests.of_board(work, board.id)]
        over = [each for each in await rounds.of_board(work, board.id) if each.stage in OVER]
        at = written or max([each.computed_at for each in known] + posted, default=bot.now())
        said = await said_lately(work, board, at)
    if not over:
        raise Refusal(Phrase("digest.none_yet"))
    # Answers are listed one by one while there are too few to group; then nothing is kept of the grouping.
    voices = () if known else (await find_themes(bot, board)).voices
    async with bot.database.read(board.organisation_id) as work:
        heard = Listened(themes=known, voices=voices, worded=await kept_words(work, known))
        gathered = await gather(work, board, heard, said, at)
        return await _page(work, gathered)


async def _page(work: Work, known: Gathered) -> DigestPage:
    board, at = known.board, known.at
    people_named = {each.id: each.name for each in await people.all(work)}
    evidence = await _evidence(work, known, people_named)
    weeks = weeks_to(at, board.zone, WEEKS)
    standing = known.standing
    rows = {each.id: _theme(each, known, evidence, weeks) for each in known.themes}
    over = [each for each in await rounds.of_board(work, board.id) if each.stage in OVER and each.closed_at]
    closed = [each for each in over if each.closed_at and at - A_WEEK < each.closed_at <= at]
    return DigestPage(
        board=board,
        week=week_of(at, board.zone),
        since=at - WINDOW,
        at=at,
        card=card_of(known),
        asked=known.asked,
        weeks=tuple(weeks),
        themes=tuple(rows[each.id] for each in standing),
        emerging=tuple(rows[each.id] for each in known.themes if each not in standing),
        voices=tuple(Quote(each.text, known.names.get(each.account_id, "")) for each in known.voices),
        suggestions=tuple(
            [await _suggestion(work, each, known, evidence, people_named) for each in _in_order(known.suggestions)]
        ),
        polls=tuple([await _report(work, each.id) for each in closed]),
        participation=await participation_of(work, board, at),
        silent=known.silent,
        dissent=known.dissent,
        waiting=tuple(each.label for each in over if each.closed_at and each.closed_at > at),
    )


async def _report(work: Work, round_id: RoundId) -> Card:
    return await results(work, await subject_of(work, round_id))


def _in_order(known: Sequence[Suggestion]) -> list[Suggestion]:
    """What waits for a decision first, then what is under way, then what is over; each by companies, then people."""
    places = [State.PROPOSED, State.EXPLORING, State.PLANNED, State.SHIPPED, State.DECLINED, State.MERGED]
    return sorted(known, key=lambda each: (places.index(each.state), rank_key(each)))


class _Evidence:
    """What was said, to be quoted letter for letter, with the speaker as far as a product manager may know."""

    def __init__(
        self,
        known: Gathered,
        said: Mapping[AnswerId, Answer],
        visibility: Mapping[RoundId, Visibility],
        people_: Mapping[PersonId, str],
    ) -> None:
        self._known, self._said, self._visibility, self._people = known, said, visibility, people_

    def quotes(self, excerpts: Sequence[Excerpt], first: Excerpt | None = None) -> list[Quote]:
        """The quotes of these stretches, `first` on top; one company after the other, then again."""
        in_turn: list[Excerpt] = []
        left = [*([first] if first is not None else []), *(each for each in excerpts if each != first)]
        while left:
            taken = {each.account_id: each for each in reversed(left)}
            in_turn += [each for each in left if taken[each.account_id] is each]
            left = [each for each in left if taken[each.account_id] is not each]
        found: list[Quote] = []
        for each in in_turn:
            if (quote := self._quote(each)) is not None and quote not in found:
                found.append(quote)
        return found

    def _quote(self, excerpt: Excerpt) -> Quote | None:
        answer = self._said.get(excerpt.answer_id)
        if answer is None or answer.withdrawn or excerpt.start >= excerpt.end:
            return None
        text = quoted(answer, excerpt)
        return Quote(text, self._by(excerpt)) if text.strip() else None

    def _by(self, excerpt: Excerpt) -> Words:
        account = self._known.names.get(excerpt.account_id, "")
        named = self._visibility.get(excerpt.round_id) is Visibility.NAMED
        person = self._people.get(excerpt.person_id, "") if named else ""
        return Phrase("quote.person", {"person": person, "account": account}) if person else account


async def _evidence(work: Work, known: Gathered, people_named: Mapping[PersonId, str]) -> _Evidence:
    answered = {each.id: each for each in known.said}
    older = {one.round_id for each in known.suggestions for one in each.evidence if one.answer_id not in answered}
    for round_id in sorted(older):
        answered |= {each.id: each for each in await answers.of_round(work, round_id)}
    return _Evidence(
        known,
        answered,
        {each.id: each.visibility for each in await rounds.of_board(work, known.board.id)},
        people_named,
    )


def _theme(theme: Theme, known: Gathered, evidence: _Evidence, weeks: Sequence[str]) -> ThemeRow:
    quotes = evidence.quotes(theme.members, theme.quote)
    said_at: dict[AnswerId, datetime] = {each.id: each.said_at for each in known.said}
    rated = {"intensity": round(theme.intensity, 1), "most": HIGHEST_RATING} if theme.intensity is not None else None
    return ThemeRow(
        title=theme.title,
        turnout=reach_of(theme, known.asked),
        trend=trend_word(theme),
        intensity=Phrase("suggestion.intensity", rated) if rated else None,
        weeks=companies_by_week(theme, said_at, weeks, known.board.zone),
        quotes=tuple(quotes[:MOST_QUOTES]),
        more=len(quotes[MOST_QUOTES:]),
    )


async def _suggestion(
    work: Work, each: Suggestion, known: Gathered, evidence: _Evidence, people_named: Mapping[PersonId, str]
) -> SuggestionRow:
    quotes = evidence.quotes(each.evidence) if each.option_id is None else []
    chosen = each.evidence if each.option_id is not None else ()
    return SuggestionRow(
        label=each.label,
        title=each.title,
        state=each.state,
        count=count_of(each),
        accounts=each.accounts,
        accounts_asked=max(each.accounts_asked, each.accounts),
        anonymous=each.anonymous,
        remarks=remarks_on(each),
        chosen_by=tuple(sorted({known.names.get(one.account_id, "") for one in chosen} - {""})),
        quotes=tuple(quotes[:MOST_QUOTES]),
        more=len(quotes[MOST_QUOTES:]),
        heard=tuple(await heard_beneath(work, each)),
        decided=tuple(
            Decided(
                at=there(one.at, known.board.zone),
                state=LEADS_TO[one.verdict],
                reason=one.reason,
                by=people_named.get(one.by, ""),
                customer_text=one.customer_text if one.told_at is not None else "",
            )
            for one in await suggestions.decisions(work, each.id)
        ),
    )
