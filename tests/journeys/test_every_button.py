"""Every button of the team's, pressed by everybody: only who has the right to it does or learns anything by it."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.actions.run_set_up import SET_UP
from bot.actions.run_staff import FOR_STAFF
from bot.domain.channels import Place
from bot.domain.errands import ErrandKind
from bot.domain.people import Identity, Visitor
from bot.errors import Denied, Refusal
from bot.presses import Do
from handlers import routes
from tests.journeys.buttons import FREE, button, needed, staffed
from tests.journeys.terminal import Terminal, words
from tests.rights import COLUMNS, agreed
from tests.size import FULL
from tests.storage.seeds import NORTHWIND

PLACE = Place(platform="console", workspace=NORTHWIND.name, id="acme:general")
STANDINGS = {
    "owner": "board owner",
    "admin": "admin",
    "manager": "product manager",
    "keeper": "account owner",
    "sponsor": "sponsor",
    "colleague": "colleague",
    "elsewhere": "colleague",
    "left": "stranger",
    "pm": "guest",
    "ana": "customer",
    "nobody": "stranger",
}
"""Who presses, and the line of the agreed page that is theirs; `pm` was an admin and is only a guest by now."""
OUTSIDE = frozenset({"pm", "ana", "nobody"})
READS = (ErrandKind.SHOW_STATUS, ErrandKind.SHOW_ROADMAP, ErrandKind.SHOW_ACCOUNT, ErrandKind.SHOW_MONTH)
NOTES = tuple(f'INSERT INTO "{each}"' for each in ("audit_entry", "counter"))
"""What a try leaves."""


def test_every_button_of_the_team_has_its_line() -> None:
    assert set(needed()) == (FOR_STAFF | SET_UP) - FREE
    assert set(needed().values()) <= set(COLUMNS)


async def test_whoever_has_no_right_to_it_is_denied_changes_nothing_and_is_written_down(terminal: Terminal) -> None:
    await staffed(terminal.house.bot.database, terminal.house.bot.ids, NORTHWIND)
    for kind in sorted(needed()):
        press = await _given_out(terminal, kind)
        before, tries = contents(terminal), len(terminal.rows("SELECT id FROM audit_entry"))
        for who in _others(kind):
            with pytest.raises(Denied):
                await _pressed(terminal, press, who)
        written = terminal.rows("SELECT outcome, deed FROM audit_entry ORDER BY number")[tries:]
        assert written == [("denied", kind.value)] * len(_others(kind))
        assert contents(terminal) == before, kind


@pytest.mark.parametrize("kind", sorted(needed()) if FULL else READS)
async def test_whoever_has_the_right_to_it_is_not(terminal: Terminal, kind: ErrandKind) -> None:
    await staffed(terminal.house.bot.database, terminal.house.bot.ids, NORTHWIND)
    press = await _given_out(terminal, kind)
    for who in set(STANDINGS) - set(_others(kind)):
        try:
            assert await _pressed(terminal, press, who)
        except Denied:
            raise
        except Refusal:  # What was planted is not of the kind that this could be done to; others have done it before.
            assert kind not in READS


def _others(kind: ErrandKind) -> list[str]:
    deed = COLUMNS[needed()[kind]]
    return [who for who, role in STANDINGS.items() if not agreed()[(role, deed)]]


async def _given_out(terminal: Terminal, kind: ErrandKind) -> Do:
    bot = terminal.house.bot
    return Do((await button(bot.database, bot.ids, kind, NORTHWIND)).token, "And what else?")


async def _pressed(terminal: Terminal, press: Do, who: str) -> str:
    now = terminal.clock.now() + timedelta(minutes=1)
    terminal.clock.put(now)
    return words(await routes.press(terminal.house.bot, press, visitor(who), PLACE, said_at=now, inbox=f"{who} {now}"))


def visitor(who: str) -> Visitor:
    """Somebody as the platform vouches for them."""
    identity = Identity(platform="console", workspace=NORTHWIND.name, user=who)
    return Visitor(identity=identity, name=who.title(), staff=who not in OUTSIDE)


def contents(terminal: Terminal) -> list[str]:
    """Everything that is kept, but for the notes of what was tried."""
    with closing(sqlite3.connect(terminal.house.rooms.path.with_name("app.db"))) as database:
        return [line for line in database.iterdump() if not line.startswith(NOTES)]
