"""Actions that ask for a right, and the tests that must notice when one does not."""

from tests.mutation.target import Target

EVERY = (
    "tests/journeys/test_asks_itself.py",
    "tests/journeys/test_every_form.py",
    "tests/journeys/test_every_button.py",
)
ASKING = tuple(
    Target(path=each, tests=EVERY, whole=False, rights=True)
    for each in (
        "bot/actions/channels_to_choose.py",
        "bot/actions/close_loop.py",
        "bot/actions/data_rights.py",
        "bot/actions/decide.py",
        "bot/actions/guests.py",
        "bot/actions/hand_off.py",
        "bot/actions/heard.py",
        "bot/actions/merge.py",
        "bot/actions/put_poll.py",
        "bot/actions/rehearse.py",
        "bot/actions/rights.py",
        "bot/actions/run_set_up.py",
        "bot/actions/same_person.py",
        "bot/actions/set_up.py",
    )
)
