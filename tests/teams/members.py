"""What tests of members in Teams share: polls to answer, dishonest presses, and the rows that came of them."""

from collections.abc import Callable

from sqlalchemy import func, select

from bot.actions import enrol
from bot.actions.ask import ask_by_hand
from bot.domain.answers import Answer
from bot.domain.audit import AuditEntry
from bot.domain.channels import ChannelKind
from bot.domain.people import Person as Known
from bot.domain.rounds import Round
from bot.ids import OrganisationId
from storage import answers, audit, boards, people, rounds
from storage.tables import metadata
from tests.fakes.objects import Json
from tests.fakes.teams import Forgery, Outcome
from tests.fakes.teams.courier import Delivery
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Person
from tests.teams.office import BOARD, Office

OF_NO_EFFECT = frozenset({"audit_entry", "event", "errand", "pace", "inbox", "reference", "way"})
"""Notes of what was tried and heard, and buttons that were shown."""


async def owner(desk: Office) -> OrganisationId:
    """The vendor's organisation."""
    return (await desk.house.bot.database.organisations())[0].id


async def counts(desk: Office) -> dict[str, int]:
    """How many rows each table holds that tells of an effect."""
    found: dict[str, int] = {}
    async with desk.house.bot.database.read(await owner(desk)) as work:
        for table in metadata.sorted_tables:
            if table.name not in OF_NO_EFFECT:
                found[table.name] = int(await work.connection.scalar(select(func.count()).select_from(table)) or 0)
    return found


async def rounds_of(desk: Office) -> list[Round]:
    """Every round of every board, the newest last."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        found = [each for board in await boards.all(work) for each in await rounds.of_board(work, board.id)]
    return sorted(found, key=lambda each: each.number)


async def answers_of(desk: Office) -> list[Answer]:
    """What was answered to the newest round and stands, in the order in which it was said."""
    latest = (await rounds_of(desk))[-1]
    async with desk.house.bot.database.read(await owner(desk)) as work:
        found = await answers.of_round(work, latest.id)
    return sorted((each for each in found if not each.withdrawn), key=lambda each: each.said_at)


async def known(desk: Office, name: str) -> Known | None:
    """Somebody as we know them; None for a stranger."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return next((each for each in await people.all(work) if each.name == name), None)


async def tries(desk: Office, most: int = 1000) -> list[AuditEntry]:
    """Everything that was tried with a right, or against one; the newest first."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return await audit.latest(work, most)


def person(desk: Office, first_name: str) -> Person:
    """Somebody by first name."""
    return next(each for each in desk.teams.world.people.values() if each.name.startswith(first_name))


def posted(desk: Office, company: str = "Acme") -> Message:
    """The newest post of the app at the head of a thread in a customer's channel."""
    standing = desk.teams.timeline.standing(desk.customers[company].id)
    return [each for each in standing if each.from_app and each.thread == each.id][-1]


async def shared(desk: Office, company: str, *people: str, kind: ChannelKind = ChannelKind.CUSTOMER) -> list[Person]:
    """A channel of the vendor's that is shared with people of another tenant."""
    world = desk.teams.world
    theirs = world.add_tenant(company)
    members = [world.add_person(each, theirs) for each in people]
    channel = world.add_channel(company, desk.crew, [desk.pat, *members])
    place = f"teams:{desk.teams.tenant.id}:{channel.id}"
    account = company if kind is ChannelKind.CUSTOMER else None
    await desk.teams.people.mention("help", as_=desk.pat, to=channel)
    await desk.settle()
    await enrol.add_channel(desk.house.bot, desk.board, place, kind=kind, account=account)
    desk.customers[company] = channel
    return members


async def asked(desk: Office, question: str, *options: str, more: str = "") -> Message:
    """A new poll; the message in Acme's channel."""
    spelt = " ".join(f'"{each}"' for each in options or ("Yes", "No"))
    return await _out(desk, await desk.cab(f'poll "{question}" {spelt} {more}'))


async def asked_openly(desk: Office, question: str, *, more: str = "") -> Message:
    """A new open question; the message in Acme's channel."""
    return await _out(desk, await desk.cab(f'ask "{question}" {more}'))


async def asked_whole(desk: Office, toml: str) -> Message:
    """A poll written as a file, which may hold questions of any kind; the message in Acme's channel."""
    slug = f"file-{len(await rounds_of(desk))}"
    made = await enrol.add_engagement(desk.house.bot, BOARD, toml, slug=slug)
    await ask_by_hand(desk.house.bot, made.value)
    await desk.wait(minutes=1)
    return posted(desk)


async def _out(desk: Office, done: Outcome) -> Message:
    assert done.ok, done.trouble
    await desk.wait(seconds=1)
    return posted(desk)


async def forged(desk: Office, message: Message, label: str, as_: Person, change: Callable[[Json], None]) -> Outcome:
    """A press whose activity is altered before it is signed."""
    with desk.teams.people.courier.forging(Forgery(activity=change)):
        return await desk.press(message, label, as_=as_)


def said(found: list[Answer]) -> list[object]:
    """What the answers say."""
    return [each.value for each in found]


def shows(desk: Office, message: Message, who: Person) -> str:
    """One message as somebody reads it."""
    return "\n".join(desk.teams.people.lines(who, message))


async def looked(desk: Office, message: Message, who: Person) -> str:
    """One message as somebody reads it who comes back to it later: their client asks for their own view of it."""
    await desk.wait(seconds=61)
    await desk.teams.people.look(message, as_=who)
    return shows(desk, message, who)


async def delivered_elsewhere(desk: Office, done: Outcome) -> Delivery:
    """The same activity once more, at a process that has not heard of it."""
    chat = desk.house.teams
    assert chat is not None
    assert done.delivery is not None
    await chat.quiet()
    chat.turns._turns.clear()
    again = await desk.teams.people.courier.again(done.delivery)
    await desk.settle()
    return again
