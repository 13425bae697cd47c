"""One message to one place: posted once, found again after a crash, drawn anew when its subject changes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.domain.channels import Place
from bot.ids import ChannelId, DeliveryKey, OrganisationId, PersonId, Token

LEASE = timedelta(seconds=30)
"""A message that has been `sending` for longer than this is looked for before it is posted again."""
SEND_WITHIN = LEASE / 2
"""A message whose call has not begun by then is handed back, so that its call has ended when the lease has."""
CLOCK_SKEW = timedelta(seconds=60)
MOST_ATTEMPTS = 6
GIVEN_UP = "too_many_attempts"
"""Our own word for a message that broke off as often as that."""
FIRST_WAIT = timedelta(seconds=5)
SPREAD = 0.25
"""Part of a wait by which it may be longer: what broke together does not come back at one instant."""


class Kind(StrEnum):
    """What a message is about."""

    ASK = "ask"
    REMIND = "remind"
    RESULTS = "results"
    DIGEST = "digest"
    LOOP = "loop"
    NUDGE = "nudge"
    NOTICE = "notice"
    """Something the product team should know: a round skipped after downtime, a place that cannot be reached."""


class State(StrEnum):
    """How far a message has come."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Perhaps posted, and the place does not let us look: a person decides."""
    DROPPED = "dropped"
    """Its round was cancelled before it went out, or another message stands in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message of one subject to one channel, or privately to one person in it.

    `key` spells subject, kind and target and is the primary key: making the row twice is a no-op.
    """

    key: DeliveryKey
    organisation_id: OrganisationId
    kind: Kind
    subject_id: str
    """The id of the round, digest or decision it speaks of."""
    channel_id: ChannelId
    person_id: PersonId | None
    """Set when only this person sees it."""
    place: Place
    lane: str
    state: State = State.PENDING
    attempt: int = 0
    not_before: datetime
    started_at: datetime | None = None
    first_started_at: datetime | None = None
    token: Token
    """Travels inside the message; by it a posted message is recognised."""
    ref: str = ""
    """How the platform names the posted message."""
    drawn_version: int = 0
    failure: str = ""
    """Why it failed for good, in the platform's own word."""
    under: DeliveryKey | None = None
    """The message in whose thread it stands; it waits until that one is posted."""


def key_of(kind: Kind, subject_id: str, target: str) -> DeliveryKey:
    """The primary key of the message of this kind about this subject to this target."""
    return DeliveryKey(f"{kind.value}:{subject_id}:{target}")


def claimed(delivery: Delivery, now: datetime) -> Delivery:
    """The message as it must be on disk *before* it is posted."""
    return replace(
        delivery,
        state=State.SENDING,
        attempt=delivery.attempt + 1,
        started_at=now,
        first_started_at=delivery.first_started_at or now,
    )


def stale(delivery: Delivery, now: datetime) -> bool:
    """True when whoever was posting it must be gone; a start in the future is a clock that was set back."""
    if delivery.state is not State.SENDING or delivery.started_at is None:
        return False
    return delivery.started_at + LEASE <= now or delivery.started_at > now + CLOCK_SKEW


def sent(delivery: Delivery, ref: str, version: int) -> Delivery:
    """The message once it stands in the channel, showing its subject at `version`."""
    return replace(delivery, state=State.SENT, ref=ref, drawn_version=version, failure="")


def too_late(delivery: Delivery, now: datetime) -> bool:
    """True when a sender that was held up must not post any more: its successor may be looking already."""
    return delivery.started_at is None or now >= delivery.started_at + SEND_WITHIN


def handed_back(delivery: Delivery) -> Delivery:
    """The claimed message for which no call was made; it does not count as a try."""
    return replace(delivery, state=State.PENDING, attempt=delivery.attempt - 1, started_at=None, first_started_at=None)


def beneath(delivery: Delivery, token: Token) -> Delivery:
    """The message that stands in the thread of `delivery`, made together with it and waiting for it."""
    return replace(
        delivery,
        key=DeliveryKey(f"{delivery.key}:more"),
        state=State.PENDING,
        attempt=0,
        started_at=None,
        first_started_at=None,
        token=token,
        ref="",
        drawn_version=0,
        failure="",
        under=delivery.key,
    )


def put_off(delivery: Delivery, now: datetime, retry_after: float | None) -> Delivery:
    """The message that was certainly not posted, to be tried again later, or given up after six tries.

    A try that the platform itself put off (`retry_after` seconds) is none of the six.
    """
    if retry_after is None and delivery.attempt >= MOST_ATTEMPTS:
        return failed(delivery, GIVEN_UP)
    if retry_after is not None:
        return replace(handed_back(delivery), not_before=now + timedelta(seconds=retry_after))
    wait = FIRST_WAIT * 2 ** (delivery.attempt - 1) * (1 + SPREAD * _chance(delivery))
    return replace(delivery, state=State.PENDING, not_before=now + wait, started_at=None, first_started_at=None)


def _chance(delivery: Delivery) -> float:
    """A number below 1 that is as good as random, and for the same try of the same message always the same."""
    return int.from_bytes(sha256(f"{delivery.token}:{delivery.attempt}".encode()).digest()[:4]) / 2**32


def failed(delivery: Delivery, reason: str) -> Delivery:
    """The message that will never arrive."""
    return replace(delivery, state=State.FAILED, failure=reason)


def is_given_up(delivery: Delivery) -> bool:
    """True for a message that broke off as often as we try, and certainly never arrived."""
    return delivery.state is State.FAILED and delivery.failure == GIVEN_UP and not delivery.ref


def once_more(delivery: Delivery, now: datetime) -> Delivery:
    """A message that was given up, to be tried from the beginning."""
    return replace(
        delivery, state=State.PENDING, attempt=0, not_before=now, started_at=None, first_started_at=None, failure=""
    )


def in_doubt(delivery: Delivery) -> Delivery:
    """The message that may have been posted, where nobody lets us look."""
    return replace(delivery, state=State.UNKNOWN)
