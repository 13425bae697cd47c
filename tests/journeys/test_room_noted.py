"""That a company was heard in a room is noted beside its answer, and never instead of it."""

from dataclasses import replace
from pathlib import Path

from bot.errors import Refusal
from bot.presses import Do, Vote
from bot.texts import Phrase
from handlers.console.keys import keys
from handlers.queue import DbosQueue
from tests.journeys.terminal import Terminal


class Away:
    """A queue whose database is away."""

    is_running = True

    def __init__(self) -> None:
        self.asked = 0

    async def enqueue(self, work_id: str, kind: str, key: str, lane: str = "") -> bool:
        """Cannot be done now."""
        self.asked += 1
        raise Refusal(Phrase("database.busy"))


async def test_an_answer_that_was_kept_is_acknowledged_though_nothing_else_can_be_handed_in(council: Terminal) -> None:
    await council.type("channel add console:home:lounge --kind shared_room", "admin")
    await council.type('poll "Which of these?" "This" "That"', "admin")
    await council.wait(minutes=5)
    vote = next(key.press for key in keys(council.room("lounge")[-1].painted) if isinstance(key.press, Vote))
    await council.type('members add console:home:anaquokka "Ana" --account Acme', "admin")
    before = len(council.rows("SELECT id FROM answer"))
    working, away = council.house, Away()
    council.house = replace(working, bot=replace(working.bot, queue=away))  # type: ignore[arg-type]
    await council.send("lounge", "anaquokka", vote, staff=False)
    assert away.asked == 1
    assert len(council.rows("SELECT id FROM answer")) == before + 1
    await council.send("lounge", "anaquokka", vote, staff=False)
    assert away.asked == 2, "said again with the next press"
    council.house = working


async def test_of_an_anonymous_answer_it_is_not_noted_which_company_was_heard(council: Terminal) -> None:
    await council.type("channel add console:home:lounge --kind shared_room", "admin")
    await council.type('members add console:home:anaquokka "Ana" --account Acme', "admin")
    working, noted = council.house, []
    for anonymous in (True, False):
        await council.type(f'poll "Which of these?" "This" "That" {"--anon" if anonymous else ""}', "admin")
        await council.wait(minutes=5)
        away = Away()
        council.house = replace(working, bot=replace(working.bot, queue=away))  # type: ignore[arg-type]
        await council.press("lounge", "anaquokka", "1", staff=False)
        if anonymous:
            await council.press("lounge", "anaquokka", "1", message=council.private, staff=False)
            assert council.rows("SELECT count(*) FROM choice") == [(1,)]
        council.house = working
        noted.append(away.asked)
    assert noted == [0, 1]


async def test_a_process_that_only_hears_notes_the_company_itself_and_leaves_erasing_to_the_clock(
    council: Terminal, tmp_path: Path
) -> None:
    """It has no queue to hand anything in to, as `cab web`."""
    await council.type("channel add console:home:lounge --kind shared_room", "admin")
    await council.type('poll "Which of these?" "This" "That"', "admin")
    await council.wait(minutes=5)
    await council.type('members add console:home:anaquokka "Ana" --account Acme', "admin")
    vote = next(key.press for key in keys(council.room("lounge")[-1].painted) if isinstance(key.press, Vote))
    await council.type("erase person console:home:anaquokka", "admin")
    (erase,) = [key.press for key in keys(council.private) if isinstance(key.press, Do)]
    working, rooms = council.house, "SELECT count(*) FROM room_company"
    assert council.rows(rooms) == [(0,)]
    council.house = replace(working, bot=replace(working.bot, queue=DbosQueue(tmp_path / "never.db")))
    assert "Your answer: This" in await council.send("lounge", "anaquokka", vote, staff=False)
    assert council.rows(rooms) == [(1,)]
    assert "is being deleted" in await council.send("product", "admin", erase)
    council.house = working
    await council.wait(minutes=1)
    assert council.rows("SELECT count(*) FROM identity WHERE user = 'anaquokka'") == [(0,)]
