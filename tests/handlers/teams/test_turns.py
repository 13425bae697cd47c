"""Each activity is worked on once, however often it comes, and nobody waits longer than the vendor does."""

import asyncio
import json

import pytest
import structlog

from bot.cards.parts import Card
from bot.errors import Refusal
from bot.texts import Phrase
from handlers.teams.heard import OK, TRY_AGAIN, Reply
from handlers.teams.turns import MOST, Turns
from prompts.catalogue import say_in
from tests.handlers.teams.keys_server import message, press, until
from tests.handlers.teams.opened_door import Listener, house


async def test_the_same_activity_is_worked_on_once_and_answered_each_time() -> None:
    async with house() as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"n": 1})
        both = [asyncio.create_task(door.post(press())) for _ in range(2)]
        await until(lambda: bool(door.listener.heard))
        door.listener.gate.set()
        assert await asyncio.gather(*both) == [(200, '{"n":1}')] * 2
        assert await door.post(press()) == (200, '{"n":1}'), "and some minutes long afterwards"
        assert len(door.listener.heard) == 1
        others = [press(timestamp="2026-03-03T10:00:09Z"), press(id="f:2"), press() | {"from": {"id": "29:other"}}]
        for other in others:
            await door.post(other)
        assert len(door.listener.heard) == 4


async def test_only_so_many_answers_are_kept() -> None:
    listener = Listener()
    turns = Turns(listener.hear, say_in)
    for each in range(MOST + 50):
        await turns.take(message(id=str(each)))
    await turns.take(message(id=str(MOST + 49)))
    assert len(listener.heard) == MOST + 50
    await turns.take(message(id="0"))
    assert len(listener.heard) == MOST + 51


GOES_ON = "Das dauert einen Moment. Wie es ausgeht, liest du in deinem Chat mit mir oder in einer Minute hier."
SLOW = {
    "adaptiveCard/action": {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": GOES_ON,
    },
    "task/submit": {"task": {"type": "message", "value": GOES_ON}},
    "task/fetch": {
        "task": {
            "type": "message",
            "value": "Das dauert etwas länger als sonst. Schau bitte in einer Minute noch einmal.",
        }
    },
}


@pytest.mark.parametrize("name", SLOW)
async def test_who_presses_is_answered_in_time_and_the_work_goes_on(name: str) -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"done": True})
        status, body = await door.post(press(name, locale="de-DE"))
        assert (status, json.loads(body)) == (200, SLOW[name])
        door.listener.gate.set()
        await door.turns.quiet()
        assert await door.post(press(name, locale="de-DE")) == (200, '{"done":true}')
        assert len(door.listener.heard) == 1


async def test_a_card_that_draws_itself_anew_says_nothing_when_it_is_late() -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        assert await door.post(press(value={"trigger": "automatic", "action": {}})) == (503, "")


async def test_a_message_that_takes_too_long_may_come_again_and_is_not_worked_on_twice() -> None:
    async with house(patience=0.05) as door:
        door.listener.gate.clear()
        assert (await door.post(message()))[0] == 503
        again = asyncio.create_task(door.post(message()))
        door.listener.gate.set()
        assert (await again)[0] in (200, 503)
        await door.turns.quiet()
        assert (await door.post(message()))[0] == 200
        assert len(door.listener.heard) == 1


DONE = Card(summary="Done")


@pytest.mark.parametrize("name", SLOW)
async def test_what_came_of_a_press_that_took_long_is_told_once_it_is_known(name: str) -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"done": True}, told=DONE)
        await door.post(press(name))
        assert door.told == []
        door.listener.gate.set()
        await door.turns.quiet()
        assert door.told == [DONE]


async def test_what_was_answered_in_time_is_not_told_a_second_time() -> None:
    async with house() as door:
        door.listener.reply = Reply(body={"done": True}, told=DONE)
        await door.post(press())
        await door.post(press())
        await door.turns.quiet()
        assert door.told == []


async def test_a_card_that_draws_itself_anew_tells_nobody_anything() -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"done": True}, told=DONE)
        await door.post(press(value={"trigger": "automatic", "action": {}}))
        door.listener.gate.set()
        await door.turns.quiet()
        assert door.told == []


@pytest.mark.parametrize("wrong", [Refusal(Phrase("database.away")), KeyError("Ana said no")])
async def test_who_was_told_to_wait_hears_of_a_failure_too(wrong: Exception) -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        door.listener.wrong = wrong
        assert (await door.post(press()))[0] == 200
        door.listener.gate.set()
        await door.turns.quiet()
        assert [each.summary for each in door.told] == [Phrase("teams.failed")]


async def test_an_activity_that_never_ends_does_not_keep_all_others_in_memory() -> None:
    listener = Listener()
    turns = Turns(listener.hear, say_in, invoke_patience=0.01)
    listener.gate.clear()
    await turns.take(press(id="f:endless"))
    listener.gate.set()
    [hung] = turns._turns.values()
    hung.task = asyncio.create_task(asyncio.sleep(3600, OK))
    for each in range(MOST + 50):
        await turns.take(message(id=str(each)))
    assert len(turns._turns) <= MOST
    hung.task.cancel()


@pytest.mark.soak
async def test_an_activity_that_takes_16_seconds_is_done_once_however_often_it_comes() -> None:
    async with house() as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"done": True}, told=DONE)
        began = asyncio.get_running_loop().time()
        pressed = asyncio.create_task(door.post(press()))
        assert (await door.post(message()))[0] == 503, "the vendor sends it once more"
        assert (await pressed)[0] == 200
        await asyncio.sleep(began + 15 - asyncio.get_running_loop().time())
        again = asyncio.create_task(door.post(message()))
        await asyncio.sleep(began + 16 - asyncio.get_running_loop().time())
        door.listener.gate.set()
        assert (await again)[0] == 200
        await door.turns.quiet()
        assert len(door.listener.heard) == 2, "the press and the message, each once"
        assert door.told == [DONE]


@pytest.mark.parametrize("wrong", [Refusal(Phrase("database.away")), KeyError("Ana said no")])
async def test_a_failure_is_no_server_error_and_may_be_tried_again(wrong: Exception) -> None:
    async with house() as door:
        door.listener.wrong = wrong
        with structlog.testing.capture_logs() as lines:
            assert (await door.post(message()))[0] == 503
            status, body = await door.post(press())
        assert (status, json.loads(body)) == (
            200,
            {
                "statusCode": 500,
                "type": "application/vnd.microsoft.error",
                "value": {
                    "code": "ServiceUnavailable",
                    "message": "That did not work just now. Please try again in a minute.",
                },
            },
        )
        assert "Ana" not in json.dumps(lines)
        door.listener.wrong = None
        assert (await door.post(message()))[0] == 200
        assert (await door.post(press()))[0] == 200


async def test_when_nobody_can_be_told_it_harms_nobody() -> None:
    async with house(invoke_patience=0.05) as door:
        door.listener.gate.clear()
        door.listener.reply = Reply(body={"done": True}, told=DONE)
        door.deaf = True
        assert (await door.post(press()))[0] == 200
        door.listener.gate.set()
        await door.turns.quiet()
        assert (await door.post(press()))[0] == 200


async def test_what_the_listener_did_not_keep_is_worked_on_again() -> None:
    async with house() as door:
        door.listener.reply = TRY_AGAIN
        assert (await door.post(message()))[0] == 503
        door.listener.reply = OK
        assert (await door.post(message()))[0] == 200


async def test_a_reply_that_cannot_be_written_is_no_server_error() -> None:
    async with house() as door:
        door.listener.reply = Reply(body={"value": object()})
        assert (await door.post(press()))[0] == 503
