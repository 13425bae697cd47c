"""Every call to the message service goes through here: only to servers we trust, with our token, its failures sorted.

The calls are those of the Bot Connector's REST interface, version 3
(https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference).
"""

import asyncio
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from yarl import URL

from bot.clock import Clock, SystemClock
from bot.ports import NotPosted, Permanent
from handlers.outbound import OUT_OF_REACH, TooLarge, broken, of_line, read_at_most
from handlers.teams.addresses import call_url
from handlers.teams.app_token import AppToken
from handlers.teams.failures import of_answer
from handlers.teams.keys import TeamsKeys
from handlers.teams.tenant_pace import TenantPace
from handlers.wire import Malformed, read_json

TIMEOUT = 10.0
"""Seconds for a whole call, its token included; less than half of a delivery's lease, so that no call outlives it."""
CONNECT = 5.0
LARGEST = 2 * 1024 * 1024
"""Bytes of an answer; a page of 500 members has about 200 KB."""
PAGE = 500
"""Members asked for at once, the vendor's most; it takes no less than 50."""
SMALLEST_PAGE = 50
FOREIGN = "foreign_service_url"
NO_SUCH_CALL = frozenset({"NotFound", "Status405"})
"""What a service answers, in no words of its own, to a call it does not have."""

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    method: str
    url: URL
    body: bytes | None = None
    posts: bool = False
    everywhere: bool = False
    thread: bool = False


def open_session() -> aiohttp.ClientSession:
    """The one session that key set, token and calls share; it keeps no cookies."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=CONNECT), cookie_jar=aiohttp.DummyCookieJar()
    )


class TeamsCalls:
    """Calls of the message service. Belongs to the event loop of its session.

    Each raises NotPosted, Unknown (only where the call would do something a second time), Permanent, or Shut, which
    says that the vendor does not let us in at all. Nothing is retried here but a call whose token was refused.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        app_token: AppToken,
        keys: TeamsKeys,
        *,
        clock: Clock | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._session = session
        self._app_token = app_token
        self._keys = keys
        self._clock = clock or SystemClock()
        self._timeout = timeout
        self._pace = TenantPace(self._clock)
        self._lane, self._patient = "", False

    def within(self, lane: str, *, patient: bool = False) -> "TeamsCalls":
        """The same, with each call counted in a tenant; patient ones wait for their share of its pace.

        Those that are not go first: somebody waits for them. Without a tenant nothing is counted.
        """
        those = copy.copy(self)
        those._lane, those._patient = lane, patient
        return those

    def at_leisure(self) -> bool:
        """True while little is asked of the tenant."""
        return self._pace.is_leisurely(self._lane)

    async def create_conversation(self, service_url: str, body: Object) -> Object:
        """A conversation, with its `id`, and the `activityId` of a message that opens it.

        Without a message it is harmless to ask twice: the chat with a person is there once.
        """
        posts = "activity" in body
        url = self._url(service_url, "v3", "conversations")
        call = _Call(method="POST", url=url, body=orjson.dumps(dict(body)), posts=posts, everywhere=True)
        made = await self._object(call)
        if not isinstance(made.get("id"), str) or not made["id"]:
            raise broken(posts)
        return made

    async def send(self, service_url: str, conversation: str, activity: Object) -> str:
        """Put a message in a conversation; returns its activity id."""
        call = self._in(service_url, conversation, "POST", "activities", body=activity, posts=True)
        made = (await self._object(call)).get("id")
        if not isinstance(made, str) or not made:
            raise broken(True)
        return made

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Object) -> None:
        """Replace a message of ours; doing it twice is harmless."""
        await self._done(self._in(service_url, conversation, "PUT", "activities", activity_id, body=activity))

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take a message of ours back; Permanent when it is gone already."""
        await self._done(self._in(service_url, conversation, "DELETE", "activities", activity_id))

    async def members(self, service_url: str, conversation: str, *, most: int) -> list[Object]:
        """Who is in a conversation, `most` at the most; read page by page, where the service has pages."""
        try:
            return await self._page_by_page(service_url, conversation, most)
        except Permanent as never:
            if never.reason not in NO_SUCH_CALL:
                raise
            body = await self._done(self._in(service_url, conversation, "GET", "members"))
        try:
            listed = read_json(b'{"members":%b}' % body if body.lstrip().startswith(b"[") else body)
        except Malformed:
            raise broken(False) from None
        return list(_objects(listed, "members"))[:most]

    async def _page_by_page(self, service_url: str, conversation: str, most: int) -> list[Object]:
        found = list[Object]()
        query, seen = {"pageSize": str(min(PAGE, max(most, SMALLEST_PAGE)))}, set[str]()
        while True:
            page = await self._object(self._in(service_url, conversation, "GET", "pagedmembers", query=query))
            found += _objects(page, "members")
            token = page.get("continuationToken")
            if len(found) >= most or not isinstance(token, str) or not token or token in seen:
                return found[:most]
            seen.add(token)
            query = {**query, "continuationToken": token}

    async def member(self, service_url: str, conversation: str, user_id: str) -> Object:
        """One person in a conversation, by the vendor's id or their object id; Permanent when not in it.

        A service that cannot tell of one alone is asked for all of them.
        """
        try:
            return await self._object(self._in(service_url, conversation, "GET", "members", user_id))
        except Permanent as never:
            if never.reason not in NO_SUCH_CALL:
                raise
            for each in await self.members(service_url, conversation, most=PAGE):
                if user_id in (each.get("id"), each.get("aadObjectId"), each.get("objectId")):
                    return each
            raise

    async def channels(self, service_url: str, team_id: str) -> list[Object]:
        """The channels of a team; the general one has no name."""
        url = self._url(service_url, "v3", "teams", team_id, "conversations")
        return list(_objects(await self._object(_Call(method="GET", url=url)), "conversations"))

    async def team(self, service_url: str, team_id: str) -> Object:
        """A team's name and its group's id."""
        return await self._object(_Call(method="GET", url=self._url(service_url, "v3", "teams", team_id)))

    def _in(
        self,
        service_url: str,
        conversation: str,
        method: str,
        *path: str,
        body: Object | None = None,
        posts: bool = False,
        query: Mapping[str, str] | None = None,
    ) -> _Call:
        return _Call(
            method=method,
            url=self._url(service_url, "v3", "conversations", conversation, *path, query=query),
            body=orjson.dumps(dict(body)) if body is not None else None,
            posts=posts,
            thread=";messageid=" in conversation,
        )

    def _url(self, service_url: str, *path: str, query: Mapping[str, str] | None = None) -> URL:
        """Checked each time: addresses are kept for months, and the token goes to wherever they lead."""
        if not self._keys.trusts(service_url):
            raise Permanent(FOREIGN)
        if not all(path):
            raise ValueError("a call needs an id in each place of its address")
        return call_url(service_url, *path, query=query)

    async def _object(self, call: _Call) -> Object:
        body = await self._done(call)
        try:
            return read_json(body)
        except Malformed:
            raise broken(call.posts) from None

    async def _done(self, call: _Call) -> bytes:
        """The body of a success. When its token is refused, which says that nothing was done, it is made once more."""
        ends = asyncio.get_running_loop().time() + self._timeout
        token = await self._bearer(ends)
        status, body, headers = await self._counted(call, token, ends)
        if status == 401 and token and self._app_token.refuse(token):
            status, body, headers = await self._counted(call, await self._bearer(ends), ends)
        if 200 <= status < 300:
            return body
        now = self._clock.now()
        raise of_answer(status, body, headers, now, posts=call.posts, everywhere=call.everywhere, thread=call.thread)

    async def _bearer(self, ends: float) -> str:
        try:
            async with asyncio.timeout_at(ends):
                return await self._app_token.bearer()
        except TimeoutError:
            raise NotPosted(OUT_OF_REACH, everywhere=True) from None

    async def _counted(self, call: _Call, token: str, ends: float) -> tuple[int, bytes, Mapping[str, str]]:
        if not self._lane:
            return await self._send(call, token, ends)
        async with self._pace.call(self._lane, patient=self._patient):
            return await self._send(call, token, ends)

    async def _send(self, call: _Call, token: str, ends: float) -> tuple[int, bytes, Mapping[str, str]]:
        left = ends - asyncio.get_running_loop().time()
        if left <= 0:
            raise NotPosted(OUT_OF_REACH, everywhere=True)
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        timeout = aiohttp.ClientTimeout(total=left, sock_connect=min(CONNECT, left))
        status, said = 0, dict[str, str]()
        try:
            async with self._session.request(
                call.method, call.url, data=call.body, headers=headers, allow_redirects=False, timeout=timeout
            ) as response:
                status, said = response.status, dict(response.headers)
                return status, await read_at_most(response, LARGEST), said
        except (TimeoutError, aiohttp.ClientError, OSError, TooLarge) as lost:
            if status >= 300:  # It was refused, whatever the rest of the answer would have said.
                return status, b"", said
            raise (broken(call.posts) if isinstance(lost, TooLarge) else of_line(lost, posts=call.posts)) from None


def _objects(page: Object, name: str) -> Iterator[Object]:
    listed = page.get(name)
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            yield each
