"""Finds out who is meant by a mention in a command about members: nobody types an id."""

import re
from dataclasses import replace

from bot.bot import Bot
from bot.commands import AddMember, Command, GiveRights
from bot.domain.channels import Place
from bot.errors import Refusal
from bot.ports import NotPosted, Permanent, Recognises, Unknown
from bot.texts import Phrase

MENTION = re.compile(r"<@([^<>\s]+)>")


async def with_identity(bot: Bot, typed: Command, place: Place | None) -> Command:
    """The same command with the mentioned account spelt out; any other command as it is.

    Refusal where the platform does not say who that is.
    """
    if not isinstance(typed, AddMember | GiveRights) or (found := MENTION.fullmatch(typed.identity)) is None:
        return typed
    mouth = bot.messengers.get(place.platform) if place is not None else None
    if place is None or not isinstance(mouth, Recognises):
        raise Refusal(Phrase("identity.bad", {"text": typed.identity}))
    try:
        meant = await mouth.mentioned(place, found[1])
    except (NotPosted, Unknown, Permanent) as lost:
        raise Refusal(Phrase("identity.unknown")) from lost
    if isinstance(typed, AddMember):
        return replace(typed, identity=str(meant.identity), name=typed.name or meant.name)
    return replace(typed, identity=str(meant.identity))
