"""Takes the pictures in `docs/pictures` from a real `cab serve`: `python -m tests.fakes.slack.client.pictures`.

Needs Chromium; CHROMIUM names its program where that is not `chromium`.
"""

import asyncio
import os
import re
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from tests.fakes.slack.__main__ import furnish
from tests.fakes.slack.messages import Message
from tests.fakes.slack.server import SlackStandIn
from tests.fakes.slack.world import User

ROOT = Path(__file__).parents[4]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 720, 1800
PATIENCE = 60.0
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")
QUIET = ("--disable-component-update", "--disable-sync", "--virtual-time-budget=5000")


class Walk:
    """The first ten minutes, with a picture wherever there is something to see."""

    def __init__(self, slack: SlackStandIn, code: str) -> None:
        self._slack = slack
        self._code = code
        self._pat, self._ana, self._gina = (
            next(user for user in slack.world.users.values() if user.real_name == name)
            for name in ("Pat Manager", "Ana Ruiz", "Gina Wolf")
        )

    async def all(self) -> None:
        """From the claim to the results."""
        await self._set_up()
        await self._rehearse()
        await self._ask()
        await self._slack.people.open_home(self._pat)
        await self._until(lambda: self._slack.people.home(self._pat) is not None)
        await self._shoot("home", self._pat, "home")

    async def _set_up(self) -> None:
        people, pat = self._slack.people, self._pat
        await people.command("/cab", f"claim {self._code}", as_=pat, channel="product")
        await self._seen(pat, "product", "Three steps")
        await self._shoot("set-up", pat, "product", last=1)
        await people.join_channel("product", inviter=pat)
        await people.press(await self._seen(pat, "product", "Whose channel"), "Internal", as_=pat)
        await people.join_channel("globex", inviter=pat)
        await people.press(await self._seen(pat, "globex", "Whose channel"), "Yes", as_=pat)
        await people.join_channel("acme", inviter=pat)
        asked = await self._seen(pat, "acme", "Whose channel")
        await self._shoot("whose-channel", pat, "acme", last=1)
        await people.press(asked, "Yes", as_=pat)

    async def _rehearse(self) -> None:
        people, pat = self._slack.people, self._pat
        await people.press(await self._seen(pat, "product", "Three steps"), "Rehearse", as_=pat)
        poll = await self._seen(pat, None, "Which of these would help")
        control = await self._seen(pat, None, "Rehearsal of")
        await people.press(poll, "3", as_=pat)
        await people.press(control, "Close now", as_=pat)
        digest = await self._seen(pat, None, "Press “Plan”")
        await self._shoot("digest", pat, "bot", last=1)
        await people.press(digest, "Plan", as_=pat)
        told = await self._seen(pat, None, "What we did")
        await self._shoot("what-we-did", pat, "bot", last=1)
        await people.press(digest, "End and delete", as_=pat)
        await self._until(lambda: told.deleted)

    async def _ask(self) -> None:
        people, pat, ana = self._slack.people, self._pat, self._ana
        await people.command("/cab", "", as_=pat, channel="product")
        await people.press(await self._seen(pat, "product", "Ask a first poll"), "Ask a first poll", as_=pat)
        library = await self._seen(pat, "product", "Start with a question")
        await self._shoot("library", pat, "product", last=1)
        await people.press(library, "1", as_=pat)
        await self._seen(pat, "product", "before anybody sees it")
        await self._shoot("proposal", pat, "product", last=1)
        typed = 'poll "What should come first?" "Offline mode" "Single sign-on" "Faster search"'
        await people.command("/cab", typed, as_=pat, channel="product")
        preview = await self._seen(pat, "product", "goes out on")
        await self._shoot("preview", pat, "product", last=1)
        await people.press(preview, "Send now", as_=pat)
        poll = await self._seen(ana, "acme", "What should come first?")
        await self._shoot("poll", ana, "acme", last=1)
        await people.press(poll, "Single sign-on", as_=ana)
        await self._seen(ana, "acme", "this is recorded")
        await self._shoot("receipt", ana, "acme", last=1)
        theirs = await self._seen(self._gina, "globex", "What should come first?")
        await people.press(theirs, "Single sign-on", as_=self._gina)
        await people.command("/cab", "close P1", as_=pat, channel="product")
        await self._seen(pat, "product", "2 of 2 companies")
        await self._shoot("results", pat, "product", last=1)

    async def _seen(self, who: User, place: str | None, words: str) -> Message:
        """The newest message that `who` sees with these words in it, as soon as it is there."""

        def found() -> Message | None:
            from tests.fakes.slack.outcome import words as legible

            here = self._slack.people.sees(who, place)
            return next((m for m in reversed(here) if words in legible(m.text, m.blocks)), None)

        await self._until(lambda: found() is not None)
        message = found()
        assert message is not None
        return message

    async def _until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not there():  # noqa: ASYNC110 -- another process does it; there is no event to wait for
                await asyncio.sleep(0.2)

    async def _shoot(self, name: str, who: User, at: str, last: int = 0) -> None:
        place = f"as={quote(who.real_name)}&at={at}&bare=1" + (f"&last={last}" if last else "")
        path = PICTURES / f"{name}.png"
        with tempfile.TemporaryDirectory() as profile:
            where = (f"--user-data-dir={profile}", f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={path}")
            browser = await asyncio.create_subprocess_exec(
                _chromium(), *FLAGS, *QUIET, *where, f"{self._slack.url}/#{place}", stdout=PIPE, stderr=PIPE
            )
            await browser.communicate()
        _crop(path)
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB", flush=True)


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise SystemExit("Chromium is needed to take pictures; CHROMIUM may name its program.")
    return found


def _crop(path: Path) -> None:
    """Take the empty rows beneath away."""
    from matplotlib.image import imread, imsave

    pixels = imread(path)[..., :3]
    darkest = pixels.min(axis=(1, 2))
    used = [row for row, value in enumerate(darkest) if value < 0.98]
    imsave(path, pixels[: used[-1] + 12])


async def _serving(slack: SlackStandIn, home: str) -> tuple[Process, str]:
    """A `cab serve` over HTTP that speaks with the stand-in, and the code it printed."""
    settings = {
        "CAB_HOME": home,
        "CAB_PORT": "0",
        "CAB_SLACK_API_URL": slack.api_url,
        "CAB_SLACK_BOT_TOKEN": slack.bot_token,
        "CAB_SLACK_SIGNING_SECRET": slack.signing_secret,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=home, env=kept | settings | {"PYTHONPATH": str(ROOT)}, stderr=PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        async for line in process.stderr:
            said = line.decode()
            if address := re.search(r"running on (\S+?);", said):
                slack.people.request_url = f"{address[1]}/slack/events"
            if code := re.search(r"/cab claim (\S+)", said):
                return process, code[1]
    raise SystemExit("cab serve ended before it printed a code.")


async def taken(deed: Callable[[Walk], Awaitable[None]] = Walk.all) -> None:
    """Start both sides, walk, stop both."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        async with SlackStandIn() as slack:
            furnish(slack)
            process, code = await _serving(slack, home)
            try:
                await deed(Walk(slack, code))
            finally:
                process.terminate()
                await process.communicate()


if __name__ == "__main__":
    asyncio.run(taken())
