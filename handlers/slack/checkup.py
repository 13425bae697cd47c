"""Looks Slack's settings over for the operator: what works, what does not, and what to do about it."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.channels import Channel
from bot.domain.findings import Finding, Verdict
from bot.domain.installations import Installation
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.slack.client import NO_ANSWER, SlackCalls
from handlers.slack.keys import SlackKeys
from handlers.slack.scopes import DESIRABLE, missing_scopes

SKEW = 60
"""Seconds our clock may be off; beyond 300 every request of Slack's would be refused."""
OURS = "slack:"
"""How the names of Slack's workspaces begin."""
SECRET = re.compile(r"[0-9a-f]{32}")


async def checkup(keys: SlackKeys, channels: Sequence[Channel], now: datetime) -> AsyncIterator[Finding]:
    """What there is to say about Slack, one thing after the other; nothing is posted and nothing is changed."""
    try:
        keys.check()
    except Refusal as refused:
        yield Finding(Verdict.BAD, refused.phrase)
    if keys.signing_secret:
        good = SECRET.fullmatch(keys.signing_secret) is not None
        yield Finding(Verdict.GOOD if good else Verdict.WARN, Phrase("doctor.secret" if good else "doctor.secret_odd"))
    if not keys.bot_token:
        return
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        client = AsyncWebClient(keys.bot_token, base_url=keys.api_url, session=session, retry_handlers=[])
        try:
            told = await client.auth_test()
        except SlackApiError as wrong:
            yield Finding(Verdict.BAD, Phrase("doctor.token_bad", {"why": str(wrong.response.get("error"))}))
            return
        except NO_ANSWER as wrong:
            yield Finding(Verdict.BAD, Phrase("doctor.no_way", {"url": keys.api_url, "why": type(wrong).__name__}))
            return
        lane = f"slack:{told['team_id']}"
        yield Finding(Verdict.GOOD, Phrase("doctor.token", {"team": str(told.get("team") or told["team_id"])}))
        for found in (_scopes(told.headers), _clock(told.headers, now)):
            if found is not None:
                yield found
        if keys.app_token:
            yield await _socket(AsyncWebClient(base_url=keys.api_url, session=session), keys.app_token)
    calls = SlackCalls(_Given(keys.bot_token), keys.api_url)
    try:
        yield await _files(calls, lane)
        for channel in channels:
            if channel.place.platform == "slack":
                yield await _channel(calls, channel)
    finally:
        await calls.close()


def tokens(installed: Sequence[Installation], locked: Sequence[str], now: datetime) -> Iterator[Finding]:
    """What there is to say about the tokens that Slack gave at installations; `locked` are workspaces we cannot read.

    One that could not be renewed in time still works: whoever runs this must know before it no longer does.
    """
    here = [one for one in installed if one.gone_at is None and one.lane.startswith(OURS)]
    if here:
        yield Finding(Verdict.GOOD, Phrase("doctor.installed", {"n": len(here)}))
    for one in here:
        ends = one.grant.expires_at
        if ends is not None and one.renewal_is_late(now):
            late = {"workspace": one.grant.name or one.lane, "when": f"{ends:%Y-%m-%d %H:%M} UTC"}
            yield Finding(Verdict.BAD, Phrase("doctor.token_late" if one.works(now) else "doctor.token_over", late))
    for lane in (each for each in locked if each.startswith(OURS)):
        yield Finding(Verdict.BAD, Phrase("doctor.token_sealed", {"workspace": lane}))


class _Given:
    """The one token that was set."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token_for(self, lane: str) -> str:
        """That token, whatever the workspace."""
        return self._token


def _header(headers: object, name: str) -> str:
    given = {str(key).lower(): value for key, value in dict(headers).items()} if headers else {}  # type: ignore[call-overload]
    return str(given.get(name) or "")


def _scopes(headers: object) -> Finding | None:
    granted = tuple(scope.strip() for scope in _header(headers, "x-oauth-scopes").split(",") if scope.strip())
    if not granted:
        return None  # Not every service says.
    missing = missing_scopes(granted)
    if not missing:
        return Finding(Verdict.GOOD, Phrase("doctor.scopes"))
    grave = [scope for scope in missing if scope not in DESIRABLE]
    verdict = Verdict.BAD if grave else Verdict.WARN
    return Finding(verdict, Phrase("doctor.scopes_missing", {"scopes": ", ".join(missing)}))


def _clock(headers: object, now: datetime) -> Finding | None:
    try:
        theirs = parsedate_to_datetime(_header(headers, "date"))
    except (TypeError, ValueError):
        return None
    off = round(abs((now - theirs).total_seconds()))
    if off <= SKEW:
        return Finding(Verdict.GOOD, Phrase("doctor.clock"))
    return Finding(Verdict.BAD, Phrase("doctor.clock_off", {"n": off}))


async def _socket(client: AsyncWebClient, app_token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as wrong:
        return Finding(Verdict.BAD, Phrase("doctor.socket_bad", {"why": str(wrong.response.get("error"))}))
    except NO_ANSWER as wrong:
        return Finding(Verdict.BAD, Phrase("doctor.socket_bad", {"why": type(wrong).__name__}))
    return Finding(Verdict.GOOD, Phrase("doctor.socket"))


async def _files(calls: SlackCalls, lane: str) -> Finding:
    """Asks where a picture could be put, and puts nothing there."""
    try:
        await calls.call(lane, "files.getUploadURLExternal", {"filename": "probe.png", "length": 1})
    except (NotPosted, Unknown, Permanent) as wrong:
        why = wrong.reason if isinstance(wrong, Permanent) else type(wrong).__name__
        return Finding(Verdict.WARN, Phrase("doctor.files_bad", {"why": why}))
    return Finding(Verdict.GOOD, Phrase("doctor.files"))


async def _channel(calls: SlackCalls, channel: Channel) -> Finding:
    name = channel.name or channel.place.id
    try:
        said = (await calls.call(channel.place.lane, "conversations.info", {"channel": channel.place.id}))["channel"]
    except (NotPosted, Unknown, Permanent) as wrong:
        why = wrong.reason if isinstance(wrong, Permanent) else type(wrong).__name__
        return Finding(Verdict.BAD, Phrase("doctor.channel_bad", {"channel": name, "why": why}))
    name = str(said.get("name") or name)
    if said.get("is_archived"):
        return Finding(Verdict.BAD, Phrase("doctor.channel_archived", {"channel": name}))
    if said.get("is_member") is False:
        return Finding(Verdict.BAD, Phrase("doctor.channel_not_in", {"channel": name}))
    return Finding(Verdict.GOOD, Phrase("doctor.channel", {"channel": name}))
