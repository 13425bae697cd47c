"""Lets product managers set themes right: merge, split, rename, move an answer, and take each of it back.

What they did is kept as a correction; the themes are formed anew at once, and every later time, with it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.find_themes import find_themes
from bot.actions.look_into import the_theme
from bot.actions.merge import undo_merge
from bot.actions.offer import offer
from bot.actions.share import read_answers, renewed, until_it_stands
from bot.actions.word_themes import word_themes
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.theme import corrected_card
from bot.domain.boards import Board
from bot.domain.corrections import Correction, CorrectionKind, title_by_hand, undone
from bot.domain.errands import ErrandKind
from bot.domain.likeness import fits
from bot.domain.people import Person
from bot.domain.suggestions import State, Suggestion, say_the_same
from bot.domain.themes import Theme
from bot.errors import Refusal
from bot.ids import AnswerId, CorrectionId, ThemeId
from bot.presses import Do
from bot.texts import Phrase, Phrases
from storage import suggestions, themes
from storage.database import Work


async def merge_themes(bot: Bot, board: Board, theme_id: ThemeId, other_id: ThemeId, by: Person) -> Card:
    """The second theme goes into the first; so, after approval, does the suggestion drawn from it."""
    if theme_id == other_id:
        raise Refusal(Phrase("theme.same"))
    async with bot.database.begin(board.organisation_id) as work:
        known = await _known(work, board)
        kept, other = _of(known, theme_id), _of(known, other_id)
        made = _correction(bot, board, CorrectionKind.MERGE, kept, by, other=other, others=other.answer_ids)
        await themes.correct(work, made)
    line = Phrase("theme.merged", {"title": kept.title, "other": other.title})
    return await _anew(bot, board, made, line)


async def keep_apart(bot: Bot, board: Board, theme_id: ThemeId, other_id: ThemeId, by: Person) -> Card:
    """The two themes are two from now on, also when themes are formed anew; nobody proposes again to make them one.

    It is kept as if the second had been split off the first. Answers that speak of both stay where they are.
    """
    if theme_id == other_id:
        raise Refusal(Phrase("theme.same"))
    async with bot.database.begin(board.organisation_id) as work:
        known = await _known(work, board)
        one, other = _of(known, theme_id), _of(known, other_id)
        both = set(one.answer_ids) & set(other.answer_ids)
        made = _correction(bot, board, CorrectionKind.SPLIT, one, by, other=other)
        made = replace(
            made,
            answers=tuple(each for each in one.answer_ids if each not in both),
            others=tuple(each for each in other.answer_ids if each not in both),
        )
        await themes.correct(work, made)
    return await _anew(bot, board, made, Phrase("theme.kept_apart", {"title": one.title, "other": other.title}))


async def split_theme(bot: Bot, board: Board, theme_id: ThemeId, answers: Sequence[AnswerId], by: Person) -> Card:
    """These answers are a theme of their own from now on, and the rest stays what it was."""
    async with bot.database.begin(board.organisation_id) as work:
        theme = _of(await _known(work, board), theme_id)
        apart = tuple(each for each in theme.answer_ids if each in answers)
        rest = tuple(each for each in theme.answer_ids if each not in answers)
        if not apart or not rest:
            raise Refusal(Phrase("theme.nothing_left"))
        new = ThemeId(bot.ids.of("theme", board.id, "split", theme.id, *sorted(apart)))
        title = next((each.title for each in theme.parts if set(apart) <= set(each.answer_ids)), theme.title)
        made = _correction(bot, board, CorrectionKind.SPLIT, theme, by, others=apart)
        made = replace(made, other_id=new, other_title=title, answers=rest)
        await themes.correct(work, made)
    return await _anew(bot, board, made, Phrase("theme.split", {"title": theme.title, "n": len(apart)}))


async def rename_theme(bot: Bot, board: Board, theme_id: ThemeId, text: str, by: Person) -> Card:
    """The theme is called so from now on, whatever its answers say."""
    title = title_by_hand(text)
    async with bot.database.begin(board.organisation_id) as work:
        theme = _of(await _known(work, board), theme_id)
        made = _correction(bot, board, CorrectionKind.RENAME, theme, by)
        made = replace(made, title=title, other_title=theme.title)
        await themes.correct(work, made)
    return await _anew(bot, board, made, Phrase("theme.renamed", {"title": theme.title, "new": title}))


async def move_answer(bot: Bot, board: Board, answer_id: AnswerId, target_id: ThemeId, by: Person) -> Card:
    """One answer belongs to another theme from now on."""
    async with bot.database.begin(board.organisation_id) as work:
        known = await _known(work, board)
        target = _of(known, target_id)
        home = next((each for each in known if answer_id in each.answer_ids), None)
        if home is None:
            raise Refusal(Phrase("theme.answer_gone"))
        if answer_id in target.answer_ids:
            raise Refusal(Phrase("theme.there_already", {"title": target.title}))
        made = _correction(bot, board, CorrectionKind.MOVE, target, by, other=home, others=(answer_id,))
        await themes.correct(work, made)
    return await _anew(bot, board, made, Phrase("theme.moved", {"title": target.title}))


async def undo_correction(bot: Bot, board: Board, correction_id: CorrectionId, by: Person) -> Card:
    """As if it had never been set right; a suggestion that went along stands by itself again."""
    async with bot.database.begin(board.organisation_id) as work:
        found = await themes.correction_of(work, correction_id)
        if found is None:
            raise Refusal(Phrase("theme.undone_already"))
        await themes.correct(work, undone(found, bot.now()))
    await _formed_anew(bot, board)
    if found.kind is CorrectionKind.MERGE and found.other_id is not None:
        async with bot.database.read(board.organisation_id) as work:
            kept, other = await _suggested(work, found.theme_id), await _suggested(work, found.other_id)
        if kept is not None and other is not None and other.merged_into == kept.id:
            await undo_merge(bot, board.organisation_id, other.id, by)
    return corrected_card(Phrase("theme.undone", {"title": found.title}), undo=None, look=None)


async def undo_latest(bot: Bot, board: Board, by: Person) -> Card:
    """Take back what was set right last; Refusal when there is nothing."""
    async with bot.database.read(board.organisation_id) as work:
        known = await themes.corrections(work, board.id)
    if not known:
        raise Refusal(Phrase("theme.nothing_to_undo"))
    return await undo_correction(bot, board, max(known, key=lambda each: (each.at, each.id)).id, by)


async def theme_meant(bot: Bot, board: Board, typed: str) -> Theme:
    """The theme somebody typed; where there are none yet, they are formed first."""
    async with bot.database.read(board.organisation_id) as work:
        there = await themes.of_board(work, board.id)
    if not there:
        await _formed_anew(bot, board)
    async with bot.database.read(board.organisation_id) as work:
        return await the_theme(work, board, typed)


def answers_meant(theme: Theme, typed: str) -> tuple[AnswerId, ...]:
    """The answers of a theme that somebody typed: numbers as they are listed, or words of a sub-theme's title."""
    shown = theme.answer_ids
    numbers = [each.strip() for each in typed.split(",")]
    if all(each.isdigit() for each in numbers):
        if all(1 <= int(each) <= len(shown) for each in numbers):
            return tuple(shown[int(each) - 1] for each in numbers)
        raise Refusal(Phrase("theme.no_number", {"n": len(shown), "text": typed[:40]}))
    found = [part for part in theme.parts if fits(part.title, typed)]
    if len(found) == 1:
        return found[0].answer_ids
    known = Phrases(tuple(part.title for part in theme.parts) or ("–",))
    raise Refusal(Phrase("theme.no_part", {"text": typed[:40], "known": known, "title": theme.title}))


async def _anew(bot: Bot, board: Board, made: Correction, line: Phrase) -> Card:
    await _formed_anew(bot, board)
    async with bot.database.begin(board.organisation_id) as work:
        undo = await offer(bot, work, ErrandKind.UNDO_CORRECTION, made.id)
        there = {each.id for each in await themes.of_board(work, board.id)}
        look = await offer(bot, work, ErrandKind.SHOW_THEME, made.theme_id) if made.theme_id in there else None
        pairs = say_the_same(await suggestions.of_board(work, board.id), await themes.of_board(work, board.id))
        mine = [pair for pair in pairs if pair[0].theme_id == made.other_id]
        merge = await _merging(bot, work, *mine[0]) if mine else None
    return corrected_card(line, undo=undo, look=look, merge=merge)


async def _merging(bot: Bot, work: Work, gone: Suggestion, into: Suggestion) -> tuple[Phrase, Do]:
    """The button that approves to merge the suggestions as well."""
    label = Phrase("merge.button", {"suggestion": gone.label, "into": into.label})
    return label, await offer(bot, work, ErrandKind.MERGE_SUGGESTIONS, f"{into.id}/{gone.id}")


async def _formed_anew(bot: Bot, board: Board) -> None:
    await until_it_stands(lambda: _form_anew(bot, board))


async def _form_anew(bot: Bot, board: Board) -> None:
    heard = await word_themes(bot, board, await find_themes(bot, board), asks=False)
    read = await read_answers(bot, board, heard)
    async with bot.database.begin(board.organisation_id) as work:
        await renewed(bot, work, board, heard, read)


def _correction(
    bot: Bot,
    board: Board,
    kind: CorrectionKind,
    theme: Theme,
    by: Person,
    *,
    other: Theme | None = None,
    others: Sequence[AnswerId] = (),
) -> Correction:
    now = bot.now()
    what = (kind.value, theme.id, other.id if other else "", *sorted(others), now.isoformat())
    return Correction(
        id=CorrectionId(bot.ids.of("correction", board.id, *what)),
        organisation_id=board.organisation_id,
        board_id=board.id,
        kind=kind,
        theme_id=theme.id,
        other_id=other.id if other else None,
        title=theme.title,
        other_title=other.title if other else "",
        answers=tuple(each for each in theme.answer_ids if each not in others),
        others=tuple(others),
        by=by.id,
        at=now,
    )


async def _known(work: Work, board: Board) -> list[Theme]:
    return await themes.of_board(work, board.id)


def _of(known: Sequence[Theme], theme_id: ThemeId) -> Theme:
    found = next((each for each in known if each.id == theme_id), None)
    if found is None:
        raise Refusal(Phrase("theme.gone"))
    return found


async def _suggested(work: Work, theme_id: ThemeId) -> Suggestion | None:
    found = await suggestions.by_theme(work, theme_id)
    return found if found is None or found.state is not State.SHIPPED else None
