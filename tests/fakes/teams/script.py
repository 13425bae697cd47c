"""What shall go wrong, and when: errors, odd answers, delays and cut connections for chosen calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.fakes.teams.recorder import Call
from tests.fakes.teams.refusals import error
from tests.fakes.teams.wire import encoded

Where = Callable[[Call], bool]
"""Which calls a fault is meant for."""

HTML_PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(slots=True, kw_only=True)
class Fault:
    """One way in which a call goes wrong; `after` = only after the call has had its effect."""

    code: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    content_type: str = "application/json"
    delay: float = 0.0
    drip: float = 0.0
    reset: bool = False
    after: bool = False

    @property
    def answers(self) -> bool:
        """Whether it takes the place of the real answer; a mere delay does not."""
        return self.status != 0 or self.reset


@dataclass(slots=True)
class Line:
    """A fault, for which kind of call, from which one on, and for how many (None = for ever)."""

    kind: str
    fault: Fault
    nth: int = 1
    times: int | None = 1
    where: Where | None = None
    seen: int = 0

    def meets(self, call: Call) -> bool:
        """Whether this call is one it is meant for; counts as it is asked."""
        if self.kind not in ("*", call.kind) or (self.where is not None and not self.where(call)):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


class Script:
    """The list of faults to come; the first line that meets a call is played."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def play(self, kind: str, fault: Fault, *, nth: int = 1, times: int | None = 1, where: Where | None = None) -> Line:
        """Let `fault` happen to calls of a kind ("*": all), from the nth on, for `times` calls."""
        line = Line(kind, fault, nth, times, where)
        self.lines.append(line)
        return line

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
    ) -> Line:
        """An error as the vendor words it: 412 PreconditionFailed, 502 ServiceError, 403 BotDisabledByAdmin…"""
        fault = Fault(code=code, status=status, body=encoded(error(code)), after=after)
        return self.play(kind, fault, nth=nth, times=times, where=where)

    def too_many(self, kind: str, retry_after: str | None = "1", *, nth: int = 1, times: int | None = 1) -> Line:
        """HTTP 429; `retry_after` may be anything a header can hold, or None for no header at all."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        body = encoded(error("Throttled", "API calls quota exceeded"))
        return self.play(kind, Fault(code="Throttled", status=429, headers=headers, body=body), nth=nth, times=times)

    def http(
        self,
        kind: str,
        status: int,
        body: str = HTML_PAGE,
        content_type: str = "text/html",
        *,
        nth: int = 1,
        times: int | None = 1,
        after: bool = False,
    ) -> Line:
        """An answer that is not the vendor's API speaking: a gateway's page, cut JSON, nothing."""
        fault = Fault(status=status, body=body, content_type=content_type, after=after)
        return self.play(kind, fault, nth=nth, times=times)

    def reset(self, kind: str, *, after: bool = False, nth: int = 1, times: int | None = 1) -> Line:
        """Cut the connection, before anything happened or `after` it did: the caller cannot tell which."""
        return self.play(kind, Fault(reset=True, after=after), nth=nth, times=times)

    def delay(self, kind: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> Line:
        """The effect at once, the answer late (in real seconds)."""
        return self.play(kind, Fault(delay=seconds, after=True), nth=nth, times=times)

    def drip(self, kind: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> Line:
        """The effect at once, the answer byte by byte over that long."""
        return self.play(kind, Fault(drip=seconds, after=True), nth=nth, times=times)

    def met(self, call: Call) -> Fault | None:
        """The fault that happens to this call."""
        return next((line.fault for line in list(self.lines) if line.meets(call)), None)

    def clear(self) -> None:
        """Everything works again."""
        self.lines.clear()
