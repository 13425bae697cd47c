"""Lets the schedules of somebody rest who has left or lost their rights: nobody stands behind them any more."""

from dataclasses import replace

from bot.actions.ask import tell_product
from bot.actions.rights import admins_of, notices_to
from bot.bot import Bot
from bot.domain.cadence import scheduled
from bot.domain.deliveries import Kind
from bot.domain.people import Person
from storage import boards, cadences, deliveries
from storage.database import Work


async def rest_schedules(bot: Bot, work: Work, person: Person) -> int:
    """Pause everything they have set up that still asks; every admin is told in private, else the product channel.

    What is open already goes on. Returns how many schedules rest now.
    """
    found = 0
    for board in await boards.all(work):
        for each in await cadences.of_board(work, board.id):
            if each.set_by != person.id or each.paused:
                continue
            await cadences.save(work, scheduled(replace(each, paused=True), bot.now()))
            subject = f"rests@{each.id}@{person.id}@{int(bot.now().timestamp())}"
            rows = await notices_to(bot, work, await admins_of(work), subject)
            if rows:
                await deliveries.make(work, rows)
            else:
                await tell_product(bot, work, board, Kind.NOTICE, subject)
            found += 1
    return found
