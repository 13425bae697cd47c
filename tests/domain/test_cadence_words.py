"""Schedules written in plain English are read as a person means them, or refused with one that works."""

from datetime import UTC, datetime

import pytest

from bot.domain.cadence import Timetable, preview
from bot.domain.cadence_rules import LONGEST_RULE, read_rule
from bot.errors import Refusal
from bot.texts import Argument, Phrase
from prompts.catalogue import say_in

SUNDAY = datetime(2026, 3, 1, tzinfo=UTC)


def next_days(rule: str, count: int = 3, after: datetime = SUNDAY) -> list[str]:
    """What comes next, as `02 Mar 10:00`."""
    lines = preview(Timetable(rule=rule, zone="UTC", start=after), after, count)
    return [f"{line.at:%d %b %H:%M}" for line in lines]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("weekly on Tue,Thu at 10:00", ["03 Mar 10:00", "05 Mar 10:00", "10 Mar 10:00"]),
        ("every 2 weeks on Mon at 09:30", ["09 Mar 09:30", "23 Mar 09:30", "06 Apr 09:30"]),
        ("monthly on the last Fri at 16:00", ["27 Mar 16:00", "24 Apr 16:00", "29 May 16:00"]),
        ("first weekday of the month at 08:30", ["02 Mar 08:30", "01 Apr 08:30", "01 May 08:30"]),
        ("last weekday of the month at 08:30", ["31 Mar 08:30", "30 Apr 08:30", "29 May 08:30"]),
        ("every day at 00:00", ["02 Mar 00:00", "03 Mar 00:00", "04 Mar 00:00"]),
        ("every 3 days at 12:00", ["01 Mar 12:00", "04 Mar 12:00", "07 Mar 12:00"]),
        ("every weekday at 9:00", ["02 Mar 09:00", "03 Mar 09:00", "04 Mar 09:00"]),
        ("every weekend at 9:00", ["01 Mar 09:00", "07 Mar 09:00", "08 Mar 09:00"]),
        ("every 2 weeks on Mon and Wed at 9:00", ["09 Mar 09:00", "11 Mar 09:00", "23 Mar 09:00"]),
        ("monthly on the 15th at 09:00", ["15 Mar 09:00", "15 Apr 09:00", "15 May 09:00"]),
        ("monthly on day 31 at 09:00", ["31 Mar 09:00", "31 May 09:00", "31 Jul 09:00"]),
        ("monthly on the 1st and 15th at 09:00", ["01 Mar 09:00", "15 Mar 09:00", "01 Apr 09:00"]),
        ("last day of the month at 17:00", ["31 Mar 17:00", "30 Apr 17:00", "31 May 17:00"]),
        ("monthly on the fifth Fri at 9:00", ["29 May 09:00", "31 Jul 09:00", "30 Oct 09:00"]),
        ("monthly on the first and third Tue at 9:00", ["03 Mar 09:00", "17 Mar 09:00", "07 Apr 09:00"]),
        ("first Mon and third Wed at 9:00", ["02 Mar 09:00", "18 Mar 09:00", "06 Apr 09:00"]),
        ("every 3 months on the first Mon at 9:00", ["02 Mar 09:00", "01 Jun 09:00", "07 Sep 09:00"]),
        ("yearly on 15 March at 9:00", ["15 Mar 09:00", "15 Mar 09:00", "15 Mar 09:00"]),
        ("yearly on the last Fri of November at 9:00", ["27 Nov 09:00", "26 Nov 09:00", "24 Nov 09:00"]),
        ("every day at 9:00, 12:30 and 5pm", ["01 Mar 09:00", "01 Mar 12:30", "01 Mar 17:00"]),
    ],
)
def test_a_rule_means_what_it_says(rule: str, days: list[str]) -> None:
    assert next_days(rule) == days


@pytest.mark.parametrize(
    "spelling",
    [
        "WEEKLY ON TUE, THU AT 10:00",
        "every Tuesday and Thursday at 10:00",
        "every Tues & Thurs @ 10am",
        "  on   Tuesdays and Thursdays at 10.00 ",
        "Tue/Thu 10:00",
        "at 10 am every week on Tue,Thu.",
        "weekly at 10:00 on Thursday, Tuesday",
        "each week on tu and th at 10",
    ],
)
def test_days_and_times_may_be_spelled_in_many_ways(spelling: str) -> None:
    assert read_rule(spelling) == read_rule("weekly on Tue,Thu at 10:00")


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("every other Monday at 9:30", "every 2 weeks on Mon at 9:30"),
        ("every 2nd Monday at 9:30", "every 2 weeks on Mon at 9:30"),
        ("every two weeks on Mon at 9:30", "every 2 weeks on Mon at 9:30"),
        ("biweekly on Mondays at 9:30", "every 2 weeks on Mon at 9:30"),
        ("every fortnight on Mon at 9:30", "every 2 weeks on Mon at 9:30"),
        ("second Tuesday of every month at 9:00", "monthly on the 2nd Tue at 9:00"),
        ("every second Tuesday of the month at 9:00", "monthly on the 2nd Tue at 9:00"),
        ("monthly on the second Tue of the month at 9:00", "monthly on the 2nd Tue at 9:00"),
        ("every last Friday at noon", "monthly on the last Fri at 12:00"),
        ("the last business day of each month at 4pm", "last weekday of the month at 16:00"),
        ("Monday to Friday at 9:00", "every weekday at 9:00"),
        ("Mon–Fri at 9:00", "every weekday at 9:00"),
        ("daily Mon through Fri at 9:00", "every weekday at 9:00"),
        ("every working day at 9:00", "every weekday at 9:00"),
        ("Sat-Mon at midnight", "weekly on Sat,Sun,Mon at 0:00"),
        ("quarterly on the first Mon at 12:00", "every 3 months on the 1st Mon at 12 pm"),
        ("every other day at 12am", "every 2 days at 0:00"),
        ("annually on March 15 at 9:00", "yearly on 15 March at 9:00"),
    ],
)
def test_two_ways_to_say_it_are_one_rule(spelling: str, plain: str) -> None:
    assert read_rule(spelling) == read_rule(plain)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cadence.needs_day"),
        ("banana", "cadence.bad_rule"),
        ("tomorrow at 9:00", "cadence.bad_rule"),
        ("every at 9:00", "cadence.bad_rule"),
        ("weekly on Tue (maybe) at 9:00", "cadence.bad_rule"),
        ("every 0 weeks on Mon at 9:00", "cadence.bad_rule"),
        ("every third Friday at 9:00", "cadence.bad_rule"),
        ("weekly on the first Mon at 9:00", "cadence.bad_rule"),
        ("monthly on Mon at 9:00", "cadence.bad_rule"),
        ("monthly on the 32nd at 9:00", "cadence.bad_rule"),
        ("monthly on the 6th Fri at 9:00", "cadence.bad_rule"),
        ("first Mon and 15th at 9:00", "cadence.bad_rule"),
        ("Mon-Tue-Wed at 9:00", "cadence.bad_rule"),
        ("yearly on the 15th at 9:00", "cadence.bad_rule"),
        ("weekly daily on Mon at 9:00", "cadence.bad_rule"),
        ("every Mon at 9:00 at 10:00", "cadence.bad_rule"),
        ("weekly at 9:00", "cadence.needs_day"),
        ("monthly at 9:00", "cadence.needs_day"),
        ("weekly on Tue", "cadence.needs_time"),
        ("first weekday of the month", "cadence.needs_time"),
        ("every Mon at 25:00", "cadence.bad_time"),
        ("every Mon at 9:60", "cadence.bad_time"),
        ("every Mon at 9:5", "cadence.bad_time"),
        ("every Mon at 13pm", "cadence.bad_time"),
        ("every Mon at 10:00:00", "cadence.bad_time"),
        ("every Mon at ten", "cadence.bad_time"),
        ("every 30 minutes", "cadence.too_often"),
        ("hourly", "cadence.too_often"),
        ("Mon at 9:00 " + "and Tue " * LONGEST_RULE, "cadence.bad_rule"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rule(text)
    assert refused.value.phrase.id == reason


def test_a_rule_without_a_time_is_refused_with_the_same_rule_completed() -> None:
    with pytest.raises(Refusal) as refused:
        read_rule("Every  other Tuesday")
    example = refused.value.phrase.args["example"]
    assert example == "Every other Tuesday at 10:00"
    assert read_rule(str(example)) == read_rule("every 2 weeks on Tue at 10:00")


@pytest.mark.parametrize(
    "reason", ["bad_rule", "bad_rrule", "bad_cron", "cron_fields", "needs_day", "needs_time", "too_often"]
)
def test_the_example_in_a_refusal_works_as_pasted(reason: str) -> None:
    args: dict[str, Argument] = {"rule": "banana", "part": "BYDAY=XX", "n": 4, "example": "weekly on Tue at 10:00"}
    sentence = say_in("en")(Phrase(f"cadence.{reason}", args))
    _, _, example = sentence.rpartition(": ")
    assert len(next_days("".join(letter for letter in example if letter.isprintable()))) == 3
