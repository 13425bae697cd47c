"""The short way to the database, for what a crowd does: a whole transaction at once, without the database library.

To take a connection from the library's pool, to begin and to end a transaction there costs more than all that a group
of presses reads or writes in it. Here each of the two directions has a connection of its own that stays open.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from bot.ids import OrganisationId
from storage.direct import Direct

T = TypeVar("T")
Deed = Callable[[Direct], Coroutine[Any, Any, T]]
"""What is done in the transaction; it may wait for the database, and for nothing else."""


class ShortWay(Protocol):
    """One transaction at a time in each direction, each of one organisation. Belongs to one event loop."""

    async def read(self, organisation_id: OrganisationId, deed: Deed[T], *, at_once: bool = False) -> T:
        """What `deed` finds, all at one instant. Refusal where the database is at fault.

        `at_once` says that it takes one statement, which sees one instant without a transaction around it.
        """
        ...

    async def write(
        self,
        organisation_id: OrganisationId,
        deed: Deed[T],
        sure: Callable[[], None],
        *,
        at_once: Deed[T] | None = None,
    ) -> T:
        """What comes of `deed`; once this returns it is on disk.

        `sure` is asked at the last moment, and raises where it is not wanted any more: then nothing is changed, nor
        when anything else is raised or the caller is cancelled before the commit. `at_once` does the same with one
        statement that changes anything, and may be done twice; it is for where each statement is a round trip, and is
        left where it would have to wait for somebody else: then `deed` waits.
        """
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
