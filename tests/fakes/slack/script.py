"""What shall go wrong, and when: errors, odd answers, delays and cut connections for chosen calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.fakes.slack.recorder import Call

Where = Callable[[Call], bool]
"""Which calls a fault is meant for."""

HTML_PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
CUT_JSON = '{"ok":true,"channel":"C0123'


@dataclass(slots=True, kw_only=True)
class Fault:
    """One way in which a call goes wrong; `after` = only after the call has had its effect."""

    error: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    content_type: str = "application/json"
    delay: float = 0.0
    drip: float = 0.0
    reset: bool = False
    after: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether it takes the place of the real answer; a mere delay does not."""
        return self.error is not None or self.body is not None or self.status != 200 or self.reset


@dataclass(slots=True)
class Line:
    """A fault, for which method, from which call on, and for how many calls (None = for ever)."""

    method: str
    fault: Fault
    nth: int = 1
    times: int | None = 1
    where: Where | None = None
    seen: int = 0

    def meets(self, call: Call) -> bool:
        """Whether this call is one it is meant for; counts as it is asked."""
        if self.method not in ("*", call.method) or (self.where is not None and not self.where(call)):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


class Script:
    """The list of faults to come; the first line that meets a call is played."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.ignores_metadata = False
        self.missing: set[str] = set()
        self.refused_scopes: set[str] = set()
        self.history_unreadable: str | None = None

    def play(
        self, method: str, fault: Fault, *, nth: int = 1, times: int | None = 1, where: Where | None = None
    ) -> Line:
        """Let `fault` happen to `method` ("*": to all), from its nth call on, for `times` calls."""
        line = Line(method, fault, nth, times, where)
        self.lines.append(line)
        return line

    def refuse(
        self, method: str, error: str, *, nth: int = 1, times: int | None = 1, where: Where | None = None
    ) -> Line:
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
    ) -> Line:
        """HTTP 429; `retry_after` may be anything a header can hold, or None for no header at all."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        fault = Fault(error="ratelimited", status=429, headers=headers)
        return self.play(method, fault, nth=nth, times=times, where=where)

    def http(
        self,
        method: str,
        status: int,
        body: str = "",
        content_type: str = "text/html",
        *,
        nth: int = 1,
        times: int | None = 1,
        after: bool = False,
    ) -> Line:
        """An answer that is not the vendor's API speaking: a gateway's page, cut JSON, nothing."""
        fault = Fault(status=status, body=body, content_type=content_type, after=after)
        return self.play(method, fault, nth=nth, times=times)

    def reset(self, method: str, *, after: bool = False, nth: int = 1, times: int | None = 1) -> Line:
        """Cut the connection, before anything happened or `after` it did: the caller cannot tell which."""
        return self.play(method, Fault(reset=True, after=after), nth=nth, times=times)

    def delay(self, method: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> Line:
        """The effect at once, the answer late."""
        return self.play(method, Fault(delay=seconds, after=True), nth=nth, times=times)

    def drip(self, method: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> Line:
        """The effect at once, the answer byte by byte over that long."""
        return self.play(method, Fault(drip=seconds, after=True), nth=nth, times=times)

    def lose_method(self, method: str) -> None:
        """From now on the vendor does not know `method`."""
        self.missing.add(method)

    def refuse_scope(self, method: str) -> None:
        """From now on `method` lacks a scope, whatever the installation says."""
        self.refused_scopes.add(method)

    def met(self, call: Call) -> Fault | None:
        """The fault that happens to this call."""
        return next((line.fault for line in list(self.lines) if line.meets(call)), None)

    def clear(self) -> None:
        """Everything works again."""
        self.__init__()  # type: ignore[misc]
