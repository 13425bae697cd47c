"""Sorts what the message service answers to a call: nothing happened, perhaps something did, or it never will.

Words and what to do about them are the vendor's own (https://learn.microsoft.com/microsoftteams/platform/bots/
build-conversational-capability, "Status codes from bot conversational APIs").
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.ports import NotPosted, Permanent, Shut
from bot.retry import retry_after
from handlers.outbound import Trouble, broken
from handlers.wire import Malformed, read_json

PLACES = {
    "BotNotInConversationRoster": "left",
    "ForbiddenOperationException": "left",
    "ConversationNotFound": "left",
    "MessageWritesBlocked": "restricted",
    "ConversationBlockedByUser": "restricted",
    "BotDisabledByAdmin": "restricted",
}
"""Words that are about the whole place, and why it is paused then."""
BLOCKED = 209
"""The number that stands for `MessageWritesBlocked`."""
NO_SUCH_MESSAGE = "ActivityNotFoundInConversation"
WORDLESS = {400: "BadSyntax", 403: "Forbidden", 404: "NotFound", 413: "MessageSizeTooBig"}
BUSY_NOW = 412
"""Several calls met in one conversation, and this one was left out."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_ ]{1,59}")
_INSIDE = re.compile(r'\\?"subCode\\?"\s*:\s*\\?"([A-Za-z0-9_]{2,60})')


def of_answer(
    status: int,
    body: bytes,
    headers: Mapping[str, str],
    now: datetime,
    *,
    posts: bool,
    everywhere: bool = False,
    thread: bool = False,
) -> Trouble:
    """What an answer means that is no success.

    `posts`: the call would do something a second time. `everywhere`: it is addressed to no conversation, so a limit it
    runs into is the whole tenant's. `thread`: it is addressed to a thread, which can be gone while its channel stays.
    """
    if status == 429:
        return NotPosted(retry_after(headers, now), everywhere=everywhere)
    if status == BUSY_NOW:
        return NotPosted()
    if status < 400:
        return NotPosted()  # Sent elsewhere, and we follow nobody with our token.
    if status >= 500 or status == 408:
        return broken(posts)
    word = word_in(body)
    if status == 401:
        return Shut(word or "Unauthorized")
    if status == 407:
        return NotPosted()  # A proxy on our own side speaks.
    gone = thread and status == 404
    return Permanent(
        word or WORDLESS.get(status, f"Status{status}"),
        paused_for="" if gone else PLACES.get(word, ""),
        gone=gone or word == NO_SUCH_MESSAGE,
    )


def word_in(body: bytes) -> str:
    """The vendor's own word for what is wrong, which it keeps in several places; empty where there is none."""
    try:
        said = read_json(body)
    except Malformed:
        return ""
    error = said.get("error")
    inner: Mapping[str, Any] = error if isinstance(error, dict) else {}
    if (nested := _subcode(said) or _subcode(inner)) or said.get("errorCode") == BLOCKED:
        return nested or "MessageWritesBlocked"
    for word in (inner.get("code"), error, said.get("code")):
        if isinstance(word, str) and _WORD.fullmatch(word):
            return word
    return ""


def _subcode(part: Mapping[str, Any]) -> str:
    """A finer word, as a field or inside a message that is JSON once more."""
    word = part.get("subCode")
    if isinstance(word, str) and _WORD.fullmatch(word):
        return word
    message = part.get("message")
    found = _INSIDE.search(message[:2_000]) if isinstance(message, str) else None
    return found[1] if found else ""
