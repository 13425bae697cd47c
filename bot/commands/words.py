"""Takes a typed line apart: quoted stretches, flags, lengths of time, numbers, however they were typed."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.errors import Refusal
from bot.texts import Phrase

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
DASHES = str.maketrans(dict.fromkeys("‐‑–", "-")) | {ord("—"): "--"}
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=90)


def plain(text: str) -> str:
    """`text` with every kind of quotation mark and dash as the plain one."""
    return text.translate(QUOTES).translate(DASHES)


def has_bar(text: str) -> bool:
    """True when a bar stands outside of quotation marks."""
    return "|" in re.sub(r'"[^"]*"', "", text)


def split(text: str, known: Mapping[str, bool]) -> tuple[list[str], dict[str, str]]:
    """Words (a quoted stretch is one word) and `--flags`; `known` says of each flag whether a value follows.

    A flag that is not known is refused: to ignore `--anonymous` would put a name where none was wanted.
    """
    found = re.findall(r'"([^"]*)"|(\S+)', text)
    words: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    for quoted, bare in found:
        if bare.startswith("--"):
            name = bare[2:].casefold()
            if name not in known:
                flag_list = " ".join(f"--{each}" for each in known) or "–"
                raise Refusal(Phrase("command.unknown_flag", {"flag": bare[:30], "known": flag_list}))
            flags[name] = ""
            waiting = name if known[name] else ""
        elif waiting:
            flags[waiting] = quoted or bare
            waiting = ""
        else:
            words.append(quoted or bare)
    return words, flags


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def window(flags: Mapping[str, str]) -> timedelta | None:
    """How long a poll is to stay open; None where nothing was said."""
    if "close" not in flags:
        return None
    found = length(flags["close"])
    if found is None:
        raise Refusal(Phrase("command.close_example", {"text": flags["close"][:20]}))
    return found


def length(text: str) -> timedelta | None:
    """The length of time spelt `30d`, `2w` or `12h`; None for anything else, or beyond what makes sense."""
    match = re.fullmatch(r"(\d{1,4})([mhdw])", text.strip().casefold())
    found = int(match[1]) * UNITS[match[2]] if match else timedelta(0)
    return found if SHORTEST <= found <= LONGEST else None


def number_of(text: str, letter: str) -> int | None:
    """The number in `P12` or `12`; None where nothing is typed, Refusal where something else is."""
    if not text:
        return None
    match = re.fullmatch(rf"{letter}?(\d{{1,9}})", text.strip(), re.IGNORECASE)
    if not match:
        raise Refusal(Phrase("command.number_example", {"text": text[:20], "example": f"{letter}7"}))
    return int(match[1])
