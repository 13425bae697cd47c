"""Every place that asks for a right, and the tests that must notice when it does not."""

from tests.mutation.target import Target

EVERY = (
    "tests/journeys/test_asks_itself.py",
    "tests/journeys/test_every_form.py",
    "tests/journeys/test_every_button.py",
)
ASKING = tuple(
    Target(path=each, tests=EVERY, whole=False, rights=True)
    for each in (
        "bot/actions/app_home.py",
        "bot/actions/awaited.py",
        "bot/actions/board_meant.py",
        "bot/actions/channels_to_choose.py",
        "bot/actions/close_loop.py",
        "bot/actions/company.py",
        "bot/actions/data_rights.py",
        "bot/actions/decide.py",
        "bot/actions/desk.py",
        "bot/actions/desk_schedules.py",
        "bot/actions/drafts.py",
        "bot/actions/first_poll.py",
        "bot/actions/guests.py",
        "bot/actions/hand_off.py",
        "bot/actions/heard.py",
        "bot/actions/help_for.py",
        "bot/actions/home.py",
        "bot/actions/invited.py",
        "bot/actions/look_into.py",
        "bot/actions/merge.py",
        "bot/actions/prefill.py",
        "bot/actions/put_poll.py",
        "bot/actions/rehearse.py",
        "bot/actions/report_problem.py",
        "bot/actions/rights.py",
        "bot/actions/run_set_up.py",
        "bot/actions/run_staff.py",
        "bot/actions/run_themes.py",
        "bot/actions/same_person.py",
        "bot/actions/schedule_page.py",
        "bot/actions/send_again.py",
        "bot/actions/set_up.py",
        "bot/actions/sign_in.py",
        "bot/actions/sponsor.py",
        "bot/actions/steps.py",
        "bot/actions/their_boards.py",
        "bot/actions/who.py",
        "bot/actions/wizard.py",
        "handlers/routes.py",
    )
)
