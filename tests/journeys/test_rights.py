"""Who may do what: everything is denied to everybody, except where the table of rights says otherwise."""

from typing import get_args

import pytest

from bot.actions.appoint import appoint
from bot.actions.cast import cast_of, first_board
from bot.commands import Bare, Claim, Command, Help, OwnCommand, Web, parse
from bot.domain.people import Identity, Person, Role, Visitor
from bot.domain.suggestions import State
from bot.errors import Denied, Refusal
from bot.ids import Token
from bot.presses import Decide, Press, Tell, Why
from handlers import routes
from handlers.console.keys import keys
from tests.journeys.terminal import Terminal

LINES = (
    'poll "Which day?" "Monday" "Friday"',
    'ask "What else?"',
    "results P1",
    "roadmap",
    "summary",
    "why S1",
    'decide S1 plan "because"',
    "handoff S1",
    "merge S1 S2",
    "unmerge S2",
    "close P1",
    "extend P1 2d",
    "cancel P1",
    "remind P1",
    "status",
    "cases",
    'event "go-live done" acme',
    "account Acme",
    'heard "They would pay for it" --account Acme',
    "schedule",
    "schedule preview",
    'schedule set "weekly on Fri at 10:00" --engagement poll',
    "schedule pause",
    "schedule resume",
    "schedule delete",
    'schedule on "go-live done"',
    'schedule off "go-live done"',
    "board report",
    "members",
    'members add console:home:zoe "Zoe Zed" --account Acme',
    "members rights console:home:cleo pm",
    "members owner console:home:cleo --account Acme",
    "channel",
    "channel add console:home:newton --account Newton",
    "board",
    'board create "Partner Council"',
    "board owner none",
    "board sponsor none",
    "policy",
    "policy person 1 a week",
    "policy ai on",
    "export P1",
    "export suggestions",
    "export person Anaquokka",
    "erase person Anaquokka",
    "audit",
)
"""One line for each thing a command can do; those without a line here fail the first test below."""
FOR_ADMINS = tuple(line for line in LINES[LINES.index("schedule preview") + 1 :])
OUTSIDERS = ("nobody", "customer", "colleague")


def test_every_command_is_tried_below() -> None:
    assert {type(parse(line)) for line in LINES} == set(get_args(Command)) - {Help, Bare, Claim, Web} - set(
        get_args(OwnCommand)
    )


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_outsiders_are_denied_every_command(council: Terminal, who: str) -> None:
    person = await outsider(council, who)
    before = state(council)
    done = [line for line in LINES if not await denied(council, line, person)]
    assert done == []
    assert state(council) == before
    assert "What you can type" in await council.order("help", person)


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_outsiders_are_denied_every_button_of_the_staff(council: Terminal, who: str) -> None:
    digest = council.room("product")[-1].painted
    presses: list[Press] = [key.press for key in keys(digest)]
    await council.type("decide S1 explore")
    presses += [key.press for key in keys(council.private)]
    assert {type(press) for press in presses} == {Decide, Why, Tell}
    person = await outsider(council, who)
    before = state(council)
    handle = {"nobody": "stranger", "customer": "anaquokka", "colleague": "cleo"}[who]
    for press in presses:
        for room in ("product", "acme"):
            for flagged in (False, True):
                with pytest.raises(Denied):
                    await council.send(room, handle, press, staff=flagged)
    with pytest.raises(Denied):  # whether a button exists is not told either
        await council.send("product", handle, Decide(Token("zzzzzzzzzzzzzzzzzzzzzzzzzz")))
    assert state(council) == before
    assert person is None or person.role is Role.NONE


@pytest.mark.parametrize("who", ["pm", "admin"])
async def test_a_product_manager_may_do_everything_but_set_up_and_an_admin_that_too(
    council: Terminal, who: str
) -> None:
    person = await staff(council, who)
    refused = [line for line in LINES if await denied(council, line, person)]
    assert refused == ([] if who == "admin" else list(FOR_ADMINS))
    scheduled = council.rows("SELECT rule FROM cadence ORDER BY rule")
    assert scheduled == [("weekly on Fri at 10:00" if who == "admin" else "every 8 weeks on Tue at 10:00",)]


async def test_a_customer_who_becomes_known_to_the_staff_by_name_is_still_a_customer(council: Terminal) -> None:
    """A role alone gives no rights: who is not staff has none, whatever a row says."""
    customer = await outsider(council, "customer")
    assert customer is not None
    crowned = Person(
        id=customer.id,
        organisation_id=customer.organisation_id,
        name=customer.name,
        language="en",
        zone="UTC",
        staff=False,
        role=Role.ADMIN,
    )
    assert [line for line in LINES if not await denied(council, line, crowned)] == []


async def test_a_colleague_who_is_appointed_may_decide_from_then_on(council: Terminal) -> None:
    board = await first_board(council.house.bot)
    plan = next(key.press for key in keys(council.room("product")[-1].painted) if key.label == "Plan")
    await outsider(council, "colleague")
    with pytest.raises(Denied):
        await council.send("product", "cleo", plan)
    await appoint(council.house.bot, board, identity("cleo"), "Cleo", Role.PRODUCT_MANAGER)
    assert "planned" in await council.send("product", "cleo", plan)
    assert council.rows("SELECT state FROM suggestion") == [(State.PLANNED.value,)]


async def test_a_button_is_worth_nothing_in_a_workspace_we_do_not_know(council: Terminal) -> None:
    from bot.domain.channels import Place

    plan = next(key.press for key in keys(council.room("product")[-1].painted) if key.label == "Plan")
    elsewhere = Place.parse("console:elsewhere:product")
    visitor = Visitor(identity=Identity(platform="console", workspace="elsewhere", user="pm"), staff=True)
    with pytest.raises(Refusal, match=r"press\.unknown"):
        await routes.press(council.house.bot, plan, visitor, elsewhere, said_at=council.clock.now(), inbox="x")
    assert council.rows("SELECT state FROM suggestion") == [(State.PROPOSED.value,)]


async def denied(terminal: Terminal, line: str, person: Person | None) -> bool:
    """True when the line was denied because of who typed it; other refusals come after that question."""
    try:
        await terminal.order(line, person)
    except Denied:
        return True
    except Refusal:
        return False
    return False


async def outsider(terminal: Terminal, who: str) -> Person | None:
    """Somebody without any right: unknown, a member of the board, or a colleague nobody has appointed."""
    board = await first_board(terminal.house.bot)
    if who == "nobody":
        return None
    if who == "colleague":
        return await appoint(terminal.house.bot, board, identity("cleo"), "Cleo", Role.NONE)
    return await staff(terminal, "anaquokka")


async def staff(terminal: Terminal, handle: str) -> Person:
    """Who is known at the terminal by that handle."""
    bot = terminal.house.bot
    return next(each.person for each in await cast_of(bot, await first_board(bot)) if each.handle == handle)


def identity(handle: str) -> Identity:
    """A user of the terminal."""
    return Identity(platform="console", workspace="home", user=handle)


def state(terminal: Terminal) -> list[object]:
    """Everything that a command could have changed, and all that was ever said."""
    tables = ("round", "engagement", "cadence", "suggestion", "decision", "delivery", "answer", "skip", "aim")
    return [
        *(terminal.rows(f"SELECT * FROM {table}") for table in tables),
        terminal.house.rooms.path.read_text("utf-8"),
    ]
