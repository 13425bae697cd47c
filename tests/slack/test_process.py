"""The product as it is run: `cab serve` on its own, set up by the command line, reached over HTTP or a socket."""

from pathlib import Path

import pytest

from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.controls import controls
from tests.slack.running import cab, posted, serving, settings, until


@pytest.mark.parametrize("via", ["http", pytest.param("socket", marks=pytest.mark.soak)])
async def test_ten_colleagues_vote_change_their_minds_and_hear_what_came_of_it(tmp_path: Path, via: str) -> None:
    async with SlackStandIn(limits=False) as slack:
        world, people = slack.world, slack.people
        pat = world.add_user("Pat Manager", slack.team)
        staff = [world.add_user(f"Colleague {n}", slack.team) for n in range(10)]
        channel = world.add_channel("council", slack.team, [pat, slack.vendor.bot_of(slack.installation), *staff])
        product = world.add_channel("product", slack.team, [pat, slack.vendor.bot_of(slack.installation)])
        environment = settings(slack, tmp_path / "cab", CAB_ADMINS=f"slack:{slack.team.id}:{pat.id}")
        if via == "socket":
            environment["CAB_SLACK_APP_TOKEN"] = slack.app_token
            del environment["CAB_SLACK_SIGNING_SECRET"]
        await cab(tmp_path, environment, "board", "create", "Northwind Council", "--kind", "client_zero")
        for place, kind in ((channel, "shared_room"), (product, "product")):
            spelt = f"slack:{slack.team.id}:{place.id}"
            await cab(tmp_path, environment, "channel", "add", "northwind-council", spelt, "--kind", kind)
        async with serving(tmp_path, environment) as served:
            people.request_url, people.via = f"{served.address}/slack/events", via
            if via == "socket":
                await slack.sockets.connected(within=20)
            asked = await people.command(
                "/cab", 'poll "What next?" "Offline mode" "Faster search"', as_=pat, channel=product
            )
            assert asked.ok, asked.trouble
            await until(lambda: people.sees(staff[0], channel))
            for each in staff:
                voted = await people.press(posted(slack, channel), "Faster search", as_=each)
                assert voted.ok, voted.trouble
            changed = await people.press(posted(slack, channel), "Offline mode", as_=staff[0])
            await until(lambda: "Offline mode" in changed.private_text)
            assert (await people.command("/cab", "close P1", as_=pat, channel=product)).ok
            await until(lambda: "10 people" in people.reads(pat, product))
            assert "Thank you" in people.reads(staff[3], channel)
            digest = await people.command("/cab", "summary", as_=pat, channel=product)
            await until(lambda: "Faster search" in digest.private_text)
            await until(lambda: "Plan" in [each.label for each in controls(posted(slack, product).blocks)])
            planned = await people.press(posted(slack, product), "Plan", as_=pat)
            await until(lambda: "planned" in planned.private_text)
            telling = await people.press(planned.private[-1], "Send to customers", as_=pat)
            await until(lambda: telling.opened)
            assert telling.opened is not None
            sent = await people.submit(telling.opened, {"text": "Search is next. Plans may change."}, as_=pat)
            assert sent.ok, sent.trouble
            await until(lambda: "Search is next." in people.reads(staff[5], channel))
