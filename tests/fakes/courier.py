"""What brings signed requests to the app: one address, one connection pool, and what may be held back and let go."""

import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Generic, TypeVar

import aiohttp

from tests.fakes.objects import Json, decoded


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One request to the app, and how it went; `failure` is what went wrong, in a word or two."""

    raw: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    status: int | None = None
    text: str = ""
    answer_headers: dict[str, str] = field(default_factory=dict)
    took: float = 0.0
    failure: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the app answered in time, with a 2xx."""
        return self.failure is None

    @property
    def json(self) -> Json:
        """The answer, where it is a JSON object."""
        parsed = decoded(self.text)
        return parsed if isinstance(parsed, dict) else {}


D = TypeVar("D", bound=Delivery)


class Courier(ABC, Generic[D]):
    """Sends; `url` is the app's one address."""

    LATE, UNREACHED, REFUSED = "no answer in time", "connection failed", "HTTP {status}"
    """The vendor's words for what went wrong."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._holding = False
        self.url = ""
        self.deliveries: list[D] = []
        self.held: list[D] = []

    @contextmanager
    def holding(self) -> Iterator[list[D]]:
        """Meanwhile nothing is sent, only made and signed; hand the list to `release` in any order."""
        self._holding = True
        try:
            yield self.held
        finally:
            self._holding = False

    async def release(self, deliveries: Iterable[D]) -> None:
        """Send what was held, in the order given, one after the other."""
        for delivery in list(deliveries):
            if delivery in self.held:
                self.held.remove(delivery)
            await self._send(delivery)

    @property
    def errors(self) -> list[str]:
        """What went wrong so far."""
        return [each.failure for each in self.deliveries if each.failure]

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    async def _sent_or_held(self, delivery: D) -> D:
        if self._holding:
            self.held.append(delivery)
            return delivery
        return await self._send(delivery)

    @abstractmethod
    async def _send(self, delivery: D) -> D:
        """Send it, and note how that went."""

    async def _post(self, delivery: D, within: float) -> None:
        if not self.url:
            raise RuntimeError("tell people where the app is: people.request_url = ...")
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self.deliveries.append(delivery)
        started = perf_counter()
        try:
            async with self._session.post(
                self.url,
                data=io.BytesIO(delivery.raw),
                headers=delivery.headers,
                timeout=aiohttp.ClientTimeout(total=within),
            ) as answer:
                delivery.status = answer.status
                delivery.answer_headers = {name.lower(): value for name, value in answer.headers.items()}
                delivery.text = await answer.text(errors="replace")
                refused = self.REFUSED.format(status=answer.status)
                delivery.failure = None if 200 <= answer.status < 300 else refused
        except TimeoutError:
            delivery.failure = self.LATE
        except (aiohttp.ClientError, ConnectionError):
            delivery.failure = self.UNREACHED
        delivery.took = perf_counter() - started
