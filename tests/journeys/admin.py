"""An admin in the first ten minutes, at the terminal: Pat has typed the one-time code and looks at private cards."""

from dataclasses import dataclass

from bot.actions.invited import Asked, invited
from bot.actions.rights import make
from bot.actions.set_up import set_up_card_for
from bot.actions.settle import settle
from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.domain.invitations import ChannelFacts
from bot.domain.organisations import Organisation
from bot.domain.people import Identity, Person, Role, Visitor
from bot.ids import OrganisationId
from handlers.console.keys import pressed
from handlers.console.messenger import paint
from handlers.console.rooms import Painted
from prompts.catalogue import say_in
from tests.journeys.terminal import Terminal, number, read

CHAT = "pat"
"""The admin's own chat is a room that bears their name."""


@dataclass(slots=True)
class Admin:
    """Pat, who has just typed the one-time code, and what they see."""

    terminal: Terminal
    organisation: Organisation
    person: Person
    aside: Painted

    async def press(self, label: str, text: str = "", *, on: Painted | None = None, room: str = CHAT) -> str:
        """Press the button of that label, in the last private card or in a message; returns the private reply."""
        painted = on or self.aside
        typed = f"{number(painted, label)} {text}".strip()
        reply = await self.terminal.send(room, "pat", pressed(painted, typed), staff=True)
        self.aside = self.terminal.private
        await settle(self.terminal.house.bot, self.terminal.house.queue)
        return reply

    async def set_up(self) -> str:
        """Look at the three steps."""
        card = await set_up_card_for(self.terminal.house.bot, self.organisation.id, self.person)
        return self.see(card)

    def see(self, card: Card) -> str:
        """Read a card."""
        self.aside = paint(card, say_in("en"))
        return read(self.aside)

    async def take_into(self, room: str, facts: ChannelFacts, inviter: str = "pat") -> tuple[Asked, ...]:
        """Somebody invites the bot to a channel."""
        who = Identity(platform="console", workspace="home", user=inviter) if inviter else None
        place = Place(platform="console", workspace="home", id=room)
        return await invited(self.terminal.house.bot, self.organisation.id, place, facts, who)

    def organisations(self) -> int:
        """How many vendors the database holds."""
        return len(self.terminal.rows("SELECT id FROM organisation"))


async def admin_of(terminal: Terminal) -> Admin:
    """The organisation of an installed app, and its first admin."""
    bot = terminal.house.bot
    organisation = Organisation(id=OrganisationId("northwind"), name="Northwind Council", created_at=bot.now())
    await bot.database.add_organisation(organisation)
    await bot.database.bind_workspace("console:home", organisation.id)
    visitor = Visitor(
        identity=Identity(platform="console", workspace="home", user="pat"),
        name="Pat Moss",
        language="en",
        zone="Europe/Berlin",
        staff=True,
    )
    person = await make(bot, organisation.id, visitor, Role.ADMIN)
    return Admin(terminal=terminal, organisation=organisation, person=person, aside=[])
