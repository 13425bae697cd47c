"""The first ten minutes of an admin: a board is there, channels are adopted, the loop is rehearsed, a poll is sent."""

import pytest

from bot.access import Deed, may
from bot.actions.enrol import create_board
from bot.actions.first_poll import propose_from_library
from bot.actions.rights import make
from bot.actions.set_up import first_board, set_up_card_for
from bot.domain.boards import BoardKind
from bot.domain.channels import Place
from bot.domain.invitations import ChannelFacts
from bot.domain.people import Identity, Role, Visitor
from bot.errors import Denied, Refusal
from handlers import routes
from handlers.console.keys import keys, pressed
from handlers.console.messenger import paint
from prompts.catalogue import say_in
from tests.journeys.admin import CHAT, Admin, admin_of
from tests.journeys.terminal import Terminal, number, read

LEFTOVERS = (
    "SELECT id FROM round",
    "SELECT id FROM answer",
    "SELECT id FROM suggestion",
    "SELECT id FROM decision",
    "SELECT id FROM digest",
    "SELECT key FROM delivery",
    "SELECT address FROM meeting_place",
    "SELECT token FROM aim",
)
ACME = ChannelFacts(name="ext-acme", ext_shared=True, companies=("Acme Corp",), outsiders=4)


@pytest.fixture
async def admin(terminal: Terminal) -> Admin:
    """The organisation of an installed app, and its first admin."""
    return await admin_of(terminal)


async def test_the_board_is_there_from_the_first_look_with_the_admins_own_zone_and_language(admin: Admin) -> None:
    shown = await admin.set_up()
    assert "Northwind Council" in shown
    assert "Europe/Berlin" in shown
    assert all(step in shown for step in ("①", "②", "③"))
    await admin.set_up()
    assert admin.terminal.rows("SELECT count(*) FROM board") == [(1,)]


async def test_nobody_but_an_admin_is_shown_the_steps(admin: Admin) -> None:
    bot = admin.terminal.house.bot
    visitor = Visitor(identity=Identity(platform="console", workspace="home", user="sam"), name="Sam", staff=True)
    colleague = await make(bot, admin.organisation.id, visitor, Role.PRODUCT_MANAGER)
    assert not may(colleague, Deed.SET_UP)
    with pytest.raises(Denied):
        await set_up_card_for(bot, admin.organisation.id, colleague)


async def test_the_product_channel_is_chosen_and_ticked_off(admin: Admin) -> None:
    await admin.set_up()
    shown = await admin.press("Choose the product channel", "product", room="general")
    assert "✓ The product channel is chosen" in shown
    assert admin.terminal.rows("SELECT kind FROM channel") == [("product",)]
    assert "✓ The product channel is chosen" in await admin.set_up()


async def test_a_channel_with_people_from_outside_is_not_taken_for_the_product_channel(admin: Admin) -> None:
    await admin.set_up()
    await admin.take_into("acme", ACME)
    with pytest.raises(Refusal, match=r"channel\.has_outsiders"):
        await admin.press("Choose the product channel", "acme")
    assert admin.terminal.rows("SELECT count(*) FROM channel") == [(0,)]


async def test_whoever_invited_the_bot_is_asked_whose_channel_it_is_and_nothing_is_posted(admin: Admin) -> None:
    await admin.set_up()
    (asked,) = await admin.take_into("acme", ACME)
    assert asked.identity.user == "pat"
    assert "the channel of Acme Corp? There are 4 people from outside" in admin.see(asked.card)
    assert await admin.take_into("acme", ACME) == (asked,)
    question = admin.aside
    assert "#ext-acme is the channel of Acme Corp on Northwind Council" in await admin.press("Yes", on=question)
    assert "#ext-acme is the channel of Acme Corp" in await admin.press("Yes", on=question)
    with pytest.raises(Refusal, match=r"channel\.differs"):
        await admin.press("Several customers", on=question)
    assert await admin.take_into("acme", ACME) == ()
    assert admin.terminal.rows("SELECT kind, name FROM channel") == [("customer", "ext-acme")]
    assert "1 customer: Acme Corp" in await admin.set_up()
    assert admin.terminal.rooms() == []


async def test_another_name_is_typed_where_the_guess_is_wrong(admin: Admin) -> None:
    await admin.set_up()
    (asked,) = await admin.take_into("acme", ACME)
    admin.see(asked.card)
    assert "the channel of Acme Rail on" in await admin.press("Other name", "Acme Rail")
    assert admin.terminal.rows("SELECT name FROM account") == [("Acme Rail",)]


async def test_a_room_of_several_customers_names_no_account(admin: Admin) -> None:
    await admin.set_up()
    facts = ChannelFacts(name="council", ext_shared=True, companies=("Acme", "Globex"), outsiders=9)
    (asked,) = await admin.take_into("council", facts)
    assert "There are 9 people from outside" in admin.see(asked.card)
    assert "several customers share" in await admin.press("Several customers")
    assert admin.terminal.rows("SELECT kind, account_id FROM channel") == [("shared_room", None)]


async def test_a_channel_that_outsiders_read_cannot_be_called_internal(admin: Admin) -> None:
    await admin.set_up()
    (asked,) = await admin.take_into("acme", ACME)
    admin.see(asked.card)
    with pytest.raises(Refusal, match=r"channel\.has_outsiders"):
        await admin.press("Internal")
    (asked,) = await admin.take_into("team", ChannelFacts(name="team-search"))
    admin.see(asked.card)
    assert "is internal" in await admin.press("Internal")


@pytest.mark.parametrize("inviter", ["", "unlisted"])
async def test_the_admins_are_asked_where_the_inviter_is_unknown_or_may_not_settle_it(
    admin: Admin, inviter: str
) -> None:
    await admin.set_up()
    if inviter:
        who = Visitor(identity=Identity(platform="console", workspace="home", user=inviter), staff=True)
        await make(admin.terminal.house.bot, admin.organisation.id, who, Role.NONE)
    (asked,) = await admin.take_into("acme", ACME, inviter)
    assert asked.identity.user == "pat"
    yes = pressed(paint(asked.card, say_in("en")), "1")
    with pytest.raises(Denied):
        await admin.terminal.send("acme", inviter or "stranger", yes, staff=bool(inviter))
    assert admin.terminal.rows("SELECT count(*) FROM channel") == [(0,)]


async def test_a_question_that_nobody_could_be_asked_waits_in_the_three_steps(admin: Admin) -> None:
    await admin.take_into("acme", ACME, "")
    assert "the channel of Acme Corp? There are 4 people from outside" in await admin.set_up()
    await admin.press("Yes")
    assert "people from outside" not in await admin.set_up()


async def test_of_several_boards_the_right_one_is_asked_for(admin: Admin) -> None:
    await admin.set_up()
    made = await create_board(
        admin.terminal.house.bot,
        "Harbour Council",
        kind=BoardKind.CUSTOMER,
        zone="UTC",
        language="en",
        owner=admin.organisation,
    )
    (asked,) = await admin.take_into("acme", ACME)
    admin.see(asked.card)
    assert "To which board" in await admin.press("Other name", "Acme Rail")
    assert "the channel of Acme Rail on Harbour Council" in await admin.press("Harbour Council")
    assert admin.terminal.rows("SELECT board_id FROM channel") == [(made.value.id,)]


async def test_the_whole_loop_is_rehearsed_in_the_admins_own_chat_and_nothing_is_left_of_it(admin: Admin) -> None:
    terminal = admin.terminal
    await admin.set_up()
    assert "in your own chat" in await admin.press("Rehearse")
    poll, control = (each.painted for each in terminal.room(CHAT))
    assert "Which of these would help your team most" in read(poll)
    assert "what Acme would see" in read(control)

    assert "Finer control" in await terminal.send(CHAT, "pat", pressed(poll, "4"), staff=True)
    await admin.press("Close now", on=control)
    digest = terminal.room(CHAT)[-1].painted
    assert "your answer and 7 samples" in read(digest)
    assert "8 of 8 people / 6 of 6 companies" in read(digest)
    assert "S1 Reports we can trust and pass on" in read(digest)
    assert "Globex (sample)" in read(digest)
    assert [key.label for key in keys(digest)] == ["Plan", "End and delete"]

    assert "What Acme would read" in await admin.press("Plan", on=digest)
    assert "Reports we can trust and pass on" in read(terminal.room(CHAT)[-1].painted)
    assert "is planned. Plans may still change" in read(terminal.room(CHAT)[-1].painted)
    assert admin.organisations() == 2

    assert "being deleted" in await admin.press("End and delete")
    assert admin.organisations() == 1
    assert terminal.rows("SELECT name FROM person") == [("Pat Moss",)]
    for query in LEFTOVERS:
        assert terminal.rows(query) == [], query
    assert {read(each.painted).strip() for each in terminal.room(CHAT)} == {"This rehearsal is over."}
    assert "✓ Rehearsed" in await admin.set_up()
    with pytest.raises(Refusal, match=r"rehearsal\.over"):
        await admin.press("Plan", on=digest)


@pytest.mark.soak
async def test_a_rehearsal_that_nobody_taps_shows_the_samples_alone(admin: Admin) -> None:
    await admin.set_up()
    await admin.press("Rehearse")
    await admin.press("Close now")
    digest = read(admin.terminal.room(CHAT)[-1].painted)
    assert "Rehearsal: 7 samples" in digest
    assert "7 of 8 people / 5 of 6 companies" in digest


@pytest.mark.soak
async def test_pressing_twice_in_a_rehearsal_changes_nothing(admin: Admin) -> None:
    await admin.set_up()
    steps = admin.aside
    for _ in range(2):
        await admin.press("Rehearse", on=steps)
        assert len(admin.terminal.room(CHAT)) == 2
    control = admin.aside
    for _ in range(2):
        await admin.press("Close now", on=control)
        assert len(admin.terminal.room(CHAT)) == 3
    digest = admin.terminal.room(CHAT)[-1].painted
    for _ in range(2):
        await admin.press("Plan", on=digest)
        assert len(admin.terminal.room(CHAT)) == 4


@pytest.mark.soak
async def test_the_steps_still_work_in_a_chat_that_is_lent_to_a_rehearsal(admin: Admin) -> None:
    await admin.set_up()
    steps = admin.aside
    await admin.press("Rehearse")
    assert "How customers join" in await admin.press("How do I add customers?", on=steps)


async def test_a_rehearsal_that_is_forgotten_is_gone_after_a_day(admin: Admin) -> None:
    await admin.set_up()
    await admin.press("Rehearse")
    await admin.terminal.wait(hours=23)
    assert admin.organisations() == 2
    await admin.terminal.wait(hours=2)
    assert admin.organisations() == 1
    assert admin.terminal.rows("SELECT step FROM rehearsal") == [("gone",)]


async def test_nobody_else_can_press_in_an_admins_rehearsal(admin: Admin) -> None:
    await admin.set_up()
    await admin.press("Rehearse")
    close = pressed(admin.aside, number(admin.aside, "Close now"))
    with pytest.raises(Denied):
        await admin.terminal.send(CHAT, "zed", close, staff=True)


async def test_the_first_poll_is_chosen_tried_sent_once_and_made_a_habit(admin: Admin) -> None:
    terminal = admin.terminal
    await admin.set_up()
    await admin.press("Choose the product channel", "product")
    for room, company in (("acme", "Acme"), ("globex", "Globex"), ("initech", "Initech")):
        (asked,) = await admin.take_into(room, ChannelFacts(name=room, companies=(company,), outsiders=3))
        admin.see(asked.card)
        await admin.press("Yes")
    await admin.press("Ask a first poll")
    proposal = await admin.press("Which of these would help your team most in the next quarter?")
    assert "3 companies, about 9 people" in proposal
    shown = admin.aside
    assert "Nothing you press here counts" in await admin.press("Test to me", on=shown)
    assert "here nothing was" in await admin.press("Everyday screens that open faster")
    assert terminal.rows("SELECT count(*) FROM round") == [(0,)]

    reworded = await admin.press("Change why we ask", "We plan the whole year.", on=shown)
    assert "Why we ask: We plan the whole year." in reworded
    assert "Start with a question" in await admin.press("Back")
    sent = await admin.press("Continue", on=shown)
    assert "Repeat? Every 2nd Tuesday at 10:00" in sent
    assert "Tue, Mar 10" in sent
    preview = admin.aside
    await admin.press("Continue", on=shown)
    assert terminal.rows("SELECT count(*) FROM round") == [(1,)]
    repeats = await admin.press("Yes, repeat", on=preview)
    assert "If you could change one thing" in repeats
    assert terminal.rows("SELECT count(*) FROM cadence") == [(1,)]
    await terminal.wait(minutes=3)
    for room in ("acme", "globex", "initech"):
        assert "Which of these would help your team most" in terminal.text(room)
        assert "We plan the whole year." in terminal.text(room)
    await terminal.wait(days=9)
    assert "If you could change one thing" in terminal.text("acme")


async def test_a_poll_that_reaches_nobody_is_not_even_proposed(admin: Admin) -> None:
    bot = admin.terminal.house.bot
    board = await first_board(bot, admin.organisation.id, admin.person)
    with pytest.raises(Refusal, match=r"ask\.nobody_to_ask"):
        await propose_from_library(bot, admin.person, f"{board.id}/one-thing")
    assert admin.terminal.rows("SELECT count(*) FROM engagement") == [(0,)]


async def test_what_is_typed_in_a_chat_that_is_lent_to_a_rehearsal_is_about_the_real_boards(admin: Admin) -> None:
    await admin.set_up()
    await admin.press("Rehearse")
    bot = admin.terminal.house.bot
    who = Visitor(identity=Identity(platform="console", workspace="home", user="pat"), staff=True)
    chat = Place.parse(f"console:home:{CHAT}")
    shown = admin.see(await routes.typed(bot, "status", who, chat, bot.now()))
    assert "0 people" in shown
