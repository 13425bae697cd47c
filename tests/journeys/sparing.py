"""A board whose people are asked by schedules and by hand, and what became of it, for tests about asking less."""

from bot.actions import enrol
from bot.actions.cast import first_board
from bot.actions.import_members import MemberLine, seat_lines
from bot.actions.my_answers import export_mine
from bot.domain.accounts import Account
from bot.domain.people import Identity, Person
from bot.ids import AccountId, OrganisationId
from storage import boards, people
from tests.journeys.terminal import BOARD, Terminal, words

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
SECOND = "second-council"
HAND = 'poll "{}?" "Yes" "No" --close 6d'


def asks(*texts: str, window: str = "5d") -> list[str]:
    """An engagement for each text, so that a rotation never asks the same twice."""
    return [
        f'title = "{text}"\nwhy = "It decides what we build first."\nwindow = "{window}"\nremind_after = "3d"\n'
        f'[[question]]\nkind = "single"\ntext = "{text}?"\noptions = ["Yes", "No"]\n'
        for text in texts
    ]


async def schedule(terminal: Terminal, rule: str, *texts: str, board: str = BOARD, window: str = "5d") -> None:
    """Put a question for each text on a schedule, in turn."""
    slugs = []
    for text, toml in zip(texts, asks(*texts, window=window), strict=True):
        slugs.append(text.casefold().replace(" ", "-"))
        await enrol.add_engagement(terminal.house.bot, board, toml, slug=slugs[-1])
    await enrol.set_cadence(terminal.house.bot, board, rule, engagement_slugs=tuple(slugs))


async def seat(
    terminal: Terminal, company: str, *people: str, zone: str = BERLIN, country: str = "", board: str = BOARD
) -> None:
    """Give people of a company their seats, as a list of members does."""
    bot = terminal.house.bot
    owner = OrganisationId(str(terminal.rows("SELECT id FROM organisation")[0][0]))
    async with bot.database.read(owner) as work:
        meant = await boards.by_slug(work, board)
    assert meant is not None
    account = Account(id=AccountId(""), organisation_id=owner, key="", name=company, country=country)
    lines = [
        MemberLine(
            key=who, name=who.title(), account=account, zone=zone, language="en",
            identity=Identity(platform="console", workspace="home", user=who),
        )
        for who in people
    ]  # fmt: skip
    await seat_lines(bot, meant, lines)


async def council_of(terminal: Terminal, *companies: str) -> None:
    """A board with a channel and one known person for each company: Acme's is called ana acme, and so on."""
    await terminal.set_up(*companies)
    for company in companies:
        await seat(terminal, company, f"ana{company.casefold()}")


def reads(terminal: Terminal, room: str, text: str) -> bool:
    return f"{text}?" in terminal.history(room)


def funnel(terminal: Terminal, number: int) -> dict[str, int]:
    """The steps of a poll, counted anew from the rows of messages, seats and answers."""
    count = """
        WITH mine AS (
            SELECT t.person_id, t.reason, t.at, d.state FROM target t JOIN round r ON r.id = t.round_id
            LEFT JOIN delivery d ON d.subject_id = r.id AND d.kind = 'ask' AND d.channel_id = t.channel_id
            WHERE r.number = {n} AND t.kind = 'ask' AND t.person_id IS NOT NULL
        ) SELECT
            (SELECT count(DISTINCT person_id) FROM mine),
            (SELECT count(*) FROM mine WHERE reason IN ('week', 'month', 'company')),
            (SELECT count(*) FROM mine WHERE reason IN ('quiet', 'holiday') OR (reason IS NULL AND state = 'pending')),
            (SELECT count(*) FROM mine WHERE reason = 'paused'),
            (SELECT count(*) FROM mine WHERE reason IS NULL AND state = 'sent'),
            (SELECT count(DISTINCT person_id) FROM answer a JOIN round r ON r.id = a.round_id WHERE r.number = {n})
    """
    row = terminal.rows(count.format(n=number))[0]
    return dict(
        zip(("eligible", "capped", "quiet", "paused", "reached", "answered"), map(int, map(str, row)), strict=True)
    )


def line_of(steps: dict[str, int]) -> str:
    """The same as people read it."""
    words = {"eligible": "eligible", "capped": "asked this week already", "quiet": "quiet hours", "paused": "paused"}
    parts = [f"{steps[name]} {word}" for name, word in words.items() if steps[name] or name == "eligible"]
    return " · ".join([*parts, f"{steps['reached']} reached", f"{steps['answered']} answered"])


async def status(terminal: Terminal) -> str:
    """How the boards are doing, without the line breaks of the terminal."""
    return " ".join((await terminal.type("status")).split())


def to_whom(terminal: Terminal) -> list[str]:
    """Who got a private message in Acme's room."""
    return sorted(each.to.rpartition(":")[2] for each in terminal.house.rooms.room("console:home:acme") if each.to)


async def exported(terminal: Terminal, who: str) -> str:
    """Everything that leads to a person, as they read it."""
    person = await person_called(terminal, who)
    return words(await export_mine(terminal.house.bot, person.organisation_id, person.id))


async def person_called(terminal: Terminal, who: str) -> Person:
    """Somebody of the console, as the bot knows them."""
    board = await first_board(terminal.house.bot)
    async with terminal.house.bot.database.read(board.organisation_id) as work:
        person = await people.find(work, Identity(platform="console", workspace="home", user=who))
    assert person is not None
    return person
