"""Stores one group of taps of one organisation, on whichever database, in one transaction."""

from collections.abc import Callable, Sequence

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.at_once import fits
from storage.direct import Direct
from storage.faults import is_deadlock
from storage.kept import Kept
from storage.short_way import ShortWay
from storage.taps import Outcome, store, store_at_once

Outcomes = Sequence[Outcome | Exception]


class CallerGone(Exception):
    """Somebody in the group was told meanwhile that it could not be stored: so it must not be."""


async def store_group(
    short: ShortWay, organisation_id: OrganisationId, taps: Sequence[Kept], sure: Callable[[], None]
) -> Outcomes:
    """What became of each; once this returns, those that are stored are on disk.

    `sure` is asked at the last moment, as in `ShortWay.write`.
    """

    async def whole(work: Direct) -> Outcomes:
        return await store(work, taps)

    async def at_once(work: Direct) -> Outcomes:
        return await store_at_once(work, taps)

    async def once() -> Outcomes:
        return await short.write(organisation_id, whole, sure, at_once=at_once if fits(taps) else None)

    try:
        return await once()
    except Refusal as refusal:
        if not is_deadlock(refusal):
            raise
        return await once()
