"""Presses that no honest client of Teams sends: refused in words, without a trace but a note, and never an error."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from tests.fakes.objects import Json
from tests.fakes.teams.reading import button, buttons
from tests.teams.members import answers_of, asked, asked_openly, counts, forged, person, posted, tries
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers, guests of the vendor's tenant."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    yield


def data_of(body: Json) -> Json:
    """What the pressed button carries."""
    value = body["value"]
    carried: Json = value["action"]["data"] if "action" in value else value["data"]
    return carried


def changing(**data: Any) -> Callable[[Json], None]:
    """Alters what the pressed button carries."""
    return lambda body: data_of(body).update(data)


async def test_another_polls_answer_under_this_messages_mark_counts_nowhere(floor: Office) -> None:
    other, ana = await asked(floor, "The other one?"), person(floor, "Ana")
    wire = button(other.card, "Yes").data["cab"]
    card, before = await asked(floor, "This one?"), await counts(floor)
    done = await forged(floor, card, "Yes", ana, lambda body: data_of(body).update(cab=wire))
    assert done.ok
    assert done.note
    assert await counts(floor) == before
    assert (await tries(floor))[0].deed == "answer_elsewhere"


async def test_the_mark_of_another_channels_message_opens_nothing_here(floor: Office) -> None:
    card, ana = await asked(floor, "Whose mark?"), person(floor, "Ana")
    theirs = button(posted(floor, "Globex").card, "Yes").data["mark"]
    before = await counts(floor)
    done = await forged(floor, card, "Yes", ana, lambda body: data_of(body).update(mark=theirs))
    assert done.ok
    assert done.note
    assert await counts(floor) == before


async def test_without_a_mark_of_its_own_no_press_in_a_channel_counts(floor: Office) -> None:
    card, ana = await asked(floor, "No mark?"), person(floor, "Ana")
    before = await counts(floor)
    marks: list[Any] = [None, "", "nobodys", "7" * 64, 17, ["x"], "m:x", "x" * 5000]
    for mark in marks:
        done = await forged(floor, card, "Yes", ana, changing(mark=mark))
        assert done.ok, mark
        assert done.note, mark
    assert await counts(floor) == before


async def test_a_card_that_was_carried_into_another_channel_counts_nothing_there(floor: Office) -> None:
    """Cem takes the buttons of Acme's message into Globex's channel."""
    card, cem = await asked(floor, "Only for Acme?", more=""), person(floor, "Cem")
    stolen = button(posted(floor, "Acme").card, "Yes").data
    before = await counts(floor)
    done = await forged(floor, posted(floor, "Globex"), "Yes", cem, lambda body: data_of(body).update(stolen))
    assert done.ok
    assert done.note
    assert card
    assert await counts(floor) == before


async def test_a_poll_for_one_customer_takes_no_answer_from_another_ones_channel(floor: Office) -> None:
    globex, cem = posted_or_none(floor, "Globex"), person(floor, "Cem")
    done = await floor.cab('poll "Acme alone?" "Yes" "No"', channel=floor.customers["Acme"])
    assert done.ok
    await floor.wait(seconds=1)
    mine = posted(floor, "Acme")
    assert globex is posted_or_none(floor, "Globex")
    assert globex is not None
    stolen = button(mine.card, "Yes").data
    before = await counts(floor)
    done = await forged(floor, globex, "Yes", cem, lambda body: data_of(body).update(stolen))
    assert done.ok
    assert await counts(floor) == before
    assert await answers_of(floor) == []


def posted_or_none(floor: Office, company: str) -> Any:
    """The newest post there, if there is one."""
    try:
        return posted(floor, company)
    except IndexError:
        return None


GARBAGE: list[Any] = [
    None,
    [],
    "vote",
    7,
    {},
    {"cab": None},
    {"cab": 7},
    {"cab": ["vote:x"]},
    {"cab": ""},
    {"cab": "chosen"},
    {"cab": "chosen", "from": "nowhere"},
    {"cab": "x" * 5000},
    {"cab": "vote:x", "opens": "everything"},
    {"cab": "vote:x", "opens": "text", "label": {"a": 1}},
    {"cab": "vote:x", "opens": "confirm", "sure": 7},
]


@pytest.mark.parametrize("name", ["adaptiveCard/action", "task/fetch", "task/submit"])
async def test_data_that_no_button_of_ours_carries_is_no_error_of_ours(floor: Office, name: str) -> None:
    card, ana, people = await asked(floor, f"Garbage by {name}?"), person(floor, "Ana"), floor.teams.people
    before = await counts(floor)
    for data in GARBAGE:
        action = {"action": {"type": "Action.Execute", "verb": "cab", "data": data}}
        done = await people.invoke(name, action if "Card" in name else {"data": data}, as_=ana, on=card)
        assert done.status in (200, 400), data
        if isinstance(data, dict):
            plain = people.payloads.submitted(ana, floor.customers["Acme"], card, data)
            assert (await people.courier.bring(plain)).status in (200, 400), data
    await floor.settle()
    assert await counts(floor) == before


WIRES = ("zap:x", "vote:", "vote:nobodys", "vote", ":", "vote:a+b", "send:a+b+c", "vote:é", "do:nobodys", "tell:x")


async def test_a_press_that_we_never_sent_is_refused_in_words(floor: Office) -> None:
    card, ana = await asked(floor, "Never sent?"), person(floor, "Ana")
    before = await counts(floor)
    for wire in WIRES:
        done = await forged(floor, card, "Yes", ana, changing(cab=wire))
        assert done.ok, (wire, done.trouble)
        assert done.private_text, wire
    assert await counts(floor) == before


@pytest.mark.soak
async def test_the_teams_own_buttons_are_not_for_members(floor: Office) -> None:
    """Ana presses everything that Pat was ever shown, from her own channel."""
    card, ana = await asked(floor, "Whose buttons?"), person(floor, "Ana")
    await floor.press(card, "Yes", as_=ana)
    await floor.cab("close")
    await floor.wait(minutes=2)
    card = await asked(floor, "And now?")
    await floor.cab("", as_=floor.pat)
    await floor.cab("summary", as_=floor.pat)
    shown = [*floor.teams.people.sees(floor.pat), *floor.teams.people.sees(floor.pat, floor.product)]
    wires = {each.data["cab"] for one in shown if one.card for each in buttons(one.card) if "cab" in each.data}
    staff = sorted(each for each in wires if each.partition(":")[0] in ("do", "decide", "why", "tell"))
    assert staff
    before = await counts(floor)
    for wire in staff:
        data = {"cab": wire, "mark": button(card.card, "Yes").data["mark"], "text": "mine now"}
        told = {"action": {"type": "Action.Execute", "verb": "cab", "data": data}, "trigger": "manual"}
        for name, value in (
            ("adaptiveCard/action", told),
            ("task/fetch", {"data": data}),
            ("task/submit", {"data": data}),
        ):
            done = await floor.teams.people.invoke(name, value, as_=ana, on=card)
            assert done.status == 200, (wire, name)
            assert "Whose buttons?" not in (done.delivery.text if done.delivery else ""), (wire, name)
    await floor.settle()
    assert await counts(floor) == before


async def test_a_dialog_opened_from_a_foreign_message_takes_no_answer(floor: Office) -> None:
    """The dialog's data are as much the client's word as a button's: the mark has to be one of this poll, here."""
    other, ana = await asked_openly(floor, "Other words?"), person(floor, "Ana")
    wire = button(other.card, "Write your answer").data["cab"]
    card = await asked(floor, "No words?")
    before = await counts(floor)
    for mark in ("", "nobodys", button(card.card, "Yes").data["mark"]):
        data = {"cab": wire, "mark": mark, "text": "Smuggled in"}
        done = await floor.teams.people.invoke("task/submit", {"data": data}, as_=ana, on=card)
        await floor.settle()
        assert done.status == 200
        assert await counts(floor) == before


async def test_somebody_without_an_account_in_a_directory_has_no_voice_and_breaks_nothing(floor: Office) -> None:
    card, ana = await asked(floor, "Nobody vouches?"), person(floor, "Ana")
    before = await counts(floor)

    def nameless(body: Json) -> None:
        body["from"] = {"id": "29:nobody", "name": "Nobody"}

    done = await forged(floor, card, "Yes", ana, nameless)
    assert done.status == 501
    await floor.settle()
    assert await counts(floor) == before


async def test_what_a_press_claims_about_its_sender_gives_no_right(floor: Office) -> None:
    """A role, another tenant of the sender's, another name: none of it is believed."""
    card, ana = await asked(floor, "Claims?"), person(floor, "Ana")

    def claiming(body: Json) -> None:
        body["from"] |= {"role": "user", "tenantId": floor.teams.tenant.id, "name": "Pat Manager"}
        data_of(body).update(staff=True, user=floor.pat.aad, aadObjectId=floor.pat.aad)

    done = await forged(floor, card, "Yes", ana, claiming)
    assert "Your answer: Yes" in done.private_text
    (said,) = await answers_of(floor)
    assert said.account_id
