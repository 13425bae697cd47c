"""Measures the themes found in labelled answers against the labels people gave them.

How rows count:

- a row with one label counts in ARI, NMI and purity; if the pipeline set it aside, it counts as a theme of its own;
- a row with several labels (`a|b`) is grouped with all others, and counts only in `several_found`: the share of such
  rows that were put in as many themes at least;
- a row without a label is noise: it counts in no score but `noise_set_aside`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.ids import AnswerId
from bot.insights.pipeline import Progress, find
from bot.insights.said import Found, Insights, Said, Window

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bot.insights.embedding import Embedder

    Table = npt.NDArray[np.float64]

BETWEEN = "|"
"""Parts the labels of one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One answer, and what people say it is about."""

    said: Said
    labels: tuple[str, ...]
    """None of them: noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well the themes found agree with the labels; shares are from 0 to 1, None where nothing could be scored."""

    rows: int
    scored: int
    """Rows with exactly one label."""
    ari: float | None
    """Adjusted Rand index (Hubert & Arabie 1985): 1 for equal groupings, about 0 for chance."""
    nmi: float | None
    """Normalised mutual information, by the arithmetic mean of the entropies."""
    purity: float | None
    """The share of rows whose theme is mostly of their own label."""
    themes_found: int
    """Themes and emerging themes of two answers or more."""
    themes_gold: int
    themes_ratio: float | None
    coverage: float
    """The share of rows in a theme, in an emerging one, on the junk list, or listed: 1, or there is a fault."""
    emerging: int
    alone: int
    """Answers that resemble no other: emerging themes of one answer, which are no group."""
    set_aside: int
    listed: int
    held_back: int
    noise: int
    noise_set_aside: float | None
    several: int
    several_found: float | None
    quotes_exact: float
    """The share of quotes that are, letter for letter, part of an answer in their theme: 1, or there is a fault."""
    counts_exact: float
    """The share of printed counts that equal a count anew over the rows: 1, or there is a fault."""
    fingerprint: str
    """A hash of who is where: equal for equal results, whatever the order of the rows."""


def evaluate(
    labelled: Sequence[Labelled], embedder: "Embedder", progress: Progress = lambda step: None
) -> tuple[Score, Insights]:
    """Find themes in the answers, without a look at the labels, and score them."""
    said = tuple(each.said for each in labelled)
    accounts = {each.account_id for each in said if each.account_id is not None}
    found = find(Window(said=said, accounts_asked=len(accounts)), embedder, progress)
    progress("scoring")
    return score(labelled, found), found


def score(labelled: Sequence[Labelled], found: Insights) -> Score:
    """What `found` is worth, given the labels."""
    where = assignments(found)
    single = [(each.labels[0], where.get(each.said.answer_id, "")) for each in labelled if len(each.labels) == 1]
    noise = [each.said.answer_id for each in labelled if not each.labels]
    several = [each for each in labelled if len(each.labels) > 1]
    themes = (*found.themes, *found.emerging)
    groups = [theme for theme in themes if theme.reach.answers > 1]
    gold = {label for each in labelled for label in each.labels}
    junk = {each.answer_id for each in found.junk}
    table = contingency(single) if single else None
    return Score(
        rows=len(labelled),
        scored=len(single),
        ari=_rounded(adjusted_rand(table)) if table is not None else None,
        nmi=_rounded(normalised_information(table)) if table is not None else None,
        purity=_rounded(float(table.max(axis=0).sum() / table.sum())) if table is not None else None,
        themes_found=len(groups),
        themes_gold=len(gold),
        themes_ratio=_rounded(len(groups) / len(gold)) if gold else None,
        coverage=_share(sum(each.said.answer_id in where for each in labelled), len(labelled)) or 0.0,
        emerging=len(found.emerging),
        alone=len(themes) - len(groups),
        set_aside=len(found.junk),
        listed=len(found.listed),
        held_back=len(found.held_back),
        noise=len(noise),
        noise_set_aside=_share(sum(answer in junk for answer in noise), len(noise)),
        several=len(several),
        several_found=_share(sum(_themes_of(each, themes) >= len(each.labels) for each in several), len(several)),
        quotes_exact=_quotes_exact(labelled, themes),
        counts_exact=_counts_exact(labelled, themes),
        fingerprint=fingerprint(found),
    )


def assignments(found: Insights) -> dict[AnswerId, str]:
    """Where each answer is: the key of its theme, or `junk:` or `listed:` with its own id."""
    where = dict(found.placed)
    where.update({each.answer_id: f"junk:{each.answer_id}" for each in found.junk})
    where.update({answer: f"listed:{answer}" for answer in found.listed})
    return where


def fingerprint(found: Insights) -> str:
    """SHA-256 over everything the pipeline says, in a fixed order."""
    lines = [f"{answer}\t{theme}" for answer, theme in sorted(assignments(found).items())]
    lines += [f"{each.key}\t{each.title}\t{each.members}\t{each.quotes}\t{each.reach}" for each in found.themes]
    lines += [f"{each.key}\t{each.title}\t{each.members}\t{each.quotes}\t{each.reach}" for each in found.emerging]
    return sha256("\n".join([*lines, *found.by_value]).encode()).hexdigest()


def contingency(pairs: Sequence[tuple[str, str]]) -> "Table":
    """How many rows have each label (rows of the table) and each theme (its columns)."""
    import numpy as np

    labels = {label: row for row, label in enumerate(sorted({label for label, _ in pairs}))}
    themes = {theme: column for column, theme in enumerate(sorted({theme for _, theme in pairs}))}
    table = np.zeros((len(labels), len(themes)))
    for (label, theme), n in Counter(pairs).items():
        table[labels[label], themes[theme]] = n
    return table


def adjusted_rand(table: "Table") -> float:
    """Pairs of rows on which both groupings agree, beyond what chance would give."""
    n = float(table.sum())
    together = float((table * (table - 1)).sum()) / 2
    labels = float((table.sum(axis=1) * (table.sum(axis=1) - 1)).sum()) / 2
    themes = float((table.sum(axis=0) * (table.sum(axis=0) - 1)).sum()) / 2
    pairs = n * (n - 1) / 2
    by_chance = labels * themes / pairs if pairs else 0.0
    most = (labels + themes) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def normalised_information(table: "Table") -> float:
    """What each grouping tells about the other, as a share of what there is to tell."""
    import numpy as np

    joint = table / table.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    seen = joint > 0
    shared = float((joint[seen] * np.log(joint[seen] / np.outer(rows, columns)[seen])).sum())
    entropy = float(-(rows * np.log(rows)).sum() - (columns * np.log(columns)).sum())
    return 1.0 if entropy == 0 else max(0.0, 2 * shared / entropy)


def _themes_of(labelled: Labelled, themes: Sequence[Found]) -> int:
    return sum(labelled.said.answer_id in theme.answer_ids for theme in themes)


def _quotes_exact(labelled: Sequence[Labelled], themes: Sequence[Found]) -> float:
    texts = {each.said.answer_id: each.said.text for each in labelled}
    exact = [
        quote.answer_id in theme.answer_ids and 0 <= quote.start < quote.end <= len(texts[quote.answer_id])
        for theme in themes
        for quote in theme.quotes
    ]
    return _all_of(exact)


def _counts_exact(labelled: Sequence[Labelled], themes: Sequence[Found]) -> float:
    """Counts anew, by another way than the pipeline's: over the rows, not over the theme's members."""
    right = []
    for theme in themes:
        inside = {member.answer_id for member in theme.members}
        rows = [each.said for each in labelled if each.said.answer_id in inside]
        right.append(theme.reach.answers == len(rows))
        right.append(theme.reach.people == len({row.person_id for row in rows} - {None}))
        right.append(theme.reach.accounts == len({row.account_id for row in rows} - {None}))
    return _all_of(right)


def _all_of(checks: Sequence[bool]) -> float:
    return _rounded(sum(checks) / len(checks)) if checks else 1.0


def _share(part: int, whole: int) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(value: float) -> float:
    return round(value, 6)


def as_json(measured: Score, volatile: Mapping[str, float]) -> dict[str, object]:
    """The score as one flat document, keys in a fixed order, what differs from run to run last."""
    from dataclasses import asdict

    return {**asdict(measured), **volatile}
