"""Stands in front of everything Slack sends: only what Slack itself has signed, just now and in its own shape, passes.

Nothing is parsed before the signature is checked, and nothing that is refused is ever written down. The check is the
vendor's own: HMAC-SHA256 over `v0:timestamp:raw body`
(https://docs.slack.dev/authentication/verifying-requests-from-slack).
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import structlog

from handlers.slack.shapes import fault_in
from handlers.slack.wire import read_form
from handlers.wire import Malformed, read_json

log = structlog.get_logger()
LARGEST = 1024 * 1024
"""Bytes. The vendor's largest payload is a dialog of 250 KB, form-encoded."""
SKEW = 300
"""Seconds that a signature is good for, in both directions."""
PIECE = 2047
"""Bytes hashed at a time: for one more the library lets other threads run meanwhile, and to get its turn back takes a
hundred times as long as the hash."""
STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
MOST_PARTS = 20_000
"""Objects and lists in what a form brings: many times those of the largest dialog, few enough to be read at once."""
TEXT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SPOKEN_AS_JSON = ("event_callback", "url_verification", "app_rate_limited")


@dataclass(frozen=True, slots=True)
class Refused:
    """Not let in; `why` is one word for the log and the tests, the caller is told the status alone."""

    status: int
    why: str


def guarded(
    headers: Mapping[str, str],
    body: bytes,
    *,
    signing_secret: str | Sequence[str],
    now: datetime,
    content_type: str = "",
) -> dict[str, Any] | Refused:
    """The payload, as Socket Mode would have handed it over; or why it is refused (400, 401 or 413).

    `headers` are looked up in lower case. Several secrets may be good at the same time, while one is being replaced.
    `content_type` stands in for the header of that name. Never raises, whatever is sent.
    """
    secrets = (signing_secret,) if isinstance(signing_secret, str) else tuple(signing_secret)
    if not secrets or not all(secrets):
        raise ValueError("without a signing secret everybody could speak for Slack")
    outcome = _judged(headers, body, secrets, now.timestamp(), content_type or headers.get("content-type", ""))
    if isinstance(outcome, Refused):
        log.warning("request refused", door="slack", status=outcome.status, why=outcome.why, size=len(body))
    return outcome


def _judged(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: float, content_type: str
) -> dict[str, Any] | Refused:
    if len(body) > LARGEST:
        return Refused(413, "too_large")
    stamp = headers.get("x-slack-request-timestamp", "")
    if not STAMP.fullmatch(stamp):
        return Refused(401, "bad_timestamp")
    if abs(now - int(stamp)) > SKEW:
        return Refused(401, "out_of_time")
    if not _signed(headers.get("x-slack-signature", ""), stamp, body, secrets):
        return Refused(401, "bad_signature")
    try:
        payload = _parsed(body, content_type.partition(";")[0].strip().lower())
    except Malformed as wrong:
        return Refused(400, wrong.why)
    fault = fault_in(payload)
    return Refused(400, fault) if fault else payload


def _signed(given: str, stamp: str, body: bytes, secrets: Sequence[str]) -> bool:
    """Compared as bytes and in constant time; what is no ASCII is no signature."""
    base = b"v0:" + stamp.encode() + b":" + body
    told = given.encode("utf-8", "replace")
    good = False
    for secret in secrets:
        made = _keyed(secret).copy()
        for at in range(0, len(base), PIECE):
            made.update(base[at : at + PIECE])
        good |= hmac.compare_digest(b"v0=" + made.hexdigest().encode(), told)
    return good


@lru_cache(maxsize=8)
def _keyed(secret: str) -> hmac.HMAC:
    """A signature that has been begun with the secret: to begin takes longer than to sign."""
    return hmac.new(secret.encode(), digestmod=sha256)


def _parsed(body: bytes, content_type: str) -> dict[str, Any]:
    if content_type == JSON:
        payload = read_json(body)
        if payload.get("type") not in SPOKEN_AS_JSON:
            raise Malformed("unknown_type")
        return payload
    if content_type != FORM:
        raise Malformed("content_type")
    form = read_form(body)
    if "payload" not in form:
        return dict(form)
    if _has_too_many_parts(form["payload"]):
        raise Malformed("too_many_parts")
    payload = read_json(form["payload"])
    if payload.get("type") in SPOKEN_AS_JSON or "command" in payload or "ssl_check" in payload:
        raise Malformed("unknown_type")
    return payload


def _has_too_many_parts(text: str) -> bool:
    """What somebody wrote may hold as many brackets as it likes."""
    if text.count("{") + text.count("[") <= MOST_PARTS:
        return False
    bare = TEXT.sub("", text)
    return bare.count("{") + bare.count("[") > MOST_PARTS
