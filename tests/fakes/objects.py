"""JSON objects as they travel between a stand-in and an app."""

import json
from typing import Any

Json = dict[str, Any]
"""A JSON object, as it travels."""


def encoded(value: object) -> str:
    """JSON as vendors write it: compact, with plain letters left alone."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def decoded(text: str | bytes) -> Any:
    """What a JSON text says, or None where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def copied(value: Any) -> Any:
    """A copy that shares nothing with the original, made as the wire would make it."""
    return json.loads(json.dumps(value))
