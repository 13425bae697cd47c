"""Whatever address is named, nothing behind the wall is ever connected to."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.ports import NotPosted, Permanent, Unknown
from handlers.outside import Answer, Guarded, Outside, Unusable, Walled, checked, is_public, trouble_in
from tests.fakes.trackers import Receiver
from tests.fakes.trackers.server import Mishap
from tests.makers import TUESDAY

INWARD = (
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1",
    "2001:db8::1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
)  # fmt: skip
OUTWARD = ("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1")
SPELT = (
    "https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://169.254.169.254/latest/meta-data",
    "https://0.0.0.0/x", "https://10.1.2.3/x", "http://127.0.0.1/x",
)  # fmt: skip
UNUSABLE = (
    "file:///etc/passwd", "ftp://example.com/x", "gopher://example.com", "http://example.com/x", "https://", "", "//x",
    "https://user:pass@example.com/x", "https://example.com:99999/x", "javascript:alert(1)", "https://user@example.com/x",
    "https://:pass@example.com/x", "https://2130706433/x", "https://0x7f000001/x", "https://0x7f.1/x", "https://127.1/x",
)  # fmt: skip


@dataclass(slots=True)
class Ear:
    """A port of this machine behind which there is something nobody outside may reach."""

    port: int = 0
    heard: int = 0


@dataclass(slots=True)
class Names(AbstractResolver):
    """A name service that answers as it likes, another thing each time it is asked."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0) for each in found]

    async def close(self) -> None:
        """Nothing is held."""


@asynccontextmanager
async def ear() -> AsyncIterator[Ear]:
    """Such a port while this is open."""
    listening = Ear()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listening.heard += 1
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    listening.port = server.sockets[0].getsockname()[1]
    async with server:
        yield listening


async def attempt(address: str, resolver: AbstractResolver | None = None) -> str:
    """Call an address; the word for why that is not done."""
    outside = Outside(resolver=resolver)
    try:
        await outside.call("POST", address, headers={}, body=b"{}", posts=True)
    except Permanent as never:
        return never.reason
    finally:
        await outside.close()
    return "called"


@pytest.mark.parametrize("address", INWARD)
def test_what_is_not_for_everybody_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTWARD)
def test_what_anybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", SPELT)
def test_a_number_behind_the_wall_is_refused_as_it_is_spelt(address: str) -> None:
    with pytest.raises(Walled):
        checked(address)


@pytest.mark.parametrize("address", UNUSABLE)
def test_what_is_no_address_of_a_web_server_is_refused(address: str) -> None:
    with pytest.raises(Unusable):
        checked(address)


@pytest.mark.parametrize(
    "address", ["https://93.184.216.34/x", "https://[2606:4700:4700::1111]/x", "https://a.example"]
)
def test_what_stands_outside_is_taken_as_it_is_spelt(address: str) -> None:
    assert checked(address).scheme == "https"


def test_a_host_that_the_operator_allows_is_still_asked_by_web_alone() -> None:
    assert checked("http://inside.example/x", ["inside.example"]).host == "inside.example"
    with pytest.raises(Unusable):
        checked("ftp://inside.example/x", ["inside.example"])


async def test_a_name_whose_addresses_are_all_public_is_given_them() -> None:
    found = await Guarded(inner=Names([["93.184.216.34", "1.1.1.1"]])).resolve("good.example", 443)
    assert [each["host"] for each in found] == ["93.184.216.34", "1.1.1.1"]


@pytest.mark.parametrize(
    ("status", "posts", "comes_to"),
    [
        *((status, True, None) for status in (200, 299, 400, 404, 424, 426, 499)),
        *((status, True, Permanent) for status in (300, 302, 399)),
        *((status, True, NotPosted) for status in (425, 429)),
        *((status, True, Unknown) for status in (500, 503)),
        (500, False, NotPosted),
    ],
)
def test_what_a_server_says_comes_to_one_trouble(status: int, posts: bool, comes_to: type | None) -> None:
    trouble = trouble_in(Answer(status=status, headers={"Retry-After": "7"}, body=b""), TUESDAY, posts=posts)
    assert type(trouble) is (comes_to or type(None))
    if status in (425, 429):
        assert isinstance(trouble, NotPosted)
        assert (trouble.retry_after, trouble.everywhere) == (7.0, True)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "017700000001", "127.1", "localhost"]
)
async def test_no_spelling_of_this_machine_is_connected_to(host: str) -> None:
    async with ear() as listening:
        assert await attempt(f"https://{host}:{listening.port}/x") in ("address_not_public", "no_such_address")
        assert listening.heard == 0


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"]])
async def test_a_name_with_one_address_behind_the_wall_is_refused(answer: list[str]) -> None:
    async with ear() as listening:
        names = Names([answer])
        assert await attempt(f"https://rebound.example:{listening.port}/x", names) == "address_not_public"
        assert listening.heard == 0
        assert names.asked == ["rebound.example"]


async def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_once() -> None:
    async with ear() as listening:
        names = Names([["::ffff:0.0.0.0"], ["127.0.0.1"]])
        assert await attempt(f"https://rebound.example:{listening.port}/x", names) == "address_not_public"
        assert (listening.heard, names.asked) == (0, ["rebound.example"])


async def test_each_call_judges_the_name_anew() -> None:
    async with ear() as listening:
        names = Names([["127.0.0.1"]])
        outside = Outside(["rebound.example"], resolver=names)
        with pytest.raises(NotPosted):
            await outside.call("GET", f"https://rebound.example:{listening.port}/x", headers={})
        assert listening.heard == 1  # the operator allowed it: this is what a connection looks like
        await outside.close()
        assert await attempt(f"https://rebound.example:{listening.port}/x", names) == "address_not_public"
        assert listening.heard == 1


async def test_a_redirect_is_never_followed() -> None:
    async with ear() as listening, Receiver() as receiver:
        receiver.always, receiver.elsewhere = Mishap.REDIRECT, f"http://127.0.0.1:{listening.port}/inside"
        outside = Outside(["127.0.0.1"])
        answer = await outside.call("POST", receiver.hook, headers={}, body=b"{}", posts=True)
        await outside.close()
        assert (answer.status, listening.heard) == (302, 0)


async def test_a_host_that_the_operator_allows_is_called() -> None:
    async with Receiver() as receiver:
        outside = Outside(["127.0.0.1"])
        answer = await outside.call("POST", receiver.hook, headers={}, body=b"{}", posts=True)
        await outside.close()
        assert answer.status == 401
