"""`cab serve` at a terminal: a token of the wrong kind, or one that Slack refuses, is asked for again, not kept."""

import asyncio
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.fakes.slack import SlackStandIn
from tests.processes import environment
from tests.slack.running import until

AT_A_TERMINAL = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from bot.cli import run; sys.exit(run(['serve']))"
)
"""Passwords are asked for at the terminal that a process belongs to, so it needs one of its own."""


class Terminal:
    """A person before `cab serve`."""

    def __init__(self, folder: Path, api_url: str) -> None:
        self.shown = ""
        self._ours, theirs = pty.openpty()
        os.set_blocking(self._ours, False)
        settings = {"CAB_SLACK_API_URL": api_url, "CAB_PORT": "0", "CAB_HOME": str(folder / "cab")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_A_TERMINAL],
            cwd=folder,
            env=environment(**settings),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def reads(self, text: str) -> bool:
        """True once this was shown since the last answer."""
        with suppress(BlockingIOError, OSError):
            self.shown += os.read(self._ours, 65536).decode("utf-8", "replace")
        return text in self.shown

    async def answer(self, asked: str, typed: str) -> str:
        """Wait for a question and answer it; what was shown until then."""
        await until(lambda: self.reads(asked))
        await asyncio.sleep(0.1)  # The terminal is switched to silence only once the question stands.
        shown, self.shown = self.shown, ""
        os.write(self._ours, f"{typed}\n".encode())
        return shown

    def close(self) -> None:
        """Go away."""
        self.process.kill()
        self.process.wait(timeout=10)
        os.close(self._ours)


@contextmanager
def terminal(folder: Path, api_url: str) -> Iterator[Terminal]:
    """A terminal with `cab serve` in it."""
    one = Terminal(folder, api_url)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """Where settings are kept."""
    return tmp_path / ".env"


@pytest.mark.soak
async def test_swapped_tokens_are_asked_for_again_and_nothing_is_kept_before(tmp_path: Path, env_file: Path) -> None:
    async with SlackStandIn(limits=False) as slack:
        with terminal(tmp_path, slack.api_url) as at:
            await at.answer("Bot token", slack.app_token)
            assert "That is the app-level token" in await at.answer("Bot token", "xoxb-nobody-knows-this")
            assert "Slack does not accept this bot token (invalid_auth)" in await at.answer(
                "Bot token", slack.bot_token
            )
            await at.answer("App-level token", slack.bot_token)
            assert not env_file.exists()
            assert "That is the bot token" in await at.answer("App-level token", slack.app_token)
            await until(lambda: at.reads("Connected to"))
        assert env_file.read_text().splitlines() == [
            f"CAB_SLACK_BOT_TOKEN={slack.bot_token}",
            f"CAB_SLACK_APP_TOKEN={slack.app_token}",
        ]


@pytest.mark.soak
async def test_a_kept_token_that_slack_refuses_is_named_by_its_line_and_replaced(
    tmp_path: Path, env_file: Path
) -> None:
    async with SlackStandIn(limits=False) as slack:
        lines = ["# ours", "CAB_SLACK_BOT_TOKEN=xoxb-revoked", f"CAB_SLACK_APP_TOKEN={slack.app_token}"]
        env_file.write_text("\n".join(lines) + "\n")
        with terminal(tmp_path, slack.api_url) as at:
            said = await at.answer("Another one", slack.bot_token)
            assert "Line 2 of .env (CAB_SLACK_BOT_TOKEN) does not work" in said
            await until(lambda: at.reads("Connected to"))
        assert env_file.read_text().splitlines() == [lines[0], lines[2], f"CAB_SLACK_BOT_TOKEN={slack.bot_token}"]
