"""A reply in a thread counts only when its author, and nobody else, says so."""

import csv
import io

import pytest

from bot.actions.count_reply import heard_reply
from bot.actions.export import exported
from bot.actions.operator import board_meant
from bot.domain.channels import Place
from bot.errors import Denied, Refusal
from bot.ids import RoundId
from handlers.console.messenger import paint
from prompts.catalogue import say_in
from tests.journeys.terminal import BOARD, Terminal, words

OPEN = 'ask "What slows you down?"'
CHOICE = 'poll "Which day suits you?" "Monday" "Friday"'


async def replied(
    council: Terminal, text: str, who: str = "anaquokka", room: str = "acme", message: str = "m1", poll: int = 2
) -> str | None:
    """What somebody is asked in private after writing into the thread of a poll; None when they are not asked."""
    found = council.rows(f"SELECT id FROM round WHERE number = {poll}")
    card = await heard_reply(
        council.house.bot,
        await council.visitor(who),
        Place.parse(f"console:home:{room}"),
        RoundId(str(found[0][0])),
        text,
        said_at=council.clock.now(),
        message=message,
    )
    council.private = paint(card, say_in("en")) if card is not None else []
    return words(card) if card is not None else None


async def asked(council: Terminal, line: str) -> None:
    """A poll that stands in every room."""
    await council.type(line)
    await council.wait(minutes=3)


async def test_a_reply_becomes_the_answer_to_the_open_question_once_its_author_says_so(council: Terminal) -> None:
    await asked(council, OPEN)
    question = await replied(council, "The zigzag menu.")
    assert question is not None
    assert "Count this as your answer to P2?" in question
    assert "zigzag" not in str(council.rows("SELECT * FROM reply"))  # sealed until then
    assert council.rows("SELECT count(*) FROM answer JOIN round ON round.id = round_id WHERE number = 2") == [(0,)]
    for other in ("abenumbat", "pm", "stranger"):
        with pytest.raises(Denied):
            await council.press("acme", other, "1", message=council.private)
    assert "The zigzag menu." in await council.press("acme", "anaquokka", "1", message=council.private)
    kept = council.rows("SELECT value FROM answer JOIN round ON round.id = round_id WHERE number = 2")
    assert len(kept) == 1
    assert "zigzag" in str(kept)
    assert council.rows("SELECT * FROM reply") == []


async def test_the_same_reply_delivered_twice_is_asked_about_and_counted_once(council: Terminal) -> None:
    await asked(council, OPEN)
    assert await replied(council, "The zigzag menu.") is not None
    card = council.private
    assert await replied(council, "The zigzag menu.") is None
    await council.press("acme", "anaquokka", "1", message=card)
    with pytest.raises(Refusal, match=r"reply\.gone"):
        await council.press("acme", "anaquokka", "1", message=card)


async def test_beside_a_choice_a_reply_becomes_a_comment_on_the_answer_given(council: Terminal) -> None:
    await asked(council, CHOICE)
    assert await replied(council, "Because of the market.") is None  # no answer yet that it could stand beside
    await council.press("acme", "anaquokka", "2")
    question = await replied(council, "Because of the market.", message="m2")
    assert question is not None
    assert "comment on your answer" in question
    await council.press("acme", "anaquokka", "1", message=council.private)
    said = council.rows("SELECT comment, answer.version FROM answer JOIN round ON round.id = round_id WHERE number = 2")
    assert said == [("Because of the market.", 2)]


async def test_a_reply_is_added_beneath_the_comment_that_stands_there_and_both_leave_as_one(council: Terminal) -> None:
    await asked(council, CHOICE)
    receipt = await council.press("acme", "anaquokka", "2")
    assert "Add a comment" in receipt
    changed = await council.press("acme", "anaquokka", "3 =Because of the market.", message=council.private)
    assert "=Because of the market." in changed
    assert await replied(council, "And the fair.", message="m2") is not None
    await council.press("acme", "anaquokka", "1", message=council.private)
    again = " ".join((await council.press("acme", "anaquokka", "2")).split())
    assert "“=Because of the market. And the fair.”" in again
    bot = council.house.bot
    rows = list(csv.DictReader(io.StringIO((await exported(bot, await board_meant(bot, BOARD), 2)).as_csv)))
    assert [each["comment"] for each in rows] == ["'=Because of the market.\nAnd the fair."]


async def test_nobody_is_asked_in_anonymous_polls_closed_polls_or_about_what_staff_write(council: Terminal) -> None:
    await asked(council, f"{OPEN} --anon")
    assert await replied(council, "Secretly.") is None
    await asked(council, 'ask "And now?" --close 1d')
    assert await replied(council, "I am staff.", "pm", poll=3) is None
    assert await replied(council, "In the product room.", room="product", poll=3) is None
    assert await replied(council, "Now.", message="m3", poll=3) is not None
    card = council.private
    await council.wait(days=2)
    assert await replied(council, "Too late.", message="m4", poll=3) is None
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        await council.press("acme", "anaquokka", "1", message=card)


async def test_nobody_is_asked_in_a_room_that_several_companies_share(council: Terminal) -> None:
    await council.type("channel add console:home:lounge --kind shared_room", "admin")
    await asked(council, OPEN)
    assert "What slows you down?" in council.text("lounge")
    assert await replied(council, "Not here.", room="lounge") is None
    assert council.rows("SELECT * FROM reply") == []
