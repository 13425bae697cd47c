"""What a product manager can type, as one closed union; curly quotes, «», 「」, bars and long dashes are understood."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.decisions import Verdict
from bot.errors import Refusal
from bot.texts import Phrase

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
DASHES = str.maketrans(dict.fromkeys("‐‑–", "-")) | {ord("—"): "--"}
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
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
            words, flags = _split(rest)
            question = " ".join(words).strip()
            if not question:
                raise Refusal(Phrase("command.ask_example"))
            return AskOpen(question=question, window=_window(flags))
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
    if "|" in rest:
        head, _, flags_text = rest.partition(" --")
        words = [word.strip().strip('"') for word in head.split("|")]
        _, flags = _split(f"--{flags_text}" if flags_text else "")
    else:
        words, flags = _split(rest)
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


def _decide(rest: str) -> DecideOn:
    words, _ = _split(rest)
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
    words, flags = _split(detail)
    named = flags.get("engagement", "")
    if action.casefold() != "set" or not words or not named:
        raise Refusal(Phrase("command.schedule_example"))
    return Schedule(rule=" ".join(words), engagements=tuple(part.strip() for part in named.split(",") if part.strip()))


def _split(text: str) -> tuple[list[str], dict[str, str]]:
    """Words (a quoted stretch is one word) and `--flags`, a flag's value being the word after it."""
    found = re.findall(r'"([^"]*)"|(\S+)', text.translate(QUOTES).translate(DASHES))
    words: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    for quoted, plain in found:
        if plain.startswith("--"):
            name = plain[2:].casefold()
            flags[name] = ""
            waiting = name if name in ("close", "engagement") else ""
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
