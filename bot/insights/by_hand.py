"""Does again what people set right about themes: what they united stays one, what they parted stays apart.

Themes are formed anew each time, so each correction first finds the themes it means: those that hold most of the
answers by which it is remembered. Corrections are done in the order in which people made them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from bot.domain.corrections import Correction, CorrectionKind
from bot.ids import AnswerId, ThemeId
from bot.insights.communities import Labels
from bot.insights.said import Renewed
from bot.insights.trends import SAME
from bot.insights.vectors import Vectors, unit


@dataclass(slots=True, kw_only=True)
class ByHand:
    """The themes of the rows as they stand after each correction, and what else the corrections say."""

    themes: Labels
    row: Mapping[AnswerId, int]
    vectors: Vectors
    beside: Set[AnswerId] = frozenset()
    """Answers that join a theme later, and can be moved to another one."""
    moved: dict[AnswerId, int] = field(default_factory=dict)
    """Answers moved to a theme, whatever the grouping says of them."""
    ids: dict[int, ThemeId] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    renewed: list[Renewed] = field(default_factory=list)

    def again(self, corrections: Sequence[Correction]) -> "ByHand":
        """Do all corrections; one whose answers have all left the window does nothing."""
        for each in corrections:
            match each.kind:
                case CorrectionKind.MERGE:
                    self._merge(each)
                case CorrectionKind.SPLIT:
                    self._split(each)
                case CorrectionKind.RENAME:
                    self._rename(each)
                case CorrectionKind.MOVE:
                    self._move(each)
                case _:
                    assert_never(each.kind)
        return self

    def home(self, answer: AnswerId) -> int | None:
        """The theme an answer is in; None where it was not grouped."""
        if answer in self.moved:
            return self.moved[answer]
        return int(self.themes[self.row[answer]]) if answer in self.row else None

    def _merge(self, one: Correction) -> None:
        kept, other = self._meant(one.answers), self._meant(one.others)
        if kept is None or other is None:
            if kept is not None:
                self.ids[kept] = one.theme_id
            return
        if kept != other:
            self._renew(one, kept, other)
            self.themes = np.where(self.themes == other, kept, self.themes)
            self.moved = {answer: kept if theme == other else theme for answer, theme in self.moved.items()}
            named = self.titles.pop(other, None)
            if named is not None:
                self.titles.setdefault(kept, named)
            self.ids.pop(other, None)
        self.ids[kept] = one.theme_id

    def _split(self, one: Correction) -> None:
        apart, rest = self._rows(one.others), self._rows(one.answers)
        if not apart:
            return
        new = int(self.themes.max()) + 1
        for theme in sorted({int(self.themes[row]) for row in apart}):
            inside = np.flatnonzero(self.themes == theme)
            stays = [int(row) for row in inside if rest[int(row)] > apart[int(row)]]
            if not stays:
                continue
            goes = [int(row) for row in inside if apart[int(row)] and int(row) not in set(stays)]
            unknown = [int(row) for row in inside if not rest[int(row)] and not apart[int(row)]]
            near = (
                self.vectors[unknown]
                @ unit(np.stack([self.vectors[stays].sum(axis=0), self.vectors[goes].sum(axis=0)])).T
            )
            goes += [row for row, (stay, go) in zip(unknown, near, strict=True) if go > stay]
            self.themes[goes] = new
        apart_now = self._meant(one.others)
        kept = self._meant(one.answers)
        if apart_now is None or apart_now == kept:
            return
        if one.other_id is not None:
            self.ids[apart_now] = one.other_id
        if kept is not None:
            self.ids[kept] = one.theme_id
            self._renew(one, kept, apart_now)

    def _rename(self, one: Correction) -> None:
        theme = self._same(one.answers)
        if theme is not None:
            self.titles[theme] = one.title
            self.ids.setdefault(theme, one.theme_id)
            self._renew(one, theme, None)

    def _move(self, one: Correction) -> None:
        theme = self._meant([each for each in one.answers if each not in one.others])
        if theme is None:
            return
        for answer in one.others:
            if answer in self.row or answer in self.beside:
                self.moved[answer] = theme
        self.ids.setdefault(theme, one.theme_id)
        self._renew(one, theme, None)

    def _meant(self, answers: Sequence[AnswerId]) -> int | None:
        """The theme that holds most of these answers, of equals the first; None where all of them are gone."""
        homes = Counter(theme for theme in map(self.home, answers) if theme is not None)
        return min(homes, key=lambda theme: (-homes[theme], theme)) if homes else None

    def _same(self, answers: Sequence[AnswerId]) -> int | None:
        """The theme that is mostly these answers; None where they are gone, or went into a larger one.

        A name says what a theme is about: it must not pass to one that is about more. Such a name rests; as it is not
        renewed, it comes back once its answers are a theme again.
        """
        sizes = Counter(map(self.home, {*self.row, *self.moved}))
        there = [theme for theme in map(self.home, set(answers)) if theme is not None]
        overlaps = {
            theme: shared / (len(there) + sizes[theme] - shared) for theme, shared in sorted(Counter(there).items())
        }
        best = max(overlaps, key=overlaps.__getitem__, default=None)
        return best if best is not None and overlaps[best] >= SAME else None

    def _rows(self, answers: Sequence[AnswerId]) -> Counter[int]:
        return Counter(self.row[each] for each in answers if each in self.row and each not in self.moved)

    def _renew(self, one: Correction, kept: int, other: int | None) -> None:
        """Note by which answers the correction is to be remembered from now on."""
        everybody = sorted({*self.row, *self.moved})
        inside: dict[int | None, list[AnswerId]] = {kept: [], other: []}
        for answer in everybody:
            theme = self.home(answer)
            if theme in inside and answer not in (one.others if one.kind is CorrectionKind.MOVE else ()):
                inside[theme].append(answer)
        others = tuple(inside[other]) if other is not None else one.others
        self.renewed.append(Renewed(correction_id=one.id, answers=tuple(inside[kept]), others=others))
