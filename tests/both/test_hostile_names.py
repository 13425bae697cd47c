"""A name that somebody gives to a board, a segment, a company or themselves is letters, wherever it stands."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage import accounts, boards, people
from tests.both.desk import Desk, Who
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.both.polls import asked, closed
from tests.handlers.teams.checking import alive as alive_in_teams
from tests.handlers.teams.checking import leading_away
from tests.slack.test_hostile_texts import everything_alive

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOSTILE = "<!channel> <at>Ana</at> [good](https://evil.example) *<http://evil.example|x>* {{DATE(2017-02-14)}} "
"""A mention, a link and a format of each platform, and one that a client would fill in."""
OPTION = "[A](https://evil.example) *b*"
LINES = (
    *("", "status", "members", "board", "channel", "policy", "schedule", "cases", "roadmap", "summary", "audit"),
    *("results", "why S1", "account", "board report", "export", "help", "my answers", "who sees", "summary last 7d"),
)


async def renamed(desk: Desk) -> None:
    """The board, its companies and the people on it bear names as somebody with bad intentions would choose."""
    bot = desk.house.bot
    async with bot.database.begin((await bot.database.organisations())[0].id) as work:
        for board in await boards.all(work):
            await boards.save(work, replace(board, name=f"{HOSTILE}board"))
        for number, each in enumerate(await accounts.all(work)):
            await accounts.save(work, replace(each, name=f"{HOSTILE}company {number}", segment=f"{HOSTILE}segment"))
        for person in await people.all(work):
            await people.save(work, replace(person, name=f"{HOSTILE}person"))


def anything_alive(desk: Desk) -> Iterator[object]:
    """Whatever mentions, links or is formatted in anything that was ever shown."""
    match desk:
        case SlackDesk(office=office):
            yield from everything_alive(office)
        case TeamsDesk(office=crew):
            for body in (
                *(each.body for each in crew.teams.recorder.all),
                *(each.json for each in crew.teams.people.courier.deliveries),
            ):
                for card in cards(body):
                    yield from alive_in_teams(card)
                    yield from leading_away(card)


def cards(node: object) -> Iterator[dict[str, object]]:
    """Every card in what was sent, or answered."""
    if isinstance(node, list):
        for each in node:
            yield from cards(each)
    elif isinstance(node, dict):
        if node.get("type") == "AdaptiveCard":
            yield node
        else:
            for each in node.values():
                yield from cards(each)


async def test_names_of_everything_there_is_mention_nobody_link_nowhere_and_format_nothing(desk: Desk) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    lea: Who = desk.colleague("Lea Marsh")
    await desk.meet(lea)
    await renamed(desk)
    poll = await asked(desk, f'poll "{HOSTILE}?" "{OPTION}" "Other"')
    for who, where in ((ana, acme), (cem, globex)):
        await desk.press(OPTION, as_=who, where=where)
    await desk.say(f'heard {poll} "{HOSTILE}on a call" --account Acme')
    await renamed(desk)
    await closed(desk, poll)
    for line in LINES:
        await desk.say(line)
        await desk.say(line, as_=ana, where=acme)
    await desk.say(f'decide S1 plan "{HOSTILE}"')
    await desk.press("Send to customers", as_=desk.pat)
    await desk.send_window(as_=desk.pat, text=f"{HOSTILE}what we do")
    await desk.say(f"report {HOSTILE}", as_=ana, where=acme)
    await desk.say(f'poll "{HOSTILE}next?" "{OPTION}" "Other" --anon')
    await desk.wait(days=8)
    for line in LINES:
        await desk.say(line)
    told = [HOSTILE.split()[0] in desk.public(each) or "channel" in desk.public(each) for each in (acme, desk.product)]
    assert all(told), "or nothing was shown"
    assert list(anything_alive(desk)) == []
