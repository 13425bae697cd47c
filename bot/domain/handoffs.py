"""One message about a suggestion to a tracker: there once, looked for after a crash, given up after six tries."""

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from bot.domain.suggestions import State
from bot.ids import HandoffId, Ids, OrganisationId, SuggestionId

LEASE = timedelta(seconds=60)
"""A message that went out and whose fate is unknown is looked for after this long: some searches lag behind."""
MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=30)
LONGER_EACH_TIME = 4.0
LONGEST_WAIT = timedelta(hours=4)
"""More than any try is put off; what is due later than that was noted on a clock that has been set back since."""
SPREAD = 0.25
"""Part of a wait by which it may be longer: what broke together does not come back at one instant."""
NO_ANSWER = "no_answer"
"""Our own word for a message whose fate could not be found out."""


class Tracker(StrEnum):
    """Where suggestions are handed to."""

    WEBHOOK = "webhook"
    JIRA = "jira"
    LINEAR = "linear"


class Step(StrEnum):
    """How far a message to a tracker has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One message to one tracker about one suggestion: number 0 opens the issue, the others tell what changed."""

    id: HandoffId
    """Also our key over there: by it the tracker, or we, find out that it has the message already."""
    organisation_id: OrganisationId
    suggestion_id: SuggestionId
    tracker: Tracker
    number: int
    says: State
    """The suggestion's state that it tells of."""
    step: Step = Step.WAITING
    attempt: int = 0
    due_at: datetime | None
    """When it is to be tried, or looked for; None while it waits for the one before it, and once it has ended."""
    tried_at: datetime | None = None
    """When it last went out, so that it is looked for before it goes out again."""
    ref: str = ""
    """What the tracker calls the issue, e.g. `CAB-12`."""
    url: str = ""
    """Where people open it; empty where there is no such page."""
    failure: str = ""
    """Why it did not arrive, in the tracker's own word."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What stands in a tracker."""

    ref: str
    url: str = ""


def first(
    ids: Ids, owner: OrganisationId, about: SuggestionId, tracker: Tracker, says: State, now: datetime
) -> Handoff:
    """The message that opens the issue; making it twice makes the same."""
    return Handoff(
        id=handoff_id(ids, about, tracker, 0),
        organisation_id=owner,
        suggestion_id=about,
        tracker=tracker,
        number=0,
        says=says,
        due_at=now,
        made_at=now,
    )


def following(ids: Ids, last: Handoff, says: State, now: datetime) -> Handoff:
    """The message that tells of a change, to go out behind `last`."""
    return Handoff(
        id=handoff_id(ids, last.suggestion_id, last.tracker, last.number + 1),
        organisation_id=last.organisation_id,
        suggestion_id=last.suggestion_id,
        tracker=last.tracker,
        number=last.number + 1,
        says=says,
        due_at=now if last.step is Step.SENT else None,
        made_at=now,
    )


def handoff_id(ids: Ids, about: SuggestionId, tracker: Tracker, number: int) -> HandoffId:
    """The id of the message of this number about that suggestion to this tracker."""
    return HandoffId(ids.of("handoff", about, tracker.value, str(number)))


def may_claim(one: Handoff, now: datetime) -> bool:
    """True when it is to be tried now; also where a clock that was set back left it far in the future."""
    if one.due_at is None:
        return False
    return one.due_at <= now or one.due_at > now + LONGEST_WAIT


def claimed(one: Handoff, now: datetime) -> Handoff:
    """As it must be on disk before it goes out."""
    return replace(one, step=Step.SENDING, attempt=one.attempt + 1, due_at=now + LEASE, tried_at=now)


def spent(one: Handoff) -> bool:
    """True when it went out as often as it may: it is only looked for any more."""
    return one.attempt >= MOST_TRIES


def arrived(one: Handoff, issue: Issue) -> Handoff:
    """It stands in the tracker."""
    return replace(one, step=Step.SENT, due_at=None, ref=issue.ref, url=issue.url, failure="")


def put_off(one: Handoff, now: datetime, retry_after: float | None, reason: str = NO_ANSWER) -> Handoff:
    """It certainly did not arrive: to be tried later, or given up after six tries."""
    if spent(one):
        return given_up(one, reason)
    later = min(max(_wait(one), timedelta(seconds=retry_after or 0)), LONGEST_WAIT)
    return replace(one, step=Step.WAITING, due_at=now + later, failure=reason)


def in_doubt(one: Handoff, now: datetime) -> Handoff:
    """Nobody knows whether it arrived: it is looked for before it is tried again."""
    later = LEASE if spent(one) else min(max(_wait(one), LEASE), LONGEST_WAIT)
    return replace(one, due_at=now + later, failure=NO_ANSWER)


def given_up(one: Handoff, reason: str) -> Handoff:
    """Nobody tries any more until somebody says so."""
    return replace(one, step=Step.GIVEN_UP, due_at=None, failure=reason)


def once_more(one: Handoff, now: datetime) -> Handoff:
    """What was given up, to be tried from the beginning; not before a search over there would show the last try."""
    soonest = now if one.tried_at is None else max(now, one.tried_at + LEASE)
    return replace(one, step=Step.WAITING, attempt=0, due_at=soonest)


def label(one: Handoff, suggestion_label: str) -> str:
    """Our key as a label that people may read too, e.g. `cab-S7-…`."""
    return f"cab-{suggestion_label}-{one.id}"


def uuid_of(one: Handoff) -> str:
    """Our key as a UUID of version 4, for trackers that let the client name what it makes."""
    return str(UUID(bytes=sha256(one.id.encode()).digest()[:16], version=4))


_ISSUE = re.compile(r"[A-Z][A-Z0-9_]{0,30}-\d{1,12}")


def is_ref(text: str) -> bool:
    """True for what trackers call an issue, e.g. `CAB-12`: it is shown, and stands in an address."""
    return _ISSUE.fullmatch(text) is not None


def _wait(one: Handoff) -> timedelta:
    longer = math.pow(LONGER_EACH_TIME, max(one.attempt - 1, 0))
    return FIRST_WAIT * longer * (1 + SPREAD * _chance(one))


def _chance(one: Handoff) -> float:
    """A number below 1 that is as good as random, and for the same try of the same message always the same."""
    return int.from_bytes(sha256(f"{one.id}:{one.attempt}".encode()).digest()[:4]) / 2**32
