"""`cab handoff` and `cab doctor` beside a tracker: the link at once, what is wrong, and nothing inside called."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.machine import Cab
from tests.fakes.trackers import JiraStandIn


@pytest.fixture
def jira(monkeypatch: pytest.MonkeyPatch) -> Iterator[JiraStandIn]:
    """A Jira that is set up, on a loop of its own: commands bring their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    one = JiraStandIn()

    def do(coroutine: object) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, loop).result(20)  # type: ignore[arg-type]

    do(one.__aenter__())
    for name, value in (
        ("CAB_JIRA_URL", one.url),
        ("CAB_JIRA_EMAIL", one.email),
        ("CAB_JIRA_TOKEN", one.token),
        ("CAB_JIRA_PROJECT", one.project),
        ("CAB_OUTBOUND_PRIVATE", "127.0.0.1"),
    ):
        monkeypatch.setenv(name, value)
    yield one
    do(one.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_doctor_says_whether_the_tracker_lets_us_in(
    cab: Cab, jira: JiraStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ok    Jira lets us in (Ops)." in cab("doctor").out
    monkeypatch.setenv("CAB_JIRA_TOKEN", "another")
    done = cab("doctor")
    assert done.code == 1
    assert "BAD   Jira refuses us (http_401)" in done.out
    assert jira.issues == {}


def test_a_tracker_set_up_by_halves_or_behind_the_wall_stops_the_start(
    cab: Cab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAB_JIRA_URL", "https://northwind.atlassian.net")
    assert "CAB_JIRA_EMAIL" in cab("status").refusal
    monkeypatch.delenv("CAB_JIRA_URL")
    monkeypatch.setenv("CAB_WEBHOOK_SECRET", "a-secret-of-twenty-signs")
    for inside in ("https://169.254.169.254/x", "https://[::1]/x", "https://127.0.0.1:8700/x"):
        monkeypatch.setenv("CAB_WEBHOOK_URL", inside)
        assert "leads to this machine or to a private network" in cab("status").refusal
    for odd in ("file:///etc/passwd", "http://example.com/x", "https://2130706433/x"):
        monkeypatch.setenv("CAB_WEBHOOK_URL", odd)
        assert "is no address we call" in cab("status").refusal


@pytest.fixture
def told(tmp_path: Path) -> None:
    """A board on which something was asked and answered, at home in the folder."""
    from tests.databases import outside_the_loop
    from tests.journeys.conftest import bot_at
    from tests.journeys.story import tell_until_the_digest
    from tests.journeys.terminal import MONDAY

    async def tell() -> None:
        async with bot_at(tmp_path / ".cab", MONDAY) as terminal:
            await tell_until_the_digest(terminal)

    outside_the_loop(tell())


@pytest.mark.soak
def test_the_link_is_shown_at_once_and_a_second_time_it_is_the_same_issue(
    told: None, cab: Cab, jira: JiraStandIn
) -> None:
    for _ in range(2):
        done = cab("handoff", "S1")
        assert done.code == 0, done.err
        assert f"CAB-1 in Jira: {jira.url}/browse/CAB-1" in done.out.replace("\n", "")
    assert len(jira.issues) == 1
    rows = cab("export", "suggestions").out.splitlines()
    assert rows[0].startswith("number,title,state,board,answers,people")
    whole = json.loads(cab("export", "suggestions", "--json").out)
    assert whole["version"] == 1
    assert [each["number"] for each in whole["suggestions"]] == ["S1"]
