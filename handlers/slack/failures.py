"""Sorts what can go wrong with a call: certainly nothing happened, perhaps something did, or it never will.

The words are the Web API's own (https://docs.slack.dev/reference/methods/chat.postMessage lists most of them).
"""

from collections.abc import Mapping
from datetime import datetime

from bot.ports import NotPosted, Permanent, Shut
from bot.retry import UNSAID, retry_after
from handlers.outbound import Trouble, broken

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


class TooMany(NotPosted):
    """Slack wants calls of this kind to stop in the workspace, for `retry_after` seconds."""


def of_word(word: str, headers: Mapping[str, str], now: datetime, *, posts: bool) -> Trouble:
    """What an `{"ok": false, "error": word}` means; a word that is new to us is final."""
    if word in BUSY:
        return TooMany(retry_after(headers, now), everywhere=True)
    if word in LATER:
        return NotPosted(UNSAID)
    if word in PERHAPS:
        return broken(posts)
    if word in SHUT_OUT:
        return Shut(word)
    return Permanent(word, paused_for=PLACES.get(word, ""), gone=word == "message_not_found")


def of_status(status: int, headers: Mapping[str, str], now: datetime, *, posts: bool) -> Trouble:
    """What an answer means that is not the API speaking: a rate limit, a gateway's page, half of a JSON text."""
    if status == 429:
        return TooMany(retry_after(headers, now), everywhere=True)
    if 400 <= status < 500 and status != 408:
        return NotPosted(UNSAID)
    return broken(posts)
