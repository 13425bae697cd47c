"""Rehearsals: an admin plays the whole loop alone, in an organisation that exists only for that and then is gone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.channels import Place
from bot.ids import BoardId, OrganisationId, PersonId, RehearsalId

LONGEST = timedelta(days=1)
"""A rehearsal that nobody ends is deleted after this long."""
AFTER_THE_PLAN = timedelta(minutes=10)
"""Once the last step is seen, this long is left to read it."""


class Step(StrEnum):
    """How far a rehearsal has come."""

    ASKED = "asked"
    """The poll stands in the admin's own chat."""
    CLOSED = "closed"
    """The poll is over, the digest is being written."""
    TOLD = "told"
    """The digest stands there."""
    PLANNED = "planned"
    """The admin has read what customers would read."""
    ENDED = "ended"
    """Being deleted; nothing more can be pressed."""
    GONE = "gone"
    """Deleted but for this line, which says that it took place."""


RUNNING = (Step.ASKED, Step.CLOSED, Step.TOLD, Step.PLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """One rehearsal; it belongs to the real organisation, what is played belongs to `stage_id`."""

    id: RehearsalId
    organisation_id: OrganisationId
    board_id: BoardId
    """The real board that is rehearsed for."""
    person_id: PersonId
    """The admin who rehearses."""
    stage_id: OrganisationId
    """The temporary organisation that holds everything that is played."""
    place: Place
    """The admin's own chat with the bot."""
    step: Step
    begun_at: datetime
    ends_at: datetime
    """When it is deleted at the latest."""

    @property
    def running(self) -> bool:
        """True until it is ended."""
        return self.step in RUNNING


def moved(rehearsal: Rehearsal, to: Step, now: datetime) -> Rehearsal:
    """The rehearsal one step further; it never goes back."""
    order = list(Step)
    if order.index(to) <= order.index(rehearsal.step):
        return rehearsal
    ends_at = min(rehearsal.ends_at, now + AFTER_THE_PLAN) if to is Step.PLANNED else rehearsal.ends_at
    return replace(rehearsal, step=to, ends_at=ends_at)


def over(rehearsal: Rehearsal, now: datetime) -> bool:
    """True when it is to be deleted now."""
    return rehearsal.step is Step.ENDED or (rehearsal.running and rehearsal.ends_at <= now)
