"""One process does the heavy arithmetic for all the bots that a test process opens one after the other.

A bot makes such a process when it first groups answers, and ends it when it ends itself: right for a server that runs
for weeks. Tests open a new bot every second, and spent a tenth of their time on loading the same libraries into yet
another process. Here a bot that ends leaves the process to the next one. What it computes depends on nothing but what
it is given; how a process that dies or hangs is replaced, `tests/faults/test_worker_kill.py` tests with real ones.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext

from bot.insights import worker


class _Lasting(ProcessPoolExecutor):
    """Ends with the test process, whoever lets go of it before."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing: the next bot goes on with it."""

    @property
    def well(self) -> bool:
        """Whether the next bot can go on with it."""
        return not self._broken and all(each.is_alive() for each in (self._processes or {}).values())


_kept: list[_Lasting] = []


def lasting(workers: int, *, mp_context: BaseContext, initializer: Callable[[], object]) -> ProcessPoolExecutor:
    """The process there is; a new one for the first to ask, and when it died."""
    if not _kept or not _kept[-1].well:
        _kept.append(_Lasting(workers, mp_context=mp_context, initializer=initializer))
    return _kept[-1]


def pytest_configure() -> None:
    """Before the first bot begins to think."""
    vars(worker).update(ProcessPoolExecutor=lasting)
