"""Reads the two encodings Slack speaks, forms and JSON, quickly and without ever tripping over what is sent."""

import json
from typing import Any

import orjson
from yarl import URL

DEEPEST = 64
"""Levels of nesting; the vendor's own payloads have about twenty."""
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_LOST = "\N{REPLACEMENT CHARACTER}"


class Malformed(Exception):
    """Not what it says it is; `why` is one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form-encoded body, the first one of a name; Malformed when it is no ASCII or no UTF-8 inside."""
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("not_ascii") from None
    # A compiled parser: the standard library's takes longer than everything else that is done for a click.
    form: dict[str, str] = {}
    for name, value in URL.build(query_string=text, encoded=True).query.items():
        form.setdefault(name, value)
    lost = sum(name.count(_LOST) + value.count(_LOST) for name, value in form.items())
    if lost and lost > text.upper().count("%EF%BF%BD"):
        raise Malformed("not_utf8")
    return form


def read_json(text: str | bytes) -> dict[str, Any]:
    """The object that a JSON text spells; Malformed when it is none, or nested too deeply to be handled safely."""
    try:
        value = orjson.loads(text)
    except ValueError:
        value = _read_mended(text)
    if not isinstance(value, dict):
        raise Malformed("not_an_object")
    if _deep(text) and _depth_exceeds(value, DEEPEST):
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


def _deep(text: str | bytes) -> bool:
    """False when the brackets alone already show that it is not nested deeply: much quicker than to walk through."""
    raw = text.encode() if isinstance(text, str) else text
    left = raw.translate(None, _NO_BRACKETS)
    for _ in range(DEEPEST):
        if not left:
            return False
        left = left.replace(b"{}", b"").replace(b"[]", b"")
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
