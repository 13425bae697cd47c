"""An answer counts on its own poll's message, where that was posted: not on a copy, nor under another poll's name."""

import copy
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.objects import Json
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel
from tests.slack.forging import asked, person, pressed, refused, wired
from tests.slack.office import Office
from tests.slack.rows import answers_of, counts, tries
from tests.slack.running import posted

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers with two people each."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya", "Dee Lund")
    yield


async def one_try_more(floor: Office, before: int) -> None:
    """Exactly one row tells that somebody tried."""
    noted = await tries(floor)
    assert len(noted) == before + 1
    assert (noted[0].deed, noted[0].outcome) == ("answer_elsewhere", "refused")


def value_of(message: Message, label: str) -> str:
    """What a button of a message says."""
    buttons = [each for block in message.blocks for each in block.get("elements") or []]
    return next(str(each["value"]) for each in buttons if each.get("text", {}).get("text") == label)


async def test_a_button_of_another_poll_is_refused_on_this_ones_message(floor: Office) -> None:
    first = await asked(floor, "First?")
    foreign = value_of(first, "Yes")
    second = await asked(floor, "Second?")
    before, noted = await counts(floor), len(await tries(floor))
    done = await pressed(floor, second, "Yes", person(floor, "Ana"), wired(foreign))
    refused(done)
    assert "not asked here" in done.private_text
    assert await counts(floor) == before
    await one_try_more(floor, noted)


async def test_a_poll_of_another_customer_is_refused_in_this_ones_channel(floor: Office) -> None:
    mine = await asked(floor, "Everybody?")
    done = await floor.cab('poll "Globex alone?" "Yes" "No"', channel=floor.customers["Globex"])
    assert done.ok
    await floor.settle()
    theirs = posted(floor.slack, floor.customers["Globex"])
    before, noted = await counts(floor), len(await tries(floor))
    done = await pressed(floor, mine, "Yes", person(floor, "Ana"), wired(value_of(theirs, "Yes")))
    refused(done)
    assert "Globex" not in done.private_text
    assert await counts(floor) == before
    await one_try_more(floor, noted)


@pytest.mark.parametrize("where", ["a room of ours", "the other customer's channel", "a room we are not in", "a chat"])
async def test_a_forwarded_copy_takes_no_answers(floor: Office, where: str) -> None:
    card, ana, world = await asked(floor, f"Forwarded to {where}?"), person(floor, "Ana"), floor.slack.world
    place: Channel
    match where:
        case "a room of ours":
            place = floor.product
        case "the other customer's channel":
            place = floor.customers["Globex"]
        case "a room we are not in":
            place = world.add_channel("elsewhere", ana.team_id, [ana])
        case _:
            place = world.direct(floor.slack.bot, ana)
    world.join(place, ana)
    before, noted = await counts(floor), len(await tries(floor))

    def forwarded(body: Json) -> None:
        body["channel"] = {"id": place.id, "name": place.name}
        body["container"] |= {"channel_id": place.id, "message_ts": "1772438999.000100"}
        body["message"]["ts"] = "1772438999.000100"

    done = await pressed(floor, card, "Yes", ana, forwarded)
    assert done.status == 200
    assert await counts(floor) == before
    await one_try_more(floor, noted)
    world.leave(place, ana)


async def test_a_copy_without_its_mark_takes_no_answers(floor: Office) -> None:
    card, before, noted = await asked(floor, "Unmarked?"), await counts(floor), len(await tries(floor))

    def unmarked(body: Json) -> None:
        body["message"]["blocks"] = [block | {"block_id": "x"} for block in body["message"]["blocks"]]

    refused(await pressed(floor, card, "Yes", person(floor, "Ana"), unmarked))
    assert await counts(floor) == before
    await one_try_more(floor, noted)


async def test_the_field_of_an_open_question_is_not_opened_from_a_copy(floor: Office) -> None:
    await floor.cab('ask "What annoys you most?"')
    await floor.settle()
    card = posted(floor.slack, floor.customers["Acme"])
    label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
    opened = len(floor.slack.calls("views.open"))

    def forwarded(body: Json) -> None:
        body["container"]["channel_id"] = body["channel"]["id"] = floor.customers["Globex"].id

    assert (await pressed(floor, card, label, person(floor, "Ana"), forwarded)).status == 200
    assert len(floor.slack.calls("views.open")) == opened
    await floor.press(card, label, as_=person(floor, "Ana"))
    assert len(floor.slack.calls("views.open")) == opened + 1


async def test_somebody_of_another_company_is_refused_in_a_customers_channel(floor: Office) -> None:
    card, cem = await asked(floor, "Ours alone?"), person(floor, "Cem")
    home = posted(floor.slack, floor.customers["Globex"])
    assert (await floor.press(home, "No", as_=cem)).ok
    floor.slack.world.join(floor.customers["Acme"], cem)
    before = await counts(floor)
    done = await floor.press(card, "Yes", as_=cem)
    refused(done)
    assert "another company" in done.private_text
    assert await counts(floor) == before
    floor.slack.world.leave(floor.customers["Acme"], cem)


async def test_an_unknown_colleague_of_the_channels_company_joins(floor: Office) -> None:
    card, acme = await asked(floor, "Who is new?"), floor.customers["Acme"]
    new = floor.slack.world.add_user("Nia Newcomer", person(floor, "Ana").team_id)
    floor.slack.world.join(acme, new)
    done = await floor.press(card, "Yes", as_=new)
    assert "Acme" in done.private_text
    said = await answers_of(floor)
    assert await counts(floor)
    assert (await floor.press(posted(floor.slack, acme), "No", as_=new)).ok
    assert len(await answers_of(floor)) == len(said)


async def test_the_same_press_twice_at_once_counts_once(floor: Office) -> None:
    card, ben = copy.deepcopy(await asked(floor, "Twice?")), person(floor, "Ben")
    before = len(await answers_of(floor))
    await floor.slack.people.press(card, "Yes", as_=ben, times=5)
    await floor.settle()
    assert len(await answers_of(floor)) == before + 1
