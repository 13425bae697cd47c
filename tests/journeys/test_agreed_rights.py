"""The page of rights people agreed on, held against the product: every role, every column, in every kind of place."""

import re

from bot.access import Deed
from bot.actions.appoint import appoint
from bot.actions.cast import first_board
from bot.domain.people import Identity, Role
from bot.errors import Denied, Refusal
from bot.presses import Vote
from handlers.console.keys import keys
from tests.journeys.terminal import Terminal
from tests.rights import STANDS_AS, agreed
from tests.size import FULL

PLACES = ("product", "acme", "private-chat") if FULL else ("product", "acme")
PEOPLE = {
    "admin": ("admin", True),
    "board owner": ("bo", True),
    "product manager": ("pm", True),
    "account owner": ("lea", True),
    "sponsor": ("ingrid", True),
    "colleague": ("cleo", True),
    "guest": ("gustav", False),
    "customer": ("anaquokka", False),
    "customer's admin": ("cora", False),
    "stranger": ("nobody", False),
}
LINES = {
    Deed.ASK: 'poll "What of {place} and {role}?" "A" "B"',
    Deed.SEE: "results P1",
    Deed.DECIDE: 'decide S1 explore "because"',
    Deed.EXPORT: "export P1",
    Deed.SET_UP: "audit",
    Deed.RUN_BOARD: "policy person 2 a week",
    Deed.LOOK_AFTER: "account Acme",
    Deed.WRITE_DOWN: 'heard "They of {place} told the {role}" --account Acme',
    Deed.READ_MONTH: "board report",
}
ENTRUSTED = (
    "board owner console:home:bo",
    "members owner console:home:lea --account Acme",
    "board sponsor console:home:ingrid",
)
OWN = ("my answers", "who sees this")
ANSWERS = {
    "product": frozenset[str](),
    "private-chat": frozenset({"customer", "customer's admin"}),
    "acme": frozenset({"guest", "customer", "customer's admin"}),
}
"""Who is heard where; in a company's own channel somebody of that company whom nobody knows yet would join it."""


async def test_every_cell_of_the_page_holds_at_the_door(council: Terminal) -> None:
    poll = await staged(council)
    admins = await asked_by(council, "admin")
    cells = 0
    for place in reversed(PLACES):
        for role, (who, staff) in PEOPLE.items():
            for (named, deed), allowed in agreed().items():
                if named != role:
                    continue
                if deed is Deed.ASK_FOR_OTHERS:
                    line = f"cancel {await asked_by(council, 'pm') if role == 'admin' else admins}"
                else:
                    line = LINES[deed].format(place=place, role=role)
                assert await allowed_to(council, line, who, place, staff) is allowed, (line, role, place)
                cells += 1
            for line in OWN:
                assert await allowed_to(council, line, who, place, staff), (line, role, place)
            cells += 1
            if (role, place) != ("stranger", "acme"):
                assert await heard(council, poll, who, place, staff) is (role in ANSWERS[place]), (role, place)
    assert cells == len(PLACES) * len(STANDS_AS) * (len(Deed) + 1)


async def staged(council: Terminal) -> Vote:
    """Everybody is there, and a poll of the admin's is open; the first button of it."""
    bot, board = council.house.bot, await first_board(council.house.bot)
    for user in ("cleo", "bo", "lea", "ingrid"):
        identity = Identity(platform="console", workspace="home", user=user)
        await appoint(bot, board, identity, user.capitalize(), Role.NONE)
    for line in ENTRUSTED:
        await council.type(line, "admin")
    await council.type('members add console:home:cora "Cora" --account Acme', "admin")
    await council.type('members add console:home:anaquokka "Ana" --account Acme', "admin")
    council.rows("UPDATE person SET role = 'admin' WHERE name = 'Cora'", write=True)  # worth nothing: she is no staff
    await council.type('poll "Which of these?" "This" "That"', "admin")
    await council.wait(minutes=5)
    return next(key.press for key in keys(council.room("acme")[-1].painted) if isinstance(key.press, Vote))


async def asked_by(council: Terminal, who: str) -> str:
    """A poll that waits to go out, which somebody else may want to call off."""
    found = re.search(r"P\d+", await council.type('poll "Which?" "A" "B"', who))
    assert found is not None
    return found[0]


async def allowed_to(council: Terminal, line: str, who: str, place: str, staff: bool) -> bool:
    """True when the line was not denied; what else may be wrong with it comes after that question."""
    try:
        await council.type(line, who, room=place, staff=staff)
    except Denied:
        return False
    except Refusal:
        return True
    return True


async def heard(council: Terminal, press: Vote, who: str, place: str, staff: bool) -> bool:
    """True when a tap on the open poll counted, or had counted before."""
    before = len(council.rows("SELECT id FROM answer"))
    try:
        await council.send(place, who, press, staff=staff)
    except Denied:
        assert len(council.rows("SELECT id FROM answer")) == before
        return False
    return True
