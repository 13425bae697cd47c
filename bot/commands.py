"""What a product manager can type, as one closed union; curly quotes, «», 「」, bars and long dashes are understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.decisions import Verdict
from bot.errors import Refusal
from bot.texts import Phrase

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
DASHES = str.maketrans(dict.fromkeys("‐‑–", "-")) | {ord("—"): "--"}
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
POLL_FLAGS = {"multi": False, "anon": False, "close": True}
ASK_FLAGS = {"anon": False, "close": True}
SCHEDULE_FLAGS = {"engagement": True}
"""The flags of each verb, and whether a value follows."""
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Put a choice to the board."""

    question: str
    options: tuple[str, ...]
    multi: bool = False
    anonymous: bool = False
    window: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOpen:
    """Put an open question to the board."""

    question: str
    anonymous: bool = False
    window: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Show a poll's results; the latest without a number."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """Show the suggestions, ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Show the latest digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOf:
    """Show the evidence of a suggestion."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOn:
    """Decide about a suggestion."""

    number: int | None
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Close a poll now."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Call a poll off."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Show how the boards stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Show what goes out when, or put engagements on a schedule."""

    rule: str = ""
    engagements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Show what can be typed."""


Command = Poll | AskOpen | Results | Roadmap | Summary | WhyOf | DecideOn | Close | Cancel | Status | Schedule | Help


def parse(text: str) -> Command:
    """The command that `text` spells; Refusal with an example that works as pasted."""
    verb, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    match verb.casefold():
        case "poll":
            return _poll(rest)
        case "ask":
            return _ask(rest)
        case "results":
            return Results(number=number_of(rest, "P"))
        case "roadmap":
            return Roadmap()
        case "summary":
            return Summary()
        case "why":
            return WhyOf(number=number_of(rest, "S"))
        case "decide":
            return _decide(rest)
        case "close":
            return Close(number=number_of(rest, "P"))
        case "cancel":
            return Cancel(number=number_of(rest, "P"))
        case "status":
            return Status()
        case "schedule":
            return _schedule(rest)
        case "help" | "":
            return Help()
        case _:
            raise Refusal(Phrase("command.unknown", {"verb": verb[:40]}))


def _poll(rest: str) -> Poll:
    plain = _plain(rest)
    if _has_bar(plain):
        head, marks, tail = plain.partition(" --")
        words = [word.strip().strip('"').strip() for word in head.split("|")]
        _, flags = _split(marks + tail, POLL_FLAGS)
    else:
        words, flags = _split(plain, POLL_FLAGS)
        if not plain.lstrip().startswith(('"', "--")):
            raise Refusal(Phrase("command.poll_example"))  # without quotes nobody can tell where the question ends
    words = [word for word in words if word]
    if len(words) < 3:
        raise Refusal(Phrase("command.poll_example"))
    return Poll(
        question=words[0],
        options=tuple(words[1:]),
        multi="multi" in flags,
        anonymous="anon" in flags,
        window=_window(flags),
    )


def _ask(rest: str) -> AskOpen:
    words, flags = _split(_plain(rest), ASK_FLAGS)
    question = " ".join(words).strip()
    if not question:
        raise Refusal(Phrase("command.ask_example"))
    return AskOpen(question=question, anonymous="anon" in flags, window=_window(flags))


def _decide(rest: str) -> DecideOn:
    words, _ = _split(_plain(rest), {})
    number = None
    if words and re.fullmatch(r"[Ss]?\d{1,9}", words[0]):
        number = number_of(words.pop(0), "S")
    if not words or words[0].casefold() not in set(Verdict):
        raise Refusal(Phrase("command.decide_example"))
    return DecideOn(number=number, verdict=Verdict(words[0].casefold()), reason=" ".join(words[1:]))


def _schedule(rest: str) -> Schedule:
    action, _, detail = rest.partition(" ")
    if action.casefold() in ("", "list"):
        return Schedule()
    words, flags = _split(_plain(detail), SCHEDULE_FLAGS)
    named = flags.get("engagement", "")
    if action.casefold() != "set" or not words or not named:
        raise Refusal(Phrase("command.schedule_example"))
    return Schedule(rule=" ".join(words), engagements=tuple(part.strip() for part in named.split(",") if part.strip()))


def _plain(text: str) -> str:
    """`text` with every kind of quotation mark and dash as the plain one."""
    return text.translate(QUOTES).translate(DASHES)


def _has_bar(text: str) -> bool:
    """True when a bar stands outside of quotation marks."""
    return "|" in re.sub(r'"[^"]*"', "", text)


def _split(text: str, known: Mapping[str, bool]) -> tuple[list[str], dict[str, str]]:
    """Words (a quoted stretch is one word) and `--flags`; `known` says of each flag whether a value follows.

    A flag that is not known is refused: to ignore `--anonymous` would put a name where none was wanted.
    """
    found = re.findall(r'"([^"]*)"|(\S+)', text)
    words: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    for quoted, plain in found:
        if plain.startswith("--"):
            name = plain[2:].casefold()
            if name not in known:
                flag_list = " ".join(f"--{each}" for each in known) or "–"
                raise Refusal(Phrase("command.unknown_flag", {"flag": plain[:30], "known": flag_list}))
            flags[name] = ""
            waiting = name if known[name] else ""
        elif waiting:
            flags[waiting] = quoted or plain
            waiting = ""
        else:
            words.append(quoted or plain)
    return words, flags


def _window(flags: dict[str, str]) -> timedelta | None:
    if "close" not in flags:
        return None
    match = re.fullmatch(r"(\d{1,4})([mhdw])", flags["close"].casefold())
    window = int(match[1]) * UNITS[match[2]] if match else timedelta(0)
    if not SHORTEST <= window <= LONGEST:
        raise Refusal(Phrase("command.close_example", {"text": flags["close"][:20]}))
    return window


def number_of(text: str, letter: str) -> int | None:
    """The number in `P12` or `12`; None where nothing is typed, Refusal where something else is."""
    if not text:
        return None
    match = re.fullmatch(rf"{letter}?(\d{{1,9}})", text.strip(), re.IGNORECASE)
    if not match:
        raise Refusal(Phrase("command.number_example", {"text": text[:20], "example": f"{letter}7"}))
    return int(match[1])
