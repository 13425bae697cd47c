"""Says in plain words why a value does not fit: what is possible instead, and what was probably meant."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from bot.texts import Phrase, Phrases

QUOTED = re.compile(r"'([^']*)'")
WHOLE = ("int_parsing", "int_type", "int_from_float")
DECIMAL = ("float_parsing", "float_type", "finite_number")
YES_OR_NO = ("bool_parsing", "bool_type")


def why_it_does_not_fit(kind: str, typed: str, detail: Mapping[str, object], message: str) -> Phrase | str:
    """Why `typed` was turned down, by the kind, the detail and the message of a pydantic error.

    What nobody foresaw keeps the message.
    """
    if kind in WHOLE:
        return Phrase("cli.value_whole_number")
    if kind in DECIMAL:
        return Phrase("cli.value_number")
    if kind in YES_OR_NO:
        return Phrase("cli.value_yes_or_no")
    if kind == "string_too_short":
        return Phrase("cli.value_empty")
    if kind == "greater_than_equal":
        return Phrase("cli.value_least", {"least": _number(detail["ge"])})
    if kind == "less_than_equal":
        return Phrase("cli.value_most", {"most": _number(detail["le"])})
    if known := _known(kind, detail):
        # As they are written, whether typed in capitals or not.
        spelled = {each.lower(): each for each in known}
        near = get_close_matches(typed.lower(), spelled, n=1)
        listed = Phrases(known)
        if near:
            return Phrase("cli.value_choice_near", {"known": listed, "near": spelled[near[0]]})
        return Phrase("cli.value_choice", {"known": listed})
    return message.removeprefix("Value error, ").removesuffix(".")


def _known(kind: str, detail: Mapping[str, object]) -> tuple[str, ...]:
    """The values of a choice, out of the sentence that lists them."""
    if kind in ("literal_error", "enum"):
        return tuple(QUOTED.findall(str(detail.get("expected", ""))))
    _, said, listed = str(detail.get("error", "")).rpartition(" is not one of ")
    return tuple(QUOTED.findall(listed)) if kind == "value_error" and said else ()


def _number(limit: object) -> str:
    return f"{limit:g}" if isinstance(limit, float) else str(limit)
