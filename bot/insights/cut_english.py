"""Cuts English texts into the word pieces that the second encoder knows, as BERT cuts them (Devlin et al. 2018)."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

BEGIN, END, UNKNOWN = 101, 102, 100
"""Pieces that stand for the beginning and the end of a text, and for what has no piece."""
LONGEST = 128
"""Pieces that are read of one text: as many as the encoder was trained with."""
LONGEST_WORD = 100
MOST = 50_000
"""Words remembered; then all are forgotten at once."""
IDEOGRAPHS = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F)),
    *((0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)
"""Each of these is a word of its own."""


@cache
def vocabulary() -> dict[str, int]:
    """Every piece and its number: the vocabulary of BERT, uncased (Apache-2.0, Google)."""
    lines = files("bot.insights").joinpath("bert_uncased.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


class EnglishPieces:
    """Greedy, longest piece first; a word cut before is remembered."""

    def __init__(self) -> None:
        self._known = vocabulary()
        self._words: dict[str, tuple[int, ...]] = {}

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of `text`, between those for its beginning and its end."""
        found = [BEGIN]
        for word in _words(text):
            if word not in self._words:
                if len(self._words) >= MOST:
                    self._words.clear()
                self._words[word] = self._cut(word)
            found += self._words[word]
        return [*found[: LONGEST - 1], END]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (UNKNOWN,)
        found: list[int] = []
        start = 0
        while start < len(word):
            before = "##" if start else ""
            end = next((end for end in range(len(word), start, -1) if before + word[start:end] in self._known), None)
            if end is None:
                return (UNKNOWN,)
            found.append(self._known[before + word[start:end]])
            start = end
        return tuple(found)


def _words(text: str) -> list[str]:
    """Lower case without accents; signs and ideographs are words of their own."""
    cleaned = "".join(" " if _is_blank(each) else each for each in text if not _is_nothing(each))
    spaced = "".join(f" {each} " if _is_ideograph(each) else each for each in cleaned)
    plain = "".join(each for each in unicodedata.normalize("NFD", spaced) if unicodedata.category(each) != "Mn")
    parted = "".join(f" {each} " if _is_sign(each) else each for each in "".join(map(str.lower, plain)))
    return [each for each in re.split(r"\s+", parted) if each]


def _is_blank(each: str) -> bool:
    return each in " \t\n\r" or each.isspace()


def _is_nothing(each: str) -> bool:
    """Whether a letter is dropped: control and format signs, and what stands for an unreadable one."""
    if each in "\t\n\r":
        return False
    return each in "\x00\ufffd" or unicodedata.category(each) in ("Cc", "Cf", "Cn", "Co")


def _is_ideograph(each: str) -> bool:
    return any(first <= ord(each) <= last for first, last in IDEOGRAPHS)


def _is_sign(each: str) -> bool:
    ascii_sign = each.isascii() and not each.isalnum() and each > " "
    return ascii_sign or unicodedata.category(each).startswith("P")
