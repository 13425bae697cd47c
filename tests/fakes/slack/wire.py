"""What travels between the stand-in and an app: signatures, and the ids and stamps the vendor puts into them."""

import hashlib
import hmac
import itertools
from urllib.parse import parse_qsl

from bot.clock import Clock


def form(text: str) -> dict[str, str]:
    """The fields of a form-encoded body; the last one of a name counts."""
    return dict(parse_qsl(text, keep_blank_values=True))


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The vendor's proof that a request is its own: v0, HMAC-SHA256 over version, time and the raw body."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Ids:
    """Makes ids that look like the vendor's and never come twice; the same run makes the same ones."""

    def __init__(self, seed: str = "stand-in") -> None:
        self._seed = seed
        self._numbers = itertools.count(1)

    def fresh(self, prefix: str, length: int = 9) -> str:
        """`prefix` and `length` capital letters and digits."""
        alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
        number = int.from_bytes(self._bytes(), "big")
        letters = []
        for _ in range(length):
            number, place = divmod(number, len(alphabet))
            letters.append(alphabet[place])
        return prefix + "".join(letters)

    def secret(self, prefix: str = "") -> str:
        """`prefix` and 32 hexadecimal digits."""
        return prefix + self._bytes().hex()

    def block(self) -> str:
        """A block_id as the vendor makes one up where the app gave none."""
        return self.secret()[:5]

    def number(self) -> int:
        """A number larger than all before."""
        return next(self._numbers)

    def _bytes(self) -> bytes:
        return hashlib.blake2b(f"{self._seed}:{next(self._numbers)}".encode(), digest_size=16).digest()


class Stamps:
    """Makes message times (`1700000000.000100`): unique, and later ones are larger."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def now(self) -> float:
        """The present instant in seconds."""
        return self._clock.now().timestamp()

    def fresh(self) -> str:
        """A stamp that no message has yet."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
