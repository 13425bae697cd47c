"""A button of what takes no answers any more, not yet, or not here: nothing is kept, and who pressed is told why."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select, update

from bot.domain.questions import Multi, Single
from bot.domain.rounds import Round, Stage
from storage import rounds
from storage.engagements import questions
from storage.retention import purge_some
from storage.tables import answer, answer_version, choice, member, participation, person, question, skip
from tests.both.desk import Desk
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")
OF_AN_ANSWER = (answer, answer_version, choice, participation, skip, member, person)
"""What an answer would leave behind, its author as a new member among it."""


async def closing(desk: Desk, round_: Round) -> None:
    await desk.say(f"close P{round_.number}")


async def cancelling(desk: Desk, round_: Round) -> None:
    await desk.say(f"cancel P{round_.number}")


async def deleting(desk: Desk, round_: Round) -> None:
    """It was over, and the board keeps nothing any longer; the message still stands in the channel."""
    await closed(desk, f"P{round_.number}")
    async with desk.house.bot.database.begin(round_.organisation_id) as work:
        while await purge_some(work, round_.board_id, desk.house.bot.now() + timedelta(days=1)):
            pass
        assert await rounds.by_number(work, round_.number) is None


async def unopening(desk: Desk, round_: Round) -> None:
    async with desk.house.bot.database.begin(round_.organisation_id) as work:
        await rounds.save(work, replace(round_, stage=Stage.DRAFT, opened_at=None))


async def taking_out(desk: Desk, round_: Round) -> None:
    """No command takes an option out of a poll that is asked: done where somebody with the database would do it."""
    async with desk.house.bot.database.begin(round_.organisation_id) as work:
        [found] = await questions(work, round_.question_ids)
        assert isinstance(found, Single | Multi)
        left = tuple(each for each in found.options if each.text != "Blue")
        await work.change(update(question).where(question.c.id == found.id).values(options=left))


DEATHS: dict[str, tuple[Callable[[Desk, Round], Awaitable[None]], str]] = {
    "closed": (closing, "has closed"),
    "called off": (cancelling, "has closed"),
    "deleted": (deleting, "nothing any more"),
    "not open yet": (unopening, "not open"),
    "without this option": (taking_out, "does not answer"),
}


async def test_a_press_on_a_dead_button_leaves_no_row_and_is_answered_with_the_reason(desk: Desk) -> None:
    for number, (death, more) in enumerate(product(DEATHS, ("", " --anon"))):
        kill, told = DEATHS[death]
        acme, (ana, *_) = await desk.customer(f"Company {number}", f"Ana {number}", f"Ben {number}")
        poll = await asked(desk, f'poll "Which colour, {number}?" "Green" "Blue" "Red"{more}', acme)
        press = await desk.seen("Blue", as_=ana, where=acme)
        await kill(desk, await round_of(desk, poll))
        before, public = await rows(desk), desk.public(acme)
        assert told in await press(), f"{death}{more}"
        assert await rows(desk) == before, f"{death}{more}"
        assert desk.public(acme) == public, f"{death}{more}"


async def test_a_tick_at_an_option_that_is_gone_leaves_no_row(desk: Desk) -> None:
    acme, (ana,) = await desk.customer("Ticking", "Ana Tick")
    round_ = await round_of(desk, await asked(desk, 'poll "Which?" "Green" "Blue" "Red" --multi', acme))
    await taking_out(desk, round_)
    before = await rows(desk)
    assert "does not answer" in await desk.tick("Green", "Blue", as_=ana, where=acme)
    assert await rows(desk) == before


async def round_of(desk: Desk, poll: str) -> Round:
    """The round behind a poll's label."""
    [owner] = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        found = await rounds.by_number(work, int(poll.removeprefix("P")))
    assert found is not None
    return found


async def rows(desk: Desk) -> dict[str, int]:
    """How many there are of what an answer leaves behind."""
    [owner] = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        return {
            each.name: int(await work.connection.scalar(select(func.count()).select_from(each)) or 0)
            for each in OF_AN_ANSWER
        }
