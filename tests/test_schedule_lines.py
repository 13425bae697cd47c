"""Lines about schedules, and about polls that follow an event, are understood the way people type them."""

from datetime import date, timedelta

import pytest

from bot.commands import Command, DeleteSchedule, Follow, Schedule, TellMoment, Unfollow, parse
from bot.domain.cadence import DateRange
from bot.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("schedule delete 2", DeleteSchedule(number=2)),
        (
            "schedule set “every 4 weeks on Tue at 10:00” --ask pulse --zone Europe/Berlin --start 2026-03-01"
            " --end 2026-12-31 --except 2026-12-21..2027-01-06,2026-05-01 —grace 2h --local",
            Schedule(
                rule="every 4 weeks on Tue at 10:00",
                engagements=("pulse",),
                zone="Europe/Berlin",
                start="2026-03-01",
                end="2026-12-31T23:59:59",
                blackout=(
                    DateRange(first=date(2026, 12, 21), last=date(2027, 1, 6)),
                    DateRange(first=date(2026, 5, 1), last=date(2026, 5, 1)),
                ),
                grace=timedelta(hours=2),
                local=True,
            ),
        ),
        (
            "schedule on “go-live done” --ask check —after 3d",
            Follow(moment="go-live done", engagement="check", after=timedelta(days=3)),
        ),
        ("schedule on “go-live done”", Follow(moment="go-live done")),
        ("schedule on", Schedule()),
        ("schedule off “go-live done”", Unfollow(moment="go-live done")),
        ("event “go-live done” Acme Ltd", TellMoment(moment="go-live done", account="Acme Ltd")),
        (
            "event “go-live done” --account “Acme Ltd” --at 2026-03-02T09:00",
            TellMoment(moment="go-live done", account="Acme Ltd", at="2026-03-02T09:00"),
        ),
        ("event “go-live done”", TellMoment(moment="go-live done")),
    ],
)
def test_a_line_is_understood(typed: str, meant: Command) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("schedule weekly --engagement x", "command.schedule_example"),
        ("schedule set Tue --engagement x --except Easter", "command.except_example"),
        ("schedule set Tue --engagement x --grace soon", "command.grace_example"),
        ("schedule set Tue --engagement x --zone", "command.schedule_flags"),
        ("schedule pause --all", "command.unknown_flag"),
        ("schedule on x --after soon", "command.after_example"),
        ("schedule on --ask x", "command.moment_example"),
        ("schedule off", "command.moment_example"),
        ("event", "command.event_example"),
        ("event x y --account z", "command.event_example"),
    ],
)
def test_a_slip_is_answered_with_an_example(typed: str, refused: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse(typed)
    assert caught.value.phrase.id == refused
