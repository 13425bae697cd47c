"""What the product team is told unasked."""

from syrupy.assertion import SnapshotAssertion

from bot.cards.notices import in_doubt_card, nudge_card, skipped_card, unreachable_card
from tests.cards.makings import cadence
from tests.cards.showing import shown
from tests.makers import TUESDAY, board, channel, engagement, round_


def test_customers_who_wait_are_brought_to_mind(snapshot: SnapshotAssertion) -> None:
    card = nudge_card(board=board(), engagement=engagement(), round_=round_())
    assert shown(card, room="#product") == snapshot


def test_a_poll_that_was_left_out_is_reported(snapshot: SnapshotAssertion) -> None:
    card = skipped_card(board=board(), cadence=cadence(), since=TUESDAY, count=1)
    assert shown(card, room="#product") == snapshot


def test_many_polls_that_were_left_out_are_one_report() -> None:
    picture = shown(skipped_card(board=board(), cadence=cadence(paused=True), since=TUESDAY, count=3))
    assert "3 polls, the first due on Tue, Mar 3, 10:00 AM CET, were not asked" in picture


def test_a_channel_that_cannot_be_reached_is_named_with_the_way_out(snapshot: SnapshotAssertion) -> None:
    card = unreachable_card(board=board(), channel=channel(), account="Acme", reason="is_archived")
    assert shown(card, room="#product") == snapshot


def test_a_message_in_doubt_is_for_a_person_to_look_at(snapshot: SnapshotAssertion) -> None:
    card = in_doubt_card(board=board(), channel=channel(), account="Acme")
    assert shown(card, room="#product") == snapshot
