"""`cab web`, `cab clock`, `cab worker` or `cab serve` as processes of their own, each with a home of its own."""

import asyncio
import os
import re
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import httpx

from tests.processes import started
from tests.slack.running import until

INSIDE = Path(__file__).parent / "inside"
SETTLED = "stop it with Ctrl-C"


@dataclass(slots=True)
class Apart:
    """One of them."""

    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it is reached."""
        found = [match[0] for line in self.said if (match := re.search(r"http://[0-9.]+:[0-9]+", line))]
        assert found, "".join(self.said)
        return found[0]

    @property
    def text(self) -> str:
        """All it said."""
        return "".join(self.said)

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.process.pid, number)

    async def ended(self, within: float = 30.0) -> tuple[int, float]:
        """Wait for its end; the exit code, and after how many seconds it came."""
        began = perf_counter()
        code = await asyncio.to_thread(self.process.wait, within)
        return code, perf_counter() - began

    async def ready(self) -> dict[str, bool]:
        """What it says of its parts."""
        async with httpx.AsyncClient(trust_env=False, timeout=20) as browser:
            reply = await browser.get(f"{self.address}/readyz")
        checks: dict[str, bool] = reply.json()["checks"]
        assert (reply.status_code == 200) == all(checks.values())
        return checks


@asynccontextmanager
async def apart(folder: Path, environment: Mapping[str, str], verb: str, **more: str) -> AsyncIterator[Apart]:
    """One process while this is open, at work when this begins; it is killed at the end if it still runs."""
    one = await begin(folder, environment, verb, **more)
    try:
        yield one
    finally:
        await end(one)
        print(verb, one.process.returncode, one.text)


async def begin(folder: Path, environment: Mapping[str, str], verb: str, **more: str) -> Apart:
    """Start a process, and wait until it says that it is at work."""
    home = folder / f"home-{verb}-{os.urandom(3).hex()}"
    settings = {**environment, "CAB_HOME": str(home), "CAB_LOG_LEVEL": "WARNING", **more}
    if any(name in more for name in ("DIE_AT", "MODULES_TO", "LATER_TABLES", "SLOW_DISK")):
        settings["PYTHONPATH"] = os.pathsep.join((str(INSIDE), str(INSIDE.parents[2])))
    one = Apart(started(folder, verb, **settings))
    asyncio.get_running_loop().run_in_executor(None, _read, one)
    await until(lambda: SETTLED in one.text or one.process.poll() is not None)
    return one


async def end(one: Apart) -> None:
    """Kill it if it still runs, and close its ends."""
    if one.process.poll() is None:
        one.process.kill()
        await asyncio.to_thread(one.process.wait, 20)
    for pipe in (one.process.stdin, one.process.stdout):
        if pipe is not None:
            pipe.close()


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return str(taken.getsockname()[1])


def _read(one: Apart) -> None:
    assert one.process.stderr is not None
    with one.process.stderr as lines:
        for line in lines:
            one.said.append(line)
