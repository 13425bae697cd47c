"""What people wrote, made fit for Slack: shown letter for letter, and never a mention, a link or a format.

Blocks use `plain_text` and rich text, which Slack does not parse. Only the fallback text of a message is parsed
(https://docs.slack.dev/messaging/formatting-message-text): `escaped` is for that one place.
"""

import re
import unicodedata

from bot.cards.parts import Words
from bot.texts import Say
from prompts.bidi import isolated

FALLBACK_LENGTH = 4000
"""Characters of a fallback text that `chat.update` takes."""
ELLIPSIS = "…"
_JOINER = "\u2060"
"""Word joiner: nothing to see, and no link or mention goes across it."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LOOK_ALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "|": "ǀ"})
_UNDERLINE = re.compile(r"(?<!\w)_|_(?!\w)")
_LINKING = re.compile(r"(?<=\w)\.(?=[^\W\d_])|:(?=[^\s\d])|[@#!](?=\S)")
_LONGEST_EMOJI = 20
_KEPT_TOGETHER = frozenset("\u200d\ufe0e\ufe0f")


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
    """`text` without the characters that Slack refuses or that draw nothing: controls, broken halves of a pair."""
    return "".join(each if _is_shown(each) else _instead(each) for each in text)


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


def escaped(text: str, most: int = FALLBACK_LENGTH) -> str:
    """`text` for a place where Slack parses mrkdwn: as it reads, in one line, without any mention, link or format."""
    plain = " ".join(visible(text).split())
    if blank(plain):
        return ELLIPSIS
    room = most
    while len(safe := _harmless(plain if len(plain) <= room else clipped(plain, room))) > most:
        room = min(room - 1, room * most // len(safe))
    return safe


def weight(text: str) -> int:
    """Characters as Slack may count them at the worst: escaped, and two for whatever is outside the basic plane."""
    return sum(len(_ENTITIES.get(each, each)) + (ord(each) > 0xFFFF) for each in text)


def cells(text: str) -> int:
    """How wide `text` is in letters of a Latin script; a Chinese one counts as two."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def _harmless(text: str) -> str:
    broken = _LINKING.sub(lambda found: found[0] + _JOINER, text.translate(_LOOK_ALIKES))
    flat = _UNDERLINE.sub("ˍ", broken)
    return "".join(_ENTITIES.get(each, each) for each in (_JOINER + flat if flat.startswith(">") else flat))


def _is_shown(each: str) -> bool:
    return each == "\n" or unicodedata.category(each) not in ("Cc", "Cs", "Zl", "Zp")


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
