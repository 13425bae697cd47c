"""Guards what is posted to our pages: that it comes from a form of our own, and not too often."""

import time
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer

from bot.actions.links import Link
from bot.bot import Bot
from bot.ids import fresh_key

WRITES = 10
WITHIN = 60.0
"""Seconds in which one link may write `WRITES` times."""
READS = 120
"""Pages that one link or one session may open within as many seconds: no reader and no preview comes near."""
MOST_LINKS = 10_000


class Pace:
    """Counts what each link, token or session does; of those used longest ago it forgets."""

    def __init__(self, writes: int = WRITES, within: float = WITHIN) -> None:
        self._writes = writes
        self._within = within
        self._written: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def wait(self, link: Hashable) -> int:
        """Seconds until `link` may do it again; 0 when it may now, and then this is counted."""
        now = time.monotonic()
        at = self._written.setdefault(link, deque())
        self._written.move_to_end(link)
        if len(self._written) > MOST_LINKS:
            self._written.popitem(last=False)
        while at and at[0] <= now - self._within:
            at.popleft()
        if len(at) >= self._writes:
            return max(1, round(at[0] + self._within - now))
        at.append(now)
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form as it was handed out: a mark of its own, and what each question showed."""

    mark: str
    shown: tuple[str, ...]
    """A digest of the value each question stood at; empty where nothing was chosen."""


def fresh_form(shown: tuple[str, ...]) -> Form:
    """A new form that shows these values."""
    return Form(mark=fresh_key().hex()[:32], shown=shown)


def sealed(bot: Bot, link: Link, form: Form) -> str:
    """The form as a hidden field carries it."""
    return _signer(_key(bot, link)).dumps([form.mark, *form.shown])


def form_in(bot: Bot, link: Link, text: str) -> Form | None:
    """The form that `text` spells; None when we did not hand it out for this link."""
    try:
        said = _signer(_key(bot, link)).loads(text)
    except BadSignature:
        return None
    mark, *shown = said
    return Form(mark=mark, shown=tuple(shown))


def from_elsewhere(bot: Bot, request: Request) -> bool:
    """True when a browser says that another site sent this.

    Our pages send no referrer, and then browsers hide the origin (`null`); the newer header is not hidden. A program
    that sends neither must still know the link and hold a form we signed.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return False
    own = {urlsplit(bot.policy.address).netloc.lower(), request.headers.get("host", "").lower()}
    return urlsplit(origin).netloc.lower() not in own - {""}


def _key(bot: Bot, link: Link) -> str:
    return bot.ids.of("signing key", "forms", link.organisation_id, link.person_id, link.round_id)


@lru_cache(maxsize=256)
def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="form", signer_kwargs={"digest_method": sha256})
