"""Every address that a setting or a payload names, spelt in every way that leads inside: nothing is connected to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.wordings import Job, Order
from bot.errors import Refusal
from bot.ports import NotPosted, NotWritten, Permanent, Unknown
from bot.trackers import trackers_set_up
from handlers.outside import Outside
from handlers.slack.client import SlackCalls
from prompts.catalogue import say_in
from prompts.summariser import ModelKeys, Summariser
from tests.handlers.slack.lanes import LANE, OneToken

HOSTS = (
    *(
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "0.0.0.0",
    ),
    *(
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
    ),
    *("169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "10.0.0.1", "192.168.0.1", "172.16.0.1", "100.64.0.1"),
    *("１２７.０.０.１", "127。0。0。1", "localhost", "LOCALHOST", "localhost."),
)
OTHERS = (
    *("file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/"),
    *("//127.0.0.1:{port}/", "127.0.0.1:{port}", "https://a.example@127.0.0.1:{port}/", "unix:///var/run/docker.sock"),
    *("dict://127.0.0.1:{port}/", "https://127.0.0.1:{port}\\@a.example/", "http:127.0.0.1:{port}/", "data:,x"),
)
SPELT = [f"{scheme}://{host}:{{port}}/x" for host in HOSTS for scheme in ("https", "http")] + list(OTHERS)
FIELDS: dict[str, Callable[[str], dict[str, object]]] = {
    "webhook": lambda url: {"webhook_url": url, "webhook_secret": SecretStr("x" * 16)},
    "jira": lambda url: {
        "jira_url": url,
        "jira_email": "a@a.example",
        "jira_token": SecretStr("x"),
        "jira_project": "CAB",
    },
    "linear": lambda url: {"linear_api_url": url, "linear_api_key": SecretStr("x"), "linear_team": "ENG"},
}
"""What an operator sets for each tracker to be called at an address."""
ORDER = Order(job=Job.NAME, language="en", answers=("The search is slow", "Search finds nothing", "Slow search"))


@dataclass(slots=True)
class Inside:
    """A port of this machine that nobody outside may reach, and one that leads there."""

    port: int = 0
    door: int = 0
    heard: list[bytes] = field(default_factory=list)
    knocked: int = 0


@asynccontextmanager
async def inside(status: int = 307) -> AsyncIterator[Inside]:
    """Both, while this is open; the second answers everything with a redirect to the first."""
    here = Inside()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here.heard.append(await reader.read(65536))
        writer.close()

    async def lead_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here.knocked += 1
        await reader.read(65536)
        where = f"http://127.0.0.1:{here.port}/inside"
        writer.write(f"HTTP/1.1 {status} x\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    first, second = [await asyncio.start_server(each, "127.0.0.1", 0) for each in (hear, lead_on)]
    here.port, here.door = [each.sockets[0].getsockname()[1] for each in (first, second)]
    async with first, second:
        yield here


@pytest.mark.parametrize("name", FIELDS)
async def test_no_tracker_is_set_up_or_called_behind_the_wall(name: str) -> None:
    async with inside() as here:
        for spelt in SPELT:
            url = spelt.format(port=here.port)
            async with AsyncExitStack() as stack:
                settings = Settings().model_copy(update=FIELDS[name](url))
                try:
                    trackers = trackers_set_up(stack, settings, SystemClock(), say_in)
                except Refusal:
                    continue
                for tracker in trackers.values():  # A name, which is judged when it is looked up.
                    with suppress(Permanent, NotPosted):
                        await tracker.check()
                outside = Outside()
                stack.push_async_callback(outside.close)
                with pytest.raises((Permanent, NotPosted)):
                    await outside.call("POST", url, headers={}, body=b"x")
        assert here.heard == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_answers_are_carried_on_from_the_server_of_a_model(status: int) -> None:
    """Where a model is, the operator alone says, and it may be a machine of their own: but there, and nowhere else."""
    async with inside(status) as here:
        url = f"http://127.0.0.1:{here.door}/v1"
        model = Summariser(ModelKeys(key="x", url=url, model="any", budget=60_000, seconds=35), patience=5)
        with pytest.raises(NotWritten):
            await model.write(ORDER)
        await model.close()
        assert (here.knocked, here.heard) == (1, [])


@pytest.mark.parametrize("spelt", [each for each in OTHERS if not each.startswith("http")])
async def test_a_model_at_what_is_no_web_address_is_not_asked(spelt: str) -> None:
    async with inside() as here:
        url = spelt.format(port=here.port)
        model = Summariser(ModelKeys(key="x", url=url, model="any", budget=60_000, seconds=35), patience=5)
        with pytest.raises(NotWritten):
            await model.write(ORDER)
        await model.close()
        assert here.heard == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_what_is_said_to_one_person_alone_is_not_carried_on_from_slacks_server(status: int) -> None:
    async with inside(status) as here:
        for deed in (_respond, _upload):
            calls = SlackCalls(OneToken("xoxb-1"), f"http://127.0.0.1:{here.door}/api/", timeout=5)
            with pytest.raises((Unknown, NotPosted, Permanent)):
                await deed(calls, f"http://127.0.0.1:{here.door}/x")
            await calls.close()
        assert (here.knocked, here.heard) == (2, [])


@pytest.mark.parametrize("spelt", SPELT)
async def test_nothing_is_said_at_an_address_that_is_none_of_slacks(spelt: str) -> None:
    """Who has the signing secret can sign a press with any address in it: it leads nowhere else all the same."""
    async with inside() as here:
        calls = SlackCalls(OneToken("xoxb-1"), "https://slack.com/api/", timeout=5)
        for url in (spelt.format(port=here.port), f"https://slack.com.evil.example:{here.port}/x"):
            for deed in (_respond, _upload):
                with pytest.raises(Permanent, match="foreign_address"):
                    await deed(calls, url)
        await calls.close()
        assert here.heard == []


async def _respond(calls: SlackCalls, url: str) -> None:
    await calls.respond(LANE, url, {"text": "for Ana alone"})


async def _upload(calls: SlackCalls, url: str) -> None:
    await calls.upload(LANE, url, b"a chart")
