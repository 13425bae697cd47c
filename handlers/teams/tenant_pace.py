"""Counts what is asked of each tenant, so that messages wait for their share and people's look-ups go first.

The vendor counts every call of an app in a tenant, whatever it is for. Each process counts its own calls: what others
ask for meanwhile comes out of the difference between `MOST` and the vendor's fifty.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ports import NotPosted

MOST = 40
"""Calls in a second in one tenant; of the fifty that the vendor allows some are left for other processes.
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""
WITHIN = timedelta(seconds=1)
LEISURE = 20
"""With fewer calls in the last second there is room for what a message can do without."""
WAITED_FOR = timedelta(seconds=3)
"""How long a message waits for its share before it is put off, much less than a lane has for one."""
HELD_UP = timedelta(seconds=0.5)
"""How long a call waits that somebody waits for; after that it is made all the same."""
NO_TIME = timedelta(0)
PUT_OFF = 1.0
"""Seconds until a message is tried again that found no room."""


class TenantPace:
    """The calls that were made within the last second, tenant by tenant. Belongs to one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tenants: dict[str, _Tenant] = {}

    def is_leisurely(self, lane: str) -> bool:
        """True while little is asked of a tenant."""
        now = self._clock.now()
        return sum(now - at < WITHIN for at in self._of(lane).made) < LEISURE

    @asynccontextmanager
    async def call(self, lane: str, *, patient: bool) -> AsyncIterator[None]:
        """Make one call in here, as soon as the tenant has room for it.

        Patient calls wait in line, and raise NotPosted where it takes too long; the others go ahead of all of them.
        """
        tenant, since = self._of(lane), self._clock.now()
        if patient:
            async with tenant.line, tenant.gate:
                if not await self._room(tenant, since + WAITED_FOR):
                    raise NotPosted(PUT_OFF, everywhere=True)
                tenant.made.append(self._clock.now())
        elif self._wait(tenant) > HELD_UP:
            tenant.made.append(self._clock.now())
        else:
            async with tenant.gate:
                await self._room(tenant, since + HELD_UP)
                tenant.made.append(self._clock.now())
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        tenant.under_way.add(done)
        try:
            yield
        finally:
            tenant.under_way.discard(done)
            done.set_result(None)

    async def _room(self, tenant: "_Tenant", until: datetime) -> bool:
        """Wait until one more call fits in; False where that is later than `until`."""
        while wait := self._wait(tenant):
            if self._clock.now() + wait > until:
                return False
            await self._clock.catch_up(tuple(tenant.under_way))
            await self._clock.sleep(self._wait(tenant).total_seconds())
        return True

    def _wait(self, tenant: "_Tenant") -> timedelta:
        """How long until one more call fits in."""
        now, made = self._clock.now(), tenant.made
        if made and made[-1] > now:  # The clock was set back.
            made.clear()
        return max(made[0] + WITHIN - now, NO_TIME) if len(made) == MOST else NO_TIME

    def _of(self, lane: str) -> "_Tenant":
        return self._tenants.setdefault(lane, _Tenant())


@dataclass(slots=True)
class _Tenant:
    made: deque[datetime] = field(default_factory=lambda: deque(maxlen=MOST))
    """When the last calls were made."""
    under_way: set[asyncio.Future[object]] = field(default_factory=set)
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Patient calls stand here, one behind the other, so that only one of them is ever at the gate."""
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
