"""Recognises the themes of the run before in those of a new one: their ids, and the companies they had then."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.themes import Theme
from bot.ids import AccountId, AnswerId, ThemeId
from bot.insights.said import Found
from bot.insights.trends import same_themes


def carried_on(found: Sequence[Found], before: Sequence[Theme]) -> dict[int, ThemeId]:
    """By its place, the earlier theme that each theme carries on: what people said first, then overlap of answers."""
    ids: dict[int, ThemeId] = {}
    for number, each in enumerate(found):
        if each.theme_id is not None and each.theme_id not in ids.values():
            ids[number] = each.theme_id
    free = [number for number in range(len(found)) if number not in ids]
    taken = set(ids.values())
    seen_before = {answer for theme in before for answer in theme.answer_ids}
    seen_now = {answer for each in found for answer in each.answer_ids}
    rest = same_themes(
        [set(found[number].answer_ids) & seen_before for number in free],
        {theme.id: set(theme.answer_ids) & seen_now for theme in before if theme.id not in taken},
    )
    return ids | {free[number]: theme_id for number, theme_id in rest.items()}


def new_id(bot: Bot, board: Board, key: str, taken: AbstractSet[ThemeId]) -> ThemeId:
    """The id of a theme that carries none on.

    An earlier theme may have got it by the same answers, and carried on by others since: that one keeps it.
    """
    found = ThemeId(bot.ids.of("theme", board.id, key))
    return new_id(bot, board, f"{key}'", taken) if found in taken else found


def companies_then(
    theme_id: ThemeId,
    answers: AbstractSet[AnswerId],
    companies: AbstractSet[AccountId],
    before: Sequence[Theme],
    then: Mapping[ThemeId, tuple[AccountId, ...] | None],
) -> frozenset[AccountId] | None:
    """Who was behind a theme when `then` was noted of every theme before; None where it was not there yet.

    A theme that took another one in had that one's companies too, and one that was split off had those of its answers:
    neither gained anybody by that.
    """
    behind: set[AccountId] | None = None
    known: set[AnswerId] = set()
    of_parents: set[AccountId] = set()
    for theme in before:
        theirs = set(theme.answer_ids)
        shared, noted = theirs & answers, then[theme.id]
        if noted is None:
            continue
        if theme.id == theme_id or len(shared) * 2 > len(theirs):
            behind = (behind or set()) | set(noted)
        known |= shared
        of_parents |= set(noted)
    if behind is not None:
        return frozenset(behind)
    return frozenset(companies & of_parents) if known and len(known) * 2 >= len(answers) else None
