"""Each activity is worked on once, however often it comes, and nobody waits longer than the vendor does."""

import asyncio
import json

import pytest
import structlog

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


SLOW = {
    "adaptiveCard/action": {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Das dauert etwas länger als sonst. Schau bitte in einer Minute noch einmal.",
    },
    "task/submit": {
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


async def test_what_is_kept_is_answered_at_once_and_finished_behind() -> None:
    async with house() as door:
        finish, finished = asyncio.Event(), list[str]()

        async def rest() -> None:
            await finish.wait()
            finished.append("done")

        door.listener.reply = Reply(behind=rest)
        assert (await door.post(message()))[0] == 200
        assert (await door.post(message()))[0] == 200
        assert finished == []
        finish.set()
        await door.turns.quiet()
        assert finished == ["done"]


@pytest.mark.parametrize("wrong", [Refusal(Phrase("database.away")), KeyError("Ana said no")])
async def test_a_failure_is_no_server_error_and_may_be_tried_again(wrong: Exception) -> None:
    async with house() as door:
        door.listener.wrong = wrong
        with structlog.testing.capture_logs() as lines:
            assert (await door.post(message()))[0] == 503
            status, body = await door.post(press())
        assert (status, json.loads(body)["value"]) == (
            200,
            "That did not work just now. Please try again in a minute.",
        )
        assert "Ana" not in json.dumps(lines)
        door.listener.wrong = None
        assert (await door.post(message()))[0] == 200
        assert (await door.post(press()))[0] == 200


async def test_a_failure_behind_an_answer_harms_nobody() -> None:
    async def fails() -> None:
        raise RuntimeError

    async with house() as door:
        door.listener.reply = Reply(behind=fails)
        assert (await door.post(message()))[0] == 200
        await door.turns.quiet()


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
