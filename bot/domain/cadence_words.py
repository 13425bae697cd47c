"""Reads a schedule written in plain English: `every 2 weeks on Mon at 09:30`, `first weekday of the month at 8:30am`.

A rule is some days and some times. The days are a rhythm (weekly, every 2 months, ...) and what it falls on. Case, full
or short names, commas, "and", "on", "the" and the order of the halves do not matter.
"""

import re
from datetime import time

from bot.domain.cadence_calendar import EVERY_DAY, WORKING_DAYS, DayOfWeek, Frequency, Recurrence
from bot.errors import Refusal
from bot.texts import Phrase

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {name[:length]: day for day, name in enumerate(_DAY_NAMES) for length in (2, 3, len(name))} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name[:length]: n for n, name in enumerate(_MONTH_NAMES, 1) for length in (3, len(name))} | {"sept": 9}
_DAY_SETS = {
    "weekday": WORKING_DAYS,
    "workday": WORKING_DAYS,
    "weekend": EVERY_DAY[5:],
}
_NUMBER_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {name: n for n, name in enumerate(_NUMBER_NAMES, 1)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_UNITS = {
    "day": (Frequency.DAILY, 1),
    "week": (Frequency.WEEKLY, 1),
    "fortnight": (Frequency.WEEKLY, 2),
    "month": (Frequency.MONTHLY, 1),
    "quarter": (Frequency.MONTHLY, 3),
    "year": (Frequency.YEARLY, 1),
}
_RHYTHMS = {
    "daily": (Frequency.DAILY, 1),
    "weekly": (Frequency.WEEKLY, 1),
    "biweekly": (Frequency.WEEKLY, 2),
    "fortnightly": (Frequency.WEEKLY, 2),
    "monthly": (Frequency.MONTHLY, 1),
    "quarterly": (Frequency.MONTHLY, 3),
    "yearly": (Frequency.YEARLY, 1),
    "annually": (Frequency.YEARLY, 1),
}
_TOO_SHORT = ("hour", "hours", "hourly", "minute", "minutes", "minutely", "seconds")
_FILLERS = ("on", "the", "and", "of", "in", ",", "&", "/", "+")

_SURE = r"(?:\d{1,2}[:.]\d{1,2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|noon|midnight)"
_LOOSE = rf"(?:{_SURE}|\d{{1,2}})"
_JOIN = r"\s*(?:,\s*and\b|,|&|and\b)\s*"
_TIMES = (
    re.compile(rf"(?:\bat\s+|@\s*)(?P<times>{_LOOSE}(?:{_JOIN}{_LOOSE})*)(?![\w:.])"),
    re.compile(rf"(?<![\w:.])(?P<times>{_SURE}(?:{_JOIN}{_SURE})*)(?![\w:.])"),
)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap])?(?(half)\.?m\.?)")
_WORD = re.compile(r"\d+(?:st|nd|rd|th)?\b|[a-z]+|[-,&/+]")


def read_words(text: str) -> Recurrence:
    """The recurrence that `text` describes; a Refusal with an example that works when it describes none."""
    typed = " ".join(re.sub("[–—]", "-", text).lower().split()).rstrip(".")
    typed = re.sub(r"\b(?:business|working|work|week) (?=days?\b)", "week", typed)
    for pattern in _TIMES:
        if found := pattern.search(typed):
            times = tuple(sorted({_time(part) for part in re.split(_JOIN, found["times"])}))
            return _Reader(f"{typed[: found.start()]} {typed[found.end() :]}", text).recurrence(times)
    if (said := re.search(r"(?:\bat\b|@)\s*(.+)", typed)) is not None:
        raise Refusal(Phrase("cadence.bad_time", {"time": said[1]}))
    # Whether the days can be read decides what is missing: only the time, or more.
    _Reader(typed, text).recurrence((time(10),))
    raise Refusal(Phrase("cadence.needs_time", {"rule": text, "example": f"{' '.join(text.split())} at 10:00"}))


def _time(typed: str) -> time:
    if typed in ("noon", "midnight"):
        return time(12 if typed == "noon" else 0)
    found = _TIME.fullmatch(typed)
    if found:
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if found["half"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if found["half"] == "p" else 0)
        elif found["half"]:
            hour = 24  # 13pm is no time
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise Refusal(Phrase("cadence.bad_time", {"time": typed}))


class _Reader:
    """Reads the days of a rule, word by word."""

    def __init__(self, days: str, text: str) -> None:
        self._text = text
        if re.sub(_WORD, "", days).strip():
            raise self._unreadable()
        self._words = [word for word in _WORD.findall(days) if word not in _FILLERS]

    def recurrence(self, times: tuple[time, ...]) -> Recurrence:
        """The whole rule, at those times."""
        if any(word in _TOO_SHORT for word in self._words):
            raise Refusal(Phrase("cadence.too_often", {"rule": self._text}))
        rhythm = self._rhythm()
        if not self._words and (rhythm is None or rhythm[0] is not Frequency.DAILY):
            raise Refusal(Phrase("cadence.needs_day", {"rule": self._text}))
        if rhythm is None:  # "Tue,Thu" is weekly, "last Fri" and "15th" are monthly
            weekly = all(self._days_of_week(word) or word in ("-", "to", "through") for word in self._words)
            rhythm = (Frequency.WEEKLY if weekly else Frequency.MONTHLY, 1)
        frequency, interval = rhythm
        match frequency:
            case Frequency.DAILY if not self._words:
                return Recurrence(frequency=frequency, interval=interval, times=times)
            case Frequency.DAILY | Frequency.WEEKLY if frequency is Frequency.WEEKLY or interval == 1:
                return Recurrence(
                    frequency=Frequency.WEEKLY, interval=interval, weekdays=self._week_days(), times=times
                )
            case Frequency.MONTHLY:
                return self._monthly(Recurrence(frequency=frequency, interval=interval, times=times))
            case Frequency.YEARLY:
                months = tuple(_MONTHS[word] for word in self._words if word in _MONTHS)
                self._words = [word for word in self._words if word not in _MONTHS]
                if len(months) == 1 and self._words:
                    return self._monthly(Recurrence(frequency=frequency, interval=interval, months=months, times=times))
        raise self._unreadable()

    def _rhythm(self) -> tuple[Frequency, int] | None:
        """Takes the rhythm out of the words, wherever it stands; None when there is none."""
        found: list[tuple[Frequency, int]] = []
        rest: list[str] = []
        words = self._words
        while words:
            if words[0] in _RHYTHMS:
                found.append(_RHYTHMS[words[0]])
                words = words[1:]
            elif words[0] in ("every", "each"):
                taken, rhythm = self._every(words[1:])
                found += [rhythm] if rhythm else []
                words = words[1 + taken :]
            elif words[0] == "month" and rest:  # "first weekday of the month", also after "monthly on the"
                found += [] if any(frequency is Frequency.MONTHLY for frequency, _ in found) else [_UNITS["month"]]
                words = words[1:]
            else:
                rest.append(words[0])
                words = words[1:]
        self._words = rest
        if len(found) > 1:
            raise self._unreadable()
        return found[0] if found else None

    def _every(self, words: list[str]) -> tuple[int, tuple[Frequency, int] | None]:
        """How many of the words after "every" belong to the rhythm, and the rhythm they make."""
        if not words:
            raise self._unreadable()
        unit = _UNITS.get(_singular(words[0]))
        if unit:
            return 1, unit
        n = 2 if words[0] == "other" else _number(words[0]) or _ordinal(words[0])
        after = words[1] if len(words) > 1 else ""
        unit = _UNITS.get(_singular(after))
        monthly = "month" in words or "months" in words
        if n and n > 0 and unit and not (monthly and unit[0] is Frequency.DAILY):
            return 2, (unit[0], unit[1] * n)
        if n == 2 and not monthly and _singular(after) in _DAYS:  # "every other Tue", "every 2nd Tue"
            return 1, (Frequency.WEEKLY, 2)
        if monthly or n is None:
            return 0, None  # "every Tue", "every 3rd Tue of the month"
        if words[0] in ("1st", "first", "last") or not after or _ordinal(after):
            return 0, None  # "every last Fri", "every 15th", "every 2nd and 4th Tue"
        raise self._unreadable()  # "every 3rd Fri" may mean three weeks, or the month's third

    def _week_days(self) -> tuple[DayOfWeek, ...]:
        days: list[DayOfWeek] = []
        words = self._words
        while words:
            named = self._days_of_week(words[0])
            if len(words) > 2 and words[1] in ("-", "to", "through"):
                last = self._days_of_week(words[2])
                if len(named) != 1 or len(last) != 1:
                    raise self._unreadable()
                days += [EVERY_DAY[(named[0].day + n) % 7] for n in range((last[0].day - named[0].day) % 7 + 1)]
                words = words[3:]
            elif named:
                days += named
                words = words[1:]
            else:
                raise self._unreadable()
        return tuple(sorted(set(days)))

    def _monthly(self, rule: Recurrence) -> Recurrence:
        """The rule with its days of the month: "last Fri", "first and third Tue", "15th", "day 31", "last day"."""
        ranks: list[int] = []
        ranked: list[DayOfWeek] = []
        month_days: list[int] = []
        places: list[int] = []
        day_set: tuple[DayOfWeek, ...] = ()
        named: tuple[DayOfWeek, ...] = ()
        for word in self._words:
            rank = _ordinal(word) or _number(word)
            days = self._days_of_week(word)
            if rank is not None:
                if named:
                    ranks, named = [], ()
                ranks.append(rank)
            elif word in ("day", "days"):
                month_days += ranks
                ranks = []
            elif not days or not ranks:
                raise self._unreadable()
            elif len(days) > 1 and day_set in ((), days):
                day_set, places, ranks = days, [*places, *ranks], []
            elif len(days) > 1:
                raise self._unreadable()
            else:
                named = days
                ranked += [DayOfWeek(days[0].day, rank) for rank in ranks]
        if not named:
            month_days += ranks
        if (
            bool(month_days) + bool(ranked) + bool(places) != 1
            or not all(1 <= day <= 31 or day == -1 for day in month_days)
            or not all(1 <= day.nth <= 5 or day.nth == -1 for day in ranked)
            or not all(1 <= place <= 23 or place == -1 for place in places)
        ):
            raise self._unreadable()
        return Recurrence(
            frequency=rule.frequency,
            interval=rule.interval,
            months=rule.months,
            month_days=tuple(sorted(set(month_days))),
            weekdays=day_set or tuple(sorted(set(ranked))),
            positions=tuple(sorted(set(places))),
            times=rule.times,
        )

    def _days_of_week(self, word: str) -> tuple[DayOfWeek, ...]:
        name = _singular(word)
        if name in _DAY_SETS:
            return _DAY_SETS[name]
        day = _DAYS.get(word, _DAYS.get(name))
        return () if day is None else (DayOfWeek(day),)

    def _unreadable(self) -> Refusal:
        return Refusal(Phrase("cadence.bad_rule", {"rule": self._text}))


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() and len(word) <= 3 else _NUMBERS.get(word)


def _ordinal(word: str) -> int | None:
    digits = re.match(r"(\d{1,3})(?:st|nd|rd|th)$", word)
    return int(digits[1]) if digits else _ORDINALS.get(word)
