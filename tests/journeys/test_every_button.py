"""Every button of the team's, pressed by everybody: only who has the right to it does or learns anything by it."""

from datetime import timedelta

import pytest

from bot.actions.run_set_up import SET_UP
from bot.actions.run_staff import FOR_STAFF
from bot.domain.errands import ErrandKind
from bot.errors import Denied, Refusal
from bot.presses import Do
from handlers import routes
from tests.journeys.buttons import FREE, button, needed
from tests.journeys.standings import PLACE, STANDINGS, contents, others, staffed, visitor
from tests.journeys.terminal import Terminal, words
from tests.rights import COLUMNS
from tests.size import FULL
from tests.storage.seeds import NORTHWIND

READS = (ErrandKind.SHOW_STATUS, ErrandKind.SHOW_ROADMAP, ErrandKind.SHOW_ACCOUNT, ErrandKind.SHOW_MONTH)


def test_every_button_of_the_team_has_its_line() -> None:
    assert set(needed()) == (FOR_STAFF | SET_UP) - FREE
    assert set(needed().values()) <= set(COLUMNS)


async def test_whoever_has_no_right_to_it_is_denied_changes_nothing_and_is_written_down(terminal: Terminal) -> None:
    await staffed(terminal.house.bot.database, terminal.house.bot.ids, NORTHWIND)
    for kind in sorted(needed()):
        press = await _given_out(terminal, kind)
        before, tries = contents(terminal), len(terminal.rows("SELECT id FROM audit_entry"))
        for who in others(COLUMNS[needed()[kind]]):
            with pytest.raises(Denied):
                await _pressed(terminal, press, who)
        written = terminal.rows("SELECT outcome, deed FROM audit_entry ORDER BY number")[tries:]
        assert written == [("denied", kind.value)] * len(others(COLUMNS[needed()[kind]]))
        assert contents(terminal) == before, kind


@pytest.mark.parametrize("kind", sorted(needed()) if FULL else READS)
async def test_whoever_has_the_right_to_it_is_not(terminal: Terminal, kind: ErrandKind) -> None:
    await staffed(terminal.house.bot.database, terminal.house.bot.ids, NORTHWIND)
    press = await _given_out(terminal, kind)
    for who in set(STANDINGS) - set(others(COLUMNS[needed()[kind]])):
        try:
            assert await _pressed(terminal, press, who)
        except Denied:
            raise
        except Refusal:  # What was planted is not of the kind that this could be done to; others have done it before.
            assert kind not in READS


async def _given_out(terminal: Terminal, kind: ErrandKind) -> Do:
    bot = terminal.house.bot
    return Do((await button(bot.database, bot.ids, kind, NORTHWIND)).token, "And what else?")


async def _pressed(terminal: Terminal, press: Do, who: str) -> str:
    now = terminal.clock.now() + timedelta(minutes=1)
    terminal.clock.put(now)
    return words(await routes.press(terminal.house.bot, press, visitor(who), PLACE, said_at=now, inbox=f"{who} {now}"))
