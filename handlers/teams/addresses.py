"""Knows which addresses of the message service are trusted, and spells the addresses of its calls.

A request says itself where it wants to be answered, and what we send there carries our token: so an address is read
strictly, and every call checks it again.
"""

import re
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import quote, urlencode

from yarl import URL

LONGEST = 512
_SHAPE = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[a-z0-9._~-]+)*/?)",
    re.IGNORECASE | re.ASCII,
)
"""No name or password, no question, no escapes: nothing that two readers could take for two hosts."""


def host_of(url: str) -> str:
    """The host of an address in lower case; empty where it is not spelt as we take it."""
    found = _SHAPE.fullmatch(url)
    return found["host"].strip("[]").lower() if found else ""


def is_loopback(host: str) -> bool:
    """True for a name or number that never leaves this machine."""
    if host.strip("[]").lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def trusted(url: str, hosts: Collection[str]) -> bool:
    """True for an encrypted address on one of `hosts`, at its usual port unless `host:port` is listed.

    Without encryption, and at any port, only where a loopback host is listed.
    """
    found = _SHAPE.fullmatch(url)
    if found is None or len(url) > LONGEST or ".." in found["path"]:
        return False
    host, port = found["host"].strip("[]").lower(), found["port"]
    listed = {each.strip().lower() for each in hosts}
    if is_loopback(host):
        return host in listed or f"{host}:{port}" in listed
    if found["scheme"].lower() != "https":
        return False
    return (host in listed and port in (None, "443")) or f"{host}:{port}" in listed


def same(one: str, other: str) -> bool:
    """True when two spellings of an address differ in no more than a slash at the end."""
    return one.rstrip("/") == other.rstrip("/")


def call_url(service_url: str, *path: str, query: Mapping[str, str] | None = None) -> URL:
    """The address of one call; what stands in `path` may hold any sign."""
    spelt = "/".join((service_url.rstrip("/"), *(quote(each, safe="") for each in path)))
    return URL(f"{spelt}?{urlencode(query)}" if query else spelt, encoded=True)
