"""Nobody learns what another company answered by comparing what they read before and after each answer."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from bot.actions import enrol
from bot.actions.explain import counts_of
from bot.actions.operator import board_meant
from bot.actions.same_person import one_of
from bot.actions.sponsor_report import month_of
from bot.domain.channels import ChannelKind
from bot.domain.people import Identity
from bot.presses import Vote
from handlers.console.keys import keys
from storage import people
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import BOARD, MONDAY, Terminal, read
from tests.size import FULL

SEEDS = range(200) if FULL else range(1)
COMPANIES = ("Acme", "Globex", "Initech", "Hooli", "Vehement") if FULL else ("Acme", "Globex", "Initech")
SEVEN = ("Acme", "Globex", "Initech", "Hooli", "Vehement", "Stark", "Umbrella")
LIVE, ANONYMOUS = "--live", "--anon"


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_answer_of_anothers_moves_anything_but_the_number_who_answered(terminal: Terminal, seed: int) -> None:
    chance = Random(seed)
    await terminal.set_up(*COMPANIES)
    bot = terminal.house.bot
    await enrol.add_channel(bot, BOARD, "console:home:lounge", kind=ChannelKind.SHARED_ROOM, account=None)
    mode = (LIVE, ANONYMOUS, "")[seed % 3]
    await terminal.type(f'poll "Which day?" "Monday" "Friday" "Never" {mode}')
    await terminal.wait(minutes=3)
    people = {f"{company.casefold()}-{n}": company.casefold() for company in COMPANIES for n in range(2)}
    options = [key.press for key in keys(terminal.room("acme")[-1].painted) if isinstance(key.press, Vote)][:3]
    picked = Counter[str]()
    for who in chance.sample(sorted(people), len(people)):
        before, option = standing(terminal), chance.choice(options)
        await terminal.send(people[who], who, option)
        if mode == ANONYMOUS:
            await terminal.press(people[who], who, "1", message=terminal.private)
        await terminal.wait(minutes=1)
        picked[people[who]] += 1
        moved = {room for room, text in standing(terminal).items() if text != before[room]}
        assert moved <= ({people[who]} if mode == LIVE else set()), (who, moved)
    assert min(picked.values()) == 2
    still = standing(terminal)
    await terminal.type("close")
    await terminal.wait(minutes=1)
    closed = standing(terminal)
    assert all("Monday" not in text or text.count("Monday") <= 1 for text in closed.values())
    assert closed != still
    await terminal.wait(days=5)
    assert standing(terminal) == closed, "after the close nothing moves any more"


async def test_no_preview_tells_whether_anybody_answered_an_anonymous_poll_before(tmp_path: Path) -> None:
    """How likely a result is to be shared is judged by polls before; one answer must not tip it."""
    told = []
    for answers in range(2):
        async with bot_at(tmp_path / f"{answers}", MONDAY) as terminal:
            rooms = [each.casefold() for each in SEVEN]
            await terminal.set_up(*SEVEN)
            await terminal.type('poll "Are you there?" "Yes" "No"')
            await terminal.wait(minutes=3)
            for room in rooms:
                for name in ("ann", "ben"):
                    await terminal.press(room, f"{name}{room}", "1")
            await terminal.type("close")
            await terminal.wait(minutes=1)
            await terminal.type('poll "Which day?" "Monday" "Friday" --anon')
            await terminal.wait(minutes=3)
            for room in rooms[:answers]:
                await terminal.press(room, f"ann{room}", "1")
                await terminal.press(room, f"ann{room}", "1", message=terminal.private)
            await terminal.type("close")
            await terminal.wait(minutes=1)
            assert terminal.rows("SELECT count(*) FROM participation") == [(answers,)]
            preview = await terminal.type('poll "Which week?" "This" "Next" --anon')
            told.append(" ".join(preview.partition("Nobody can tell who answers.")[2].partition("\n\n")[0].split()))
    assert told[0] == told[1] != ""


async def test_no_report_of_an_anonymous_poll_tells_that_somebody_answered_twice_before_two_were_made_one(
    terminal: Terminal,
) -> None:
    """Else it would tell that just this person took part: the sum of the bars would differ from the answers."""
    rooms = [each.casefold() for each in SEVEN]
    await terminal.set_up(*SEVEN)
    bot, board = terminal.house.bot, await board_meant(terminal.house.bot, BOARD)
    for question, *rest in (("Are you there?",), ("Which day?", ANONYMOUS)):
        await terminal.wait(days=8)
        await terminal.type(f'poll "{question}" "Monday" "Friday" {" ".join(rest)}')
        await terminal.wait(minutes=3)
        for room, who in (("acme", "twin"), *((room, f"ann{room}") for room in rooms)):
            await terminal.press(room, who, "1")
            if rest:
                await terminal.press(room, who, "1", message=terminal.private)
    async with bot.database.begin(board.organisation_id) as work:
        ann, twin = [
            await people.find(work, Identity(platform="console", workspace="home", user=user))
            for user in ("annacme", "twin")
        ]
        assert ann is not None
        assert twin is not None
        await one_of(work, ann, twin)
    await terminal.type("close")
    await terminal.wait(minutes=1)
    told = await counts_of(bot, board, 2)
    assert told["gate_passed"]
    funnel, questions = told["funnel"], told["questions"]
    assert isinstance(funnel, dict)
    assert isinstance(questions, list)
    assert {told["people"], funnel["answered"], questions[0]["people"]} == {len(SEVEN) + 1}
    assert "8 answers" in await terminal.type("results P2")
    async with bot.database.read(board.organisation_id) as work:
        assert (await month_of(work, board, "2026-03")).anonymous == len(SEVEN) + 1


def standing(terminal: Terminal) -> dict[str, str]:
    """The poll's message in every channel with customers, but for the line that says how many answered."""
    found = {}
    for room in (*(each.casefold() for each in COMPANIES), "lounge"):
        poll = next(each for each in reversed(terminal.room(room)) if "Which day?" in read(each.painted))
        lines = read(poll.painted).splitlines()
        found[room] = "\n".join(line for line in lines if "answered so far" not in line and "be the first" not in line)
    return found
