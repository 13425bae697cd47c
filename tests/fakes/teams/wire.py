"""What travels between the stand-in and an app: the ids and times the vendor puts into them."""

import base64
import hashlib
import itertools
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.clock import Clock
from tests.fakes.objects import Json, encoded


def weight(value: object) -> int:
    """How much an object weighs to the vendor: the bytes of its JSON in UTF-16."""
    return len(encoded(value).encode("utf-16-le", "surrogatepass"))


class Ids:
    """Makes ids that look like the vendor's and never come twice; the same run makes the same ones."""

    def __init__(self, seed: str = "stand-in") -> None:
        self._seed = seed
        self._numbers = itertools.count(1)

    def guid(self) -> str:
        """A GUID, as tenants, people and apps have."""
        return str(UUID(bytes=self._bytes(), version=4))

    def person(self) -> str:
        """What a bot knows a person by (`29:1…`)."""
        return "29:1" + self._letters(4)

    def personal(self) -> str:
        """A chat of one person with the app (`a:1…`)."""
        return "a:1" + self._letters(4)

    def channel(self) -> str:
        """A channel, or the team whose first channel it is."""
        return f"19:{self.secret()}@thread.tacv2"

    def chat(self) -> str:
        """A chat of several people."""
        return f"19:{self.secret()}@thread.v2"

    def event(self) -> str:
        """An activity that is not a message."""
        return f"f:{self.guid()}"

    def secret(self) -> str:
        """32 hexadecimal digits."""
        return self._bytes().hex()

    def _letters(self, parts: int) -> str:
        raw = b"".join(self._bytes() for _ in range(parts))
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def _bytes(self) -> bytes:
        return hashlib.blake2b(f"{self._seed}:{next(self._numbers)}".encode(), digest_size=16).digest()


class Stamps:
    """Makes the ids of messages, which are times in milliseconds: unique, and later ones are larger."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def now(self) -> float:
        """The present instant in seconds."""
        return self._clock.now().timestamp()

    def at(self) -> datetime:
        """The present instant."""
        return self._clock.now()

    def fresh(self) -> str:
        """An id that no message has yet."""
        self._last = max(self._last + 1, int(self.now() * 1000))
        return str(self._last)

    def told(self, zone: str) -> Json:
        """The three times an activity carries, as a client in this zone tells them."""
        now = self._clock.now()
        local = now.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds")
        return {
            "timestamp": now.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
            "localTimestamp": local,
            "localTimezone": zone,
        }
