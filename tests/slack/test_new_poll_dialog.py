"""The form for a new poll in Slack: it opens at once, says what is wrong where it is wrong, and finds what is typed."""

import pytest

from bot.actions import enrol
from bot.domain.channels import ChannelKind
from bot.domain.people import Role
from tests.fakes.objects import Json
from tests.fakes.slack.controls import control, controls
from tests.fakes.slack.views import View
from tests.fakes.slack.world import User
from tests.slack.forging import appoint, pressed, wired
from tests.slack.office import Office
from tests.slack.rows import rounds_of, tries

COMPANIES = 120


async def opened(desk: Office, who: User) -> View:
    """What the shortcut "New poll" opens for somebody."""
    done = await desk.slack.people.shortcut("new_poll", as_=who)
    assert done.ok, done.trouble
    await desk.settle()
    view = desk.slack.people.modal(who)
    assert view is not None
    return view


def shown(view: View) -> str:
    """Everything a dialog says."""
    return str(view.body["title"]) + str(view.blocks)


async def many_companies(desk: Office) -> None:
    """More customers than a list can hold."""
    for number in range(COMPANIES):
        place = f"slack:{desk.slack.team.id}:C9{number:06}"
        name = f"Firm {number:03}" if number else "Zürich & Söhne <!channel>"
        await enrol.add_channel(desk.house.bot, desk.board, place, kind=ChannelKind.CUSTOMER, account=name)


async def test_the_shortcut_opens_the_form_and_the_poll_goes_out(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    view = await opened(desk, desk.pat)
    assert view.callback_id == "form"
    values: dict[str, object] = {"question": "Which day?", "options": "Monday\nFriday"}
    done = await desk.slack.people.submit(view, values, as_=desk.pat)
    assert done.ok, done.trouble
    proposal = desk.slack.people.modal(desk.pat)
    assert proposal is not None
    await desk.slack.people.press(proposal, "Continue", as_=desk.pat)
    await desk.settle()
    assert "Which day?" in desk.slack.people.reads(ana, acme)


async def test_the_shortcut_tells_who_may_not_ask_why_and_writes_it_down(desk: Office) -> None:
    mia = desk.staff("Mia Guest")
    view = await opened(desk, mia)
    assert view.callback_id == "card"
    assert "may not" in shown(view)
    assert [(each.deed, each.outcome) for each in await tries(desk)] == [("new_poll", "denied")]


async def test_who_cannot_be_looked_up_gets_no_form(desk: Office) -> None:
    desk.slack.script.http("users.info", 500, times=None)
    view = await opened(desk, desk.pat)
    desk.slack.script.clear()
    assert "could not find out" in shown(view)


async def test_where_no_dialog_opens_the_start_card_is_shown_instead(desk: Office) -> None:
    desk.slack.script.refuse("views.open", "expired_trigger_id", times=None)
    await desk.slack.people.shortcut("new_poll", as_=desk.pat)
    await desk.settle()
    desk.slack.script.clear()
    assert desk.slack.people.modal(desk.pat) is None
    assert "New poll" in desk.slack.people.reads(desk.pat)


async def test_every_mistake_stands_at_its_field(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    view = await opened(desk, desk.pat)
    values: dict[str, object] = {"question": "Which day?", "options": "Monday\nmonday", "days": "0"}
    done = await desk.slack.people.submit(view, values, as_=desk.pat)
    assert done.trouble is None
    assert set(done.errors) == {"days"}
    done = await desk.slack.people.submit(view, values | {"days": "3"}, as_=desk.pat)
    assert set(done.errors) == {"options"}
    assert [each.outcome for each in await tries(desk)] == ["refused", "refused"]


async def test_a_mistake_whose_field_is_not_there_is_said_at_the_first_one(desk: Office) -> None:
    view = await opened(desk, desk.pat)  # Without any customer there is no audience to choose.
    values: dict[str, object] = {"question": "Which day?", "options": "Monday\nFriday"}
    done = await desk.slack.people.submit(view, values, as_=desk.pat)
    assert done.trouble is None
    assert set(done.errors) == {"question"}
    assert "nobody to ask" in done.errors["question"] or "no customer" in done.errors["question"]


@pytest.mark.soak
async def test_a_field_of_a_button_we_never_gave_out_opens_no_dialog(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "Which day?" "Monday" "Friday"')
    card = desk.latest(ana, desk.customers["Acme"])
    done = await pressed(desk, card, "Monday", ana, wired("field:do:abcdefghijklmnopqrstuvwxyz"))
    assert done.opened is None
    assert "newest message" in done.private_text


@pytest.mark.soak
async def test_the_buttons_of_setting_up_are_written_down(desk: Office) -> None:
    await desk.cab("")
    card = desk.latest(desk.pat, desk.product)
    await desk.press(card, "How do I add customers?", as_=desk.pat)
    assert ("customers", "done") in [(each.deed, each.outcome) for each in await tries(desk)]


@pytest.mark.soak
async def test_among_more_companies_than_a_list_holds_somebody_types_and_finds_theirs(desk: Office) -> None:
    await many_companies(desk)
    view = await opened(desk, desk.pat)
    field = control(view.blocks, "companies")
    assert field.kind == "multi_external_select"
    ask = desk.slack.people.options
    assert len(await ask(view, field.action_id, "", as_=desk.pat)) == 100
    found = await ask(view, field.action_id, "firm 11", as_=desk.pat)
    assert [each["text"]["text"] for each in found] == [f"Firm {number}" for number in range(110, 120)]
    (odd,) = await ask(view, field.action_id, "zurich", as_=desk.pat)
    assert odd["text"]["type"] == "plain_text"
    assert await ask(view, field.action_id, "no such firm", as_=desk.pat) == []
    desk.slack.people.fill(view, {"companies": found[:2]}, as_=desk.pat)
    values: dict[str, object] = {"question": "Which day?", "options": "Monday\nFriday", "audience": "companies"}
    done = await desk.slack.people.submit(view, values, as_=desk.pat)
    assert done.ok, done.trouble
    proposal = desk.slack.people.modal(desk.pat)
    assert proposal is not None
    assert "Firm 110" in shown(proposal)
    assert "Firm 112" not in shown(proposal)


@pytest.mark.soak
@pytest.mark.parametrize("who", ["a colleague without rights", "a customer", "nobody can tell"])
async def test_who_may_not_ask_is_offered_nothing(desk: Office, who: str) -> None:
    await many_companies(desk)
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    view = await opened(desk, desk.pat)
    asker = desk.pat if who == "nobody can tell" else ana if who == "a customer" else desk.staff("Mia Colleague")
    if who == "nobody can tell":
        await desk.slack.people.change_user(desk.pat)
        desk.slack.script.http("users.info", 500, times=None)
    assert await desk.slack.people.options(view, "companies", "firm", as_=asker) == []
    desk.slack.script.clear()


@pytest.mark.soak
@pytest.mark.parametrize("carried", ["", "do:abcdefghijklmnopqrstuvwxyz|", "vote:abc|", "x" * 3000, "do:|m"])
async def test_a_list_of_a_dialog_that_is_not_ours_stays_empty(desk: Office, carried: str) -> None:
    await many_companies(desk)
    view = await opened(desk, desk.pat)

    def change(body: Json) -> None:
        body["view"] = dict(body["view"]) | {"private_metadata": carried}

    with desk.slack.people.courier.forging(change):
        assert await desk.slack.people.options(view, "companies", "firm", as_=desk.pat) == []


@pytest.mark.soak
async def test_only_lists_of_the_form_are_filled(desk: Office) -> None:
    await many_companies(desk)
    view = await opened(desk, desk.pat)
    for block in ("question", "options", "nothing", "", "x" * 255):

        def change(body: Json, block: str = block) -> None:
            body["block_id"] = block

        with desk.slack.people.courier.forging(change):
            assert await desk.slack.people.options(view, "companies", "firm", as_=desk.pat) == []
    assert {found.kind for found in controls(view.blocks)} >= {"multi_external_select"}
    assert await rounds_of(desk) == []


@pytest.mark.soak
async def test_a_colleague_with_rights_is_offered_what_an_admin_is(desk: Office) -> None:
    await many_companies(desk)
    mia = desk.staff("Mia Manager")
    await appoint(desk, mia, Role.PRODUCT_MANAGER)
    view = await opened(desk, mia)
    assert len(await desk.slack.people.options(view, "companies", "firm 00", as_=mia)) == 9
