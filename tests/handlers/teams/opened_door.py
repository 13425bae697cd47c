"""The door of Teams over real HTTP, with a listener behind it that does as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from fastapi import FastAPI

from bot.cards.parts import Card
from bot.clock import SetClock
from handlers.teams.doors import PATH, router
from handlers.teams.heard import OK, Reply
from handlers.teams.key_set import KeySet
from handlers.teams.tokens import Tokens
from handlers.teams.turns import Turns
from handlers.web.app import serving
from prompts.catalogue import say_in
from tests.handlers.teams.keys_server import NOW, Microsoft, microsoft, session, signed

JSON = "application/json; charset=utf-8"


@dataclass
class Listener:
    """Works on activities as it is told."""

    heard: list[Mapping[str, Any]] = field(default_factory=list)
    reply: Reply = OK
    wrong: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def hear(self, activity: Mapping[str, Any]) -> Reply:
        """Note it, wait where the gate is shut, and answer."""
        self.heard.append(activity)
        await self.gate.wait()
        if self.wrong is not None:
            raise self.wrong
        return self.reply


@dataclass
class House:
    """The running door."""

    url: str
    vendor: Microsoft
    listener: Listener
    turns: Turns
    line: aiohttp.ClientSession
    told: list[Card] = field(default_factory=list)
    """What was written to people because its answer came too late."""
    deaf: bool = False
    """Nobody can be written to."""

    async def tell(self, activity: Mapping[str, Any], card: Card) -> None:
        """Write to somebody."""
        if self.deaf:
            raise RuntimeError
        self.told.append(card)

    async def post(
        self,
        body: object,
        *,
        authorization: str | None = "",
        kind: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """One request; signed unless `authorization` says otherwise."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": kind, **(headers or {})}
        if authorization is not None:
            sent["Authorization"] = authorization or f"Bearer {signed()}"
        async with self.line.post(f"{self.url}{PATH}", data=raw, headers=sent) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def house(patience: float = 10.0, invoke_patience: float = 4.5) -> AsyncIterator[House]:
    """A door in front of a listener."""
    async with microsoft() as vendor, session() as line, session() as outside:
        keys, clock = vendor.keys(), SetClock(NOW)
        key_set = KeySet(line, keys.openid_metadata, clock=clock)
        listener = Listener()

        async def tell(activity: Mapping[str, Any], card: Card) -> None:
            await door.tell(activity, card)

        turns = Turns(listener.hear, say_in, tell=tell, patience=patience, invoke_patience=invoke_patience)
        app = FastAPI()
        app.include_router(router(Tokens(keys, key_set, clock=clock), turns.take))
        async with serving(app, "127.0.0.1", 0) as url:
            door = House(url, vendor, listener, turns, outside)
            yield door
            listener.gate.set()
        await turns.quiet()
        await key_set.close()
