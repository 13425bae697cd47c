"""Nobody finds out what one person answered by comparing what they may read: filters, files, pages, before and after.

Before the close of an anonymous poll nothing that the product team reads moves when somebody answers; afterwards it
reads the same whoever of them said what, and the same for ever. A customer learns no more from all the rooms they sit
in than from the one result that is theirs.
"""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest
import pytest_asyncio

from bot.actions.attendance import participation_of
from bot.actions.explain import counts_of
from bot.actions.export import exported
from bot.actions.operator import board_meant
from bot.actions.read_digest import digest_page
from bot.actions.status import status_of
from bot.actions.take_out import taken_out
from bot.cards.digest_page import DigestPage, Participation
from bot.errors import Refusal
from bot.ids import OrganisationId, PersonId
from storage import accounts
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import BOARD, MONDAY, Terminal, number, words
from tests.journeys.terminal import read as painted_text
from tests.size import FULL

pytestmark = pytest.mark.asyncio(loop_scope="module")
SEEDS = range(200) if FULL else range(1)
COMPANIES = ("Acme", "Globex", "Initech", "Hooli", "Vehement", "Stark")
OPTIONS = ("Monday", "Friday", "Never")
FILTERS = ("", "last 7d", "last 30d", "--segment big", "--segment small", "last 30d --segment big")
OF_THE_BOARD = (
    *("", "status", "roadmap", "members", "export", "board", "board report", "channel", "policy", "cases"),
    *("schedule", "why S1", "help"),
)
OF_ONE = ("results {}", "summary {}", "summary {} --segment big", "summary {} --segment small", "export {}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Terminal]:
    """Six companies in two segments, two people each, who have all answered once under their names."""
    async with bot_at(tmp_path_factory.mktemp("difference") / "cab", MONDAY) as terminal:
        await terminal.set_up(*COMPANIES)
        bot = terminal.house.bot
        board = await board_meant(bot, BOARD)
        async with bot.database.begin(board.organisation_id) as work:
            for place, each in enumerate(await accounts.all(work)):
                await accounts.save(work, replace(each, segment=("big", "small")[place % 2]))
        await terminal.type('poll "Are you there?" "Yes" "No"')
        await terminal.wait(minutes=3)
        for who, where in people():
            await terminal.press(where, who, "1")
        await terminal.type("close")
        await terminal.wait(minutes=1)
        yield terminal


def people() -> list[tuple[str, str]]:
    """Everybody, with the room in which they answer."""
    return [(f"{name}{company.casefold()}", company.casefold()) for company in COMPANIES for name in ("ann", "ben")]


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
async def test_of_an_anonymous_poll_the_product_team_reads_one_split_whoever_said_what(
    room: Terminal, seed: int
) -> None:
    chance = Random(seed)
    kind = chance.choice(["single", "multi", "rank", "nps", "open"])
    takes_part = [each for each in people() if chance.random() < 0.7]
    said = {who: _drawn(kind, chance) for who, _ in takes_part}
    # The other poll: the same answers, but of others; and where one of a company's two spoke, it is the other one.
    spoke = [where for _, where in takes_part]
    others = [(_colleague(who, where) if spoke.count(where) == 1 else who, where) for who, where in takes_part]
    shuffled = chance.sample(sorted(said.values()), len(said))
    one = await _put(room, kind)
    for who, where in takes_part:
        await _answer(room, where, who, kind, said[who])
    after_one = await _team(room)
    two = await _put(room, kind)
    for (who, where), words_ in zip(others, shuffled, strict=True):
        await _answer(room, where, who, kind, words_)
    for poll in (one, two):
        await room.type(f"close {poll}")
    await room.wait(minutes=1)
    first, second = [await _of_poll(room, poll) for poll in (one, two)]
    if not (first["page"] and second["page"]):  # It shows the latest polls alone.
        del first["page"], second["page"]
    assert _plain(first, one) == _plain(second, two)
    assert [each for each in after_one if one in each and re.search(r"[1-9]\d* answer", each)] == []
    await room.wait(days=1)
    again = await _of_poll(room, one)
    assert {name: again[name] for name in first if again[name]} == first, "nothing moves after the close"


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_that_anybody_else_reads_moves_when_somebody_answers_anonymously(
    room: Terminal, seed: int
) -> None:
    chance = Random(seed)
    kind = chance.choice(["single", "open", "nps"])
    poll = await _put(room, kind)
    still = {**await _looks(room, poll), **_rooms(room)}
    answers = (await status_of(room.house.bot)).counts.answers
    for who, where in chance.sample(people(), 8 if FULL else 2):
        await _answer(room, where, who, kind, _drawn(kind, chance))
        await room.wait(minutes=1)
        now = {**await _looks(room, poll), **_rooms(room)}
        assert [name for name, text in now.items() if text != still[name]] == [], (who, poll)
    await room.type(f"close {poll}")
    await room.wait(minutes=1)
    if not FULL:  # Two people answered, which is too few for a number.
        assert (await status_of(room.house.bot)).counts.answers == answers


BALLOTS = (
    (("Monday",), ("Monday",), ("Friday", "Never"), ("Friday", "Never"), ("Friday",)),
    (("Monday", "Friday"), ("Monday", "Friday"), ("Never",), ("Never",), ("Friday",)),
)
"""Two ways in which five people tick 2, 3 and 2 times."""


async def test_an_anonymous_result_tells_how_often_each_was_ticked_and_never_what_was_ticked_together(
    room: Terminal,
) -> None:
    """Whoever knows one thing that somebody ticked would know the rest."""
    read: list[list[str]] = []
    for ballots in BALLOTS:
        poll = await _put(room, "multi")
        for (who, where), ticked in zip(people()[::2], ballots, strict=False):
            await _answer(room, where, who, "multi", ",".join(ticked))
        await room.type(f"close {poll}")
        await room.wait(minutes=1)
        found = await _of_poll(room, poll)
        shown = [
            found["results {}"],
            found["json"],
            *(painted_text(room.room(at)[-1].painted) for at in ("acme", "stark")),
        ]
        assert "5 answers" in found["results {}"]
        assert "about half" in shown[-1]
        read.append([line for each in shown for line in _lines(each, poll)])
    assert read[0] == read[1]


async def test_nobody_reads_off_an_anonymous_poll_that_one_person_answered_it(room: Terminal) -> None:
    read = []
    for answers in range(2):
        poll = await _put(room, "single")
        for who, where in people()[:answers]:
            await _answer(room, where, who, "single", OPTIONS[0])
        await room.type(f"close {poll}")
        await room.wait(minutes=1)
        said = [room.room(where)[-1].painted for where in ("acme", "globex")]
        read.append([sorted(painted_text(each).splitlines()) for each in said])
    assert read[0] == read[1]


async def test_the_team_reads_off_no_list_that_one_person_answered_an_anonymous_poll(room: Terminal) -> None:
    """Whoever asked few people would know who it was: no list may hold the one poll and leave out the other."""
    polls = []
    for answers in range(2):
        poll = await _put(room, "single")
        polls.append(poll)
        for who, where in people()[:answers]:
            await _answer(room, where, who, "single", OPTIONS[0])
        await room.type(f"close {poll}")
        await room.wait(minutes=1)
    for line in ("status", ""):
        text = await _typed(room, line)
        assert len({f"{poll} " in text for poll in polls}) == 1, (line, text)
    machines = json.dumps((await status_of(room.house.bot)).as_json(), default=str)
    assert len({f'"{poll}"' in machines for poll in polls}) == 1, machines


def _drawn(kind: str, chance: Random) -> str:
    """What somebody says: the labels of what they press, or their own words."""
    match kind:
        case "single":
            return chance.choice(OPTIONS)
        case "multi" | "rank":
            return ",".join(chance.sample(OPTIONS, 2))
        case "nps":
            return str(chance.randint(0, 10))
        case _:
            return f"We would like {chance.choice(['maps', 'charts', 'tables'])} of our own"


def _colleague(who: str, where: str) -> str:
    return f"{'ben' if who.startswith('ann') else 'ann'}{where}"


async def _put(room: Terminal, kind: str) -> str:
    listed = " ".join(f'"{each}"' for each in OPTIONS)
    line = {
        "single": f'poll "Which day suits you?" {listed}',
        "multi": f'poll "Which days suit you?" {listed} --multi',
        "rank": f'poll "Which day first?" {listed} --rank',
        "nps": 'poll "How likely are you to recommend us?" --nps',
        "open": 'ask "What is missing?"',
    }[kind]
    said = await room.type(f"{line} --anon")
    await room.wait(minutes=3)
    found = re.search(r"\bP\d+\b", said)
    assert found is not None, said
    return found[0]


async def _answer(room: Terminal, where: str, who: str, kind: str, said: str) -> None:
    """By label, since options stand in another order in each channel."""
    poll = room.room(where)[-1].painted
    typed = f"1 {said}" if kind == "open" else ",".join(number(poll, each) for each in said.split(","))
    await room.press(where, who, typed, message=poll)
    await room.press(where, who, number(room.private, "Send, cannot be changed"), message=room.private)


def _rooms(room: Terminal) -> dict[str, str]:
    """What stands before the eyes of everybody, in every room."""
    return {each: room.text(each) for each in (*(name.casefold() for name in COMPANIES), "product")}


async def _team(room: Terminal) -> list[str]:
    """The lines of what the team reads of the board while polls run."""
    shown = [await _typed(room, line) for line in ("status", "", "members", "cases")]
    return [line for text in shown for line in text.splitlines()]


async def _of_poll(room: Terminal, poll: str) -> dict[str, str]:
    """What the team reads of one poll, by every way there is."""
    found = {line: await _typed(room, line.format(poll)) for line in OF_ONE}
    bot = room.house.bot
    board = await board_meant(bot, BOARD)
    found["json"] = json.dumps(await counts_of(bot, board, int(poll[1:])), default=str)
    page: DigestPage = await digest_page(bot, board)
    reports = [words(each) for each in page.polls]
    found["page"] = "\n".join(each for each in reports if poll in each)
    return found


async def _looks(room: Terminal, poll: str) -> dict[str, str]:
    """What the team reads while a poll is open, by every way and filter."""
    bot = room.house.bot
    board = await board_meant(bot, BOARD)
    found = {line: await _typed(room, line.format(poll)) for line in OF_ONE}
    found |= {each: await _typed(room, f"summary {each}") for each in FILTERS}
    found |= {each: await _typed(room, each) for each in OF_THE_BOARD}
    found |= {f"account {each}": await _typed(room, f"account {each}") for each in COMPANIES}
    found |= {f"held of {who}": await _held(room, who) for who, _ in people()}
    found["took part"] = str(await _took_part(room))
    found["csv"] = (await exported(bot, board, None)).as_csv
    standing = await status_of(bot)
    found["machines"] = json.dumps(standing.as_json(), default=str)
    found["counts"] = str(standing.counts)
    return found


async def _held(room: Terminal, name: str) -> str:
    """All that an admin takes out of the product about somebody, but for when that was done."""
    ((person_id, owner),) = room.rows(
        f"SELECT person.id, person.organisation_id FROM person JOIN identity ON person.id = person_id"
        f" WHERE identity.user = '{name}'"
    )
    out = await taken_out(room.house.bot, OrganisationId(str(owner)), PersonId(str(person_id)))
    whole = json.loads(out.as_json)
    del whole["made_at"]
    return json.dumps(whole) + out.as_csv


async def _took_part(room: Terminal) -> Participation:
    """The page on which product managers see which company took part in which poll."""
    bot = room.house.bot
    board = await board_meant(bot, BOARD)
    async with bot.database.read(board.organisation_id) as work:
        return await participation_of(work, board, bot.now())


async def _typed(room: Terminal, line: str) -> str:
    try:
        return await room.type(line, "admin")
    except Refusal as refused:
        return str(refused.phrase)


def _plain(views: dict[str, str], poll: str) -> dict[str, list[str]]:
    """The lines of each view without the poll's own number and times, in an order that says nothing.

    Who was asked, and who had been asked too often, depends on the day and not on any answer.
    """
    return {name: sorted(_lines(text, poll)) for name, text in views.items()}


def _lines(text: str, poll: str) -> list[str]:
    lines = re.sub(r'"funnel": \{[^}]*\}', "", text.replace(poll, "P")).splitlines()
    return [each for each in lines if "Not asked" not in each and "eligible" not in each]
