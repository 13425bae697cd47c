"""The terminal's messenger keeps the promises of the port: posts, redraws, whispers, finds, and fails when told to."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cards.parts import Button, Buttons, Card, Field, Text, Ticks
from bot.clock import SetClock
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.errors import Refusal
from bot.ids import Token
from bot.ports import Messenger, NotPosted, Permanent, Unknown
from bot.presses import Pick, Send, Tell, Vote
from bot.texts import Phrase
from handlers.console.messenger import ConsoleMessenger, When, paint
from handlers.console.rooms import Rooms
from prompts.catalogue import say_in
from tests.makers import TUESDAY

ACME = Place(platform="console", workspace="home", id="acme")
BETA = Place(platform="console", workspace="home", id="beta")
CARD = Card(summary="Hello", parts=(Text(Phrase("ask.skip")), Text("{as it is}")))
ONE, TWO = Token("one"), Token("two")


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    """Empty rooms."""
    return Rooms.open(tmp_path / "rooms.jsonl")


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands."""
    return SetClock(TUESDAY)


def console(rooms: Rooms, clock: SetClock) -> Messenger:
    """The messenger as the actions know it."""
    return ConsoleMessenger(rooms, say_in, clock)


async def test_a_post_stands_in_its_room_in_the_readers_language(rooms: Rooms, clock: SetClock) -> None:
    ref = await console(rooms, clock).post(ACME, CARD, ONE, "de")
    (message,) = rooms.room(str(ACME))
    assert (message.id, message.token, message.at, message.to) == (ref, ONE, TUESDAY, "")
    assert message.painted == [["summary", "Hello"], ["text", "Überspringen", False], ["text", "{as it is}", False]]


async def test_a_redrawn_message_keeps_its_place(rooms: Rooms, clock: SetClock) -> None:
    messenger = console(rooms, clock)
    ref = await messenger.post(ACME, CARD, ONE, "en")
    await messenger.post(ACME, CARD, TWO, "en")
    clock.put(TUESDAY + timedelta(hours=1))
    for _ in range(2):
        await messenger.redraw(ACME, ref, Card(summary="New", parts=(Text("New"),)), ONE, "en")
    first, second = rooms.room(str(ACME))
    assert first.painted == [["summary", "New"], ["text", "New", False]]
    assert (first.id, first.at, first.edited_at) == (ref, TUESDAY, TUESDAY + timedelta(hours=1))
    assert second.edited_at is None


async def test_a_message_that_is_gone_cannot_be_redrawn(rooms: Rooms, clock: SetClock) -> None:
    with pytest.raises(Permanent, match="message_not_found"):
        await console(rooms, clock).redraw(ACME, "gone", CARD, ONE, "en")


async def test_a_whisper_is_for_one_reader(rooms: Rooms, clock: SetClock) -> None:
    ana = Identity(platform="console", workspace="home", user="ana")
    await console(rooms, clock).whisper(ana, ACME, CARD, ONE, "en")
    assert [message.to for message in rooms.room(str(ACME))] == ["console:home:ana"]
    assert rooms.room(str(ACME), "console:home:ben") == []


async def test_messages_are_found_by_their_marks(rooms: Rooms, clock: SetClock) -> None:
    messenger = console(rooms, clock)
    ref = await messenger.post(ACME, CARD, ONE, "en")
    await messenger.post(BETA, CARD, TWO, "en")
    assert await messenger.find(ACME, [ONE, TWO], TUESDAY) == {ONE: ref}
    assert await messenger.find(ACME, [ONE], TUESDAY + timedelta(seconds=1)) == {}
    assert await messenger.find(ACME, [TWO], TUESDAY) == {}


@pytest.mark.parametrize("mishap", [NotPosted(), NotPosted(3.0), Unknown()], ids=["not posted", "wait", "unknown"])
async def test_a_line_that_breaks_after_the_post_leaves_a_message_that_can_be_found(
    rooms: Rooms, clock: SetClock, mishap: Exception
) -> None:
    def breaks(when: When, token: Token) -> None:
        if when is When.AFTER:
            raise mishap

    messenger = ConsoleMessenger(rooms, say_in, clock, mishap=breaks)
    with pytest.raises(type(mishap)):
        await messenger.post(ACME, CARD, ONE, "en")
    found = await messenger.find(ACME, [ONE], TUESDAY)
    assert isinstance(found, dict)
    assert set(found) == {ONE}


async def test_a_line_that_breaks_before_the_post_leaves_nothing(rooms: Rooms, clock: SetClock) -> None:
    def breaks(when: When, token: Token) -> None:
        if when is When.BEFORE:
            raise Unknown

    messenger = ConsoleMessenger(rooms, say_in, clock, mishap=breaks)
    with pytest.raises(Unknown):
        await messenger.post(ACME, CARD, ONE, "en")
    assert await messenger.find(ACME, [ONE], TUESDAY) == {}


async def test_a_disk_that_cannot_be_written_is_a_refusal(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(Refusal):
        await console(Rooms.open(tmp_path), clock).post(ACME, CARD, ONE, "en")


def test_a_painted_button_remembers_all_that_its_press_carries() -> None:
    card = Card(
        summary="",
        parts=(
            Buttons((Button("Go", Send(ONE, (TWO,), "text")), Button(Phrase("ask.skip"), Vote(ONE)))),
            Ticks((Button("A", Vote(ONE)),), Pick(TWO)),
            Field("Tell", Tell(ONE), Phrase("ask.skip")),
        ),
    )
    assert paint(card, say_in("en"))[1:] == [
        ["buttons", [["Go", "send:one+two", "plain", ["two"], "text"], ["Skip", "vote:one", "plain", [], ""]]],
        [
            "ticks",
            [["A", "vote:one", "plain", [], ""]],
            ["As many as you like: type their numbers with commas.", "pick:two", "plain", [], ""],
        ],
        ["field", ["Tell", "tell:one", "plain", [], "Skip"]],
    ]
