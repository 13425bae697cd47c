"""Recognises by its meaning a text that speaks to whoever, or whatever, sums up the answers, in words no rule knows.

A small kernel machine over the built-in encoder's vectors: a text is compared with several hundred examples of both
kinds, written for this project (`benchmarks/addressed`, which also makes the file of weights read here). Nearness is
exp(-WIDTH * |a - b|²); the sum of nearness times weight is the logarithm of the odds that a text is addressed so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from bot.domain.masking import masked
from bot.insights.embedding import Embedder
from bot.insights.units import readable, sentences
from bot.insights.vectors import Vectors

Odds = npt.NDArray[np.float64]

FILE = "addressed.npz"
WIDTH = 2.0
"""How fast nearness falls: two texts at right angles still count 0.02 of equal ones."""
CERTAIN = 1.1
"""Odds from which on a text is set apart. None of 7,227 ordinary texts reaches 0.8; of 1,279 tricky ones, of kinds that
were kept from the learning, two reach this."""
DOUBTFUL = 0.6
"""Odds from which on a text counts as ever, but is neither quoted nor heard for a title: three of those 7,227,
and sixteen of the tricky ones."""
HARMLESS = -0.4
"""Odds up to which a sentence beside an attack counts; one in twenty-three ordinary texts is above."""
WORTH_CUTTING = -1.0
"""Odds from which on the sentences of a text are looked at one by one: an order may hide behind a wish."""
NO_ODDS = float("-inf")
"""Of a text nothing is known, since another encoder read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What texts are compared with: a row of unit length for each, and what its nearness counts."""

    model: str
    """Name of the encoder that read them: vectors of another one must not be compared with these."""
    vectors: Vectors
    weights: Odds
    words: frozenset[str]
    """Rare words that the examples use in any language, such as those for a report: nobody's name."""
    used: frozenset[str]
    """Words of the attacks among them, whatever those push."""

    def odds(self, vectors: Vectors) -> Odds:
        """The logarithm of the odds for each row, of unit length, that it is addressed to whoever sums up."""
        nearness = np.exp(2 * WIDTH * (vectors @ self.vectors.T - 1)).astype(np.float64)
        # One more than the nearness: what all examples count together is what stands for a text near none of them.
        return np.asarray((nearness + 1) @ self.weights, dtype=np.float64)


def odds(texts: Sequence[str], embedder: Embedder) -> list[float]:
    """How surely each text is addressed to whoever sums up, as the logarithm of the odds; its surest sentence counts.

    Takes the built-in encoder's vectors, also where a second one stands beside it; `NO_ODDS` where it is another.
    """
    known = examples()
    if not texts or embedder.model.split("+")[0] != known.model:
        return [NO_ODDS] * len(texts)
    found = [float(each) for each in known.odds(embedder.encode([as_compared(text) for text in texts]))]
    cut = [
        (row, as_compared(text[start:end]))
        for row, text in enumerate(texts)
        if WORTH_CUTTING < found[row] < CERTAIN and len(spans := sentences(text)) > 1
        for start, end in spans
    ]
    if cut:
        for (row, _), alone in zip(cut, known.odds(embedder.encode([text for _, text in cut])), strict=True):
            found[row] = max(found[row], float(alone))
    return found


def as_compared(text: str) -> str:
    """The text as it is compared: whoever says where they can be reached speaks to people, and not in these words."""
    return masked(readable(text))


@cache
def examples() -> Examples:
    """Those that come with the product."""
    with (files("bot.insights") / FILE).open("rb") as file, np.load(file) as kept:
        vectors = kept["vectors"].astype(np.float32)
        return Examples(
            model=str(kept["model"]),
            vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
            weights=kept["weights"].astype(np.float64),
            words=frozenset(str(kept["words"]).split()),
            used=frozenset(str(kept["used"]).split()),
        )
