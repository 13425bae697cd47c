"""Keeps a schedule's wall time on everybody's own clock: when its round opens, and what waits until when."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from bot.domain.cadence import Cadence
from bot.domain.channels import ChannelKind
from bot.domain.local_time import Zones, opens_at, usual_zone
from bot.ids import AccountId
from storage import channels, members, people
from storage.database import Work


async def zones_of(work: Work, cadence: Cadence) -> Zones:
    """Whose clock counts where: the zone most of a company's people have, and everybody's own.

    Of a company whose people's zones nobody knows, and in rooms that several share, it is the schedule's zone, which is
    the board's unless another was named.
    """
    seats = await members.of_board(work, cadence.board_id)
    named = {person.id: person.zone for person in await people.all(work)}
    by_account: dict[AccountId, list[str]] = defaultdict(list)
    for seat in seats:
        by_account[seat.account_id].append(named.get(seat.person_id, ""))
    found = {
        channel.id: usual_zone(by_account[channel.account_id] if channel.account_id else (), cadence.zone)
        for channel in await channels.of_board(work, cadence.board_id)
        if channel.kind in (ChannelKind.CUSTOMER, ChannelKind.SHARED_ROOM)
    }
    return Zones(
        board=cadence.zone,
        channels=found,
        people={seat.person_id: usual_zone([named.get(seat.person_id, "")], "") for seat in seats},
    )


async def waits_for(work: Work, cadence: Cadence, slot: datetime | None) -> tuple[datetime | None, datetime | None]:
    """When a schedule falls due for `slot`, and the slot itself where that is another instant.

    Somebody who joins later, further east than all others, is asked late once: it is settled one slot ahead.
    """
    if slot is None or not cadence.local:
        return slot, None
    zones = await zones_of(work, cadence)
    first = opens_at(cadence, slot, set(zones.channels.values()) or {zones.board})
    return first, slot if first != slot else None


async def timed(work: Work, cadence: Cadence) -> Cadence:
    """The schedule, falling due when the first clock shows its next time."""
    due, slot = await waits_for(work, cadence, cadence.slot)
    return replace(cadence, next_due_at=due, next_slot=slot)
