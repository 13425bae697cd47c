"""Hundreds or thousands of customers' channels in a vendor's workspace, for rounds that take many minutes to go out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.actions import enrol, install
from bot.actions.ask import ask_by_hand
from bot.actions.tick import tick
from bot.bot import Bot
from bot.clock import SetClock
from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.deliveries import State
from bot.domain.installations import Grant
from bot.domain.rounds import Stage
from bot.ids import AccountId, ChannelId
from storage import boards, deliveries, rounds
from storage.tables import account, channel
from storage.upsert import add_new
from storage.work import row_of
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.recorder import Call
from tests.fakes.slack.world import Team
from tests.slack.office import Office

ASK = """
title = "What next?"
why = "We plan the next quarter."

[[question]]
kind = "single"
text = "What should come first?"
options = ["Offline mode", "Faster search"]
"""
ONE_LOOK = timedelta(seconds=1)


@dataclass(slots=True)
class County:
    """A board with one channel for each of its many customers, in one workspace."""

    bot: Bot
    slack: SlackStandIn
    board: Board
    channels: list[str] = field(default_factory=list)

    async def ask(self) -> datetime:
        """Put one question to all of them; returns when it was put."""
        engagement = (await enrol.add_engagement(self.bot, self.board.slug, ASK, slug="what-next")).value
        await ask_by_hand(self.bot, engagement, delay=timedelta(0))
        return self.bot.now()

    def posts(self) -> list[Call]:
        """The messages Slack has taken in these channels, in their order."""
        here = set(self.channels)
        taken = self.slack.calls("chat.postMessage")
        return [each for each in taken if each.processed and each.args["channel"] in here]

    def twice(self) -> list[str]:
        """The channels in which something stands more than once."""
        return [each for each, times in Counter(str(one.args["channel"]) for one in self.posts()).items() if times > 1]


async def county(
    bot: Bot, slack: SlackStandIn, size: int, *, team: Team | None = None, name: str = "County Council"
) -> County:
    """A new board with so many customers; in a workspace of its own where `team` is another one than the vendor's."""
    home = team or slack.team
    lane = f"slack:{home.id}"
    await enrol.create_board(bot, name, kind=BoardKind.CUSTOMER, zone="Europe/Berlin", language="en")
    owner = (await bot.database.organisations())[0].id
    installation = slack.installation
    if home is not slack.team:
        installation = slack.install(home)
        await bot.database.bind_workspace(lane, owner)
        grant = Grant(
            name=home.name,
            bot_token=installation.bot_token,
            bot_user_id=installation.bot_user_id,
            bot_id=installation.bot_id,
            scopes=tuple(sorted(installation.scopes)),
        )
        await install.install(bot, lane, grant)
    member = slack.vendor.bot_of(installation)
    async with bot.database.begin(owner) as work:
        board = next(each for each in await boards.all(work) if each.name == name)
        made = County(bot=bot, slack=slack, board=board)
        made.channels = [slack.world.add_channel(f"{board.slug}-{n}", home, [member]).id for n in range(size)]
        companies = [
            Account(id=AccountId(f"{board.id}-{n}"), organisation_id=owner, key=f"{board.slug}-{n}", name=f"No {n}")
            for n in range(size)
        ]
        await add_new(work, account, [row_of(each) for each in companies])
        rooms = [
            Channel(
                id=ChannelId(f"{board.id}-{n}"),
                organisation_id=owner,
                board_id=board.id,
                place=Place(platform="slack", workspace=home.id, id=room),
                kind=ChannelKind.CUSTOMER,
                account_id=companies[n].id,
                added_at=bot.now(),
            )
            for n, room in enumerate(made.channels)
        ]
        await add_new(work, channel, [row_of(each) for each in rooms])
    return made


class Simulated(SetClock):
    """A clock that is set, and beats as it shows: work goes on beside the looks for what is due, as it does live."""

    def beat(self) -> int:
        """One beat is two of the seconds it shows."""
        return int(self.now().timestamp()) // 2


async def seconds_pass(office: Office) -> AsyncIterator[datetime]:
    """Look for what is due once in each simulated second, for as long as messages wait."""
    while await waiting(office.house.bot):
        await one_second(office)
        yield office.clock.now()


async def one_second(office: Office) -> None:
    """Look for what is due, and let it be done for a simulated second; what takes longer goes on meanwhile."""
    bot, clock, queue = office.house.bot, office.clock, office.house.queue
    second = clock.now() + ONE_LOOK
    await tick(bot)
    idle = asyncio.create_task(queue.idle())
    while clock.now() < second and not idle.done():  # noqa: ASYNC110 - waiting works move the hands
        await asyncio.sleep(0.01)
    if idle.done():
        clock.put(second)
    else:
        idle.cancel()


async def waiting(bot: Bot) -> int:
    """How many messages and drafts have not gone out."""
    owner = (await bot.database.organisations())[0].id
    async with bot.database.read(owner) as work:
        found = await deliveries.counts(work)
        drafts = [each for each in await rounds.due(work, bot.now()) if each.stage is Stage.DRAFT]
    return len(drafts) + sum(number for (_, state), number in found.items() if state in (State.PENDING, State.SENDING))
