"""Chooses where presses are looked up and stored: in this process, or amid a crowd in the scribe's."""

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from typing import TypeVar

from sqlalchemy.engine import Dialect

from bot.ids import OrganisationId
from storage.crowd import CROWD
from storage.faults import busy
from storage.group import CallerGone, Outcomes, store_group
from storage.kept import Kept
from storage.scribe import Apart, Broken, Gone, Scribe, Told
from storage.short_way import Deed, ShortWay
from storage.short_way_sqlite import Alone
from storage.taps import Outcome
from storage.urls import Target

T = TypeVar("T")


class Crowds:
    """The short way to one database, and the scribe that goes it in our stead where crowds are expected."""

    def __init__(self, target: Target, dialect: Dialect, short: ShortWay, alone: Alone) -> None:
        self._target = target
        self._dialect = dialect
        self._short = short
        self._alone = alone if target.path is not None else nullcontext
        self.scribe: Scribe | None = None

    def expect(self, of: int = CROWD) -> None:
        """From now on have a scribe when `of` answers come in a second."""
        self.scribe = Scribe(self._target.url.render_as_string(hide_password=False), crowd=of)

    async def close(self) -> None:
        """Let go of the scribe, and of the connections."""
        if self.scribe is not None:
            await self.scribe.close()
        await self._short.close()

    async def read(self, organisation_id: OrganisationId, deed: Deed[T], *, at_once: bool = False) -> T:
        """What `deed` finds; see `ShortWay.read`."""
        if at_once and self.scribe is not None and self.scribe.is_there:
            with suppress(Gone, Broken):
                return await deed(Apart(organisation_id, self._dialect, self.scribe))
        return await self._short.read(organisation_id, deed, at_once=at_once)

    async def store(self, organisation_id: OrganisationId, taps: Sequence[Kept], told: Told, until: float) -> Outcomes:
        """What became of each of `taps`; those that are stored are on disk once this returns.

        CallerGone, and nothing is stored, where one of those who wait was `told` something meanwhile, or after the
        instant `until` by `time.monotonic`, when the first of them will be.
        """

        def sure() -> None:
            if any(each.done() for each in told):
                raise CallerGone

        scribe = self.scribe
        if scribe is None:
            return await store_group(self._short, organisation_id, taps, sure)
        scribe.count(len(taps))
        outcomes: Sequence[Outcome | None] = [None] * len(taps)
        if scribe.is_there:
            outcomes = await self._store_apart(scribe, organisation_id, taps, told, until)
        rest = [tap for tap, outcome in zip(taps, outcomes, strict=True) if outcome is None]
        made = iter(await store_group(self._short, organisation_id, rest, sure) if rest else ())
        return [next(made) if outcome is None else outcome for outcome in outcomes]

    async def _store_apart(
        self, scribe: Scribe, organisation_id: OrganisationId, taps: Sequence[Kept], told: Told, until: float
    ) -> Sequence[Outcome | None]:
        """What became of each of them there; None for those that are to be stored here."""
        try:
            async with self._alone():
                return await scribe.store(organisation_id, taps, told, until)
        except Broken:
            pass
        except Gone as gone:
            # An answer under a name may be stored twice, which is once. An anonymous one would not be known again: it
            # would be told that there is one already.
            if any(tap.participation is not None for tap in taps):
                raise busy() from gone
        return [None] * len(taps)
