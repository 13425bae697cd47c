"""However abruptly the process ends while a suggestion is handed over, one issue stands in the tracker in the end."""

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.actions.tick import tick
from bot.app import opened
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.handoffs import LEASE
from tests.fakes.trackers import JiraStandIn
from tests.journeys.conftest import bot_at
from tests.journeys.story import tell_until_the_digest
from tests.journeys.terminal import MONDAY, Terminal
from tests.slack.running import cab, serving, until


def beside(jira: JiraStandIn, home: Path) -> Settings:
    """The settings of a bot that hands over to this Jira."""
    return Settings(
        home=home,
        jira_url=jira.url,
        jira_email=jira.email,
        jira_token=SecretStr(jira.token),
        jira_project=jira.project,
        outbound_private="127.0.0.1",
    )


@pytest.mark.soak
async def test_a_bot_that_is_cut_off_after_the_tracker_took_it_finds_the_issue_again(tmp_path: Path) -> None:
    async with JiraStandIn(lag=timedelta(seconds=30)) as jira:
        home = tmp_path / "cab"
        async with bot_at(home, MONDAY, beside(jira, home)) as terminal:
            jira.clock = terminal.clock
            await tell_until_the_digest(terminal)
            at = terminal.clock.now()
            jira.hold = True
            await _decide(terminal)
            await tick(terminal.house.bot)
            await until(lambda: jira.issues)  # It stands there, and nobody here has heard so.
            await terminal.house.queue.stop(grace=0)
        jira.hold = False
        assert len(jira.issues) == 1
        async with bot_at(home, at + LEASE, beside(jira, home)) as terminal:
            jira.clock = terminal.clock
            await terminal.wait(minutes=20)
            assert len(jira.issues) == 1
            assert "CAB-1 in Jira" in terminal.text("product")
        assert jira.wrong == []


async def _decide(terminal: Terminal) -> None:
    from bot.actions.decide import decide
    from bot.actions.explain import the_suggestion
    from bot.actions.operator import board_meant, operator
    from bot.domain.decisions import Verdict

    bot = terminal.house.bot
    board = await board_meant(bot, None)
    chosen = await the_suggestion(bot, board, 1)
    by = await operator(bot, board)
    await decide(bot, board.organisation_id, chosen.id, Verdict.PLAN, reason="", by=by)


@pytest.mark.soak
async def test_a_process_that_is_killed_between_makes_no_second_issue(
    story_of_today: tuple[Path, datetime], tmp_path: Path
) -> None:
    home, _ = story_of_today
    shutil.copytree(home, tmp_path / "cab")
    async with JiraStandIn(lag=timedelta(seconds=5)) as jira:
        environment = {
            "CAB_HOME": str(tmp_path / "cab"),
            "CAB_PORT": "0",
            "CAB_JIRA_URL": jira.url,
            "CAB_JIRA_EMAIL": jira.email,
            "CAB_JIRA_TOKEN": jira.token,
            "CAB_JIRA_PROJECT": jira.project,
            "CAB_OUTBOUND_PRIVATE": "127.0.0.1",
        }
        jira.hold = True
        async with serving(tmp_path, environment) as served:
            await cab(tmp_path, environment, "decide", "S1", "plan")
            await until(lambda: jira.issues)
            served.kill()
        jira.hold = False
        async with serving(tmp_path, environment):
            await until(lambda: any(each.endswith("/search/jql") for each in jira.came), patience=150)
            await asyncio.sleep(2)
        assert len(jira.issues) == 1
        assert jira.came.count("POST /rest/api/3/issue") == 1


@pytest.fixture
async def story_of_today(tmp_path: Path) -> tuple[Path, datetime]:
    """The story told until its first digest, which comes about now."""
    from bot.clock import SystemClock

    now = SystemClock().now()
    begins = (now - timedelta(days=now.weekday() + 21)).replace(hour=8, minute=0, second=0, microsecond=0)
    home = tmp_path / "story"
    clock = SetClock(begins)
    async with opened(Settings(home=home), clock=clock, works=True) as house:
        await tell_until_the_digest(Terminal(house, clock))
    return home, clock.now()
