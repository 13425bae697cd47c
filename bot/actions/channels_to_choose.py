"""Lists the channels that results may go to, on platforms that leave the list to us."""

from bot.access import Deed, check
from bot.actions.find_way import ways_in
from bot.actions.pressed import pressed_errand
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.domain.references import Reference
from bot.ids import Token


async def channels_to_choose(bot: Bot, token: Token, visitor: Visitor, place: Place) -> list[Reference]:
    """Every channel where the bot is, by name; the names tell who the customers are.

    Denied for whoever may not set up, Refusal for a button that we never gave out.
    """
    _, person = await pressed_errand(bot, token, visitor, place)
    check(person, Deed.SET_UP)
    return await ways_in(bot, place.lane)
