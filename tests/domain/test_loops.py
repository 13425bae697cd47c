"""How long customers waited to hear back is a median of days; who still waits is known even after the promised day."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.loops import FORGOTTEN_AFTER, days_to_loop, still_waiting
from bot.domain.rounds import Round, Stage
from bot.ids import RoundId
from tests.makers import TUESDAY, round_

DAY = timedelta(days=1)


def closed(number: int) -> Round:
    """A poll that was closed and reported on that Tuesday."""
    return replace(
        round_(), id=RoundId(f"r{number}"), number=number, stage=Stage.REPORTED, closed_at=TUESDAY, deed=None
    )


def test_the_days_until_customers_heard_back_are_a_median_over_polls() -> None:
    some = [closed(1), closed(2), closed(3), closed(4)]
    told = {some[0].id: TUESDAY + 2 * DAY, some[1].id: TUESDAY + 4 * DAY, some[2].id: TUESDAY + 30 * DAY}
    assert days_to_loop(some, told) == (4.0, 3)
    assert days_to_loop(some, {some[0].id: TUESDAY - DAY}) == (0.0, 1)
    assert days_to_loop(some, {}) is None


def test_who_answered_waits_until_told_and_also_after_the_promised_day() -> None:
    asked = closed(1)
    late = asked.hear_back_by + DAY
    assert still_waiting([asked], {}, {asked.id}, late) == [asked]
    assert still_waiting([asked], {asked.id: late}, {asked.id}, late) == []
    assert still_waiting([asked], {}, set(), late) == []
    assert still_waiting([asked], {}, {asked.id}, asked.hear_back_by + FORGOTTEN_AFTER) == []
    assert still_waiting([replace(asked, stage=Stage.OPEN)], {}, {asked.id}, late) == []
