"""Buttons that are old, foreign, forged or pressed elsewhere: a private reason, and nothing counted."""

import copy
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.domain.rounds import Stage
from storage import rounds
from tests.fakes.objects import Json
from tests.fakes.slack.controls import controls
from tests.fakes.slack.messages import Message
from tests.slack.forging import asked, person, pressed, refused, wired
from tests.slack.office import Office
from tests.slack.rows import counts, rounds_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
NEVER_GIVEN = "vote:abcdefghijklmnopqrstuvwxyz"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """A customer with two people."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    yield


async def open_poll(floor: Office) -> Message:
    """The newest poll that takes answers; a new one where none does."""
    for each in reversed(floor.slack.timeline.standing(floor.customers["Acme"].id)):
        if not each.ephemeral_to and "Yes" in [control.label for control in controls(each.blocks)]:
            return each
    return await asked(floor, "Which of these?")


@pytest.mark.parametrize(
    "value",
    [
        NEVER_GIVEN,
        "vote:",
        "vote",
        "",
        ":",
        "dance:abc",
        "VOTE:abc",
        "vote:ÄÖÜ",
        "vote:a b",
        "vote:" + "a" * 65,
        "vote:" + "a" * 1900,
        "{}",
        "0",
        '{"poll":12,"voters":["U1"]}',
        "do:abcdefghijklmnopqrstuvwxyz",
        "decide:abcdefghijklmnopqrstuvwxyz",
        "tell:abcdefghijklmnopqrstuvwxyz",
        "field:do:abcdefghijklmnopqrstuvwxyz",
        "field:",
        "write:abcdefghijklmnopqrstuvwxyz",
        "change:abcdefghijklmnopqrstuvwxyz",
        "withdraw:abcdefghijklmnopqrstuvwxyz",
        "skip:abcdefghijklmnopqrstuvwxyz",
        "m:abc",
        "../../etc/passwd",
        "vote:' or 1=1 --",
    ],
)
async def test_a_button_that_says_what_we_never_said_is_answered_privately(floor: Office, value: str) -> None:
    card, before = await open_poll(floor), await counts(floor)
    done = await pressed(floor, card, "Yes", person(floor, "Ana"), wired(value))
    assert done.status == 200
    assert done.private_text or done.opened  # A field that is sent is refused in its turn.
    assert await counts(floor) == before


@pytest.mark.parametrize("name", ["action_id", "block_id"])
@pytest.mark.parametrize("said", ["poll_vote_1", "", "a" * 255, "press:vote:unknown", "💥"])
async def test_names_of_an_older_bot_do_no_harm(floor: Office, name: str, said: str) -> None:
    card = await open_poll(floor)

    def change(body: Json) -> None:
        body["actions"][0][name] = said

    done = await pressed(floor, card, "Yes", person(floor, "Ana"), change)
    refused(done)
    assert "Yes" in done.private_text  # What a button means, its value says.


async def test_the_message_of_an_older_bot_is_answered_with_a_hint(floor: Office) -> None:
    acme = floor.customers["Acme"]
    old: list[Json] = [
        {"type": "section", "block_id": "q", "text": {"type": "plain_text", "text": "Which day?"}},
        {
            "type": "actions",
            "block_id": "votes",
            "elements": [
                {"type": "button", "action_id": "v0", "value": "0", "text": {"type": "plain_text", "text": "Monday"}},
                {"type": "button", "action_id": "v1", "text": {"type": "plain_text", "text": "Friday"}},
            ],
        },
    ]
    message = floor.slack.vendor.speak(floor.slack.installation, acme, "Which day?", old)
    before = await counts(floor)
    for label in ("Monday", "Friday"):
        done = await floor.press(message, label, as_=person(floor, "Ana"))
        refused(done)
        assert "newest message" in done.private_text
    assert await counts(floor) == before


@pytest.mark.parametrize(
    "kind",
    [
        "button", "workflow_button", "static_select", "overflow", "radio_buttons", "checkboxes", "multi_static_select",
        "users_select", "conversations_select", "channels_select", "datepicker", "plain_text_input", "external_select",
        "rich_text_input", "a_kind_of_tomorrow",
    ],
)  # fmt: skip
async def test_any_element_of_any_time_is_acknowledged(floor: Office, kind: str) -> None:
    card = await open_poll(floor)
    before = await counts(floor)
    for extra in ({}, {"selected_option": None}, {"selected_option": {"value": "x"}}, {"value": None}):

        def change(body: Json, extra: Json = extra) -> None:
            body["actions"] = [{"type": kind, "action_id": "a", "block_id": "b", "action_ts": "x"} | extra]

        label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
        done = await pressed(floor, card, label, person(floor, "Ben"), change)
        assert done.status == 200
    assert await counts(floor) == before


@pytest.mark.parametrize("callback", ["", "write", "form", "poll_modal_v1"])
@pytest.mark.parametrize("carried", ["", "vote:1|2", "do:abc|", "x" * 3000], ids=lambda text: text[:8])
async def test_a_dialog_we_never_opened_does_nothing(floor: Office, callback: str, carried: str) -> None:
    ana = person(floor, "Ana")
    view = {
        "id": "V0FORGED", "hash": "1.abc", "type": "modal", "callback_id": callback, "private_metadata": carried,
        "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "hello"}}}}, "blocks": [],
        "app_installed_team_id": floor.slack.team.id,
    }  # fmt: skip
    body: Json = {"type": "view_submission", "view": view, "trigger_id": "1.2.3", "team": {"id": ana.team_id}}
    body["user"] = {"id": ana.id, "name": ana.name, "team_id": ana.team_id}
    before = await counts(floor)
    done = await floor.slack.people.courier.interactive(body)
    assert done.status == 200
    assert done.json["response_action"] in ("errors", "update")
    assert await counts(floor) == before
    closed = await floor.slack.people.courier.interactive(body | {"type": "view_closed"})
    assert closed.status == 200


@pytest.mark.parametrize("kind", ["shortcut", "message_action"])
async def test_a_shortcut_of_an_older_bot_is_answered_privately(floor: Office, kind: str) -> None:
    card = await open_poll(floor)
    done = await floor.slack.people.shortcut(
        "poll_from_message", as_=floor.pat, message=card if kind == "message_action" else None
    )
    await floor.settle()
    assert done.status == 200
    assert "newest message" in floor.slack.people.reads(floor.pat) + done.private_text


async def test_a_late_vote_is_refused_with_the_reason(floor: Office) -> None:
    card, ana = copy.deepcopy(await asked(floor, "Late?")), person(floor, "Ana")
    await floor.cab("close")
    before = await counts(floor)
    done = await floor.press(card, "Yes", as_=ana)
    refused(done)
    assert "closed" in done.private_text
    assert await counts(floor) == before


async def test_a_vote_on_a_poll_called_off_is_refused(floor: Office) -> None:
    card, ana = copy.deepcopy(await asked(floor, "Called off?")), person(floor, "Ana")
    await floor.cab("cancel")
    before = await counts(floor)
    refused(await floor.press(card, "Yes", as_=ana))
    assert await counts(floor) == before


async def test_a_vote_on_a_poll_that_is_not_open_yet_is_refused(floor: Office) -> None:
    card, ana = copy.deepcopy(await asked(floor, "Open already?")), person(floor, "Ana")
    opened = max(await rounds_of(floor), key=lambda each: each.number)
    async with floor.house.bot.database.begin(opened.organisation_id) as work:
        await rounds.save(work, replace(opened, stage=Stage.DRAFT))
    before = await counts(floor)
    refused(await floor.press(card, "Yes", as_=ana))
    assert await counts(floor) == before
    async with floor.house.bot.database.begin(opened.organisation_id) as work:
        await rounds.save(work, opened)
