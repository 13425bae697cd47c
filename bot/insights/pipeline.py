"""From all that was said in a window to its themes, each with its evidence: the whole way in one function."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from bot.insights.said import Insights, Window

if TYPE_CHECKING:
    from bot.insights.embedding import Embedder, Remembering
    from bot.insights.triage import Recalled, Triage

FEWEST = 12
"""Answers below which nothing is grouped: a reader grasps eleven sentences better than three groups of them."""

Progress = Callable[[str], None]


def insights(window: Window) -> Insights:
    """`find` with the encoder that the window asks for; it stays loaded in the process that runs this (90 MB up)."""
    return find(window, _with_english() if window.finer_english else _built_in())


def find(window: Window, embedder: "Embedder", progress: Progress = lambda step: None) -> Insights:
    """Group, label and rank what was said; pure: equal answers in any order give equal results, to the byte.

    Sums in floating point depend on the number of threads; run it where the arithmetic has one (see `worker`).
    `progress` is told the name of each step as it begins.
    """
    from bot.insights.embedding import Remembering
    from bot.insights.triage import Recalled, triage

    said = (*window.said, *window.earlier)
    if len({each.answer_id for each in said}) != len(said):
        raise ValueError("an answer was handed in twice")
    progress("reading")
    remembering = Remembering(embedder)
    recalled = Recalled(remembering)
    sorted_out = triage(window.said, recalled)
    answers = sum(len(wording.said) for wording in sorted_out.wordings)
    if answers + len(sorted_out.tainted) < FEWEST:
        return _listed(sorted_out)
    return _grouped(window, sorted_out, recalled, remembering, progress)


def _grouped(
    window: Window, sorted_out: "Triage", recalled: "Recalled", remembering: "Remembering", progress: Progress
) -> Insights:
    from bot.insights.before import with_before
    from bot.insights.grouping import grouped
    from bot.insights.telling import told

    progress("grouping")
    groups = grouped(sorted_out, remembering, window.corrections)
    progress("naming")
    found = told(window, sorted_out, groups, remembering)
    if not window.earlier:
        return found
    progress("comparing")
    return with_before(found, window, remembering, recalled, groups.fine)


def _listed(sorted_out: "Triage") -> Insights:
    from bot.insights.triage import languages_of

    said = [each for wording in sorted_out.wordings for each in wording.said]
    return Insights(
        themes=(),
        emerging=(),
        junk=sorted_out.junk,
        listed=tuple(sorted([each.answer_id for each in said] + [each.said.answer_id for each in sorted_out.tainted])),
        by_value=(),
        leader_changes_by_value=False,
        one_account_decides=False,
        language=sorted_out.language,
        languages=languages_of(sorted_out),
        placed=(),
        held_back=sorted_out.held_back,
        doubtful=tuple(sorted(sorted_out.doubtful)),
    )


@cache
def _built_in() -> "Embedder":
    from bot.insights.embedding import BuiltIn

    return BuiltIn()


@cache
def _with_english() -> "Embedder":
    from bot.insights.english import WithEnglish

    return WithEnglish(_built_in())
