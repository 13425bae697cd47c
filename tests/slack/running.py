"""`cab serve` as a process of its own beside a stand-in for Slack, on the machine's own clock."""

import asyncio
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli import run
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel
from tests.processes import started

PATIENCE = 40.0


class Served:
    """One running process; its address is told by itself."""

    def __init__(self, process: "subprocess.Popen[str]", said: list[str]) -> None:
        self.process = process
        self.said = said

    @property
    def address(self) -> str:
        """Where it listens."""
        found = [match[0] for line in self.said if (match := re.search(r"http://[0-9.]+:[0-9]+", line))]
        assert found, "".join(self.said)
        return found[0]

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self) -> int:
        """Ask it to end, and wait until it has; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def settings(slack: SlackStandIn, home: Path, **more: str) -> dict[str, str]:
    """The environment of a process that belongs to this Slack."""
    return {
        "CAB_HOME": str(home),
        "CAB_PORT": "0",
        "CAB_SEND_DELAY": "0",
        "CAB_SLACK_API_URL": slack.api_url,
        "CAB_SLACK_BOT_TOKEN": slack.bot_token,
        "CAB_SLACK_SIGNING_SECRET": slack.signing_secret,
        **more,
    }


@asynccontextmanager
async def serving(folder: Path, environment: dict[str, str]) -> AsyncIterator[Served]:
    """`cab serve` while this is open; ready when this begins."""
    process = started(folder, "serve", **environment)
    said: list[str] = []
    loop = asyncio.get_running_loop()
    reading = loop.run_in_executor(None, _read, process, said)
    try:
        await until(lambda: any("running on" in line for line in said) or process.poll() is not None)
        assert process.poll() is None, "".join(said)
        yield Served(process, said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(process.wait, 15)
            except subprocess.TimeoutExpired:
                process.kill()
        await reading
        for end in (process.stdin, process.stdout, process.stderr):
            if end is not None:
                end.close()


async def cab(folder: Path, environment: dict[str, str], *words: str, code: int = 0) -> None:
    """Run one verb of the command line to its end, in this process: to start another one takes longer than the verb."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in environment.items():
            patch.setenv(name, value)
        assert await asyncio.to_thread(run, words) == code


def posted(slack: SlackStandIn, channel: Channel) -> Message:
    """The newest message of the bot's that everybody in a channel sees."""
    standing = slack.timeline.standing(channel.id)
    return [each for each in standing if each.bot_id and not each.ephemeral_to][-1]


async def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Return once something holds; fail when it never does."""
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.05)


def _read(process: "subprocess.Popen[str]", said: list[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
