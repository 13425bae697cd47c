"""Finds out who is meant by a mention in a command about members: nobody types an id."""

import re
from dataclasses import replace

from bot.actions.rights import make
from bot.actions.who import known_person
from bot.bot import Bot
from bot.commands import (
    AccountOwner,
    AddMember,
    BoardOwner,
    Command,
    ErasePerson,
    ExportPerson,
    GiveRights,
    Sponsor,
)
from bot.domain.channels import Place
from bot.domain.people import Role
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.ports import NotPosted, Permanent, Recognises, Unknown
from bot.texts import Phrase

Appoints = GiveRights | BoardOwner | AccountOwner | Sponsor
"""Commands that entrust something to a colleague."""
MENTION = re.compile(r"<@([^<>\s]+)>")


async def with_identity(bot: Bot, organisation_id: OrganisationId, typed: Command, place: Place | None) -> Command:
    """The same command with the mentioned account spelt out; any other command as it is.

    A colleague who is to have a role is known from now on, also one who never wrote to us. Refusal where the platform
    does not say who that is. Ask for the right to the command first.
    """
    naming = AddMember | Appoints | ErasePerson | ExportPerson
    if not isinstance(typed, naming) or (found := MENTION.fullmatch(typed.identity)) is None:
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
    if isinstance(typed, Appoints) and meant.staff and await known_person(bot, organisation_id, meant.identity) is None:
        await make(bot, organisation_id, meant, Role.NONE)
    return replace(typed, identity=str(meant.identity))
