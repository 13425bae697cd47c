"""Takes a typed line apart: quoted stretches, flags, lengths of time, numbers, however they were typed."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.commands.completing import nearest, whole_flag
from bot.domain.likeness import meant
from bot.errors import Refusal
from bot.texts import Phrase

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
DASHES = str.maketrans(dict.fromkeys("‐‑–", "-")) | {ord("—"): "--"}
LISTED = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")
"""What stands in front of a line of a list."""
UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "mo": timedelta(days=30),
}
UNIT_WORDS = {
    **{unit: unit for unit in UNITS},
    **{word: word[0] for word in ("minute", "minuten", "hour", "day", "week", "woche")},
    **{f"{word}s": word[0] for word in ("minute", "hour", "day", "week")},
    "wochen": "w",
    "stunde": "h",
    "stunden": "h",
    "tag": "d",
    "tage": "d",
    "hrs": "h",
    **dict.fromkeys(("month", "months", "monat", "monate"), "mo"),
}
"""How a unit is spelt in full, in English and German, and what it is in short."""
NAMES_SOMEBODY = re.compile(
    r"\s*(?:/?cab\s+)?(?:members|boards?\s+(?:owner|sponsor)|erase|export\s+person)\s", re.IGNORECASE
)
"""Lines in which a mention says who is meant: there it stays an account, elsewhere it reads as a name."""
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=90)


def plain(text: str) -> str:
    """`text` with every kind of quotation mark and dash as the plain one."""
    return text.translate(QUOTES).translate(DASHES)


def has_bar(text: str) -> bool:
    """True when a bar stands outside of quotation marks."""
    return "|" in re.sub(r'"[^"]*"', "", text)


def as_bars(text: str) -> str:
    """A question on the first line and an option on each further one, with bars between; any other text as it is.

    What people put in front of the lines of a list is left out: `-`, `*`, `•`, `1.`, `1)`.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    flags = [line for line in lines[1:] if line.startswith("--")]
    options = [LISTED.sub("", line) for line in lines[1:] if not line.startswith("--")]
    if not options or has_bar(text) or lines[0].startswith(('"', "--")):
        return text
    return " ".join([" | ".join([LISTED.sub("", lines[0]), *options]), *flags])


def split(text: str, known: Mapping[str, bool]) -> tuple[list[str], dict[str, str]]:
    """Words (a quoted stretch is one word) and `--flags`; `known` says of each flag whether a value follows.

    A flag may be shortened. One that is not known is refused: to ignore `--anonymous` would put a name where none was
    wanted.
    """
    found = re.findall(r'"([^"]*)"|(\S+)', text)
    words: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    for quoted, bare in found:
        if bare.startswith("--"):
            name = whole_flag(bare[2:].casefold(), known)
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
        text, near = flags["close"][:20], near_length(flags["close"])
        raise Refusal(
            Phrase("command.close_near", {"text": text, "near": near})
            if near
            else Phrase("command.close_example", {"text": text})
        )
    return found


def length(text: str) -> timedelta | None:
    """The length of time spelt `30d`, `2 weeks` or `month`; None for anything else, or beyond what makes sense."""
    match = re.fullmatch(r"(\d{1,4})?\s*([a-z]+)", text.strip().casefold())
    if match is None or (match[1] is None and len(match[2]) < len("day")):
        return None
    spelt = [match[2]] if match[2] in UNIT_WORDS else meant(match[2], UNIT_WORDS) if len(match[2]) > len("mo") else []
    units = {UNIT_WORDS[each] for each in spelt}
    if len(units) != 1:
        return None
    found = int(match[1] or 1) * UNITS[units.pop()]
    return found if SHORTEST <= found <= LONGEST else None


def near_length(text: str) -> str:
    """What was probably meant by something that is no length of time, as it can be typed; empty where nobody knows."""
    match = re.fullmatch(r"(\d{1,4})\s*([a-z]*)", text.strip().casefold())
    if match is None:
        return ""
    unit = UNIT_WORDS.get((nearest(match[2], tuple(UNIT_WORDS)) if match[2] else "days") or "", "")
    spelt = f"{int(match[1])}{unit}"
    return spelt if unit and length(spelt) is not None else ""


def number_of(text: str, letter: str) -> int | None:
    """The number in `P12`, `#12` or `12`; None where nothing is typed, Refusal where something else is."""
    if not text:
        return None
    match = re.fullmatch(rf"#?{letter}?\s*#?(\d{{1,9}})", text.strip(), re.IGNORECASE)
    if not match:
        raise Refusal(Phrase("command.number_example", {"text": text[:20], "example": f"{letter}7"}))
    return int(match[1])
