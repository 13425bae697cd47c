"""Chooses the few stretches of answers that stand for a theme: short, central, each from another account."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.masking import masked, unshowable
from bot.insights.said import Said, Stretch
from bot.insights.vectors import Vectors

MOST = 3
SHORTEST, COMFORTABLE, LONGEST = 12, 140, 280
"""Letters of a quote: shorter ones say too little, longer ones are not read."""
SHORTEST_UNSPACED = 6
OWN_LANGUAGE = 0.2
"""What being in the readers' language is worth beside being central (a cosine)."""
TOO_LONG = 0.15
"""What a quote loses that is longer than comfortable, or shows an address."""
CUT = 0.1
"""What a quote loses that is only a part of what was said."""
REPEATS = 0.9
"""Two quotes more alike than this say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One stretch that could be quoted, and how near it is to the middle of its theme."""

    said: Said
    stretch: Stretch
    language: str
    central: float
    row: int
    """Its text's place among the vectors."""


def quotes(candidates: Sequence[Candidate], language: str, vectors: Vectors) -> tuple[Stretch, ...]:
    """The best stretches, most telling first; fewer where there are fewer accounts or all say the same."""
    able = [each for each in candidates if quotable(_text(each))]
    ranked = sorted(able, key=lambda each: (-round(_worth(each, language), 6), _text(each), each.stretch))
    chosen: list[Candidate] = []
    for other_accounts in (True, False):
        for each in ranked:
            if len(chosen) == MOST:
                break
            heard = {one.said.account_id for one in chosen}
            if other_accounts and each.said.account_id is not None and each.said.account_id in heard:
                continue
            if any(each.stretch.answer_id == one.stretch.answer_id for one in chosen):
                continue
            if any(float(vectors[each.row] @ vectors[one.row]) > REPEATS for one in chosen):
                continue
            chosen.append(each)
    return tuple(each.stretch for each in chosen)


def quotable(text: str) -> bool:
    """True when `text` may be shown as it is: no link, mention or control character, neither too short nor too long."""
    least = SHORTEST_UNSPACED if any("\u0e00" <= character <= "\u9fff" for character in text) else SHORTEST
    return least <= len(text) <= LONGEST and not unshowable(text) and "\n" not in text


def centrality(vectors: Vectors, rows: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """How near each of the rows is to the middle of the others."""
    mine = vectors[list(rows)]
    others = mine.sum(axis=0) - mine
    lengths = np.maximum(np.linalg.norm(others, axis=1), 1e-9)
    central: np.ndarray[tuple[int], np.dtype[np.float32]] = np.einsum("ij,ij->i", mine, others) / lengths
    return central


def _text(candidate: Candidate) -> str:
    return candidate.said.text[candidate.stretch.start : candidate.stretch.end]


def _worth(candidate: Candidate, language: str) -> float:
    text = _text(candidate)
    clumsy = len(text) > COMFORTABLE or masked(text) != text
    cut = candidate.stretch.end - candidate.stretch.start < len(candidate.said.text.strip())
    return candidate.central + OWN_LANGUAGE * (candidate.language == language) - TOO_LONG * clumsy - CUT * cut
