"""The one way to an address that a setting or a person named: to public servers only, by the very address checked.

Somebody who may name an address must not reach what only this machine can see: its own ports, the network behind it,
the cloud's metadata. So a name is looked up once, every address it has must be public, and the connection is made to
just those; whatever a number is spelt like (decimal, IPv6 with IPv4 inside) it is judged as what it leads to. No
redirect is followed: it would carry our keys to a place that nobody named.
"""

import ipaddress
import re
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.ports import NotPosted, Permanent
from bot.retry import retry_after
from handlers.outbound import TooLarge, Trouble, broken, of_line, read_at_most

TIMEOUT = 15.0
"""Seconds for a whole call; far less than the lease of what is sent, so that no call outlives it."""
CONNECT = 5.0
LARGEST = 1024 * 1024
"""Bytes of an answer."""
NOT_NOW = frozenset({425, 429})
"""The server took nothing, and wants us to come back."""
EMBEDDED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
"""IPv6 addresses whose last four bytes are an IPv4 address that they lead to."""

_ODD_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Walled(Exception):
    """The address leads to this machine or to a network that is not public."""


class Unusable(Exception):
    """What was named is no address of a web server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: str) -> bool:
    """True for an address that anybody on the internet can reach, and that stands for no other."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and any(found in network for network in EMBEDDED):
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


def checked(text: str, private: Collection[str] = ()) -> URL:
    """The address that `text` spells; Unusable or Walled for what must not be called, as far as its spelling tells.

    `private` are hosts that the operator allows wherever they lead. Plain HTTP is taken only for those: keys travel.
    """
    try:
        url = URL(text.strip())
        host, port = url.host, url.port
    except ValueError:
        raise Unusable from None
    if url.scheme not in ("https", "http") or not host or port is None or url.user or url.password:
        raise Unusable
    if _key(host) in private:
        return url
    if _is_number(host) and not is_public(host):
        raise Walled
    if not _is_number(host) and _ODD_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise Unusable  # Some look-ups read `2130706433` or `0x7f.1` as an address, others do not.
    if url.scheme != "https":
        raise Unusable
    return url


class Guarded(AbstractResolver):
    """Looks names up, and gives none of their addresses away unless all of them are public."""

    def __init__(self, private: Collection[str] = (), inner: AbstractResolver | None = None) -> None:
        self._private = private
        self._inner = inner or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host, each connected to as it stands here; Walled if one is not public."""
        found = await self._inner.resolve(host, port, family)
        if _key(host) not in self._private and not all(is_public(each["host"]) for each in found):
            raise Walled
        return found

    async def close(self) -> None:
        """Let go of what is held."""
        await self._inner.close()


class Outside:
    """Calls such addresses. Belongs to the event loop on which it is first used; `close` ends it."""

    def __init__(self, private: Collection[str] = (), *, resolver: AbstractResolver | None = None) -> None:
        self.private = frozenset(_key(each) for each in private)
        """Hosts that may be called wherever they lead."""
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        posts: bool = False,
    ) -> Answer:
        """One call; with `posts` it would do something a second time. Raises NotPosted, Unknown or Permanent.

        The answer may be any but a redirect, a plea to wait, or a failure of the server's own.
        """
        try:
            url = checked(address, self.private)
            async with self._opened().request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as response:
                answer = Answer(
                    status=response.status,
                    headers=dict(response.headers),
                    body=await read_at_most(response, LARGEST),
                )
        except Walled:
            raise Permanent("address_not_public") from None
        except (Unusable, aiohttp.InvalidURL):
            raise Permanent("no_such_address") from None
        except TooLarge:
            raise broken(posts) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_line(error, posts=posts) from None
        return answer

    async def close(self) -> None:
        """End every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=Guarded(self.private, self._resolver), use_dns_cache=False, limit_per_host=2
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=CONNECT),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def trouble_in(answer: Answer, now: datetime, *, posts: bool) -> Trouble | None:
    """What an answer that is no success means; None where it says something that only the caller understands."""
    if answer.status in NOT_NOW:
        return NotPosted(retry_after(answer.headers, now), everywhere=True)
    if 300 <= answer.status < 400:
        return Permanent("redirected")
    return broken(posts) if answer.status >= 500 else None


def hosts_in(text: str) -> frozenset[str]:
    """The hosts of a comma-separated list."""
    return frozenset(_key(each) for each in text.split(",") if each.strip())


def _key(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").casefold()


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
