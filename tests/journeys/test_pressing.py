"""What presses are worth: in any order, by hundreds at once, after the close, outside of channels, and shown live."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from bot.actions.cast import first_board
from bot.cards.parts import Card, Field
from bot.domain import rounds as rules
from bot.domain.channels import Place
from bot.domain.people import Identity, Visitor
from bot.domain.questions import Chosen
from bot.domain.rounds import Round
from bot.errors import Denied, Refusal
from bot.ids import OptionId, Token
from bot.presses import Change, Press
from handlers import routes
from handlers.console.keys import pressed
from storage import answers, engagements, members, rounds
from storage.codec import value_from
from tests.journeys.terminal import Terminal, number, read

QUESTIONS = """
title = "Your week"
why = "To spend our time where it helps you."
[[question]]
kind = "rating"
text = "How was the last month?"
[[question]]
kind = "open"
text = "What should we fix first?"
"""


async def asked(terminal: Terminal, *accounts: str, poll: str = 'poll "Which day?" "Monday" "Friday"') -> None:
    """A poll stands in the channels of the accounts."""
    await terminal.set_up(*accounts)
    await terminal.type(poll)
    await terminal.wait(minutes=3)


async def latest(terminal: Terminal) -> Round:
    """The round asked last."""
    bot = terminal.house.bot
    board = await first_board(bot)
    async with bot.database.read(board.organisation_id) as work:
        return (await rounds.of_board(work, board.id))[-1]


async def press(terminal: Terminal, room: str, who: str, what: Press, *, after: float = 0, inbox: str = "") -> Card:
    """Press at that many seconds from now, by the platform's clock, without moving ours."""
    said_at = terminal.clock.now() + timedelta(seconds=after)
    return await routes.press(
        terminal.house.bot,
        what,
        Visitor(identity=Identity(platform="console", workspace="home", user=who), name=who.title()),
        Place.parse(f"console:home:{room}"),
        said_at=said_at,
        inbox=inbox or f"{who} at {said_at}",
    )


async def test_whatever_order_presses_arrive_in_the_last_one_said_stands(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    painted = terminal.room("acme")[-1].painted
    choices = [pressed(painted, typed) for typed in ("1", "2")]
    order = list(range(40))
    random.Random(7).shuffle(order)
    for group in (order[:25], order[25:]):
        await asyncio.gather(*(press(terminal, "acme", "ana", choices[at % 2], after=at) for at in group))
    round_ = await latest(terminal)
    async with terminal.house.bot.database.read(round_.organisation_id) as work:
        (stands,) = await answers.of_round(work, round_.id)
        (question,) = await engagements.questions(work, round_.question_ids)
    assert stands.said_at == terminal.clock.now() + timedelta(seconds=39)
    assert stands.value == Chosen(options=(OptionId(getattr(question, "options")[1].id),))  # noqa: B009 - a choice


async def test_two_hundred_strangers_who_press_at_once_are_two_hundred_members_and_answers(terminal: Terminal) -> None:
    await asked(terminal, "Acme", "Globex")
    vote = pressed(terminal.room("acme")[-1].painted, "1")
    rooms = ("acme", "globex")
    await asyncio.gather(*(press(terminal, rooms[each % 2], f"p{each}", vote) for each in range(200)))
    round_ = await latest(terminal)
    async with terminal.house.bot.database.read(round_.organisation_id) as work:
        said = await answers.of_round(work, round_.id)
        seats = await members.of_board(work, round_.board_id)
    assert len({each.person_id for each in said}) == 200
    assert {(each.person_id, each.account_id) for each in said} == {(each.person_id, each.account_id) for each in seats}
    assert all(each.answered_once for each in seats)
    assert sorted(Counter(each.account_id for each in said).values()) == [100, 100]
    await terminal.wait(minutes=1)
    assert "200 people have answered so far." in terminal.text("globex")


async def test_a_press_after_the_close_is_refused_though_the_ask_was_pressed_a_moment_ago(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    vote = pressed(terminal.room("acme")[-1].painted, "1")
    await press(terminal, "acme", "ana", vote)
    round_ = await latest(terminal)
    async with terminal.house.bot.database.begin(round_.organisation_id) as work:
        closing = rules.close_now(await rounds.get(work, round_.id), terminal.clock.now())
        await rounds.save(work, rules.closed(closing, terminal.clock.now(), gate_passed=False))
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        await press(terminal, "acme", "ben", vote)
    assert len(terminal.rows("SELECT 1 FROM answer")) == 1
    assert len(terminal.rows("SELECT 1 FROM member")) == 1


async def test_a_press_after_an_extension_counts_though_the_ask_was_pressed_before_it(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    vote = pressed(terminal.room("acme")[-1].painted, "1")
    await press(terminal, "acme", "ana", vote)
    round_ = await latest(terminal)
    await terminal.type("extend P1 1d")
    terminal.clock.put(round_.closes_at + timedelta(hours=1))
    await press(terminal, "acme", "ben", vote)
    assert len(terminal.rows("SELECT 1 FROM answer")) == 2


async def test_a_member_is_heard_outside_of_channels_and_a_stranger_leaves_no_trace_there(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    votes = [pressed(terminal.room("acme")[-1].painted, typed) for typed in ("1", "2")]
    await press(terminal, "acme", "ana", votes[0])
    receipt = await terminal.send("a direct message to ana", "ana", votes[1])
    assert "Your answer: Friday" in receipt
    withdrawn = await terminal.send(
        "a direct message to ana", "ana", pressed(terminal.private, number(terminal.private, "Withdraw my answer"))
    )
    assert "no longer counts" in withdrawn
    with pytest.raises(Denied, match=r"answer\.not_a_member"):
        await terminal.send("a direct message to zoe", "zoe", votes[0])
    assert len(terminal.rows("SELECT 1 FROM person WHERE NOT staff")) == 1


async def test_a_channel_of_ours_in_which_the_poll_does_not_stand_is_the_wrong_place(terminal: Terminal) -> None:
    await asked(terminal, "Acme")
    vote = pressed(terminal.room("acme")[-1].painted, "1")
    await press(terminal, "acme", "ana", vote)
    with pytest.raises(Denied, match=r"answer\.wrong_place"):
        await press(terminal, "product", "ana", vote, after=1)


async def test_an_answer_is_changed_from_its_receipt(terminal: Terminal) -> None:
    await terminal.set_up("Acme", toml=QUESTIONS)
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    painted = terminal.room("acme")[-1].painted
    await terminal.press("acme", "ana", "4")
    again = await terminal.press("acme", "ana", number(terminal.private, "Change my answer"), message=terminal.private)
    assert "Change your answer" in again
    assert "How was the last month?" in again
    assert "2 of 5" in await terminal.press("acme", "ana", "2", message=terminal.private)
    written = number(painted, "Write your answer")
    await terminal.press("acme", "ana", f"{written} Fix the searhc")
    card = await press(terminal, "acme", "ana", pressed(terminal.private, number(terminal.private, "Change my answer")))
    assert [part.proposed for part in card.parts if isinstance(part, Field)] == ["Fix the searhc"]
    assert len(terminal.rows("SELECT 1 FROM answer")) == 2


async def test_an_anonymous_answer_cannot_be_changed(terminal: Terminal) -> None:
    await asked(terminal, "Acme", poll='poll "Which day?" "Monday" "Friday" --anon')
    round_ = await latest(terminal)
    token = terminal.rows(f"SELECT token FROM aim WHERE goal = 'withdraw' AND round_id = '{round_.id}'")[0][0]
    with pytest.raises(Refusal, match=r"answer\.anonymous_is_final"):
        await press(terminal, "acme", "ana", Change(Token(str(token))))


async def test_a_live_poll_shows_what_a_recount_gives(terminal: Terminal) -> None:
    await asked(terminal, "Acme", "Globex", poll='poll "Which day?" "Monday" "Friday" "Never" --live')
    assert "Everybody who reads this channel sees how its answers stand" in terminal.text("globex")
    options = [pressed(terminal.room("acme")[-1].painted, typed) for typed in ("1", "2", "3")]
    turns = [("acme", "ana", 0), ("acme", "ben", 1), ("globex", "cleo", 1), ("acme", "ana", 1), ("globex", "dan", 2)]
    for at, (room, who, option) in enumerate(turns):
        await press(terminal, room, who, options[option], after=at)
        await terminal.wait(minutes=1)
        await shows_a_recount(terminal)
    receipt = await terminal.press("globex", "dan", "3")
    assert "Never" in receipt
    await terminal.press("globex", "dan", number(terminal.private, "Withdraw my answer"), message=terminal.private)
    await terminal.wait(minutes=1)
    await shows_a_recount(terminal)


async def shows_a_recount(terminal: Terminal) -> None:
    """In each channel an option stands beside as many of that company's people as the rows of answers say.

    Of the other company's answers nothing is shown there.
    """
    round_ = await latest(terminal)
    async with terminal.house.bot.database.read(round_.organisation_id) as work:
        (question,) = await engagements.questions(work, round_.question_ids)
    for room in ("acme", "globex"):
        found = terminal.rows(
            "SELECT answer.value FROM answer JOIN account ON account.id = answer.account_id"
            f" WHERE NOT withdrawn AND account.key = '{room}'"
        )
        stored = [value_from(str(row[0])) for row in found]
        counts = Counter(each for value in stored if isinstance(value, Chosen) for each in value.options)
        lines = read(terminal.room(room)[-1].painted).splitlines()
        for option in getattr(question, "options"):  # noqa: B009 - a choice
            n = counts[option.id]
            shown = [line for line in lines if option.text in line and ("person" in line or "people" in line)]
            assert len(shown) == (1 if counts else 0), lines
            if not counts:
                continue
            assert f"{n} person" in shown[0] if n == 1 else f"{n} people" in shown[0]


async def test_a_live_poll_is_never_anonymous(terminal: Terminal) -> None:
    await terminal.set_up("Acme")
    with pytest.raises(Refusal, match=r"live.*anonymous"):
        await terminal.type('poll "Which day?" "Monday" "Friday" --live --anon')
