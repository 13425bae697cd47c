"""Tells a program of the operator's own about suggestions: signed JSON that it can check, and tell from a repeat."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

import orjson

from bot.clock import Clock
from bot.domain import briefs
from bot.domain.handoffs import Handoff, Issue
from bot.ports import Parcel, Permanent
from handlers.outside import Outside, checked, trouble_in

REPLAY_WINDOW = 300
"""Seconds; a receiver should refuse a timestamp that is further from its own clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Implements `IssueTracker`: the receiver tells a repetition by its `Idempotency-Key`."""

    outside: Outside
    clock: Clock
    url: str
    secret: str

    async def find(self, parcel: Parcel) -> Issue | None:
        """Nothing: a receiver that has it drops the second one of its own accord."""
        return None

    async def send(self, parcel: Parcel) -> Issue:
        """Post it; any 2xx is a receipt."""
        body = orjson.dumps(payload(parcel, briefs.spelt(self.clock.now())))
        at = str(int(self.clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.handoff.id,
            "Cab-Timestamp": at,
            "Cab-Signature": f"v1={signature(self.secret, at, body)}",
        }
        answer = await self.outside.call("POST", self.url, headers=headers, body=body, posts=True)
        trouble = trouble_in(answer, self.clock.now(), posts=True)
        if trouble is not None:
            raise trouble
        if not 200 <= answer.status < 300:
            raise Permanent(f"http_{answer.status}")
        return Issue(ref="")

    async def check(self) -> str:
        """The host; nothing is sent there to try it."""
        checked(self.url, self.outside.private)
        return urlsplit(self.url).hostname or ""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def payload(parcel: Parcel, sent_at: str) -> dict[str, object]:
    """What the receiver reads."""
    handoff: Handoff = parcel.handoff
    return {
        "version": briefs.VERSION,
        "event": "suggestion.handed_off" if handoff.number == 0 else "suggestion.changed",
        "id": handoff.id,
        "sequence": handoff.number,
        "state": handoff.says.value,
        "sent_at": sent_at,
        "suggestion": briefs.as_json(parcel.brief),
    }
