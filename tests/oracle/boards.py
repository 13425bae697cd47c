"""The companies, people and rooms of a board drawn by lot, and a poll of it."""

from dataclasses import dataclass, replace
from random import Random

from bot.actions import enrol
from bot.actions.ask import ask_by_hand
from bot.domain.channels import ChannelKind
from bot.domain.visibility import Visibility
from storage import accounts
from tests.both.desk import Desk, Where, Who
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.oracle.canaries import COMPANY, NAME, Canary, Reader
from tests.oracle.pages import owner_of
from tests.oracle.sight import Sight

BOARD = "northwind-council"
COMPANIES = 5
SHARES = (2, 3)
"""The companies whose people sit in the room that several share; rivals are none of them."""


@dataclass(frozen=True, slots=True)
class Company:
    """A customer, its channel and its people."""

    number: int
    name: str
    where: Where
    people: list[Who]


@dataclass(slots=True)
class Poll:
    """A poll that was put out; `tag` stands in its words, `number` is the product's."""

    tag: int
    kind: str
    visibility: Visibility
    only: Company | None
    number: int = 0
    open: bool = True

    @property
    def options(self) -> list[str]:
        """What can be chosen, under labels that stand in no other poll."""
        return [f"{word} {self.tag}" for word in ("Offline", "Search", "Export")]


async def drawn(desk: Desk, chance: Random, *, most_people: int) -> tuple[Sight, list[Company], Where | None]:
    """The companies of a board: some are rivals, and two share a room."""
    sight = Sight(desk)
    companies = []
    for number in range(COMPANIES):
        name = Canary(COMPANY, number).text.capitalize()
        size = chance.randint(1, most_people)
        names = [f"Kim {Canary(NAME, number, each).text.capitalize()}" for each in range(size)]
        where, people = await (desk.customer if chance.random() < 0.6 else desk.company_apart)(name, *names)
        companies.append(Company(number, name, where, people))
        sight.customers |= {who.id: Reader(number, place) for place, who in enumerate(people)}
    bot = desk.house.bot
    async with bot.database.begin(await owner_of(desk)) as work:
        for each in companies[:2]:
            known = await accounts.by_key(work, each.name.casefold())
            assert known is not None
            await accounts.save(work, replace(known, rival_group="meters", segment=chance.choice(["big", "small"])))
    room = await _room(desk, [who for each in SHARES for who in companies[each].people])
    return sight, companies, room


async def put_from_a_file(desk: Desk, poll: Poll) -> None:
    """Put out what cannot be typed: other kinds, and answers for a company only."""
    bot, number = desk.house.bot, poll.tag
    listed = ", ".join(f'"{each}"' for each in poll.options)
    options = f"options = [{listed}]\n" if poll.kind in ("single", "multi") else ""
    toml = (
        f'title = "Poll {number}"\nwhy = "It helps."\nvisibility = "{poll.visibility.value}"\n'
        f'[[question]]\nkind = "{poll.kind}"\ntext = "What do you say, number {number}?"\n{options}'
    )
    engagement = (await enrol.add_engagement(bot, BOARD, toml, slug=f"drawn-{poll.tag}")).value
    if poll.only is not None:
        async with bot.database.read(engagement.organisation_id) as work:
            known = await accounts.by_key(work, poll.only.name.casefold())
        assert known is not None
        engagement = replace(engagement, account_ids=(known.id,))
    await ask_by_hand(bot, engagement)


async def _room(desk: Desk, people: list[Who]) -> Where:
    """A channel in which people of two companies sit."""
    match desk:
        case SlackDesk(office=there):
            world = there.slack.world
            members = [there.pat, there.slack.bot, *(world.user(each.id) for each in people)]
            made = world.add_channel("lounge", there.slack.team, members)
            place = f"slack:{there.slack.team.id}:{made.id}"
            where = Where(made.id, "lounge")
        case TeamsDesk(office=crew):
            guests = [crew.teams.world.people[each.id] for each in people]
            channel = crew.teams.world.add_channel("Lounge", crew.crew, [crew.pat, *guests])
            await crew.teams.people.mention("help", as_=crew.pat, to=channel)
            await crew.settle()
            place = f"teams:{crew.teams.tenant.id}:{channel.id}"
            where = Where(channel.id, "Lounge")
        case _:
            raise TypeError(desk.platform)
    await enrol.add_channel(desk.house.bot, BOARD, place, kind=ChannelKind.SHARED_ROOM, account=None)
    return where
