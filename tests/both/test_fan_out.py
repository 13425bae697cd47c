"""One poll goes out to Slack, to Teams and to a web page; it is one poll, and everybody has one voice."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.actions import enrol
from bot.actions.links import link_for
from bot.cli.serve import _greet
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from storage import people, rounds
from tests.both.one_server import PUBLIC, OneServer, one_server
from tests.both.polls import asked, closed
from tests.handlers.web.pages import Page
from tests.slack.office import BOARD

NAME = "Ana Ruiz"
ON_THE_PAGE = "Cem Kaya"
WEEK = re.compile(r"week \d{4}-W\d\d")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[OneServer]:
    """A server for both platforms, as it is when it was started for the first time."""
    async with one_server(tmp_path / "cab") as one:
        yield one


async def test_a_poll_on_two_platforms_and_a_page_has_one_tally_and_everybody_one_voice(
    server: OneServer, capsys: pytest.CaptureFixture[str]
) -> None:
    slack, teams = server.slack, server.teams
    await _claim(server, capsys)
    acme, (ana, ben) = await slack.customer("Acme", NAME, "Ben Ott")
    acme_too, (guest,) = await teams.customer("Acme", NAME)
    globex, (cem,) = await teams.customer("Globex", ON_THE_PAGE)

    first = await asked(slack, 'poll "What should we build next?" "Offline mode" "Faster search"')
    for desk, who, where in ((slack, ana, acme), (slack, ben, acme), (teams, guest, acme_too), (teams, cem, globex)):
        assert "Offline mode" in await desk.press("Offline mode", as_=who, where=where)
    await _answer_on_the_page(server, first, "Faster search")
    assert "Faster search" in await teams.reads(cem, globex)
    before = await closed(slack, first)
    assert "4 of 4 people" in before
    for desk, where in ((slack, acme), (teams, acme_too), (teams, globex)):
        assert "Thank you" in desk.public(where)

    assert "one person now" in await slack.press("Same person", as_=slack.pat, where=slack.product)
    one = await slack.say(f"results {first}")
    assert "3 of 3 people / 2 of 2 companies" in one
    assert "Offline mode\n  2 people / 1 company" in one.replace("\u2002", " ")

    second = await asked(slack, 'poll "And after that?" "Reports" "Exports"')
    await slack.press("Reports", as_=ana, where=acme)
    assert "Reports" in await teams.reads(guest, acme_too), "what was said in Slack stands in the own copy in Teams"
    await teams.press("Exports", as_=guest, where=acme_too)
    await slack.wait(minutes=1)
    for desk, where in ((slack, acme), (teams, acme_too)):
        assert "1 person has answered" in desk.public(where)
    tally = await closed(slack, second)
    assert "1 of 3 people" in tally
    assert "Exports\n  1 person" in tally.replace("\u2002", " ")

    await slack.wait(days=8)
    told = [each for each in slack.office.slack.timeline.standing(slack.product.id) if WEEK.search(str(each.blocks))]
    weeks = [match[0] for each in told if (match := WEEK.search(str(each.blocks)))]
    assert weeks
    assert len(set(weeks)) == len(weeks), "each week's digest stands there once"
    assert not [each for each in teams.office.teams.shown() if WEEK.search(each.content)]


async def _claim(server: OneServer, capsys: pytest.CaptureFixture[str]) -> None:
    """One code is printed for both; Pat uses it in Slack. The board, whose results go there, is the same everywhere."""
    house, slack = server.house, server.slack.office
    await _greet(house)
    said = [line for line in capsys.readouterr().err.splitlines() if "claim" in line]
    assert [line.partition(":")[0] for line in said] == ["Type in Slack", "Type in your chat with the bot in Teams"]
    (code,) = {line.rpartition(" ")[2] for line in said}
    assert len(await house.bot.database.organisations()) == 1
    await enrol.create_board(
        house.bot, "Northwind Council", kind=BoardKind.CUSTOMER, zone="Europe/Berlin", language="en"
    )
    place = f"slack:{slack.slack.team.id}:{slack.product.id}"
    await enrol.add_channel(house.bot, BOARD, place, kind=ChannelKind.PRODUCT, account=None)
    assert "You are the admin" in await server.slack.say(f"claim {code}")
    await server.teams.office.teams.people.install(as_=server.teams.office.pat)
    await server.teams.settle()
    assert "admin already" in await server.teams.say(f"claim {code}")


async def _answer_on_the_page(server: OneServer, poll: str, option: str) -> None:
    (owner,) = await server.house.bot.database.organisations()
    async with server.house.bot.database.read(owner.id) as work:
        round_ = await rounds.by_number(work, int(poll.removeprefix("P")))
        (person,) = [each for each in await people.all(work) if each.name == ON_THE_PAGE]
    assert round_ is not None
    await server.slack.wait(seconds=5)
    path = (await link_for(server.house.bot, person, round_)).removeprefix(PUBLIC)
    page = Page(await server.browser.get(path))
    (wanted,) = [value for value in page.marks("q1") if page.label("q1", value) == option]
    form = {"form": page.field("form"), "q1": wanted, "deed": "keep"}
    assert (await server.browser.post(path, data=form)).status_code == 303
    await server.slack.settle()
