"""A planned suggestion goes to every tracker: once, whatever breaks on the way, and never more than may leave."""

import csv
import io
import json
import re
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.domain.handoffs import MOST_TRIES
from tests.fakes.trackers import JiraStandIn, LinearStandIn, Receiver
from tests.fakes.trackers.jira import words_in
from tests.fakes.trackers.server import Mishap
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import Terminal, number


class Desk:
    """The council of the story, and three trackers beside it on the same clock."""

    def __init__(self, council: Terminal, jira: JiraStandIn, linear: LinearStandIn, receiver: Receiver) -> None:
        self.council, self.jira, self.linear, self.receiver = council, jira, linear, receiver

    @property
    def made(self) -> tuple[int, int, int]:
        """What stands in Jira, in Linear, and at the receiver."""
        return len(self.jira.issues), len(self.linear.issues), len(self.receiver.events)

    @property
    def wrong(self) -> list[str]:
        """What the real ones would have refused."""
        return [*self.jira.wrong, *self.linear.wrong, *self.receiver.wrong]


@pytest.fixture
async def desk(story_so_far: tuple[Path, datetime], tmp_path: Path) -> AsyncIterator[Desk]:
    """All three trackers are set up."""
    home, at = story_so_far
    shutil.copytree(home, tmp_path / "cab")
    async with JiraStandIn() as jira, LinearStandIn() as linear, Receiver() as receiver:
        settings = Settings(
            home=tmp_path / "cab",
            webhook_url=receiver.hook,
            webhook_secret=SecretStr(receiver.secret),
            jira_url=jira.url,
            jira_email=jira.email,
            jira_token=SecretStr(jira.token),
            jira_project=jira.project,
            linear_api_key=SecretStr(linear.key),
            linear_team="ENG",
            linear_api_url=linear.api,
            outbound_private="127.0.0.1",
        )
        async with bot_at(tmp_path / "cab", at, settings) as council:
            jira.clock = receiver.clock = council.clock
            yield Desk(council, jira, linear, receiver)


async def test_what_is_planned_goes_to_every_tracker_and_the_product_team_reads_where_it_stands(desk: Desk) -> None:
    await desk.council.type('decide S1 plan "most ask for it"')
    await desk.council.wait(minutes=1)
    assert desk.made == (1, 1, 1)
    assert desk.wrong == []
    product = desk.council.text("product")
    assert f"CAB-1 in Jira: {desk.jira.url}/browse/CAB-1" in product
    assert "ENG-1 in Linear: https://linear.app/northwind/issue/ENG-1" in product
    (issue,) = desk.jira.issues.values()
    assert issue["summary"] == "Offline mode"
    assert re.search(r"3 of \d+ people / \d of 5 companies", words_in(issue["description"]))
    assert "most ask for it" not in json.dumps([issue["description"], *desk.receiver.events.values()])
    (event,) = desk.receiver.events.values()
    assert (event["event"], event["suggestion"]["number"], event["suggestion"]["state"]) == (
        "suggestion.handed_off",
        "S1",
        "planned",
    )
    assert "CAB-1 in Jira" in await desk.council.type("handoff S1")
    await desk.council.wait(minutes=5)
    assert desk.made == (1, 1, 1)


async def test_what_was_said_on_a_call_goes_along_marked_as_such_and_in_no_count(desk: Desk) -> None:
    await desk.council.type('heard "Offline mode" --account Globex')
    await desk.council.type('heard P1 "Single sign-on" --account Acme')
    await desk.council.type("decide S1 plan")
    await desk.council.wait(minutes=1)
    (event,) = desk.receiver.events.values()
    assert event["suggestion"]["on_calls"] == [{"text": "Offline mode", "company": "Globex"}]
    assert event["suggestion"]["counts"]["people"] == 3
    (issue,) = desk.jira.issues.values()
    said = words_in(issue["description"])
    assert said.index("Told on calls about the same questions (counted apart)") < said.index("Globex, on a call")
    assert "Acme, on a call" not in said
    assert desk.wrong == []


async def test_later_changes_become_comments_on_the_same_issue_in_their_order(desk: Desk) -> None:
    await desk.council.type("handoff S1")
    await desk.council.type("decide S1 plan")
    await desk.council.type("decide S1 ship")
    await desk.council.wait(minutes=2)
    assert desk.made == (1, 1, 3)
    said = [words_in(each["body"]).split("\n")[0] for each in desk.jira.comments["CAB-1"]]
    assert said == ["S1 is now: planned", "S1 is now: out"]
    assert len(desk.linear.comments) == 2
    assert [each["sequence"] for each in desk.receiver.events.values()] == [0, 1, 2]
    assert desk.wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("mishap", [Mishap.CUT_AFTER, Mishap.CUT_BEFORE, Mishap.BROKEN, Mishap.LIMITED])
async def test_a_line_that_breaks_makes_neither_two_issues_nor_none(desk: Desk, mishap: Mishap) -> None:
    for each in (desk.jira, desk.linear, desk.receiver):
        each.script = [mishap]
    await desk.council.type("decide S1 plan")
    await desk.council.wait(minutes=20)
    assert desk.made == (1, 1, 1)
    for each in (desk.jira, desk.linear, desk.receiver):
        each.script = [mishap]
    await desk.council.type("decide S1 ship")
    await desk.council.wait(minutes=20)
    assert (len(desk.jira.comments["CAB-1"]), len(desk.linear.comments), len(desk.receiver.events)) == (1, 1, 2)
    assert desk.wrong == []


async def test_what_no_tracker_takes_is_given_up_after_six_tries_told_once_and_tried_again_when_asked(
    desk: Desk,
) -> None:
    desk.jira.always = Mishap.BROKEN
    await desk.council.type("decide S1 plan")
    await desk.council.wait(days=2)
    assert desk.jira.came.count("POST /rest/api/3/issue") == MOST_TRIES
    assert desk.council.text("product").count("Jira did not take S1") == 1
    assert desk.made == (0, 1, 1)
    desk.jira.always = None
    told = desk.council.room("product")[-1].painted
    pressed = await desk.council.press("product", "pm", number(told, "Try again"), message=told)
    assert "on its way" in pressed
    await desk.council.wait(minutes=2)
    assert desk.made == (1, 1, 1)


async def test_a_key_that_is_refused_is_told_at_once(desk: Desk) -> None:
    desk.jira.token = "another"
    await desk.council.type("decide S1 plan")
    await desk.council.wait(minutes=1)
    assert "Jira did not take S1 “Offline mode” (http_401)" in desk.council.text("product")


async def test_the_suggestions_are_taken_out_as_rows_and_as_json(desk: Desk) -> None:
    from bot.actions.export_suggestions import exported_suggestions, suggestions_csv, suggestions_json
    from bot.actions.operator import board_meant

    bot = desk.council.house.bot
    found = await exported_suggestions(bot, await board_meant(bot, None))
    rows = list(csv.DictReader(io.StringIO(suggestions_csv(found))))
    whole = json.loads(json.dumps(suggestions_json(found)))
    assert [each["number"] for each in rows] == [each["number"] for each in whole["suggestions"]]
    first = next(each for each in rows if each["number"] == "S1")
    assert (first["title"], first["people"], first["state"]) == ("Offline mode", "3", "proposed")
    people = [str(name) for (name,) in desk.council.rows("SELECT name FROM person")]
    assert not [name for name in people if name in json.dumps(whole)]
    assert "cab export suggestions" in await desk.council.type("export suggestions", "admin", staff=True)
