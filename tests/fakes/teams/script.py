"""What shall go wrong in Teams, and when: errors as the vendor words them."""

from collections.abc import Callable

from tests.fakes import script
from tests.fakes.objects import encoded
from tests.fakes.script import Fault, Line
from tests.fakes.teams.recorder import Call
from tests.fakes.teams.refusals import error

Where = Callable[[Call], bool]
"""Which calls a fault is meant for."""


class Script(script.Script[Call]):
    """What shall go wrong; for kinds of calls see `Call`."""

    def refuse(
        self,
        kind: str,
        status: int,
        code: str = "ServiceError",
        *,
        nth: int = 1,
        times: int | None = 1,
        after: bool = False,
        where: Where | None = None,
    ) -> Line[Call]:
        """An error as the vendor words it: 412 PreconditionFailed, 502 ServiceError, 403 BotDisabledByAdmin…"""
        fault = Fault(error=code, status=status, body=encoded(error(code)), after=after)
        return self.play(kind, fault, nth=nth, times=times, where=where)

    def too_many(self, kind: str, retry_after: str | None = "1", *, nth: int = 1, times: int | None = 1) -> Line[Call]:
        """HTTP 429; `retry_after` may be anything a header can hold, or None for no header at all."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        body = encoded(error("Throttled", "API calls quota exceeded"))
        return self.play(kind, Fault(error="Throttled", status=429, headers=headers, body=body), nth=nth, times=times)
