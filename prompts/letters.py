"""What people wrote, made fit for any chat: shown letter for letter, in its own direction, and never empty."""

import re
import unicodedata

from bot.cards.parts import Words
from bot.texts import Say
from prompts.bidi import isolated

ELLIPSIS = "…"
_LONGEST_EMOJI = 20
_KEPT_TOGETHER = frozenset("\u200d\ufe0e\ufe0f")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Controls but the end of a line, separators of lines and paragraphs, halves of pairs (Cc, Zl, Zp, Cs)."""


def words(said: Words, say: Say, most: int, *, one_line: bool = False) -> str:
    """A phrase worded, or people's text in its own direction, at most `most` characters; an ellipsis for nothing."""
    text = visible(said if isinstance(said, str) else say(said))
    if one_line:
        text = " ".join(text.split())
    if blank(text):
        return ELLIPSIS
    whole = isolated(text) if isinstance(said, str) else text
    return whole if len(whole) <= most else clipped(text, most)


def visible(text: str) -> str:
    """`text` without the characters that chats refuse or that draw nothing: controls, broken halves of a pair."""
    return text if text.isprintable() else _UNSEEN.sub(lambda found: _instead(found[0]), text)


def blank(text: str) -> bool:
    """True when there is nothing to see in `text`."""
    return all(unicodedata.category(each) in ("Zs", "Zl", "Zp", "Cc", "Cf") for each in text)


def clipped(text: str, most: int) -> str:
    """`text` cut to `most` characters with an ellipsis, between two letters, with everything closed that it opens."""
    room = most - 1
    while room > 0:
        cut = isolated(text[: _between(text, room)].rstrip() + ELLIPSIS)
        if len(cut) <= most:
            return cut
        room -= len(cut) - most
    return ELLIPSIS


def cells(text: str) -> int:
    """How wide `text` is in letters of a Latin script; a Chinese one counts as two."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def _instead(each: str) -> str:
    return " " if each in "\t\r\x0b\x0c\x85\u2028\u2029" else "\N{REPLACEMENT CHARACTER}"


def _between(text: str, at: int) -> int:
    """The nearest place before `at` that is not inside one letter or one emoji."""
    place = at
    while 0 < place < len(text) and (
        unicodedata.combining(text[place])
        or text[place] in _KEPT_TOGETHER
        or text[place - 1] == "\u200d"
        or 0x1F3FB <= ord(text[place]) <= 0x1F3FF
    ):
        place -= 1
    return place if place or at < _LONGEST_EMOJI else at
