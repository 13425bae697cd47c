"""Reads JSON that somebody sent us, quickly and without ever tripping over what it is."""

import json
from typing import Any

import orjson

DEEPEST = 64
"""Levels of nesting; the vendors' own payloads have about twenty."""
LONG = 4_096
"""Brackets that it takes a while to look through."""
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class Malformed(Exception):
    """Not what it says it is; `why` is one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_json(text: str | bytes) -> dict[str, Any]:
    """The object that a JSON text spells; Malformed when it is none, or nested too deeply to be handled safely."""
    try:
        value = orjson.loads(text)
    except ValueError:
        value = _read_mended(text)
    if not isinstance(value, dict):
        raise Malformed("not_an_object")
    if _brackets(text) > DEEPEST and _deep(text) and _depth_exceeds(value, DEEPEST):
        raise Malformed("too_deep")
    return value


def _read_mended(text: str | bytes) -> object:
    """Once more, with half characters replaced: somebody's text may have been cut in the middle of an emoji."""
    if (b"\\u" if isinstance(text, bytes) else "\\u") not in text:  # type: ignore[operator]
        raise Malformed("not_json")
    try:
        loose = json.loads(text)
        whole = json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace")
        return orjson.loads(whole)
    except (ValueError, RecursionError):
        raise Malformed("not_json") from None


def _brackets(text: str | bytes) -> int:
    if isinstance(text, str):
        return text.count("{") + text.count("[")
    return text.count(b"{") + text.count(b"[")


def _deep(text: str | bytes) -> bool:
    """False when the brackets alone already show that it is not nested deeply: much quicker than to walk through.

    Where they go away but slowly, as in a text that is full of them, walking is quicker.
    """
    raw = text.encode() if isinstance(text, str) else text
    left = raw.translate(None, _NO_BRACKETS)
    for _ in range(DEEPEST):
        if not left:
            return False
        before, left = len(left), left.replace(b"{}", b"").replace(b"[]", b"")
        if before > LONG and before - len(left) < before // 8:
            break
    return bool(left)


def _depth_exceeds(value: object, most: int) -> bool:
    level = [value]
    for _ in range(most):
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += each.values()
            elif isinstance(each, list):
                below += each
        if not below:
            return False
        level = below
    return True
