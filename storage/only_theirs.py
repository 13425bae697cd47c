"""Tells whether words could only come from one person: so quotes and titles made of theirs can be found and blanked."""

import re
from collections.abc import Sequence

from bot.domain.erasures import OMITTED
from bot.domain.masking import masked

_WORD = re.compile(r"[^\W_]{4,}")
_BLANKS = re.compile(r"\s+")
SHORTEST = 3
"""Letters and digits; what is shorter tells nothing of anybody."""


class OnlyTheirs:
    """Knows what one person said, and what everybody else did."""

    def __init__(self, theirs: Sequence[str], others: Sequence[str]) -> None:
        self._theirs = [_plain(each) for each in theirs if each.strip()]
        self._others = "\n".join(_plain(each) for each in others)
        known = set(_WORD.findall(self._others))
        self._words = {word for each in self._theirs for word in _WORD.findall(each)} - known
        # Where they were quoted, their addresses had been hidden.
        self._theirs += [_plain(hidden) for each in theirs if (hidden := masked(each)) != each]
        self._others += "".join(f"\n{_plain(hidden)}" for each in others if (hidden := masked(each)) != each)

    def __bool__(self) -> bool:
        """False when they said nothing."""
        return bool(self._theirs)

    def gave(self, text: str) -> bool:
        """True when `text` holds a word that only they used, or is a stretch of theirs that nobody else said."""
        plain = _plain(text).strip(" …")
        if len(plain) < SHORTEST or plain == _plain(OMITTED):
            return False
        if self._words & set(_WORD.findall(plain)):
            return True
        return plain not in self._others and any(plain in each or each in plain for each in self._theirs)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).casefold().strip()
