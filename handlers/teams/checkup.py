"""Looks Teams' settings over for the operator: what works, what does not, and what to do about it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.domain.findings import Finding, Verdict
from bot.domain.references import Reference
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase
from handlers.teams.app_token import AppToken
from handlers.teams.calls import TeamsCalls
from handlers.teams.keys import TeamsKeys
from handlers.teams.manifest import ENDPOINT

SKEW = 60
"""Seconds our clock may be off; beyond 300 every request of Teams' would be refused."""
PATIENCE = 10
"""Seconds to wait for one answer."""
CHANNEL = "msteams"
"""What a published key must be endorsed for."""


async def checkup(
    keys: TeamsKeys,
    host: str,
    heard: Sequence[str],
    now: datetime,
    places: Sequence[tuple[str, Reference | None]] = (),
) -> AsyncIterator[Finding]:
    """What there is to say about Teams, one thing after the other; nothing is posted and nothing is changed.

    `host` is where our server listens, `heard` are the workspaces from which something has come already, `places` the
    channels of boards by name, each with the way to it.
    """
    try:
        keys.check(host)
    except Refusal as refused:
        yield Finding(Verdict.BAD, refused.phrase)
        return
    if keys.local:
        yield Finding(Verdict.WARN, Phrase("doctor.teams_local"))
    else:
        if not keys.tenants:
            yield Finding(Verdict.WARN, Phrase("doctor.teams_no_tenant"))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
            async for found in _published_keys(session, keys, now):
                yield found
            yield await _signed_in(session, keys)
            async for found in _door(session, keys.public_url):
                yield found
            calls = TeamsCalls(session, AppToken(session, keys), keys)
            for name, way in places:
                yield await _place(calls, name, way)
        yield Finding(Verdict.GOOD, Phrase("doctor.teams_hosts", {"hosts": ", ".join(keys.service_hosts)}))
    if heard:
        yield heard_from(heard)
    else:
        yield Finding(Verdict.WARN, Phrase("doctor.teams_silent"))


def heard_from(lanes: Sequence[str]) -> Finding:
    """That something has come, and from which tenants."""
    tenants = ", ".join(lane.partition(":")[2] for lane in lanes)
    return Finding(Verdict.GOOD, Phrase("doctor.teams_heard", {"tenants": tenants}))


async def _published_keys(session: aiohttp.ClientSession, keys: TeamsKeys, now: datetime) -> AsyncIterator[Finding]:
    """Whether the keys that requests are signed with can be fetched, and, on the way, what time it is there."""
    try:
        async with session.get(keys.openid_metadata) as answer:
            clock = _clock(answer.headers.get("Date", ""), now)
            told = await answer.json(content_type=None) if answer.ok else None
        where = told.get("jwks_uri") if isinstance(told, Mapping) else None
        if not isinstance(where, str):
            why = f"HTTP {answer.status}" if told is None else "no jwks_uri"
            yield Finding(Verdict.BAD, Phrase("doctor.teams_keys_bad", {"url": keys.openid_metadata, "why": why}))
            return
        async with session.get(where) as answer:
            published = await answer.json(content_type=None) if answer.ok else None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as wrong:
        why = type(wrong).__name__
        yield Finding(Verdict.BAD, Phrase("doctor.teams_no_way", {"url": keys.openid_metadata, "why": why}))
        return
    n = len(_endorsed(published))
    if n:
        yield Finding(Verdict.GOOD, Phrase("doctor.teams_keys", {"n": n}))
    else:
        why = "no key" if answer.ok else f"HTTP {answer.status}"
        yield Finding(Verdict.BAD, Phrase("doctor.teams_keys_bad", {"url": where, "why": why}))
    if clock is not None:
        yield clock


def _endorsed(published: object) -> list[object]:
    """The keys by which Teams may sign."""
    found = published.get("keys") if isinstance(published, Mapping) else None
    mappings = [key for key in found if isinstance(key, Mapping)] if isinstance(found, list) else []
    return [key for key in mappings if CHANNEL in _listed(key.get("endorsements"))]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _clock(date: str, now: datetime) -> Finding | None:
    try:
        theirs = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    off = round(abs((now - theirs).total_seconds()))
    if off <= SKEW:
        return Finding(Verdict.GOOD, Phrase("doctor.teams_clock"))
    return Finding(Verdict.BAD, Phrase("doctor.teams_clock_off", {"n": off}))


async def _signed_in(session: aiohttp.ClientSession, keys: TeamsKeys) -> Finding:
    """Whether the app's password is taken where the bot signs in before it posts."""
    try:
        await AppToken(session, keys).bearer()
    except Permanent as wrong:
        return Finding(Verdict.BAD, Phrase("doctor.teams_password_bad", {"why": wrong.reason}))
    except (NotPosted, Unknown):
        return Finding(Verdict.BAD, Phrase("doctor.teams_no_sign_in", {"url": keys.login_url}))
    return Finding(Verdict.GOOD, Phrase("doctor.teams_password"))


async def _place(calls: TeamsCalls, name: str, way: Reference | None) -> Finding:
    """Whether a channel can be reached: who is in it is asked for, as little of it as can be."""
    if way is None:
        return Finding(Verdict.BAD, Phrase("doctor.teams_channel_no_way", {"channel": name}))
    try:
        await calls.members(way.service_url, way.conversation, most=1)
    except Permanent as wrong:
        return Finding(Verdict.BAD, Phrase("doctor.teams_channel_bad", {"channel": name, "why": wrong.reason}))
    except (NotPosted, Unknown):
        return Finding(Verdict.WARN, Phrase("doctor.teams_channel_unsure", {"channel": name}))
    return Finding(Verdict.GOOD, Phrase("doctor.teams_channel", {"channel": name}))


async def _door(session: aiohttp.ClientSession, public_url: str) -> AsyncIterator[Finding]:
    """Whether our own door is where Teams knocks, and stays shut to whoever has no token."""
    if not public_url:
        yield Finding(Verdict.BAD, Phrase("doctor.teams_no_address"))
        return
    url = f"{public_url.rstrip('/')}{ENDPOINT}"
    if not url.casefold().startswith("https://"):
        yield Finding(Verdict.BAD, Phrase("doctor.teams_no_https", {"url": public_url}))
    try:
        async with session.post(url, json={}, allow_redirects=False) as answer:
            status = answer.status
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as wrong:
        yield Finding(Verdict.WARN, Phrase("doctor.teams_door_unseen", {"url": url, "why": type(wrong).__name__}))
        return
    if status == 401:
        yield Finding(Verdict.GOOD, Phrase("doctor.teams_door", {"url": url}))
    elif 200 <= status < 300:
        yield Finding(Verdict.BAD, Phrase("doctor.teams_door_open", {"url": url}))
    else:
        yield Finding(Verdict.BAD, Phrase("doctor.teams_door_wrong", {"url": url, "status": str(status)}))
