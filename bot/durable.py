"""What the product asks of the engine that runs its background work: do this once, even if the process dies halfway."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Work = Callable[[str], Awaitable[None]]
"""One kind of work: takes one key (an id of ours, never a text or anything personal) and does what the row asks for.

It may run more than once for the same key (a process that died is continued from the beginning of the work), so it
must be idempotent: look at the row, do nothing unless the row still says so.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Work that was asked for and has not ended."""

    id: str
    kind: str
    key: str
    lane: str | None
    executor: str | None
    """The process that took it, or None while it waits."""


class Queue(Protocol):
    """Runs work once per id, across crashes and restarts."""

    def register(self, kind: str, work: Work) -> None:
        """Say what a kind of work does; every kind is registered before the start."""
        ...

    @property
    def is_running(self) -> bool:
        """Whether work can be handed in here: a process that only hears leaves the queue to others."""
        ...

    async def enqueue(self, work_id: str, kind: str, key: str, *, lane: str | None = None) -> None:
        """Ask for work; when this returns it is on disk and will be done.

        `work_id` makes it happen once: an id that was ever used before, whether its work waits, runs, ended well or
        ended in an error, is silently ignored. What must be able to run again gets a new id (an attempt number, a
        due time). Works of one `lane` run one at a time, oldest first (those of the same second in the order of their
        ids); lanes run side by side. Without a lane, up to 64 works run at once in each process, 8 on a file.

        Ids, keys and lanes are ASCII letters, digits and `. : _ + | / = ~ -`, at most 300 characters: enough for an
        id, too little for a sentence or an address. Anything else raises ValueError; an unregistered kind LookupError.
        """
        ...

    async def cancel(self, work_id: str) -> None:
        """Take back work that waits. Work that already runs is left to finish; unknown ids are ignored."""
        ...

    async def pending(self, executor: str | None = None) -> Sequence[Pending]:
        """What waits or runs, oldest first; with `executor`, only what that process took and did not end."""
        ...

    async def resume(self, work_id: str) -> None:
        """Start work again that a dead process left behind, or that was cancelled or given up.

        Call it for another process's work only once that process is certainly dead: a live one would run beside it.
        Work that ended, well or in an error, stays ended. An unknown id raises LookupError.
        """
        ...


class DurableQueue(Queue, Protocol):
    """A queue together with its life: whoever assembles the product starts it, waits for it and stops it."""

    async def start(self) -> None:
        """Begin to work on the running event loop, first on what a crash of this process left unfinished."""
        ...

    async def stop(self, grace: float = 10.0) -> None:
        """Take no more work, let what runs finish for `grace` seconds, cut off the rest (the next start redoes it)."""
        ...

    async def idle(self) -> None:
        """Return once nothing waits and nothing runs, in any process; work that work asked for counts."""
        ...

    async def sweep(self, older_than: datetime) -> int:
        """Forget ended work asked for before that instant, and how many; a forgotten id could run again."""
        ...
