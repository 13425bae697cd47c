"""What people wrote, made fit for the one place where Slack parses it: never a mention, a link or a format.

Blocks use `plain_text` and rich text, which Slack does not parse. Only the fallback text of a message is parsed
(https://docs.slack.dev/messaging/formatting-message-text): `escaped` is for that one place.
"""

import re

from prompts.letters import ELLIPSIS, blank, clipped, visible

FALLBACK_LENGTH = 4000
"""Characters of a fallback text that `chat.update` takes."""
_JOINER = "\u2060"
"""Word joiner: nothing to see, and no link or mention goes across it."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LOOK_ALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "|": "ǀ"})
_UNDERLINE = re.compile(r"(?<!\w)_|_(?!\w)")
_LINKING = re.compile(r"(?<=\w)\.(?=[^\W\d_])|:(?=[^\s\d])|[@#!](?=\S)")


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


def _harmless(text: str) -> str:
    broken = _LINKING.sub(lambda found: found[0] + _JOINER, text.translate(_LOOK_ALIKES))
    flat = _UNDERLINE.sub("ˍ", broken)
    return "".join(_ENTITIES.get(each, each) for each in (_JOINER + flat if flat.startswith(">") else flat))
