"""Compares each theme with the window before: which companies said it then, judged exactly as those who say it now.

Themes of two windows have no answer in common, and to sort the earlier answers into the present themes would miss many
of them, so that everything would seem to grow. Both windows are grouped together instead; in what comes out, each half
had the same chance to be recognised.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ids import AccountId, AnswerId
from bot.insights.grouping import grouped
from bot.insights.said import Compared, Found, Insights, Said, Window
from bot.insights.trends import same_themes
from bot.insights.triage import Recalled, triage

if TYPE_CHECKING:
    from bot.insights.embedding import Embedder


def with_before(
    found: Insights,
    window: Window,
    embedder: "Embedder",
    recalled: Recalled | None = None,
    fine: float | None = None,
) -> Insights:
    """The same themes, each with its companies of both windows; unchanged where the window before tells too little.

    It tells enough when at least half as many companies were heard in it as in this one: of a board that was just
    beginning then, every theme would seem to grow. `fine`: how finely the themes were cut.
    """
    now, before = _companies(window.said), _companies(window.earlier)
    if not before or len(set(before.values())) * 2 < len(set(now.values())):
        return found
    sorted_out = triage((*window.said, *window.earlier), recalled)
    groups = grouped(sorted_out, embedder, window.corrections, fine)
    of_both = [frozenset(each.answer_id for each in members) for members in groups.members]
    themes = (*found.themes, *found.emerging)
    heard = len(set(now.values())), len(set(before.values()))
    compared: dict[str, Compared] = {}
    for theme, answers in zip(themes, _answers_of(themes, of_both, now.keys()), strict=True):
        if answers:
            compared[theme.key] = Compared(
                now=frozenset(now[each] for each in answers if each in now),
                before=frozenset(before[each] for each in answers if each in before),
                heard_now=heard[0],
                heard_before=heard[1],
            )
    return replace(
        found,
        themes=_with(found.themes, compared),
        emerging=_with(found.emerging, compared),
        compared_with_before=True,
    )


def _answers_of(
    themes: Sequence[Found], of_both: Sequence[Set[AnswerId]], now: Set[AnswerId]
) -> list[frozenset[AnswerId]]:
    """For each theme the answers of both windows that say the same; none where that cannot be told.

    A theme may have come apart when more was grouped: all groups count whose present answers are mostly its own. What
    only one of the windows has is left out beside what both have, for groups of earlier answers alone are nobody's.
    """
    best = same_themes(
        [set(each.answer_ids) for each in themes], {number: answers & now for number, answers in enumerate(of_both)}
    )
    found = []
    for number, theme in enumerate(themes):
        own = set(theme.answer_ids)
        groups = {place for place, each in enumerate(of_both) if len(each & own) * 2 > len(each & now)}
        groups |= {best[number]} if number in best else set()
        mixed = {place for place in groups if of_both[place] - now}
        found.append(frozenset().union(*(of_both[place] for place in mixed or groups)))
    return found


def _with(themes: Sequence[Found], compared: Mapping[str, Compared]) -> tuple[Found, ...]:
    return tuple(replace(each, compared=compared.get(each.key)) for each in themes)


def _companies(said: Sequence[Said]) -> dict[AnswerId, AccountId]:
    return {each.answer_id: each.account_id for each in said if each.account_id is not None}
