"""What stands where, cell by cell, held against what people agreed on: each cell is read off the real product."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from bot.actions import enrol
from bot.actions.ask import ask_by_hand
from bot.actions.export import exported
from bot.actions.operator import board_meant
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from storage import rounds
from tests.both.desk import Where, Who
from tests.both.on_slack import SlackDesk
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.oracle.agreed import FACTS, MODES, READERS, Cell, agreed
from tests.oracle.boards import BOARD
from tests.oracle.canaries import COMPANY, NAME, OF, WORD, Canary, canaries
from tests.oracle.conftest import desk_on
from tests.oracle.pages import STAFF_PAGES, answer_page, behind_the_sign_in, person_called

pytestmark = pytest.mark.asyncio(loop_scope="module")
COUNT = re.compile(r"\b\d+ (?:of \d+ )?(?:people|person|answers?|compan(?:y|ies))\b|\b\d+ answered")
SURFACES = (
    *("open message", "closed message", "thread", "notification text", "receipt", "direct", "dialog", "home"),
    *("my answers", "file", "summary", "results", "results while open", "digest", "loop", "answer page", "desk pages"),
)
OTHERS = (3, 4, 5, 6)
"""Companies that answer every poll, so that each has enough answers for a result."""


async def test_no_cell_is_missing() -> None:
    wanted = {Cell(surface, mode, who) for surface in SURFACES for mode in MODES.values() for who in READERS}
    assert set(agreed()) == wanted
    assert {fact for cell in agreed().values() for fact in cell} <= set(FACTS)


@dataclass(slots=True)
class Journey:
    """Three polls, one of each visibility; the one person whose answer is looked for is of a company of their own."""

    desk: SlackDesk
    places: list[Where]
    people: list[list[Who]]
    polls: dict[Visibility, int] = field(default_factory=dict)
    read: dict[Cell, str] = field(default_factory=dict)
    closed: str = ""
    """Everything newer than this stamp came after the last poll was closed."""

    def subject(self, mode: Visibility) -> int:
        """The company whose answer is looked for."""
        return list(MODES.values()).index(mode)

    def reader(self, mode: Visibility, who: str) -> tuple[Who, Where]:
        """Somebody, and where they read."""
        match who:
            case "colleague":
                return self.people[self.subject(mode)][1], self.places[self.subject(mode)]
            case "customer":
                return self.people[OTHERS[0]][0], self.places[OTHERS[0]]
            case _:
                return self.desk.pat, self.desk.product

    def notes(self, surface: str, mode: Visibility, who: str, text: str) -> None:
        """Keep what was read there."""
        cell = Cell(surface, mode, who)
        self.read[cell] = "\n".join([self.read.get(cell, ""), text])

    def facts(self, cell: Cell) -> str:
        """What of the answer that is looked for stands in this cell."""
        company = self.subject(cell.visibility)
        text = self.read.get(cell, "")
        said = Canary(WORD, company, 0, OF[cell.visibility], self.polls[cell.visibility])
        found = canaries(text)
        tells = {"n": Canary(NAME, company, 0) in found, "c": Canary(COMPANY, company) in found, "w": said in found}
        counted = {**tells, "#": COUNT.search(text) is not None}
        return "".join(fact for fact in FACTS if counted[fact])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def journey(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Journey]:
    """All of it, once: asked, answered, reminded, closed, decided, told, and a digest."""
    async with desk_on("slack", tmp_path_factory.mktemp("seen") / "cab") as desk:
        assert isinstance(desk, SlackDesk)
        there = Journey(desk, [], [])
        for number in range(7):
            names = [f"Kim {Canary(NAME, number, each).text.capitalize()}" for each in range(2 if number < 4 else 1)]
            where, people = await desk.customer(Canary(COMPANY, number).text.capitalize(), *names)
            there.places.append(where)
            there.people.append(people)
        await desk.say('poll "Are you there?" "Yes" "No"')
        for number in range(3):
            await desk.press("Yes", as_=there.people[number][1], where=there.places[number])
        await desk.say("close")
        for mode in MODES.values():
            await _asked(there, mode)
        there.closed = desk.office.slack.vendor.stamps.fresh()
        await desk.wait(days=8)
        for mode in MODES.values():
            _digest(there, mode)
        for mode in MODES.values():
            await _tell(there, mode)
        await desk.wait(days=8)
        for mode in MODES.values():
            _loop(there, mode)
            await _afterwards(there, mode)
        await _pages(there)
        yield there


async def _asked(there: Journey, mode: Visibility) -> None:
    desk, bot, number = there.desk, there.desk.house.bot, there.subject(mode)
    choice = f'[[question]]\nkind = "single"\ntext = "Which one, {mode.value}?"\n' + (
        f'options = ["Maps {number}", "Bars {number}"]\n'
    )
    toml = f'title = "Poll {mode.value}"\nwhy = "It helps."\nvisibility = "{mode.value}"\n' + (
        f'{choice}[[question]]\nkind = "open"\ntext = "And why, {mode.value}?"\n'
    )
    if mode is Visibility.ANONYMOUS:  # It is one question, and of what people write more than of what they choose.
        toml = toml.replace(choice, "")
    made = await enrol.add_engagement(bot, BOARD, toml, slug=mode.value)
    await ask_by_hand(bot, made.value)
    await desk.wait(seconds=30)
    board = await board_meant(bot, BOARD)
    async with bot.database.read(board.organisation_id) as work:
        there.polls[mode] = max(each.number for each in await rounds.of_board(work, board.id))
    for company in (number, *OTHERS):
        who, where = there.people[company][0], there.places[company]
        if mode is not Visibility.ANONYMOUS:
            await desk.press(f"Maps {number}", as_=who, where=where)
        said = Canary(WORD, company, 0, OF[mode], there.polls[mode]).text
        await desk.write(f"Our {said} is missing", as_=who, behind="Write your answer", where=where)
        if mode is Visibility.ANONYMOUS:
            await desk.send_window(as_=who)
    await desk.wait(minutes=1)
    for role in READERS:
        _look(there, mode, role, "open message")
        reader, where = there.reader(mode, role)
        said = await desk.say(f"results P{there.polls[mode]}", as_=reader, where=where)
        there.notes("results while open", mode, role, said)
    await desk.say(f"remind P{there.polls[mode]}")
    await desk.say(f"close P{there.polls[mode]}")
    await desk.wait(minutes=1)


async def _afterwards(there: Journey, mode: Visibility) -> None:
    desk, poll = there.desk, there.polls[mode]
    board = await board_meant(desk.house.bot, BOARD)
    for who in READERS:
        reader, where = there.reader(mode, who)
        _look(there, mode, who, "closed message")
        user = desk.office.slack.world.user(reader.id)
        await desk.office.slack.people.open_home(user, team=desk.office.slack.team)
        await desk.settle()
        home = desk.office.slack.people.home(user)
        there.notes("home", mode, who, _about(words("", home.blocks), mode) if home else "")
        for surface, line in (
            ("results", f"results P{poll}"),
            ("summary", f"summary P{poll}"),
            ("my answers", "my answers"),
        ):
            there.notes(surface, mode, who, await desk.say(line, as_=reader, where=where))
        person = await person_called(desk, reader.name)
        assert person is not None
        there.notes("answer page", mode, who, await answer_page(desk, person, poll))
    try:
        file = (await exported(desk.house.bot, board, poll)).as_csv
    except Refusal:
        file = ""
    there.notes("file", mode, "team", file)
    for who in READERS[:2]:
        reader, where = there.reader(mode, who)
        there.notes("file", mode, who, await desk.say(f"export P{poll}", as_=reader, where=where))


def _look(there: Journey, mode: Visibility, who: str, surface: str) -> None:
    """What stands before somebody's eyes in their channel, in their own conversation, and in their windows."""
    reader, where = there.reader(mode, who)
    seen = [each for each in there.desk.office.slack.people.sees(reader.id, where.id) if each.bot_id]
    about = [each for each in seen if mode.value in str(each.blocks) and (each.ts < there.closed or not there.closed)]
    heads = [each for each in about if not each.ephemeral_to and each.thread_ts in (None, each.ts)]
    there.notes(surface, mode, who, _read(heads))
    if surface == "closed message":
        stamps = {each.ts for each in heads}
        beneath = [
            each for each in seen if each.thread_ts in stamps and each.ts not in stamps and not each.ephemeral_to
        ]
        there.notes("thread", mode, who, _read(beneath))
        there.notes("notification text", mode, who, "\n".join(each.text for each in [*heads, *beneath]))
        there.notes("receipt", mode, who, _read([each for each in about if each.ephemeral_to]))
        own = [each for each in there.desk.office.slack.people.sees(reader.id) if each.bot_id]
        there.notes("direct", mode, who, _about(_read(own), mode))
        views = there.desk.office.slack.vendor.views.all.values()
        mine = [each for each in views if each.user_id == reader.id and each.body.get("type") == "modal"]
        there.notes("dialog", mode, who, _about("\n".join(words("", each.blocks) for each in mine), mode))


def _digest(there: Journey, mode: Visibility) -> None:
    for who in READERS:
        reader, where = there.reader(mode, who)
        seen = there.desk.office.slack.people.sees(reader.id, where.id)
        later = [each for each in seen if each.bot_id and each.ts > there.closed]
        there.notes("digest", mode, who, _about(_read(later), mode))


async def _tell(there: Journey, mode: Visibility) -> None:
    desk, option = there.desk, f"Maps {there.subject(mode)}"
    listed = await desk.say("roadmap")
    label = next((each[0] for each in re.findall(r"(S\d+) ([^\n]+)", listed) if option in each[1]), "")
    if not label:
        assert mode is Visibility.ANONYMOUS, listed
        return
    there.notes("loop", mode, "team", await desk.say(f'decide {label} plan "soon"'))
    await desk.press("Send to customers", as_=desk.pat)
    await desk.send_window(as_=desk.pat)


def _loop(there: Journey, mode: Visibility) -> None:
    option = f"Maps {there.subject(mode)}"
    for who in READERS[:2]:
        reader, where = there.reader(mode, who)
        seen = [each for each in there.desk.office.slack.people.sees(reader.id, where.id) if each.bot_id]
        told = [each for each in seen if option in _read([each]) and "What we did" in _read([each])]
        assert told or mode is Visibility.ANONYMOUS, f"{who} was not told"
        there.notes("loop", mode, who, _read(told))


async def _pages(there: Journey) -> None:
    """Each person signs in once; the team's pages are about all polls."""
    desk = there.desk
    team = await person_called(desk, desk.pat.name)
    assert team is not None
    read = "\n".join((await behind_the_sign_in(desk, team, STAFF_PAGES)).values())
    for mode in MODES.values():
        there.notes("desk pages", mode, "team", _about(read, mode))
        for who in READERS[:2]:
            person = await person_called(desk, there.reader(mode, who)[0].name)
            assert person is not None
            pages = await behind_the_sign_in(desk, person, ("", "/mine", "/themes"))
            there.notes("desk pages", mode, who, _about("\n".join(pages.values()), mode))


def _read(messages: list[Message]) -> str:
    return "\n".join(words(each.text, each.blocks) for each in messages)


def _about(text: str, mode: Visibility) -> str:
    """Of something long the lines around what was said in this poll, and around its name."""
    lines = [line for line in text.splitlines() if line.strip()]
    number = list(MODES.values()).index(mode)
    marks = (mode.value, f"Maps {number}", f"{OF[mode]}")
    hits = [
        place
        for place, line in enumerate(lines)
        if any(mark in line for mark in marks[:2])
        or any(each.kind == WORD and each.visibility == OF[mode] for each in canaries(line))
    ]
    return "\n".join(
        lines[place]
        for place in sorted({near for hit in hits for near in (hit - 1, hit, hit + 1)})
        if 0 <= place < len(lines)
    )


@pytest.mark.soak
@pytest.mark.parametrize("surface", SURFACES)
async def test_what_stands_there_is_what_was_agreed_on(journey: Journey, surface: str) -> None:
    wanted = {cell: facts for cell, facts in agreed().items() if cell.surface == surface}
    found = {cell: journey.facts(cell) for cell in wanted}
    assert found == wanted
