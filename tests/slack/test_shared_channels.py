"""Where customers read along, commands answer privately, and nothing internal is posted."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.slack.forging import asked, person
from tests.slack.office import Office
from tests.slack.rows import answers_of
from tests.slack.running import posted
from tests.slack.test_who_may import LINES

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers, one of whom has answered."""
    acme, (ana, _) = await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    await asked(floor, "Internal matters?")
    await floor.press(posted(floor.slack, acme), "Yes", as_=ana)
    yield


def public(floor: Office, channel: str) -> list[str]:
    """The messages of the bot's that everybody in a channel reads."""
    standing = floor.slack.timeline.standing(floor.customers[channel].id)
    return [message.ts for message in standing if message.bot_id and not message.ephemeral_to]


@pytest.mark.parametrize("by_mention", [False, True])
async def test_every_command_answers_privately_in_a_customers_channel(floor: Office, by_mention: bool) -> None:
    acme, people = floor.customers["Acme"], floor.slack.people
    for line, name in LINES.items():
        if name in ("Poll", "AskOpen", "Close", "Cancel", "Extend", "Remind"):
            continue  # These change the poll's own message, or post one.
        floor.clock.put(floor.clock.now() + timedelta(seconds=1))
        before, since = public(floor, "Acme"), floor.slack.vendor.stamps.fresh()
        if by_mention:
            await people.mention(line, as_=floor.pat, channel=acme)
        else:
            assert (await people.command("/cab", line, as_=floor.pat, channel=acme)).ok
        assert floor.house.slack is not None
        await floor.house.slack.quiet()
        assert public(floor, "Acme") == before, line
        mine = [m for m in people.sees(floor.pat, acme) if m.ts > since and m.ephemeral_to == floor.pat.id]
        private = [m for m in people.sees(floor.pat) if m.ts > since]
        assert mine or private, line
    await floor.settle()
    assert "Acme" in floor.customers


async def test_a_command_that_ends_a_poll_says_so_privately(floor: Office) -> None:
    acme = floor.customers["Acme"]
    card = await asked(floor, "To be called off?")
    before = public(floor, "Acme")
    done = await floor.cab("cancel", channel=acme)
    assert done.private_text
    assert public(floor, "Acme") == before
    assert card


async def test_a_product_channel_that_is_shared_hears_nothing_more_and_its_owner_is_asked(floor: Office) -> None:
    world = floor.slack.world
    room = world.add_channel("product-two", floor.slack.team, [floor.pat, floor.slack.bot])
    spelt = f"slack:{floor.slack.team.id}:{room.id}"
    done = await floor.cab(f"channel add {spelt} --kind product")
    assert "may not" not in done.private_text
    guest = world.add_team("Curious", "T0CURIOUS")
    asked_before = floor.slack.people.reads(floor.pat, floor.product)
    await floor.slack.people.share(room, guest)
    await floor.settle()
    said = floor.slack.people.reads(floor.pat, floor.product)
    assert said != asked_before
    assert "product-two" in said or room.id in said
    standing = len(floor.slack.timeline.standing(room.id))
    card = await asked(floor, "After the sharing?")
    await floor.press(card, "Yes", as_=person(floor, "Ana"))
    await floor.cab("close")
    await floor.wait(minutes=5)
    assert "After the sharing?" in floor.slack.people.reads(floor.pat, floor.product)
    shown = [m for m in floor.slack.timeline.standing(room.id) if m.bot_id]
    assert len(shown) <= standing
    assert not any("After the sharing?" in str(m.blocks) for m in shown)


async def test_a_channel_that_gets_a_new_id_keeps_its_poll(floor: Office) -> None:
    globex, cem = floor.customers["Globex"], person(floor, "Cem")
    await asked(floor, "Before the move?")
    card = posted(floor.slack, globex)
    old = globex.id
    await floor.slack.people.change_id(globex, "G")
    await floor.settle()
    since = len(floor.slack.recorder.all)
    before = len(await answers_of(floor))
    done = await floor.press(card, "Yes", as_=cem)
    assert done.ok
    assert len(await answers_of(floor)) == before + 1
    await floor.wait(minutes=5)
    await floor.cab("close")
    await floor.wait(minutes=5)
    assert "Thank you" in floor.slack.people.reads(cem, globex)
    calls = floor.slack.recorder.all[since:]
    assert not [call for call in calls if call.method.startswith("chat.") and call.args.get("channel") == old]
    texts = [m for m in floor.slack.timeline.standing(globex.id) if "Before the move?" in str(m.blocks) + m.text]
    assert len([m for m in texts if not m.ephemeral_to]) == 1


async def test_a_channel_that_is_severed_hears_nothing_more(floor: Office) -> None:
    initech, (ivy,) = await floor.customer("Initech", "Ivy Lane")
    team = floor.slack.world.teams[ivy.team_id]
    copy, _ = await floor.slack.people.unshare(initech, team)
    await floor.settle()
    standing = len(floor.slack.timeline.standing(initech.id))
    await asked(floor, "After the cut?")
    assert len(floor.slack.timeline.standing(initech.id)) == standing
    assert not floor.slack.timeline.standing(copy.id)
