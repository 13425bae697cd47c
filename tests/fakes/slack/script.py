"""What shall go wrong at Slack, and when: the vendor's own words for it, methods it lacks, rights it refuses."""

from collections.abc import Callable

from tests.fakes import script
from tests.fakes.script import Fault, Line
from tests.fakes.slack.recorder import Call

Where = Callable[[Call], bool]
"""Which calls a fault is meant for."""
CUT_JSON = '{"ok":true,"channel":"C0123'


class Script(script.Script[Call]):
    """What shall go wrong; kinds of calls are the Web API's methods."""

    def __init__(self) -> None:
        super().__init__()
        self.ignores_metadata = False
        self.missing: set[str] = set()
        self.refused_scopes: set[str] = set()
        self.history_unreadable: str | None = None

    def refuse(
        self, method: str, error: str, *, nth: int = 1, times: int | None = 1, where: Where | None = None
    ) -> Line[Call]:
        """HTTP 200 with an error word; `ratelimited` and its kin are said this way too."""
        return self.play(method, Fault(error=error), nth=nth, times=times, where=where)

    def too_many(
        self,
        method: str,
        retry_after: str | None = "1",
        *,
        nth: int = 1,
        times: int | None = 1,
        where: Where | None = None,
    ) -> Line[Call]:
        """HTTP 429; `retry_after` may be anything a header can hold, or None for no header at all."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        fault = Fault(error="ratelimited", status=429, headers=headers)
        return self.play(method, fault, nth=nth, times=times, where=where)

    def lose_method(self, method: str) -> None:
        """From now on the vendor does not know `method`."""
        self.missing.add(method)

    def refuse_scope(self, method: str) -> None:
        """From now on `method` lacks a scope, whatever the installation says."""
        self.refused_scopes.add(method)

    def clear(self) -> None:
        """Everything works again."""
        super().clear()
        self.ignores_metadata = False
        self.missing.clear()
        self.refused_scopes.clear()
        self.history_unreadable = None
