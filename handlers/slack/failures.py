"""Sorts what can go wrong with a call: certainly nothing happened, perhaps something did, or it never will.

The words are the Web API's own (https://docs.slack.dev/reference/methods/chat.postMessage lists most of them).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.ports import NotPosted, Permanent, Shut, Unknown

SHORTEST, LONGEST = 1.0, 300.0
"""Seconds; what a server asks for outside these is taken for a mistake of its own."""
UNSAID = 30.0
"""Seconds to wait where the server asks to wait and does not say how long."""
OUT_OF_REACH = 10.0
"""Seconds until a server is tried again that could not be reached at all."""

BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
"""Said with HTTP 200 too."""
LATER = frozenset(
    {"external_channel_migrating", "team_added_to_org", "request_timeout", "token_expired", "accesslimited"}
)
PERHAPS = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack's own documents say of these that part of the work may have been done."""
SHUT_OUT = frozenset(
    {
        "account_inactive",
        "token_revoked",
        "invalid_auth",
        "not_authed",
        "not_installed",
        "not_allowed_token_type",
        "org_login_required",
        "team_access_not_granted",
        "two_factor_setup_required",
    }
)
PLACES = {
    "is_archived": "archived",
    "channel_not_found": "left",
    "not_in_channel": "left",
    "restricted_action": "restricted",
    "restricted_action_read_only_channel": "restricted",
    "restricted_action_thread_only_channel": "restricted",
    "restricted_action_non_threadable_channel": "restricted",
    "channel_is_limited_access": "restricted",
    "slack_connect_canvas_sharing_blocked": "restricted",
    "external_team_blocked": "severed",
}
"""Words that are about the whole channel, and why it is paused then."""

Trouble = NotPosted | Unknown | Permanent


def of_word(word: str, headers: Mapping[str, str], now: datetime, *, posts: bool) -> Trouble:
    """What an `{"ok": false, "error": word}` means; a word that is new to us is final."""
    if word in BUSY:
        return NotPosted(retry_after(headers, now), everywhere=True)
    if word in LATER:
        return NotPosted(UNSAID)
    if word in PERHAPS:
        return _broken(posts)
    if word in SHUT_OUT:
        return Shut(word)
    return Permanent(word, paused_for=PLACES.get(word, ""))


def of_status(status: int, headers: Mapping[str, str], now: datetime, *, posts: bool) -> Trouble:
    """What an answer means that is not the API speaking: a rate limit, a gateway's page, half of a JSON text."""
    if status == 429:
        return NotPosted(retry_after(headers, now), everywhere=True)
    if 400 <= status < 500 and status != 408:
        return NotPosted(UNSAID)
    return _broken(posts)


def of_line(error: Exception, *, posts: bool) -> Trouble:
    """What a connection means that could not be made, or that broke while we waited."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotPosted(OUT_OF_REACH, everywhere=True)
    return _broken(posts)


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """The seconds that a server asks us to wait, whatever it writes there, between `SHORTEST` and `LONGEST`."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    try:
        seconds = float(said)
    except ValueError:
        seconds = _until(said, now)
    if seconds != seconds:  # not a number, spelt "nan"
        seconds = UNSAID
    return min(max(seconds, SHORTEST), LONGEST)


def _until(said: str, now: datetime) -> float:
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return UNSAID
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp()


def _broken(posts: bool) -> NotPosted | Unknown:
    return Unknown() if posts else NotPosted(OUT_OF_REACH)
