"""Puts every wording into a theme, and an answer into two where its clauses clearly speak of two things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.corrections import Correction
from bot.ids import AnswerId, ThemeId
from bot.insights.by_hand import ByHand
from bot.insights.clusters import COARSE, FINE, fineness, middles, neighbours, themes_and_parts
from bot.insights.communities import Labels, numbered
from bot.insights.embedding import Embedder
from bot.insights.said import Renewed, Stretch
from bot.insights.triage import Tainted, Triage, Wording
from bot.insights.units import Span, clauses, normalised, readable
from bot.insights.vectors import Space, Vectors

NEAR_DUPLICATE = 0.97
"""Cosine above which two texts of one account are one wish said twice."""
BETWEEN = 0.3
"""An answer nearer than this (in cosine) to another theme than its own is looked at clause by clause."""
MOST_CUT = 1500
"""Answers looked at so; where there are thousands, a few more counts change nothing."""
CLEARLY = 0.25
"""By so much each clause must be nearer to its own theme than to the other clause's, to be counted there."""
NEAR_ENOUGH = 0.3
"""A clause must be this near to the middle of another theme to be counted there; one near none
(`and so on`) goes with the clause before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """What was grouped, and where everything went."""

    space: Space
    wordings: tuple[Wording, ...]
    """Those that were grouped; the rows of `space`."""
    themes: Labels
    parts: Labels
    members: tuple[tuple[Stretch, ...], ...]
    """By theme: every stretch of every answer in it."""
    row: dict[AnswerId, int]
    """For every answer the wording that stands for it."""
    home: dict[AnswerId, int]
    """For every answer the theme of it as a whole."""
    part: dict[AnswerId, int]
    fine: float
    """How fine the cut was, as a part of what the number of texts alone would give."""
    lost: tuple[AnswerId, ...]
    """Suspicious answers whose clean rest is near no theme."""
    ids: dict[int, ThemeId]
    """By theme: which one it carries on, where a person said so."""
    titles: dict[int, str]
    """By theme: the title that a person gave it."""
    renewed: tuple[Renewed, ...]


def grouped(
    sorted_out: Triage, embedder: Embedder, corrections: Sequence[Correction] = (), fine: float | None = None
) -> Groups:
    """Group the wordings, do again what people set right, and find each answer's place.

    One account's repetitions are one text here, and equal words of several accounts are one too: however often
    something is said, the themes are the same. `fine` is how fine to cut, where another grouping has measured it.
    """
    kept, stands_for = _without_repetitions(sorted_out.wordings, embedder)
    space = Space([each.text for each in kept], [each.language for each in kept], embedder)
    grain, neighbouring = FINE if space.fine else COARSE, neighbours(space.vectors)
    if fine is None:
        fine = fineness(neighbouring, space.vectors, grain, mixed=space.mixed)
    themes, parts = themes_and_parts(neighbouring, space.vectors, grain, fine)
    homes = [(wording, stands_for[row]) for row, wording in enumerate(sorted_out.wordings)]
    row_of = {each.answer_id: row for wording, row in homes for each in wording.said}
    hand = ByHand(
        themes=themes,
        row=row_of,
        vectors=space.vectors,
        beside=frozenset(each.said.answer_id for each in sorted_out.tainted),
    ).again(corrections)
    themes, place = _without_gaps(hand.themes, hand.moved)
    home = {each: int(themes[row]) for each, row in row_of.items()}
    home.update({each: place[theme] for each, theme in hand.moved.items() if each in row_of})
    part = {each.answer_id: int(parts[row]) for wording, row in homes for each in wording.said}
    middle = middles(space.vectors, themes)
    members: list[list[Stretch]] = [[] for _ in range(len(middle))]
    for wording, spans in zip(
        sorted_out.wordings, _split(sorted_out.wordings, themes[stands_for], stands_for, space, middle), strict=True
    ):
        for each in wording.said:
            if each.answer_id in hand.moved or not spans:
                members[home[each.answer_id]].append(_stretch(each.answer_id, _whole(each.text)))
            else:
                for theme, span in spans:
                    members[theme].append(_stretch(each.answer_id, span))
    lost: list[AnswerId] = []
    joined = _nearest_theme(sorted_out.tainted, space, themes, middle)
    for tainted, near in zip(sorted_out.tainted, joined, strict=True):
        if tainted.said.answer_id in hand.moved:
            near = place[hand.moved[tainted.said.answer_id]]
        if near is None:
            lost.append(tainted.said.answer_id)
        else:
            home[tainted.said.answer_id] = near
            members[near] += [_stretch(tainted.said.answer_id, span) for span in tainted.clean]
    return Groups(
        space=space,
        wordings=tuple(kept),
        themes=themes,
        parts=parts,
        members=tuple(tuple(sorted(each)) for each in members),
        row=row_of,
        home=home,
        part=part,
        fine=fine,
        lost=tuple(sorted(lost)),
        ids={place[theme]: each for theme, each in hand.ids.items() if theme in place},
        titles={place[theme]: each for theme, each in hand.titles.items() if theme in place},
        renewed=tuple(hand.renewed),
    )


def _without_gaps(themes: Labels, moved: Mapping[AnswerId, int]) -> tuple[Labels, dict[int, int]]:
    """The themes numbered anew, in the order of their first row, and what became of the old numbers."""
    numbered_ = numbered(themes)
    place = {int(old): int(new) for old, new in zip(themes, numbered_, strict=True)}
    return numbered_, place


def _without_repetitions(wordings: Sequence[Wording], embedder: Embedder) -> tuple[list[Wording], list[int]]:
    """The wordings without one account's near-duplicates, and for each wording the row that stands for it."""
    vectors = embedder.encode([each.text for each in wordings])
    by_account: dict[str, list[int]] = {}
    for row, wording in enumerate(wordings):
        if wording.lone_account is not None:
            by_account.setdefault(wording.lone_account, []).append(row)
    double: dict[int, int] = {}
    for rows in (each for each in by_account.values() if len(each) > 1):
        first: list[int] = []
        by_letters: dict[str, int] = {}
        for row in sorted(rows, key=lambda row: (len(wordings[row].text), wordings[row].text)):
            letters = "".join(character for character in normalised(wordings[row].text) if character.isalpha())
            alike = vectors[first] @ vectors[row] if first else np.zeros(0)
            if letters in by_letters:
                double[row] = by_letters[letters]
            elif len(alike) and float(alike.max()) > NEAR_DUPLICATE:
                double[row] = first[int(alike.argmax())]
            else:
                first.append(row)
                by_letters[letters] = row
    kept = [row for row in range(len(wordings)) if row not in double]
    place = {row: number for number, row in enumerate(kept)}
    return [wordings[row] for row in kept], [place[double.get(row, row)] for row in range(len(wordings))]


def _split(
    wordings: Sequence[Wording], homes: Labels, rows: Sequence[int], space: Space, middle: Vectors
) -> list[list[tuple[int, Span]]]:
    """For each wording its clauses by theme, or nothing where the answer is of one piece; `homes` is its own theme."""
    undecided = _undecided(wordings, homes, rows, space, middle)
    cut = [clauses(wording.said[0].text) if row in undecided else [] for row, wording in enumerate(wordings)]
    pieces = [(row, span) for row, spans in enumerate(cut) if len(spans) > 1 for span in spans]
    texts = [readable(wordings[row].said[0].text[start:end]) for row, (start, end) in pieces]
    near = space.place(texts, [wordings[row].language for row, _ in pieces]) @ middle.T if pieces else None
    found: list[list[tuple[int, Span]]] = [[] for _ in wordings]
    by_row: dict[int, list[int]] = {}
    for number, (row, _) in enumerate(pieces):
        by_row.setdefault(row, []).append(number)
    for row, numbers in by_row.items():
        assert near is not None
        own = int(homes[row])
        best = {number: int(near[number].argmax()) for number in numbers}
        others = {
            number for number in numbers if near[number, best[number]] > max(near[number, own] + CLEARLY, NEAR_ENOUGH)
        }
        stays = [number for number in numbers if number not in others]
        away = {
            number for number in others if any(near[stay, own] - near[stay, best[number]] > CLEARLY for stay in stays)
        }
        if away:
            placed: list[tuple[int, Span]] = []
            for number in numbers:
                alone = number in away or near[number, own] >= NEAR_ENOUGH or not placed
                theme = best[number] if number in away else own
                placed.append((theme if alone else placed[-1][0], pieces[number][1]))
            found[row] = _runs(placed)
    return found


def _runs(clauses_: Sequence[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """Neighbouring clauses of one theme as one stretch."""
    found: list[tuple[int, Span]] = []
    for theme, (start, end) in clauses_:
        if found and found[-1][0] == theme:
            found[-1] = (theme, (found[-1][1][0], end))
        else:
            found.append((theme, (start, end)))
    return found


def _undecided(
    wordings: Sequence[Wording], own: Labels, rows: Sequence[int], space: Space, middle: Vectors
) -> frozenset[int]:
    """The wordings that lie between two themes, and so may speak of both.

    Only those whose every copy has the same letters can be cut, since places in one would be wrong in another.
    """
    near = space.vectors @ middle.T
    mine = near[rows, own]
    others = near[rows].copy()
    others[np.arange(len(own)), own] = -1
    gap = mine - others.max(axis=1)
    nearest_first = np.argsort(gap, kind="stable")
    between = [int(row) for row in nearest_first if gap[row] < BETWEEN]
    same = [row for row in between if len({each.text for each in wordings[row].said}) == 1]
    return frozenset(same[:MOST_CUT])


def _nearest_theme(tainted: Sequence[Tainted], space: Space, themes: Labels, middle: Vectors) -> list[int | None]:
    """The theme that the clean rest of a suspicious answer belongs to as surely as a quarter of its own texts do."""
    if not tainted:
        return []
    own = np.einsum("ij,ij->i", space.vectors, middle[themes])
    least = [float(np.quantile(own[themes == theme], 0.25)) for theme in range(len(middle))]
    near = space.place([each.text for each in tainted], [each.language for each in tainted]) @ middle.T
    best = near.argmax(axis=1)
    return [int(theme) if near[row, theme] >= least[theme] else None for row, theme in enumerate(best)]


def _stretch(answer_id: AnswerId, span: Span) -> Stretch:
    return Stretch(answer_id=answer_id, start=span[0], end=span[1])


def _whole(text: str) -> Span:
    """The text without the blanks around it."""
    return len(text) - len(text.lstrip()), len(text.rstrip())
