"""The buttons beside a theme: look into it, merge, split, rename, move an answer, and take it back."""

from bot.access import Deed, check
from bot.actions.correct_themes import keep_apart, merge_themes, move_answer, rename_theme, split_theme, undo_correction
from bot.actions.look_into import board_of_theme, theme_of
from bot.actions.offer import offer
from bot.actions.their_boards import check_somewhere
from bot.bot import Bot
from bot.cards.parts import Card, Words
from bot.cards.theme import choose_card
from bot.domain.boards import Board
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Person
from bot.domain.quoting import quoted
from bot.domain.themes import Excerpt, Theme
from bot.errors import Refusal
from bot.ids import AnswerId, CorrectionId, ThemeId
from bot.presses import Do
from bot.texts import Phrase
from storage import accounts, answers, boards, themes
from storage.database import Work

OF_THEMES = frozenset(
    {
        ErrandKind.SHOW_THEME,
        ErrandKind.RENAME_THEME,
        ErrandKind.CHOOSE_MERGE,
        ErrandKind.MERGE_THEMES,
        ErrandKind.KEEP_THEMES_APART,
        ErrandKind.CHOOSE_SPLIT,
        ErrandKind.SPLIT_THEME,
        ErrandKind.CHOOSE_ANSWER,
        ErrandKind.CHOOSE_TARGET,
        ErrandKind.MOVE_ANSWER,
        ErrandKind.UNDO_CORRECTION,
    }
)
MOST_CHOICES = 20
LONGEST_CHOICE = 60
"""Letters of an answer on a button."""


async def run_themes(bot: Bot, errand: Errand, person: Person | None, text: str) -> Card:
    """What such a button brings about; to look needs the right to see, everything else the right to decide."""
    owner = errand.organisation_id
    deed = Deed.SEE if errand.kind is ErrandKind.SHOW_THEME else Deed.DECIDE
    first, _, second = errand.subject_id.partition("/")
    if errand.kind is ErrandKind.UNDO_CORRECTION:
        async with bot.database.read(owner) as work:
            await check_somewhere(work, person, deed)
            found = await themes.correction_of(work, CorrectionId(first))
            if found is None:
                raise Refusal(Phrase("press.unknown"))
            board = await boards.get(work, found.board_id)
        return await undo_correction(bot, board, found.id, check(person, deed, about=board))
    async with bot.database.read(owner) as work:
        await check_somewhere(work, person, deed)
        board = await board_of_theme(work, ThemeId(first))
    by = check(person, deed, about=board)
    return await _of_theme(bot, board, errand.kind, ThemeId(first), second, text, by)


async def _of_theme(
    bot: Bot, board: Board, kind: ErrandKind, theme_id: ThemeId, second: str, text: str, by: Person
) -> Card:
    match kind:
        case ErrandKind.SHOW_THEME:
            return await theme_of(bot, board, theme_id, by)
        case ErrandKind.RENAME_THEME:
            return await rename_theme(bot, board, theme_id, text, by)
        case ErrandKind.MERGE_THEMES:
            return await merge_themes(bot, board, theme_id, ThemeId(second), by)
        case ErrandKind.KEEP_THEMES_APART:
            return await keep_apart(bot, board, theme_id, ThemeId(second), by)
        case ErrandKind.SPLIT_THEME:
            return await split_theme(bot, board, theme_id, await _with(bot, board, theme_id, AnswerId(second)), by)
        case ErrandKind.MOVE_ANSWER:
            return await move_answer(bot, board, AnswerId(second), theme_id, by)
    async with bot.database.begin(board.organisation_id) as work:
        known = await themes.of_board(work, board.id)
        theme = next((each for each in known if each.id == theme_id), None)
        if theme is None:
            raise Refusal(Phrase("theme.gone"))
        others = [each for each in known if each.id != theme_id]
        match kind:
            case ErrandKind.CHOOSE_MERGE:
                pairs = [(each.title, ErrandKind.MERGE_THEMES, f"{theme.id}/{each.id}") for each in others]
                question = Phrase("theme.which_merge", {"title": theme.title})
            case ErrandKind.CHOOSE_TARGET:
                pairs = [(each.title, ErrandKind.MOVE_ANSWER, f"{each.id}/{second}") for each in others]
                question = Phrase("theme.which_target")
            case ErrandKind.CHOOSE_SPLIT:
                pairs = await _splits(work, theme)
                question = Phrase("theme.which_split", {"title": theme.title})
            case _:
                pairs = [
                    (await _short(work, each), ErrandKind.CHOOSE_TARGET, f"{theme.id}/{each.answer_id}")
                    for each in _shown(theme)
                ]
                question = Phrase("theme.which_answer", {"title": theme.title})
        options: list[tuple[Words, Do]] = []
        for label, leads_to, subject in pairs[:MOST_CHOICES]:
            options.append((label, await offer(bot, work, leads_to, subject)))
    if not options:
        raise Refusal(Phrase("theme.nothing_left"))
    return choose_card(question, options)


async def _with(bot: Bot, board: Board, theme_id: ThemeId, answer_id: AnswerId) -> tuple[AnswerId, ...]:
    """The sub-theme that has this answer; without sub-themes the answer alone."""
    async with bot.database.read(board.organisation_id) as work:
        theme = next((each for each in await themes.of_board(work, board.id) if each.id == theme_id), None)
    parts = theme.parts if theme is not None else ()
    return next((each.answer_ids for each in parts if answer_id in each.answer_ids), (answer_id,))


async def _splits(work: Work, theme: Theme) -> list[tuple[str, ErrandKind, str]]:
    """Its sub-themes; where it is all of one piece, its answers."""
    if theme.parts:
        return [(each.title, ErrandKind.SPLIT_THEME, f"{theme.id}/{each.answer_ids[0]}") for each in theme.parts]
    return [
        (await _short(work, each), ErrandKind.SPLIT_THEME, f"{theme.id}/{each.answer_id}") for each in _shown(theme)
    ]


def _shown(theme: Theme) -> list[Excerpt]:
    """Each answer once, and only those that may be shown."""
    by_answer = {each.answer_id: each for each in reversed(theme.members) if each.start < each.end}
    return [by_answer[each] for each in theme.answer_ids if each in by_answer]


async def _short(work: Work, excerpt: Excerpt) -> str:
    said = await answers.get(work, excerpt.answer_id)
    text = quoted(said, excerpt) if said is not None else "…"
    name = next((each.name for each in await accounts.all(work) if each.id == excerpt.account_id), "")
    shown = text if len(text) <= LONGEST_CHOICE else text[: LONGEST_CHOICE - 1].rstrip() + "…"
    return f"{name}: {shown}" if name else shown
