"""Reads the lines about schedules, and about polls that follow an event."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from bot.commands.schedule_kinds import (
    DeleteSchedule,
    Follow,
    Pause,
    Preview,
    Resume,
    Schedule,
    TellMoment,
    Unfollow,
)
from bot.commands.words import length, listed, plain, split
from bot.domain.cadence import DateRange
from bot.errors import Refusal
from bot.texts import Phrase

SET_FLAGS = {
    "engagement": True,
    "ask": True,
    "zone": True,
    "start": True,
    "end": True,
    "except": True,
    "grace": True,
    "local": False,
}
ON_FLAGS = {"ask": True, "after": True}
EVENT_FLAGS = {"account": True, "at": True}
FLAGS: Mapping[str, Mapping[str, bool]] = {
    "on": ON_FLAGS,
    **{action: {} for action in ("list", "pause", "resume", "preview", "delete", "off")},
}
"""By action, the flags and whether a value follows; where there is no such action, those of `set`."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS = re.compile(rf"({_DAY.pattern})(?:(?:\.\.\.?|…|-|/)({_DAY.pattern}))?")


def read_schedule(rest: str) -> Schedule | Pause | Resume | Preview | DeleteSchedule | Follow | Unfollow:
    """What `schedule …` spells; Refusal with an example that works as pasted."""
    action, _, detail = rest.partition(" ")
    words, flags = split(plain(detail), FLAGS.get(action.casefold(), SET_FLAGS))
    text = " ".join(words)
    match action.casefold():
        case "" | "list":
            return Schedule()
        case "pause":
            return Pause(number=_place(text))
        case "resume":
            return Resume(number=_place(text))
        case "delete":
            return DeleteSchedule(number=_place(text))
        case "preview":
            return Preview(number=_place(text)) if not text or text.isdecimal() else Preview(rule=text)
        case "set":
            return _set(text, flags)
        case "on" if not text and not flags:
            return Schedule()
        case "on" if text:
            return Follow(moment=text, engagement=flags.get("ask", ""), after=_after(flags))
        case "off" if text:
            return Unfollow(moment=text)
        case "on" | "off":
            raise Refusal(Phrase("command.moment_example"))
        case _:
            raise Refusal(Phrase("command.schedule_example"))


def read_event(rest: str) -> TellMoment:
    """What `event …` spells: a moment in quotation marks, and the customer."""
    words, flags = split(plain(rest), EVENT_FLAGS)
    if not words or ("account" in flags and (not flags["account"] or len(words) > 1)):
        raise Refusal(Phrase("command.event_example"))
    account = flags.get("account") or " ".join(words[1:])
    return TellMoment(moment=words[0], account=account, at=flags.get("at", ""))


def blackout_dates(text: str) -> tuple[DateRange, ...]:
    """The dates that `2026-12-21..2027-01-06,2027-05-01` spells, both ends of each span included."""
    return tuple(_dates(each) for each in listed(text))


def grace_of(text: str) -> timedelta:
    """How late a missed poll may still be asked, spelt `6h`."""
    found = length(text)
    if found is None:
        raise Refusal(Phrase("command.grace_example", {"text": text[:20]}))
    return found


def wait_of(text: str) -> timedelta:
    """How long after an event its poll is asked, spelt `3d`; `0d` is at once."""
    found = timedelta(0) if re.fullmatch(r"0[mhdw]?", text.strip().casefold()) else length(text)
    if found is None:
        raise Refusal(Phrase("command.after_example", {"text": text[:20]}))
    return found


def end_of(text: str) -> str:
    """An end as it is meant: a date alone is meant with its whole day."""
    return f"{text}T23:59:59" if _DAY.fullmatch(text.strip()) else text


def _set(text: str, flags: Mapping[str, str]) -> Schedule:
    asks = listed(flags.get("engagement") or flags.get("ask") or "")
    if not text or not asks:
        raise Refusal(Phrase("command.schedule_example"))
    for name in ("zone", "start", "end", "except", "grace"):
        if name in flags and not flags[name]:
            raise Refusal(Phrase("command.schedule_flags"))
    return Schedule(
        rule=text,
        engagements=asks,
        zone=flags.get("zone", ""),
        start=flags.get("start", ""),
        end=end_of(flags.get("end", "")),
        blackout=blackout_dates(flags.get("except", "")),
        grace=grace_of(flags["grace"]) if "grace" in flags else None,
        local="local" in flags,
    )


def _after(flags: Mapping[str, str]) -> timedelta | None:
    return wait_of(flags["after"]) if "after" in flags else None


def _dates(text: str) -> DateRange:
    found = _DAYS.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return DateRange(first=date.fromisoformat(found[1]), last=date.fromisoformat(found[2] or found[1]))
    except ValueError:
        raise Refusal(Phrase("command.except_example", {"text": text[:40]})) from None


def _place(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise Refusal(Phrase("command.schedule_number", {"text": text[:20]}))
    return int(text)
