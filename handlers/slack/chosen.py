"""A channel that somebody chose for results: looked at first, and remembered where the bot has to be invited."""

from bot.actions.awaited import await_channel
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.people import Visitor
from bot.errors import Refusal
from bot.presses import Press
from handlers.slack.channels import Channels
from handlers.slack.payloads import place_of


async def name_of_chosen(
    bot: Bot, channels: Channels, press: Press, visitor: Visitor, place: Place, channel: str
) -> str:
    """The name of the channel; Refusal where it cannot hear internal things, or cannot yet: then it is awaited."""
    try:
        return await channels.for_inside(place.lane, channel)
    except Refusal as refused:
        if refused.phrase.id == "slack.invite_me_first":
            await await_channel(bot, press.token, visitor, place, place_of(place.lane, channel))
        raise
