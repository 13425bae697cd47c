"""Journeys in Microsoft Teams: guests in the vendor's teams, and people of other tenants in shared channels."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.actions import enrol
from bot.app import House
from bot.domain.channels import ChannelKind
from tests.both.desk import Where, Who, open_room
from tests.fakes.teams import Dialog, Impossible, Outcome
from tests.fakes.teams.messages import Message
from tests.fakes.teams.reading import buttons, inputs, labels, text
from tests.fakes.teams.world import Person
from tests.teams.office import Office


@dataclass(slots=True)
class TeamsDesk:
    """Implements `Desk`; commands are typed in one's own chat, where nobody says otherwise."""

    office: Office = field(repr=False)
    platform: str = "teams"
    _windows: dict[str, Dialog] = field(default_factory=dict)

    @property
    def house(self) -> House:
        """The product."""
        return self.office.house

    @property
    def address(self) -> str:
        """Where its web server listens."""
        return self.office.address

    @property
    def pat(self) -> Who:
        """The product manager."""
        return _who(self.office.pat)

    @property
    def product(self) -> Where:
        """The first channel of the vendor's own team."""
        return Where(self.office.product.id, self.office.product.name)

    @property
    def customers(self) -> list[Where]:
        """One in each of their teams."""
        return [Where(each.id, name) for name, each in self.office.customers.items()]

    async def customer(self, name: str, *people: str) -> tuple[Where, list[Who]]:
        """Guests in a team of the vendor's."""
        channel, theirs = await self.office.customer(name, *people)
        return Where(channel.id, name), [_who(each) for each in theirs]

    async def company_apart(self, name: str, *people: str) -> tuple[Where, list[Who]]:
        """A shared channel of the vendor's team, with people of another tenant in it."""
        world, office = self.office.teams.world, self.office
        theirs = world.add_tenant(name)
        outsiders = [world.add_person(each, theirs) for each in people]
        team = world.add_team(name, office.teams.tenant, [office.pat])
        channel = world.add_channel(name, team, [office.pat, *outsiders])
        await office.teams.people.add_to_team(team, by=office.pat, channel=channel)
        await office.settle()
        place = f"teams:{office.teams.tenant.id}:{channel.id}"
        await enrol.add_channel(office.house.bot, office.board, place, kind=ChannelKind.CUSTOMER, account=name)
        return Where(channel.id, name), [_who(each) for each in outsiders]

    async def room(self, name: str, *people: Who) -> Where:
        """A team of the vendor's with guests of several companies."""
        office, world = self.office, self.office.teams.world
        team = world.add_team(name, office.teams.tenant, [office.pat, *(self._person(each) for each in people)])
        await office.teams.people.add_to_team(team, by=office.pat)
        await office.settle()
        channel = world.conversations[team.id]
        await open_room(office.house.bot, office.board, f"teams:{office.teams.tenant.id}:{channel.id}", name)
        return Where(channel.id, name)

    def colleague(self, name: str) -> Who:
        """In the vendor's team."""
        return _who(self.office.staff(name))

    async def meet(self, who: Who) -> None:
        """The app is there once they have added it."""
        await self.office.teams.people.install(as_=self._person(who))
        await self.office.settle()

    async def leave(self, name: str, *, told: bool) -> None:
        """Whose account is deleted is in no team any more; that is told some time, or never."""
        office = self.office
        who = next(each for each in office.teams.world.people.values() if each.name == name)
        if told:
            await office.teams.people.leave(office.crew, who=who, by=office.pat)
        who.deleted = True
        await office.settle()

    def hide_who_reads_along(self) -> None:
        """The list of members is out of order."""
        self.office.teams.script.refuse("members", 502, times=None)

    def hide_people(self) -> None:
        """Looking one person up is out of order."""
        self.office.teams.script.refuse("member", 502, times=None)

    def clear(self) -> None:
        """No faults."""
        self.office.teams.script.clear()

    def outsiders_come_into_the_product_channel(self) -> None:
        """Members of another tenant."""
        world = self.office.teams.world
        self.office.crew.members.add(world.add_person("Cory Curious", world.add_tenant("Curious")).aad)

    async def say(self, line: str, *, as_: Who | None = None, where: Where | None = None) -> str:
        """In the own chat, or behind the bot's name in a channel."""
        person = self._person(as_ or self.pat)
        channel = self.office.teams.world.conversations[where.id] if where else None
        done = await self.office.cab(line, as_=person, channel=channel)
        assert done.ok, done.trouble
        return done.private_text

    async def press(self, label: str, *, as_: Who, where: Where | None = None) -> str:
        """A button; the window that asks whether it is meant is answered with yes."""
        person = self._person(as_)
        on = await self._offering(person, label, where)
        done = await self._pressed(on, label, person)
        asks = done.dialog is not None and not inputs(done.dialog.card) and label in labels(done.dialog.card)
        if asks and done.dialog is not None and not isinstance(on, Dialog):
            done = await self._pressed(done.dialog, label, person)
        return _said(done)

    async def seen(self, label: str, *, as_: Who, where: Where) -> Callable[[], Awaitable[str]]:
        """A card that has changed since."""
        person = self._person(as_)
        on = await self._offering(person, label, where)
        assert isinstance(on, Message)
        card = on.seen_by(person)
        assert card is not None

        async def press() -> str:
            done = await self.office.teams.people.press_as_seen(on, card, label, as_=person)
            return _said(await self._followed(done, person))

        return press

    async def tick(self, *labels: str, as_: Who, where: Where) -> str:
        """The boxes travel with the button."""
        person = self._person(as_)
        on = await self._offering(person, "Send", where)
        return _said(await self._pressed(on, "Send", person, {"picked": list(labels)}))

    async def write(self, text: str, *, as_: Who, behind: str, where: Where | None = None) -> str:
        """In a dialog."""
        await self.press(behind, as_=as_, where=where)
        return await self._sent(as_, {"text": text})

    async def order(self, *labels: str, as_: Who, behind: str, where: Where | None = None) -> str:
        """In a dialog with a list for each place."""
        await self.press(behind, as_=as_, where=where)
        return await self._sent(as_, {f"field.place-{place}": label for place, label in enumerate(labels, 1)})

    async def send_window(self, *, as_: Who, text: str = "") -> str:
        """The dialog that is open."""
        return await self._sent(as_, {"text": text} if text else None)

    async def reads(self, who: Who, where: Where | None = None) -> str:
        """A channel or the own chats, every card as this person's client draws it."""
        person = self._person(who)
        for message in self.office.teams.people.sees(person, where.id if where else None):
            await self.office.teams.people.look(message, as_=person)
        seen = [each for each in self.office.teams.people.sees(person, where.id if where else None) if each.from_app]
        return "\n".join(line for each in seen for line in self.office.teams.people.lines(person, each))

    def public(self, where: Where) -> str:
        """The cards that everybody sees."""
        standing = self.office.teams.timeline.standing(where.id)
        return "\n".join(f"{each.text}\n{text(each.card)}" for each in standing if each.from_app)

    async def wait(self, **spans: float) -> None:
        """As the office does."""
        await self.office.wait(**spans)

    async def settle(self) -> None:
        """As the office does."""
        await self.office.settle()

    async def _pressed(
        self, on: Message | Dialog, label: str, person: Person, filled: dict[str, object] | None = None
    ) -> Outcome:
        await self.office.wait(seconds=1)
        done = await self.office.teams.people.press(on, label, as_=person, inputs=filled)
        return await self._followed(done, person)

    async def _sent(self, as_: Who, values: dict[str, object] | None) -> str:
        person = self._person(as_)
        assert person.aad in self._windows, "no window is open"
        await self.office.wait(seconds=1)
        done = await self.office.teams.people.submit(self._windows[person.aad], values)
        return _said(await self._followed(done, person))

    async def _followed(self, done: Outcome, person: Person) -> Outcome:
        """Let what follows happen; a window that opened stays until another act closes it."""
        self._windows.pop(person.aad, None)
        if done.dialog is not None:
            self._windows[person.aad] = done.dialog
        await self.office.settle()
        return done

    async def _offering(self, person: Person, label: str, where: Where | None) -> Message | Dialog:
        """The newest message, in the open window or where they look, with a button of this label."""
        people, world = self.office.teams.people, self.office.teams.world
        window = self._windows.get(person.aad)
        if window is not None and label in labels(window.card):
            return window
        self._windows.pop(person.aad, None)  # It is closed to look elsewhere.
        channels = [each for each in world.conversations.values() if each.team_id and world.inside(person, each)]
        places = [where.id] if where else [None, *(each.id for each in channels)]
        seen = [each for place in places for each in people.sees(person, place) if each.from_app]
        newest = sorted(seen, key=lambda each: int(each.id), reverse=True)
        for renewed in (False, True):
            for message in newest:
                if renewed:
                    await people.look(message, as_=person)
                if label in people.buttons(person, message):
                    return message
        offered = [[each.label for each in buttons(message.seen_by(person))] for message in newest[:5]]
        raise Impossible(f"nobody offers {label!r}: {offered}")

    def _person(self, who: Who) -> Person:
        return self.office.teams.world.people[who.id]


def _said(done: Outcome) -> str:
    return "\n".join([done.trouble or "", done.private_text])


def _who(person: Person) -> Who:
    return Who(person.aad, person.name)
