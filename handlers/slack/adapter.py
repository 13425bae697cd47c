"""Puts the parts of Slack together around one bot: its mouth, its ears, its doors; and closes them again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from fastapi import APIRouter
from slack_sdk.web.async_client import AsyncWebClient

from bot.actions.install import adopt_workspace
from bot.bot import Bot
from bot.domain.installations import Grant, Installation
from bot.texts import Say
from handlers.inbox import Inbox
from handlers.slack import oauth
from handlers.slack.client import SlackCalls
from handlers.slack.dialogs import Dialogs
from handlers.slack.doors import Application, Doors, EventsDoor
from handlers.slack.ear import Ear
from handlers.slack.events import Events
from handlers.slack.grants import Grants
from handlers.slack.happenings import Happenings
from handlers.slack.installations import Installations
from handlers.slack.keys import SlackKeys
from handlers.slack.listeners import listeners
from handlers.slack.messenger import SlackMessenger
from handlers.slack.options import Options
from handlers.slack.people import People
from handlers.slack.shortcuts import Shortcuts
from handlers.slack.socket import Socket

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Slack, as far as the rest of the house handles it."""

    messenger: SlackMessenger
    routers: tuple[APIRouter, ...]
    """Addresses for browsers."""
    front: Callable[[Application], Application] | None
    """What stands before the web framework, for the requests of Slack itself; None where only a socket leads here."""
    socket: Socket | None
    installations: Installations
    home: Installation | None
    """The installation of the one workspace whose token the operator has set."""
    ear: Ear
    inbox: Inbox

    async def quiet(self) -> None:
        """Return once everything that was acknowledged has been dealt with."""
        await self.inbox.close()
        await self.ear.quiet()


@asynccontextmanager
async def slack(
    bot: Bot, keys: SlackKeys, say_in: Callable[..., Say], inbox: Inbox, *, listens: bool
) -> AsyncIterator[Slack]:
    """Slack around `bot` while this is open; with `listens` its doors are there too, not only its mouth.

    Refusal when what the operator has set is not enough, or Slack does not know the token.
    """
    keys.check()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        grants = Grants(session, api_url=keys.api_url, client_id=keys.client_id, client_secret=keys.client_secret)
        installations = Installations(bot, grants.renew if keys.client_secret else None)
        stack.push_async_callback(installations.close)
        home = None
        if keys.bot_token:

            async def of_token(token: str) -> tuple[str, Grant]:
                lane, grant = await grants.of_token(token)
                await adopt_workspace(bot, lane)
                return lane, grant

            home = await installations.use_token(of_token, keys.bot_token)
        calls = SlackCalls(installations, keys.api_url, clock=bot.clock)
        stack.push_async_callback(calls.close)
        people = People(calls)
        messenger = SlackMessenger(calls, say_in, people, installations.bot_user)
        ear = Ear(bot, calls, people, say_in)
        stack.push_async_callback(ear.close)
        events = Events(bot, Happenings(bot, ear, calls, people, installations), inbox)
        dialogs, shortcuts = Dialogs(bot, ear, people), Shortcuts(bot, ear, people, calls)
        options = Options(bot, ear, people)
        all_ears = listeners(ear, dialogs, events, shortcuts, options, installations.authorize)
        doors = Doors(bot, installations, all_ears, home.lane if home else None)
        routers: list[APIRouter] = []
        front = None
        if listens and keys.signing_secret:

            def front(app: Application) -> Application:
                return EventsDoor(app, doors, keys.signing_secret)

        if listens and keys.client_id:
            routers.append(
                oauth.router(
                    bot,
                    installations,
                    grants,
                    client_id=keys.client_id,
                    api_url=keys.api_url,
                    public_url=keys.public_url,
                )
            )
        socket = None
        if listens and keys.app_token:
            socket = Socket(doors, AsyncWebClient(base_url=keys.api_url, session=session), keys.app_token)
            await socket.start()
            stack.push_async_callback(socket.stop)
        yield Slack(
            messenger=messenger,
            routers=tuple(routers),
            front=front,
            socket=socket,
            installations=installations,
            home=home,
            ear=ear,
            inbox=inbox,
        )
