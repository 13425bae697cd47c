"""The client of the message service in front of a server that answers as it is told, and what is done with it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.clock import SetClock
from bot.ports import NotPosted, Permanent, Unknown
from handlers.teams.app_token import AppToken
from handlers.teams.calls import TeamsCalls
from tests.handlers.teams.keys_server import NOW, Handler, Microsoft, answering, microsoft, session

PLACE = "19:abc@thread.tacv2"
THREAD = f"{PLACE};messageid=1700"
Deed = Callable[[TeamsCalls, str], Awaitable[object]]


@asynccontextmanager
async def calls_to(
    vendor: Microsoft, handler: Handler, *, patience: float = 10.0, **settings: Any
) -> AsyncIterator[TeamsCalls]:
    """The client under test."""
    vendor.handler = handler
    clock, keys = SetClock(NOW), vendor.keys(**settings)
    async with session() as opened:
        token = AppToken(opened, keys, clock=clock)
        try:
            yield TeamsCalls(opened, token, keys, clock=clock, timeout=patience)
        finally:
            await token.close()


async def send(calls: TeamsCalls, url: str) -> object:
    """A message: doing it twice does something twice."""
    return await calls.send(url, PLACE, {"type": "message", "text": "hello"})


async def opened(calls: TeamsCalls, url: str) -> object:
    """A conversation that begins with a message."""
    return await calls.create_conversation(url, {"activity": {"type": "message"}})


async def chat(calls: TeamsCalls, url: str) -> object:
    """A chat with one person, without a message."""
    return await calls.create_conversation(url, {"members": [{"id": "29:1"}]})


async def update(calls: TeamsCalls, url: str) -> object:
    """A message again: harmless."""
    await calls.update(url, PLACE, "1", {"type": "message"})
    return None


async def delete(calls: TeamsCalls, url: str) -> object:
    """A message taken back."""
    await calls.delete(url, PLACE, "1")
    return None


async def members(calls: TeamsCalls, url: str) -> object:
    """Who is there."""
    return await calls.members(url, PLACE, most=100)


POSTING: tuple[Deed, ...] = (send, opened)
HARMLESS: tuple[Deed, ...] = (chat, update, delete, members)


async def outcome(handler: Handler, deed: Deed = send, *, patience: float = 10.0, **settings: Any) -> object:
    """What the call comes to: the answer, or what it raised."""
    async with microsoft() as vendor, calls_to(vendor, handler, patience=patience, **settings) as calls:
        try:
            return await deed(calls, f"{vendor.url}/amer/")
        except (NotPosted, Unknown, Permanent) as trouble:
            return trouble


def refused(status: int, code: str) -> Handler:
    """The vendor's way to say no."""
    return answering(status, {"error": {"code": code, "message": "Nothing for a log."}})
