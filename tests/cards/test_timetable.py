"""What a schedule shows: what is asked when, what is left out and why, and what can be done to it."""

from dataclasses import replace
from datetime import timedelta

from syrupy.assertion import SnapshotAssertion

from bot.cards.moments import Following, not_asked_card, rested_card, rule_parts, told_card
from bot.cards.timetable import deleted_card, preview_card, resumed_card, schedules_card, set_card
from bot.texts import Argument, Phrase
from tests.cards.makings import DATES, cadence, schedules
from tests.cards.showing import shown
from tests.makers import TUESDAY, board


def test_the_schedule_says_what_goes_out_when(snapshot: SnapshotAssertion) -> None:
    assert shown(schedules(), aside="only you see this") == snapshot


def test_a_board_without_a_schedule_is_shown_how_to_make_one(snapshot: SnapshotAssertion) -> None:
    assert shown(schedules_card(board=board(), schedule=[], after=rule_parts([], {}, {}))) == snapshot


def test_a_preview_says_what_is_left_out_and_whose_clock_counts(snapshot: SnapshotAssertion) -> None:
    args: dict[str, Argument] = {"first": "Asia/Tokyo", "first_at": TUESDAY}
    args |= {"last": "America/New_York", "last_at": TUESDAY}
    local = Phrase("timetable.own_times", args)
    assert shown(preview_card(cadence().timetable, DATES, local=local)) == snapshot


def test_a_schedule_that_never_comes_round_says_so() -> None:
    never = replace(cadence(), next_due_at=None)
    assert "no date ever fits it" in shown(set_card(cadence=never, dates=()))
    assert "no date ever fits it" in shown(resumed_card(never))


def test_what_is_deleted_can_be_brought_back() -> None:
    card = shown(deleted_card(cadence(), 'schedule set "Tue at 10:00" --engagement "value-pulse"'))
    assert "Deleted: every 2 weeks on Tue at 10:00" in card
    assert 'schedule set "Tue at 10:00" --engagement "value-pulse"' in card


def test_the_product_team_reads_why_a_poll_was_not_asked(snapshot: SnapshotAssertion) -> None:
    cards = [rested_card(board=board(), cadence=cadence(), at=TUESDAY, free_on="2026-06-01")]
    cards += [
        not_asked_card(board=board(), title="Going live", account="Acme", why=why)
        for why in ("rests", "late", "nobody", "spared")
    ]
    assert "\n".join(shown(card) for card in cards) == snapshot


def test_who_tells_of_an_event_reads_what_follows() -> None:
    soon = Following(
        title="Going live", due_at=TUESDAY + timedelta(days=3), zone="UTC", channels=1, people=2, asked=False
    )
    gone = replace(soon, asked=True)
    nobody = replace(soon, channels=0)
    card = shown(told_card(moment="go-live done", account="Acme", new=True, follows=[soon, gone, nobody]))
    assert "reaches 1 channel and 2 people" in card
    assert "asked" in card
    assert "reaches nobody as things stand" in card
    assert "Nothing follows it" in shown(told_card(moment="go-live done", account="Acme", new=True, follows=[]))
