"""Reads a schedule as a person typed it: plain English, a cron line, or a calendar's RRULE."""

import re
from datetime import datetime, time
from functools import lru_cache

from bot.domain.cadence_calendar import CronLine, DayOfWeek, Frequency, Recurrence, Rule
from bot.domain.cadence_words import read_words
from bot.errors import Refusal
from bot.texts import Phrase

LONGEST_RULE = 500
"""Characters; longer text is not a rule."""
MOST_COUNTED = 10_000
"""The largest COUNT: these occurrences are counted from the start each time."""

_CRON_FIELD = re.compile(r"[\d*][\d*,/-]*")
_NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RANGES = {
    "BYMONTH": range(1, 13),
    "BYWEEKNO": range(-53, 54),
    "BYYEARDAY": range(-366, 367),
    "BYMONTHDAY": range(-31, 32),
    "BYHOUR": range(24),
    "BYMINUTE": range(60),
    "BYSECOND": range(60),
    "BYSETPOS": range(-366, 367),
}
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_RANGES})


@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """The rule that `text` states; a Refusal that says what is wrong and shows one that works.

    The text says which of the three languages it is in: an RRULE has `FREQ=`, a cron line starts with two fields of
    digits and stars, the rest is English. Grammar of RRULE: RFC 5545 §3.3.10; of cron: Debian's crontab(5).
    """
    typed = text.strip()
    if len(typed) > LONGEST_RULE:
        raise Refusal(Phrase("cadence.bad_rule", {"rule": f"{typed[:60]}…"}))
    if re.search(r"\bFREQ\s*=|^(RRULE|DTSTART)\b", typed, re.IGNORECASE):
        return _read_rrule(typed)
    fields = _NICKNAMES.get(typed.lower(), typed).split()
    if len(fields) >= 2 and all(_CRON_FIELD.fullmatch(field) for field in fields[:2]):
        return _read_cron(fields, typed)
    return read_words(text)


def _read_cron(fields: list[str], typed: str) -> CronLine:
    if len(fields) != 5:
        raise Refusal(Phrase("cadence.cron_fields", {"n": len(fields), "rule": typed}))
    minute, hour, day, month, weekday = fields
    # cronsim also refuses dates that exist in no year (30 February). Such a line is well formed and never due;
    # with either of the two parts left open the rest shows whether it is.
    for part in ((minute, hour, day, "*", weekday), (minute, hour, "*", month, weekday)):
        if not _is_cron(" ".join(part)):
            raise Refusal(Phrase("cadence.bad_cron", {"rule": typed}))
    return CronLine(line=" ".join(fields))


def _is_cron(line: str) -> bool:
    from cronsim import CronSim, CronSimError

    try:
        CronSim(line, datetime(2000, 1, 1))  # noqa: DTZ001 - a wall time
    except CronSimError:
        return False
    return True


def _read_rrule(typed: str) -> Recurrence:
    start, start_zone, parts = None, None, None
    for line in re.sub(r"\s*([:;,=])\s*", r"\1", typed).split():
        name, _, value = line.rpartition(":")
        match name.upper().split(";"):
            case ["RRULE" | ""] if parts is None:
                parts = _parts(value.upper())
            case ["DTSTART", *_] if start is None:
                start, start_zone = _start(line)
            case ["RDATE" | "EXDATE" | "EXRULE", *_]:
                raise Refusal(Phrase("cadence.rrule_dates", {"part": name.upper().split(";")[0]}))
            case _:
                raise _bad_part(line)
    if not parts or "FREQ" not in parts:
        raise _bad_part(typed)
    return _recurrence(parts, start, start_zone)


def _parts(value: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in value.removesuffix(";").split(";"):
        name, equals, setting = part.partition("=")
        if name not in _KNOWN or name in parts or not equals or not setting:
            raise _bad_part(part)
        parts[name] = setting
    return parts


def _recurrence(parts: dict[str, str], start: datetime | None, start_zone: str | None) -> Recurrence:
    if parts["FREQ"] == "SECONDLY":
        raise Refusal(Phrase("cadence.too_often", {"rule": "FREQ=SECONDLY"}))
    if parts["FREQ"] not in set(Frequency):
        raise _bad_part(f"FREQ={parts['FREQ']}")
    frequency = Frequency(parts["FREQ"])
    if "COUNT" in parts and "UNTIL" in parts:
        raise _bad_part(f"COUNT={parts['COUNT']};UNTIL={parts['UNTIL']}")
    weekdays = _week_days(parts.get("BYDAY", ""))
    if any(day.nth for day in weekdays) and (
        frequency not in (Frequency.YEARLY, Frequency.MONTHLY) or "BYWEEKNO" in parts
    ):
        raise _bad_part(f"BYDAY={parts['BYDAY']}")  # "the 2nd Monday" of what?
    if parts.get("WKST", "MO") not in _CODES:
        raise _bad_part(f"WKST={parts['WKST']}")
    return Recurrence(
        frequency=frequency,
        interval=_whole(parts, "INTERVAL", MOST_COUNTED) or 1,
        months=_numbers(parts, "BYMONTH"),
        weeks=_numbers(parts, "BYWEEKNO"),
        year_days=_numbers(parts, "BYYEARDAY"),
        month_days=_numbers(parts, "BYMONTHDAY"),
        weekdays=weekdays,
        hours=_numbers(parts, "BYHOUR"),
        minutes=_numbers(parts, "BYMINUTE"),
        seconds=_numbers(parts, "BYSECOND"),
        positions=_numbers(parts, "BYSETPOS"),
        week_start=_CODES.index(parts.get("WKST", "MO")),
        count=_whole(parts, "COUNT", MOST_COUNTED),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        start=start,
        start_zone=start_zone,
    )


def _whole(parts: dict[str, str], name: str, most: int) -> int | None:
    if name not in parts:
        return None
    if re.fullmatch(r"[0-9]{1,6}", parts[name]) and 1 <= int(parts[name]) <= most:
        return int(parts[name])
    raise _bad_part(f"{name}={parts[name]}")


def _numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    if name not in parts:
        return ()
    numbers = set()
    for text in parts[name].split(","):
        if not re.fullmatch(r"[+-]?[0-9]{1,3}", text) or int(text) not in _RANGES[name]:
            raise _bad_part(f"{name}={parts[name]}")
        numbers.add(int(text))
    if 0 in numbers and _RANGES[name].start < 0:
        raise _bad_part(f"{name}={parts[name]}")
    return tuple(sorted(numbers))


def _week_days(setting: str) -> tuple[DayOfWeek, ...]:
    days = set()
    for text in setting.split(",") if setting else []:
        found = re.fullmatch(r"([+-]?[0-9]{1,2})?([A-Z]{2})", text)
        nth = int(found[1] or 0) if found else 0
        if not found or found[2] not in _CODES or not -53 <= nth <= 53 or (found[1] and not nth):
            raise _bad_part(f"BYDAY={setting}")
        days.add(DayOfWeek(_CODES.index(found[2]), nth))
    return tuple(sorted(days))


def _until(setting: str) -> datetime:
    """UNTIL as an instant, or as a wall time; a bare date means its whole day."""
    moment = _moment(setting)
    if moment is None:
        raise _bad_part(f"UNTIL={setting}")
    return moment if "T" in setting else datetime.combine(moment.date(), time(23, 59, 59))


def _start(line: str) -> tuple[datetime, str | None]:
    """DTSTART as a wall time, with the zone it names (a calendar's "Z" is UTC)."""
    found = re.fullmatch(r"DTSTART(?P<rest>[^:]*):(?P<moment>\w+)", line, re.IGNORECASE)
    moment = _moment(found["moment"].upper()) if found else None
    if not found or moment is None:
        raise _bad_part(line)
    zone = None
    for setting in found["rest"].split(";")[1:]:
        name, _, value = setting.partition("=")
        if name.upper() == "TZID":
            zone = value.strip('"')
        elif setting.upper() not in ("VALUE=DATE", "VALUE=DATE-TIME"):
            raise _bad_part(line)
    return moment.replace(tzinfo=None), "UTC" if moment.tzinfo else zone


def _moment(text: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _bad_part(part: str) -> Refusal:
    return Refusal(Phrase("cadence.bad_rrule", {"part": part}))
