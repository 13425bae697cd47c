"""Puts the parts of Teams together around one bot: its mouth, its ears, its door; and closes them again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from bot.actions.install import adopt_workspace, owner_of
from bot.bot import Bot
from bot.texts import Say
from handlers.inbox import Inbox
from handlers.teams.activities import PLATFORM
from handlers.teams.app_token import AppToken
from handlers.teams.calls import TeamsCalls, open_session
from handlers.teams.doors import router
from handlers.teams.ear import Ear
from handlers.teams.happenings import Happenings
from handlers.teams.key_set import KeySet
from handlers.teams.keys import TeamsKeys
from handlers.teams.listeners import UNNAMED, Listeners, Newcomers
from handlers.teams.messenger import TeamsMessenger
from handlers.teams.people import People
from handlers.teams.search import Search
from handlers.teams.tasks import Tasks
from handlers.teams.tokens import Tokens
from handlers.teams.turns import Turns
from handlers.teams.ways import Ways
from handlers.teams.words import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """Teams, as far as the rest of the house handles it."""

    messenger: TeamsMessenger
    routers: tuple[APIRouter, ...]
    lanes: tuple[str, ...]
    """The tenants the operator has named, the bot's own first; none where all may use the bot."""
    ear: Ear
    turns: Turns
    inbox: Inbox
    newcomers: Newcomers
    """Add to it who is to be told of each tenant that was never heard before."""

    @property
    def lane(self) -> str | None:
        """The bot's own tenant; None where the operator has named none."""
        return self.lanes[0] if self.lanes else None

    async def quiet(self) -> None:
        """Return once everything that was acknowledged has been dealt with."""
        await self.turns.quiet()
        await self.inbox.close()
        await self.ear.close()


@asynccontextmanager
async def teams(
    bot: Bot, keys: TeamsKeys, say_in: Callable[..., Say], inbox: Inbox, *, host: str, listens: bool
) -> AsyncIterator[Teams]:
    """Teams around `bot` while this is open; with `listens` its door is there too, not only its mouth.

    Refusal when what the operator has set is not enough, or would let anybody in who reaches `host`.
    """
    keys.check(host)

    spoken = speaking(say_in)

    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(open_session())
        app_token = AppToken(session, keys, clock=bot.clock)
        stack.push_async_callback(app_token.close)
        calls = TeamsCalls(session, app_token, keys, clock=bot.clock)
        key_set = KeySet(session, keys.openid_metadata, clock=bot.clock)
        stack.push_async_callback(key_set.close)
        people = People(calls)
        newcomers: Newcomers = []
        ways = Ways(bot, calls, people)
        messenger = TeamsMessenger(calls, ways, people, spoken, bot.clock)
        ear = Ear(bot, calls, people, messenger, spoken)
        stack.push_async_callback(ear.close)
        listeners = Listeners(
            bot,
            ear=ear,
            tasks=Tasks(bot, ear, people, messenger),
            search=Search(bot, ear, people),
            happenings=Happenings(bot, ear, calls, people, ways, messenger),
            ways=ways,
            inbox=inbox,
            app_id=keys.app_id,
            adopts=keys.local,
            newcomers=newcomers,
        )
        turns = Turns(listeners.hear, spoken, tell=ear.tell_late)
        stack.push_async_callback(turns.quiet)
        lanes = tuple(f"{PLATFORM}:{tenant}" for tenant in keys.tenants)
        for number, lane in enumerate(lanes):
            if number == 0:
                await adopt_workspace(bot, lane)
            await owner_of(bot, lane, UNNAMED)
        yield Teams(
            messenger=messenger,
            routers=(router(Tokens(keys, key_set, clock=bot.clock), turns.take),) if listens else (),
            lanes=lanes,
            ear=ear,
            turns=turns,
            inbox=inbox,
            newcomers=newcomers,
        )
