"""Killed at a chosen point of its work, the product goes on as if nothing had happened, and says nothing twice."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.slack.messages import Message
from tests.faults.apart import Apart, begin, end
from tests.size import FULL
from tests.slack.running import until
from tests.slack.town import A, B, Town, rush, town

POINTS = (
    "handlers.slack.guard:guarded:after",
    "storage.taps:store:after",
    "storage.writer:Writer._commit:after",
    "handlers.slack.ear:Ear._shown:before",
    "bot.actions.once:first_time:after",
    "bot.actions.tick:tick:after",
    "storage.rounds:save:after",
    "storage.outbox:claim:after",
    "handlers.slack.messenger:SlackMessenger.post:before",
    "handlers.slack.messenger:SlackMessenger.post:after",
    "handlers.slack.messenger:SlackMessenger.redraw:after",
    "storage.deliveries:mark:before",
    "storage.deliveries:mark:after",
    "bot.actions.reconcile:reconcile:after",
    "bot.actions.close:close:before",
    "bot.actions.close:close:after",
    "bot.actions.report:report:after",
    "handlers.queue.engine:Engine.launch:after",
    "bot.actions.export:export_of:after",
    "storage.installations:lease:after",
    "handlers.slack.grants:Grants.renew:after",
    "storage.installations:renewed:after",
)
"""Named by function, and by whether it is before or after it. Migrating and deleting have tests of their own."""
RENEWING = POINTS[-3:]
"""These come about only where the token ends soon."""
OFTEN = frozenset({*POINTS[:6], "storage.rounds:save:after", "storage.outbox:claim:after"})
"""These are come to at every turn; the others once or twice."""
SEEDS = range(1, 21) if FULL else (1,)
"""Each draws at which call of the function it happens, and how long after it; the first at the first call itself."""
CALLS, LONGEST_MS = 4, 60
PEOPLE = 6


class Lives:
    """One installation that is started again whenever it has died; only its first life is doomed."""

    def __init__(self, here: Town, doom: str) -> None:
        self.here = here
        self.doom: dict[str, str] = {"DIE_AT": doom}
        self.deaths = 0
        self.now: Apart | None = None

    async def alive(self) -> str:
        """Its address, once it runs."""
        while self.dead():
            if self.now is not None:
                self.deaths += 1
                assert self.now.process.returncode == -9, self.now.text
                assert self.deaths == 1, "a later life died too"
                await end(self.now)
            more = self.doom if self.deaths == 0 else {}
            home = self.here.environment["CAB_HOME"]
            self.now = await begin(self.here.folder, self.here.environment, "serve", CAB_HOME=home, **more)
        assert self.now is not None
        self.here.slack.people.request_url = f"{self.now.address}/slack/events"
        return self.now.address

    def dead(self) -> bool:
        """Whether this life is over."""
        return self.now is None or self.now.process.poll() is not None

    async def asked(self) -> Message:
        """The poll's message; typed again where the first time brought nothing."""
        here, people, typed = self.here, self.here.slack.people, f'poll "What next?" "{A}" "{B}"'
        for _ in range(4):
            await self.alive()
            if not here.messages():
                await people.command("/cab", typed, as_=here.pat, channel=here.product)
            if await self.comes(here.messages):
                return here.messages()[-1]
        raise AssertionError("the poll never came")

    async def exported(self) -> None:
        """Ask for the answers as rows; again where that was the end of it."""
        here, people = self.here, self.here.slack.people
        for _ in range(2):
            await self.alive()
            await people.command("/cab", "export P1", as_=here.pat, channel=here.product)
            if await self.comes(lambda: "6 answers" in people.reads(here.pat, here.product)):
                return
        raise AssertionError("no answer about the export")

    async def comes(self, true: Callable[[], object]) -> bool:
        """Wait for something, living on where need be; False when it does not come."""
        for _ in range(3):
            try:
                await until(lambda: true() or self.dead(), patience=20)
            except TimeoutError:
                return False
            if true():
                return True
            await self.alive()
        return False


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "point", [each if each == POINTS[9] else pytest.param(each, marks=pytest.mark.soak) for each in POINTS]
)
async def test_killed_at_this_point_nothing_is_lost_and_nothing_is_said_twice(
    tmp_path: Path, point: str, seed: int
) -> None:
    async with town(tmp_path, people=PEOPLE, limits=False, rotating=point in RENEWING) as here:
        lives = Lives(here, f"{point}:{drawn(point, seed)}")
        try:
            message = await lives.asked()
            for each in here.crowd:
                (click,) = await here.clicks(message, A, [each])
                status = 0
                while status != 200:
                    (ack,) = await rush([click], (await lives.alive(),))
                    status = ack.status
            assert set(await here.standing()) == {each.id for each in here.crowd}
            here.slack.people.request_url = f"{await lives.alive()}/slack/events"
            people = here.slack.people
            await people.command("/cab", "close P1", as_=here.pat, channel=here.product)
            if not await lives.comes(lambda: results(here)):
                await people.command("/cab", "close P1", as_=here.pat, channel=here.product)
                assert await lives.comes(lambda: results(here)), "no results"
            await until(lambda: "Thank you" in people.reads(here.crowd[0], here.channel))
            await lives.exported()
            if lives.deaths == 0:  # Doomed a little later than the last thing there was to do.
                await until(lives.dead, patience=20)
                await lives.alive()
        finally:
            if lives.now is not None:
                await end(lives.now)
        print(f"{point}:{drawn(point, seed)}: {lives.deaths} death(s)")
        assert lives.deaths == 1, "it never came to that point"
        used = here.slack.installation.used_refresh_tokens
        assert len(used) == len(set(used)), "a refresh token works once"
        assert len(used) == (point in RENEWING) or point == RENEWING[0], "whoever began to renew has a minute for it"
        assert (len(here.messages()), len(results(here)), await here.rows()) == (1, 1, PEOPLE)


def drawn(point: str, seed: int) -> str:
    """Which call it is, and after how many milliseconds; the first few seeds kill in the call itself."""
    chance = random.Random(seed)
    calls = CALLS if point in OFTEN else 1
    later = f":{chance.randint(1, LONGEST_MS)}" if seed > calls else ""
    return f"{1 + (seed - 1) % calls}{later}"


def results(here: Town) -> list[Message]:
    """The messages in the product channel that tell how it ended."""
    standing = here.slack.timeline.standing(here.product.id)
    return [each for each in standing if not each.ephemeral_to and "6 people" in str(each.blocks)]
