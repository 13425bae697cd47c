"""One reminder: friendly, short, and for an anonymous poll the same for everybody."""

from dataclasses import replace

from syrupy.assertion import SnapshotAssertion

from bot.cards.reminder import remind_card
from bot.domain.visibility import Visibility
from tests.cards.showing import shown
from tests.makers import board, engagement, multi, open_, round_, single


def test_a_reminder_names_the_person_and_the_question(snapshot: SnapshotAssertion) -> None:
    card = remind_card(engagement=engagement(single()), board=board(), round_=round_(single()), person_name="Ana")
    assert shown(card, room="#acme", aside="only you see this") == snapshot


def test_a_reminder_of_several_questions_names_what_they_are_about() -> None:
    questions = (multi(), open_())
    card = remind_card(engagement=engagement(*questions), board=board(), round_=round_(*questions), person_name=None)
    assert "“Next quarter” is open until Tue, Mar 10, 10:00 AM CET (2 short questions)." in shown(card)


def test_an_anonymous_poll_reminds_everybody_alike(snapshot: SnapshotAssertion) -> None:
    anonymous = replace(round_(single()), visibility=Visibility.ANONYMOUS)
    card = remind_card(engagement=engagement(single()), board=board(), round_=anonymous, person_name=None)
    assert shown(card, room="#acme") == snapshot
