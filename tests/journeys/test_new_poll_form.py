"""A poll that is drawn up in a form: what it asks, what it refuses field by field, and what comes of it."""

from collections.abc import Mapping

import pytest

from bot.actions.set_up import first_board
from bot.actions.wizard import form_of, submit_form
from bot.cards.form import ChoiceField, Form, FormValue, SeveralField, Wrong
from bot.domain.channels import Place
from bot.domain.invitations import ChannelFacts
from bot.domain.people import Identity, Visitor
from bot.errors import Denied
from bot.presses import Do
from handlers.console.keys import pressed
from prompts.catalogue import say_in
from tests.journeys.admin import Admin, admin_of
from tests.journeys.terminal import Terminal, number

HERE = Place.parse("console:home:product")
PAT = Visitor(identity=Identity(platform="console", workspace="home", user="pat"), staff=True)
GOOD: Mapping[str, FormValue] = {
    "question": "What should we build next?",
    "kind": "single",
    "options": "Offline mode\n\n  Faster   search \n",
    "audience": "whole",
    "visibility": "named",
    "live": False,
    "days": "3",
}


@pytest.fixture
async def admin(terminal: Terminal) -> Admin:
    """An admin with two customers."""
    found = await admin_of(terminal)
    await found.set_up()
    for room, company in (("acme", "Acme"), ("globex", "Globex")):
        (asked,) = await found.take_into(room, ChannelFacts(name=room, companies=(company,), outsiders=2))
        found.see(asked.card)
        await found.press("Yes")
    return found


async def opened(admin: Admin) -> Form:
    """The form behind "Write my own"."""
    await admin.set_up()
    await admin.press("Ask a first poll")
    press = pressed(admin.aside, number(admin.aside, "Write my own"))
    assert isinstance(press, Do)
    form = await form_of(admin.terminal.house.bot, press, PAT, HERE)
    assert form is not None
    return form


async def submitted(admin: Admin, **changed: FormValue) -> str | Wrong:
    """What comes of the form, filled in well but for what is `changed`."""
    form = await opened(admin)
    found = await submit_form(admin.terminal.house.bot, form.token, {**GOOD, **changed}, PAT, HERE)
    return found if isinstance(found, Wrong) else admin.see(found)


async def test_the_form_offers_what_there_is_to_choose(admin: Admin) -> None:
    form = await opened(admin)
    assert [field.key for field in form.fields] == [
        *("question", "kind", "options", "audience", "companies", "visibility", "live", "days")
    ]
    companies = next(field for field in form.fields if isinstance(field, SeveralField))
    assert [offer.label for offer in companies.offers] == ["Acme", "Globex"]
    chosen = {field.key: field.chosen for field in form.fields if isinstance(field, ChoiceField)}
    assert chosen == {"kind": "single", "audience": "whole", "visibility": "named"}


async def test_a_button_that_opens_no_form_opens_none(admin: Admin) -> None:
    await admin.set_up()
    press = pressed(admin.aside, number(admin.aside, "Rehearse"))
    assert isinstance(press, Do)
    assert await form_of(admin.terminal.house.bot, press, PAT, HERE) is None


async def test_a_form_well_filled_in_shows_the_poll_before_it_goes_out(admin: Admin) -> None:
    shown = await submitted(admin)
    assert isinstance(shown, str)
    assert "What should we build next?" in shown
    assert "Offline mode and Faster search" in shown
    assert "2 companies, about 4 people" in shown
    await admin.press("Continue")
    await admin.terminal.wait(minutes=3)
    assert "Faster search" in admin.terminal.text("acme")
    assert "Faster search" in admin.terminal.text("globex")


@pytest.mark.parametrize(
    ("kind", "options", "seen"),
    [("nps", "", "0 = not at all likely"), ("rank", "Offline mode\nSearch", "In your order")],
)
async def test_a_recommendation_and_an_order_are_asked_from_the_form_too(
    admin: Admin, kind: str, options: str, seen: str
) -> None:
    assert isinstance(await submitted(admin, kind=kind, options=options), str)
    await admin.press("Continue")
    await admin.terminal.wait(minutes=3)
    assert seen in admin.terminal.text("acme")


async def test_a_poll_for_one_company_reaches_no_other(admin: Admin) -> None:
    form = await opened(admin)
    companies = next(field for field in form.fields if isinstance(field, SeveralField))
    shown = await submitted(admin, audience="companies", companies=(companies.offers[0].value,))
    assert isinstance(shown, str)
    assert "1 company, about 2 people" in shown
    await admin.press("Continue")
    await admin.terminal.wait(minutes=3)
    assert "Faster search" in admin.terminal.text("acme")
    assert admin.terminal.text("globex") == ""


@pytest.mark.soak
@pytest.mark.parametrize(
    ("changed", "field", "phrase"),
    [
        ({"options": "Yes\nyes "}, "options", "question.same_options"),
        ({"options": "Only one"}, "options", "question.option_count"),
        ({"kind": "rank", "options": "\n".join("ABCDEFGH")}, "options", "question.option_count"),
        ({"kind": "nps"}, "options", "form.no_options_here"),
        ({"options": "x" * 76 + "\ny"}, "options", "question.long_option"),
        ({"kind": "agree", "options": ""}, "options", "question.no_statements"),
        ({"kind": "open"}, "options", "form.no_options_here"),
        ({"question": "  "}, "question", "question.empty"),
        ({"question": "x" * 400}, "question", "question.too_long"),
        ({"kind": "poem"}, "kind", "form.choose_kind"),
        ({"days": "0"}, "days", "form.bad_days"),
        ({"days": "soon"}, "days", "form.bad_days"),
        ({"days": "٣"}, "days", "form.bad_days"),
        ({"audience": "companies"}, "companies", "form.choose_some"),
        ({"audience": "companies", "companies": ("somebody else's",)}, "companies", "form.choose_some"),
        ({"visibility": "secret"}, "visibility", "form.choose_visibility"),
        ({"visibility": "anonymous", "live": True}, "live", "form.anonymous_is_not_live"),
        ({"kind": "agree", "visibility": "anonymous"}, "visibility", "engagement.anonymous_is_one_question"),
        ({"board": "nowhere"}, "board", "form.choose_board"),
    ],
)
async def test_what_is_wrong_is_said_at_the_field_where_it_is_wrong(
    admin: Admin, changed: dict[str, FormValue], field: str, phrase: str
) -> None:
    wrong = await submitted(admin, **changed)
    assert isinstance(wrong, Wrong)
    assert {key: error.id for key, error in wrong.errors.items()} == {field: phrase}
    assert all(say_in("en")(error) for error in wrong.errors.values())
    assert admin.terminal.rows("SELECT id FROM engagement") == []


async def test_an_anonymous_poll_that_can_never_be_shown_says_so_before_it_is_sent(admin: Admin) -> None:
    shown = await submitted(admin, visibility="anonymous")
    assert isinstance(shown, str)
    assert "This result cannot be shown" in shown


async def test_nobody_without_the_right_fills_in_a_form(admin: Admin) -> None:
    form = await opened(admin)
    stranger = Visitor(identity=Identity(platform="console", workspace="home", user="zed"), staff=True)
    board = await first_board(admin.terminal.house.bot, admin.organisation.id, admin.person)
    assert board.id
    with pytest.raises(Denied):
        await form_of(admin.terminal.house.bot, Do(form.token), stranger, HERE)
    with pytest.raises(Denied):
        await submit_form(admin.terminal.house.bot, form.token, GOOD, stranger, HERE)
