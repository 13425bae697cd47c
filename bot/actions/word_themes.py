"""Lets a language model name what was found, where all concerned have allowed it; the findings stay as they are."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

import structlog

from bot.actions.find_themes import Listened
from bot.actions.judge import Asked, judged
from bot.actions.sitting import Sitting
from bot.bot import Bot
from bot.domain.boards import Board, BoardKind
from bot.domain.themes import WINDOW, Theme
from bot.domain.wordings import WORTH_ANOTHER_TRY, Job, Order, Trouble, Worded, Wording, Written
from bot.ids import AnswerId, ThemeId
from bot.insights.exemplars import Chosen, Material, Piece, chosen
from bot.insights.pseudonyms import Veil
from bot.ports import Writer
from bot.texts import Phrase
from storage import accounts, consent, people, rounds, wordings
from storage.database import Work
from storage.written import SaidRow, marks_since, texts_since

log = structlog.get_logger()

READER_WAITS = 0.4
"""Of the time that a digest may take, where somebody waits for it."""
MOST_THEMES = 40
TRIES = 2
JOBS = (Job.NAME, Job.TRANSLATE, Job.SAME)
LATER = frozenset({Trouble.OUT_OF_TIME, Trouble.RESTING})
"""What comes of other troubles: those tell more."""
FOR_GOOD = frozenset({Trouble.UNSUITABLE, Trouble.DECLINED})
"""What would happen again with the same question; it is not asked again before something about it changes."""

Key = tuple[Job, str]
"""What a text is about: a theme, a quoted answer, or two themes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """What was said on a board, and what of it may be shown."""

    since: datetime
    rows: Mapping[AnswerId, SaidRow]
    open: frozenset[AnswerId]
    """The answers that an AI service may read."""
    veil: Veil

    def may_show(self, answer_id: AnswerId) -> bool:
        return answer_id in self.open


async def word_themes(bot: Bot, board: Board, heard: Listened, *, awaited: bool = False, asks: bool = True) -> Listened:
    """`heard` with titles, sentences and translations of the model's where they passed every check.

    Call it outside of any transaction, after the built-in result is there: whatever the model does, that result comes
    back, at most `CAB_MODEL_SECONDS` later and a little (less where somebody waits for it, `awaited`), with a line that
    says who worded it. Without `asks` only what the model has written before is used.
    """
    if bot.writer is None or not (heard.themes or heard.voices):
        return heard
    wall = bot.writer.seconds * (READER_WAITS if awaited else 1.0)
    sitting = Sitting(writer=bot.writer, left=bot.writer.budget, until=monotonic() + wall)
    try:
        return await _by_model(bot, board, heard, sitting, asks=asks)
    except Exception as wrong:
        # Whatever it is, also a bug of ours: nobody has to wait for a digest because of a model.
        log.error("themes were not worded", board=board.id, why=type(wrong).__name__)
        return replace(heard, worded=Worded(note=_note(Counter({Trouble.BROKEN: 1}), 0)))


async def _by_model(bot: Bot, board: Board, heard: Listened, sitting: Sitting, *, asks: bool) -> Listened:
    room = await _room(bot, board)
    if not room.open:
        return heard
    try:
        async with asyncio.timeout(max(sitting.until - monotonic(), 0)):
            picked = await bot.thinker.run(chosen, _material(board, heard, room))
    except (TimeoutError, BrokenProcessPool):
        return replace(heard, worded=Worded(note=_note(Counter({Trouble.OUT_OF_TIME: 1}), 0)))
    asked = dict(_orders(board, heard, room, picked))
    ids = {key: _id(bot, sitting.writer, board, key, each.order) for key, each in asked.items()}
    async with bot.database.read(board.organisation_id) as work:
        known = await wordings.find(work, ids.values())
    if not asks:
        return _told(heard, {key: known[ids[key]] for key in asked if ids[key] in known}, {})
    missing = {key: each for key, each in asked.items() if ids[key] not in known}
    written, troubles = await _written(bot, sitting, missing)
    standing = {key: known[ids[key]] for key in asked if ids[key] in known}
    standing |= {key: _kept(bot, board, ids[key], key, each) for key, each in written.items()}
    of_no_use = [key for key, why in troubles.items() if why in FOR_GOOD]
    standing |= {key: _kept(bot, board, ids[key], key, Written()) for key in of_no_use}
    async with bot.database.begin(board.organisation_id) as work:
        if not await _still(work, board, room):
            return heard  # Taken back or erased while the model wrote: what it made of that is forgotten too.
        await wordings.keep(work, board.id, JOBS, list(standing.values()))
    for key in standing.keys() - troubles.keys():
        if key[0] is not Job.SAME and not standing[key].text:
            troubles[key] = Trouble.UNSUITABLE
    return _told(heard, standing, troubles)


async def _room(bot: Bot, board: Board) -> _Room:
    since = bot.now() - WINDOW
    async with bot.database.read(board.organisation_id) as work:
        rows = await texts_since(work, board.id, since)
        allowed = await consent.given(work)
        known = {each.id: each for each in await rounds.of_board(work, board.id)}
        everybody = await people.all(work)
        companies = await accounts.all(work)
        ids = await people.users(work)
    open_ = {row.answer.id for row in rows if allowed.covers(known[row.answer.round_id], row.answer.account_id)}
    veil = Veil(
        people=[each.name for each in everybody],
        companies=[name for each in companies for name in (each.name, each.key)],
        ids=ids,
    )
    return _Room(since=since, rows={row.answer.id: row for row in rows}, open=frozenset(open_), veil=veil)


async def _still(work: Work, board: Board, room: _Room) -> bool:
    """True while everything that the model was shown may be shown and stands as it did, until the transaction ends."""
    await wordings.one_at_a_time(work)
    marks = await marks_since(work, board.id, room.since)
    allowed = await consent.given(work)
    known = {each.id: each for each in await rounds.of_board(work, board.id)}
    shown = [room.rows[each] for each in room.open]
    return all(
        marks.get(row.answer.id) == row.mark
        and row.answer.round_id in known
        and allowed.covers(known[row.answer.round_id], row.answer.account_id)
        for row in shown
    )


def _material(board: Board, heard: Listened, room: _Room) -> Material:
    quotes = _quotes(heard, room)
    return Material(
        themes=tuple(tuple(_pieces(board, each, room, heard.doubtful)) for each in heard.themes[:MOST_THEMES]),
        texts={answer_id: row.text for answer_id, row in room.rows.items()},
        held_back=heard.suspicious,
        quotes=tuple(quotes.values()),
        veil=room.veil,
    )


def _pieces(board: Board, theme: Theme, room: _Room, doubtful: Set[AnswerId]) -> Iterable[Piece]:
    """What may be shown of a theme, once its names are gone; of an answer that is held back there is nothing."""
    for each in theme.members:
        if room.may_show(each.answer_id) and each.answer_id not in doubtful and each.start < each.end:
            text = room.rows[each.answer_id].text[each.start : each.end]
            voice = each.person_id if board.kind is BoardKind.CLIENT_ZERO else each.account_id
            yield Piece(answer_id=each.answer_id, text=text, voice=voice)


def _quotes(heard: Listened, room: _Room) -> dict[AnswerId, str]:
    """What is quoted and may be shown, without names."""
    said = {each.quote.answer_id: each.quote_text for each in heard.themes if each.quote is not None}
    said |= {each.answer_id: each.text for each in heard.voices if each.answer_id is not None}
    shown = {answer_id: text for answer_id, text in said.items() if answer_id not in heard.doubtful}
    return {answer_id: room.veil.over(text) for answer_id, text in shown.items() if room.may_show(answer_id)}


def _orders(board: Board, heard: Listened, room: _Room, picked: Chosen) -> Iterable[tuple[Key, Asked]]:
    """What to ask, the most important first: the tokens may not be enough for all."""
    shown = {theme.id: pieces for theme, pieces in zip(heard.themes, picked.exemplars, strict=False) if len(pieces) > 1}
    texts = {theme_id: tuple(piece.text for piece in pieces) for theme_id, pieces in shown.items()}
    for theme_id, pieces in shown.items():
        order = Order(job=Job.NAME, language=board.language, answers=texts[theme_id])
        yield (Job.NAME, theme_id), Asked(order=order, shown=pieces, forbidden=picked.forbidden)
    own = board.language.split("-")[0].lower()
    for (answer_id, text), language in zip(_quotes(heard, room).items(), picked.languages, strict=True):
        if language != own:
            order = Order(job=Job.TRANSLATE, language=board.language, answers=(text,))
            yield (Job.TRANSLATE, answer_id), Asked(order=order, forbidden=picked.forbidden)
    for first, second in picked.near:
        one, other = heard.themes[first].id, heard.themes[second].id
        if one in shown and other in shown:
            order = Order(job=Job.SAME, language=board.language, answers=texts[one][:4], others=texts[other][:4])
            yield (Job.SAME, f"{one}/{other}"), Asked(order=order)


def _id(bot: Bot, writer: Writer, board: Board, key: Key, order: Order) -> str:
    """Equal for equal questions to the same model: what was answered once need not be paid for again."""
    job, subject = key
    names = (job.value, subject, board.id, writer.model, writer.version(job), order.language)
    return bot.ids.of("wording", *names, str(len(order.answers)), *order.answers, *order.others)


async def _written(
    bot: Bot, sitting: Sitting, asked: Mapping[Key, Asked]
) -> tuple[dict[Key, Written], dict[Key, Trouble]]:
    """What was written and may be shown, after two tries at most; and why not, of all the others."""
    done: dict[Key, Written] = {}
    troubles: dict[Key, Trouble] = {}
    left = dict(asked)
    for _ in range(TRIES):
        wrote = await sitting.write_all({key: each.order for key, each in left.items()})
        outcomes = await judged(bot, left, wrote, sitting.until)
        again: dict[Key, Asked] = {}
        for key, outcome in outcomes.items():
            if isinstance(outcome, Written):
                done[key] = outcome
                troubles.pop(key, None)
                continue
            if outcome not in LATER or key not in troubles:
                troubles[key] = outcome
            if outcome in WORTH_ANOTHER_TRY:
                turned_down = outcome is Trouble.UNSUITABLE
                again[key] = replace(left[key], order=replace(left[key].order, again=turned_down))
        left = again
        if not left or monotonic() >= sitting.until:
            break
    return done, troubles


def _kept(bot: Bot, board: Board, id_: str, key: Key, written: Written) -> Wording:
    job, subject = key
    text = written.text if written.same is None else "yes" if written.same else ""
    return Wording(
        id=id_,
        organisation_id=board.organisation_id,
        board_id=board.id,
        job=job,
        subject_id=subject,
        title=written.title,
        text=text,
        made_at=bot.now(),
    )


def _told(heard: Listened, standing: Mapping[Key, Wording], troubles: Mapping[Key, Trouble]) -> Listened:
    """What was heard, in the model's words where there are any."""
    titles: dict[ThemeId, str] = {}
    taken = {each.title.casefold() for each in heard.themes}
    for theme in heard.themes:
        named = standing.get((Job.NAME, theme.id))
        if named is None or not named.title or theme.named:
            continue
        if named.title.casefold() not in taken - {theme.title.casefold()}:
            titles[theme.id] = named.title
            taken.add(named.title.casefold())
    worded = titles.keys() | {each.id for each in heard.themes if each.named}
    told = {theme_id: standing.get((Job.NAME, theme_id)) for theme_id in worded}
    sentences = {theme_id: each.text for theme_id, each in told.items() if each is not None and each.text}
    translations = {
        AnswerId(subject): each.text for (job, subject), each in standing.items() if job is Job.TRANSLATE and each.text
    }
    pairs = [subject.split("/") for (job, subject), each in standing.items() if job is Job.SAME and each.text]
    missed = Counter(why for (job, _), why in troubles.items() if job is not Job.SAME)
    return replace(
        heard,
        themes=tuple(replace(each, title=titles.get(each.id, each.title)) for each in heard.themes),
        worded=Worded(
            sentences=sentences,
            translations=translations,
            same=tuple((ThemeId(one), ThemeId(other)) for one, other in pairs),
            note=_note(missed, len(titles) + len(translations)),
        ),
    )


def _note(missed: Mapping[Trouble, int], by_model: int) -> Phrase | None:
    """Who worded it; and where the model should have and did not, why."""
    if not missed:
        return Phrase("digest.by_model") if by_model else None
    why = Phrase(f"trouble.{_commonest(missed).value}")
    return Phrase("digest.partly_built_in" if by_model else "digest.built_in", {"why": why})


def _commonest(missed: Mapping[Trouble, int]) -> Trouble:
    order = list(Trouble)
    return min(missed, key=lambda why: (why in LATER, -missed[why], order.index(why)))
