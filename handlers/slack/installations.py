"""Knows where the bot is installed in Slack, and with which token it speaks there; asked for every click and post.

What the database tells is remembered for a while, so a click costs no query. A token is renewed in the background while
the old one still works; only when it has ended does anybody wait.
"""

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from slack_bolt.authorization import AuthorizeResult

from bot.actions import install, renew
from bot.bot import Bot
from bot.domain.installations import Grant, Installation
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Shut, Unknown
from bot.texts import Phrase
from handlers.slack.lanes import LANE, lane_of_payload, names_no_team

__all__ = ["LANE", "Installations", "lane_of_payload", "names_no_team"]

log = structlog.get_logger()
FOR_HEARING = 60.0
"""Seconds for which what we know is good enough to take in a click."""
FOR_SPEAKING = 1.0
"""Seconds after which a removal is noticed by whoever wants to post, in every process."""
MOST = 5_000
WRONG_KEY = "seal.wrong_key"
Renew = Callable[[Grant, datetime], Awaitable[Grant]]
"""Asks Slack for the next token; see `Grants.renew`."""


class Installations:
    """Belongs to one event loop; `close` waits for what it has begun."""

    def __init__(self, bot: Bot, renews: Renew | None = None) -> None:
        self._bot = bot
        self._renews = renews
        self._known: dict[str, tuple[Installation | None, float]] = {}
        self._reading: dict[str, asyncio.Task[Installation | None]] = {}
        self._renewing: dict[str, asyncio.Task[Installation | None]] = {}
        self._places: dict[str, tuple[str | None, float]] = {}
        self.troubles: dict[str, str] = {}
        """By workspace: one word for why its token cannot be used or renewed; for the operator."""

    async def close(self) -> None:
        """Let renewals end: a new token that is not kept would be lost."""
        waiting = [*self._renewing.values(), *self._reading.values()]
        await asyncio.gather(*waiting, return_exceptions=True)

    async def token_for(self, lane: str) -> str:
        """The token with which to speak in a workspace.

        Shut when the bot is not installed there (any more), NotPosted when its token has ended and cannot be renewed
        just now, or cannot be read.
        """
        try:
            one = await self.known(lane, lasts=FOR_SPEAKING)
        except Refusal as refused:
            raise NotPosted(60) from refused
        if one is None and self.troubles.get(lane) == WRONG_KEY:
            raise NotPosted(60)
        if one is None or one.gone_at is not None:
            raise Shut("not_installed")
        now = self._bot.now()
        if one.wants_renewal(now) and (one.renewal_is_free(now) or not one.works(now)):
            task = self._renew(one.lane)
            if not one.works(now):
                one = await asyncio.shield(task)
        if one is None or not one.works(self._bot.now()):
            raise NotPosted(60)
        return one.grant.bot_token

    async def bot_user(self, lane: str) -> str:
        """The bot's own user id in a workspace; empty where it is not installed."""
        one = await self.known(lane)
        return one.grant.bot_user_id if one is not None else ""

    async def is_installed(self, lane: str) -> bool:
        """Whether the bot is in that workspace now."""
        one = await self.known(lane)
        return one is not None and one.gone_at is None

    async def known(self, lane: str, *, lasts: float = FOR_HEARING) -> Installation | None:
        """The installation that covers a workspace, also one that is gone; read at most every `lasts` seconds.

        None also where it cannot be read, which `troubles` tells. When the database cannot be asked, what it said last
        still counts; Refusal when it never said anything.
        """
        had = self._known.get(lane)
        if had is not None and time.monotonic() - had[1] < lasts:
            return had[0]
        if lane not in self._reading:
            self._reading[lane] = asyncio.create_task(self._read(lane), name=f"installation {lane}")
            self._reading[lane].add_done_callback(lambda _: self._reading.pop(lane, None))
        try:
            return await asyncio.shield(self._reading[lane])
        except Refusal as refused:
            if had is None:
                raise
            log.warning("installation as it was", lane=lane, why=refused.phrase.id)
            return had[0]

    async def lane_of_place(self, channel_id: str) -> str | None:
        """The workspace through which we are in a channel; for payloads that name another one."""
        had = self._places.get(channel_id)
        if had is None or time.monotonic() - had[1] >= FOR_HEARING:
            lane = await self._bot.database.lane_of("slack", channel_id)
            had = self._places[channel_id] = (lane, time.monotonic())
            _shorten(self._places)
        return had[0]

    def forget(self, lane: str) -> None:
        """Look anew next time: the bot has come or gone."""
        self._known.pop(lane, None)
        self._places.clear()

    async def authorize(self, context: dict[str, object]) -> AuthorizeResult | None:
        """What the vendor's framework must know of a request; from memory, and without asking Slack."""
        one = await self.known(str(context.get(LANE) or ""))
        if one is None or one.gone_at is not None:
            return None
        if one.wants_renewal(self._bot.now()) and one.renewal_is_free(self._bot.now()):
            self._renew(one.lane)
        _, _, home = one.lane.partition(":")
        return AuthorizeResult(
            enterprise_id=one.grant.enterprise_id or None,
            team_id=None if one.whole_enterprise else home,
            bot_user_id=one.grant.bot_user_id,
            bot_id=one.grant.bot_id or None,
            bot_token=one.grant.bot_token,
            bot_scopes=list(one.grant.scopes),
        )

    async def use_token(self, of_token: Callable[[str], Awaitable[tuple[str, Grant]]], token: str) -> Installation:
        """Install the bot with a token that the operator has set; `of_token` is `Grants.of_token`.

        When Slack cannot be asked, the same token from an earlier start is good enough. Refusal `slack.bad_token` when
        Slack does not know it, `slack.unreachable` otherwise.
        """
        try:
            lane, grant = await of_token(token)
        except Permanent as wrong:
            raise Refusal(Phrase("slack.bad_token", {"why": wrong.reason})) from wrong
        except (NotPosted, Unknown) as wrong:
            standing = await install.standing(self._bot)
            for each in standing.readable:
                if each.grant.bot_token == token and each.gone_at is None:
                    log.warning("slack cannot be asked about the token", lane=each.lane)
                    return each
            raise Refusal(Phrase("slack.unreachable")) from wrong
        one = await install.install(self._bot, lane, grant)
        self.forget(lane)
        return one

    async def _read(self, lane: str) -> Installation | None:
        one = None
        try:
            one = await install.installed_at(self._bot, lane)
            if self.troubles.get(lane) == WRONG_KEY:
                del self.troubles[lane]
        except Refusal as refused:
            if refused.phrase.id != WRONG_KEY:
                raise
            log.error("installation cannot be read", lane=lane, why=WRONG_KEY)
            self.troubles[lane] = WRONG_KEY
        self._known[lane] = (one, time.monotonic())
        _shorten(self._known)
        return one

    def _renew(self, lane: str) -> "asyncio.Task[Installation | None]":
        """One renewal at a time; everybody who asks meanwhile gets the same one."""
        if lane not in self._renewing:
            self._renewing[lane] = asyncio.create_task(self._renewed(lane), name=f"renewal {lane}")
            self._renewing[lane].add_done_callback(lambda _: self._renewing.pop(lane, None))
        return self._renewing[lane]

    async def _renewed(self, lane: str) -> Installation | None:
        if self._renews is None:
            self.troubles[lane] = "no_client_secret"
            return None
        renews = self._renews

        try:
            one = await renew.renew(self._bot, lane, lambda grant: renews(grant, self._bot.now()))
            if one is not None and not one.works(self._bot.now()) and lane not in self.troubles:
                one = await renew.awaited(self._bot, lane)
        except (NotPosted, Unknown, Permanent) as wrong:
            self.troubles[lane] = wrong.reason if isinstance(wrong, Permanent) else type(wrong).__name__
            return None
        except Refusal as refused:
            log.error("token was not renewed", lane=lane, why=refused.phrase.id)
            return None
        except Exception as broken:  # Nobody may wait for this task; so nobody else would tell.
            where = traceback.extract_tb(broken.__traceback__)[-1]  # Not the whole: its variables hold tokens.
            log.error("renewal broke", lane=lane, error=type(broken).__name__, at=f"{where.filename}:{where.lineno}")
            self.troubles[lane] = type(broken).__name__
            return None
        if one is not None and not one.wants_renewal(self._bot.now()):
            self.troubles.pop(lane, None)
        self._known.clear()  # A group of workspaces is known under several names.
        return one


def _shorten(table: "dict[str, tuple[Installation | None, float]] | dict[str, tuple[str | None, float]]") -> None:
    """Drop the oldest half when a table has grown too long; ids in payloads are the vendor's, but there are many."""
    if len(table) > MOST:
        for key in list(table)[: MOST // 2]:
            del table[key]
