"""What shall go wrong in a stand-in, and when: odd answers, delays and cut connections for chosen calls."""

import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from aiohttp import web

HTML_PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


class Called(Protocol):
    """One call that an app made."""

    @property
    def kind(self) -> str:
        """What it asked for, in one word."""
        ...


C = TypeVar("C", bound=Called)


@dataclass(slots=True, kw_only=True)
class Fault:
    """One way in which a call goes wrong; `after` = only after the call has had its effect."""

    error: str | None = None
    """The vendor's word for it."""
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
class Line(Generic[C]):
    """A fault, for which kind of call, from which one on, and for how many (None = for ever)."""

    kind: str
    fault: Fault
    nth: int = 1
    times: int | None = 1
    where: Callable[[C], bool] | None = None
    seen: int = 0

    def meets(self, call: C) -> bool:
        """Whether this call is one it is meant for; counts as it is asked."""
        if self.kind not in ("*", call.kind) or (self.where is not None and not self.where(call)):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


class Script(Generic[C]):
    """The list of faults to come; the first line that meets a call is played."""

    def __init__(self) -> None:
        self.lines: list[Line[C]] = []

    def play(
        self,
        kind: str,
        fault: Fault,
        *,
        nth: int = 1,
        times: int | None = 1,
        where: Callable[[C], bool] | None = None,
    ) -> Line[C]:
        """Let `fault` happen to calls of a kind ("*": all), from the nth on, for `times` calls."""
        line = Line(kind, fault, nth, times, where)
        self.lines.append(line)
        return line

    def http(
        self,
        kind: str,
        status: int,
        body: str = "",
        content_type: str = "text/html",
        *,
        nth: int = 1,
        times: int | None = 1,
        after: bool = False,
    ) -> Line[C]:
        """An answer that is not the vendor speaking: a gateway's page, cut JSON, nothing."""
        fault = Fault(status=status, body=body, content_type=content_type, after=after)
        return self.play(kind, fault, nth=nth, times=times)

    def reset(self, kind: str, *, after: bool = False, nth: int = 1, times: int | None = 1) -> Line[C]:
        """Cut the connection, before anything happened or `after` it did: the caller cannot tell which."""
        return self.play(kind, Fault(reset=True, after=after), nth=nth, times=times)

    def delay(self, kind: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> Line[C]:
        """The effect at once, the answer late (in real seconds)."""
        return self.play(kind, Fault(delay=seconds, after=True), nth=nth, times=times)

    def drip(self, kind: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> Line[C]:
        """The effect at once, the answer byte by byte over that long."""
        return self.play(kind, Fault(drip=seconds, after=True), nth=nth, times=times)

    def met(self, call: C) -> Fault | None:
        """The fault that happens to this call."""
        return next((line.fault for line in list(self.lines) if line.meets(call)), None)

    def clear(self) -> None:
        """Everything works again."""
        self.lines.clear()


def cut(request: web.Request) -> web.StreamResponse:
    """Reset the connection under the caller's feet: no answer, not even a goodbye."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
