"""Journeys in Slack: companies with workspaces of their own, in channels shared with the vendor's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.app import House
from tests.both.desk import Where, Who, open_room
from tests.fakes.slack.controls import Control, Impossible, controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, User
from tests.slack.office import Office


@dataclass(slots=True)
class SlackDesk:
    """Implements `Desk`; commands are typed in the product channel, where nobody says otherwise."""

    office: Office = field(repr=False)
    platform: str = "slack"

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
        """The product channel."""
        return Where(self.office.product.id, self.office.product.name)

    @property
    def customers(self) -> list[Where]:
        """One for each company."""
        return [Where(each.id, name) for name, each in self.office.customers.items()]

    async def customer(self, name: str, *people: str) -> tuple[Where, list[Who]]:
        """Everybody comes from a workspace of their own here."""
        channel, theirs = await self.office.customer(name, *people)
        return Where(channel.id, name), [_who(each) for each in theirs]

    company_apart = customer

    async def room(self, name: str, *people: Who) -> Where:
        """A channel shared with every workspace."""
        office, world = self.office, self.office.slack.world
        bot = office.slack.vendor.bot_of(office.slack.installation)
        theirs = [self._user(each) for each in people]
        channel = world.add_channel(name.casefold(), office.slack.team, [office.pat, bot, *theirs])
        await open_room(office.house.bot, office.board, f"slack:{office.slack.team.id}:{channel.id}", name)
        return Where(channel.id, name)

    def colleague(self, name: str) -> Who:
        """In the product channel."""
        return _who(self.office.staff(name))

    async def meet(self, who: Who) -> None:
        """Everybody has it at once."""

    async def leave(self, name: str, *, told: bool) -> None:
        """A deactivated account."""
        who = next(each for each in self.office.slack.world.users.values() if each.real_name == name)
        who.deleted = True
        if told:
            await self.office.slack.people.change_user(who)
        await self.office.settle()

    def hide_who_reads_along(self) -> None:
        """The method is out of order."""
        self.office.slack.script.http("conversations.info", 500, times=None)

    def hide_people(self) -> None:
        """Looking one person up is out of order."""
        self.office.slack.script.http("users.info", 500, times=None)

    def clear(self) -> None:
        """No faults."""
        self.office.slack.script.clear()

    def outsiders_come_into_the_product_channel(self) -> None:
        """Slack Connect."""
        world = self.office.slack.world
        world.share(self.office.product, world.add_team("Curious", "T0CURIOUS"))

    async def say(self, line: str, *, as_: Who | None = None, where: Where | None = None) -> str:
        """`/cab …`, or behind the bot's name where somebody has no such command."""
        office, user = self.office, self._user(as_ or self.pat)
        channel = office.slack.world.channel((where or self.product).id)
        since = self._since()
        if user.team_id == office.slack.team.id:
            done = await office.cab(line, as_=user, channel=channel)
            assert done.ok, done.trouble
        else:
            await office.wait(seconds=1)
            await office.slack.people.mention(line, as_=user, channel=channel)
            await office.settle()
        return self._shown(user, since)

    async def press(self, label: str, *, as_: Who, where: Where | None = None) -> str:
        """A button, or an entry of a ⋯ menu; Slack asks by itself where a button is to be confirmed."""
        user, since = self._user(as_), self._since()
        on, found = self._offering(user, label, where)
        await self.office.wait(seconds=1)
        if found.kind == "button":
            done = await self.office.slack.people.press(on, found.action_id, as_=user)
        else:
            done = await self.office.slack.people.choose(on, label, as_=user, action_id=found.action_id)
        await self.office.settle()
        return "\n".join([done.trouble or "", self._shown(user, since)])

    async def seen(self, label: str, *, as_: Who, where: Where) -> Callable[[], Awaitable[str]]:
        """A message with its old blocks."""
        user = self._user(as_)
        on, found = self._offering(user, label, where)
        assert isinstance(on, Message)
        old = replace(on, blocks=on.blocks)

        async def press() -> str:
            since = self._since()
            done = await self.office.slack.people.press(old, found.action_id, as_=user)
            await self.office.settle()
            return "\n".join([done.trouble or "", self._shown(user, since)])

        return press

    async def tick(self, *labels: str, as_: Who, where: Where) -> str:
        """Each tick reaches the server, and counts when it is sent."""
        user = self._user(as_)
        on, _ = self._offering(user, labels[0], where)
        await self.office.slack.people.tick(on, list(labels), as_=user)
        return await self.press("Send", as_=as_, where=where)

    async def write(self, text: str, *, as_: Who, behind: str, where: Where | None = None) -> str:
        """In a modal."""
        await self.press(behind, as_=as_, where=where)
        return await self._sent(as_, {"text": text})

    async def order(self, *labels: str, as_: Who, behind: str, where: Where | None = None) -> str:
        """In a modal with a list for each place."""
        await self.press(behind, as_=as_, where=where)
        return await self._sent(as_, {f"place-{place}": label for place, label in enumerate(labels, 1)})

    async def send_window(self, *, as_: Who, text: str = "") -> str:
        """The modal on top."""
        return await self._sent(as_, {"text": text} if text else {})

    async def reads(self, who: Who, where: Where | None = None) -> str:
        """A channel, or the direct conversation."""
        seen = self.office.slack.people.sees(who.id, where.id if where else None)
        return "\n".join(words(each.text, each.blocks) for each in seen if each.bot_id)

    def public(self, where: Where) -> str:
        """Everything of the bot's that is not shown to one person alone."""
        standing = self.office.slack.timeline.standing(where.id)
        return "\n".join(words(each.text, each.blocks) for each in standing if each.bot_id and not each.ephemeral_to)

    async def wait(self, **spans: float) -> None:
        """As the office does."""
        await self.office.wait(**spans)

    async def settle(self) -> None:
        """As the office does."""
        await self.office.settle()

    async def _sent(self, as_: Who, values: dict[str, object]) -> str:
        user, since = self._user(as_), self._since()
        view = self.office.slack.people.modal(user)
        assert view is not None, "no window is open"
        done = await self.office.slack.people.submit(view, values, as_=user)
        await self.office.settle()
        return "\n".join([done.trouble or "", *done.errors.values(), self._shown(user, since)])

    def _offering(self, user: User, label: str, where: Where | None) -> tuple[Message | View, Control]:
        """The newest message, in the open window or where they look, with something of this label."""
        people, world = self.office.slack.people, self.office.slack.world
        modal = people.modal(user)
        places: list[Channel | None] = [world.channel(where.id)] if where else self._places(user)
        seen = [each for place in places for each in people.sees(user, place)]
        newest = sorted(seen, key=lambda each: max(each.ts, each.edited_ts or ""), reverse=True)
        looked: list[Message | View] = [*([modal] if modal is not None else []), *newest]
        for on in looked:
            for each in controls(on.blocks):
                if each.kind == "button" and each.label == label:
                    return on, each
                if any(option["text"]["text"] == label for option in each.options):
                    return on, each
        raise Impossible(f"nobody offers {label!r}: {[[c.label for c in controls(m.blocks)] for m in newest[:5]]}")

    def _places(self, user: User) -> list[Channel | None]:
        channels = self.office.slack.world.channels.values()
        return [None, *(each for each in channels if not each.is_im and user.id in each.members)]

    def _shown(self, user: User, since: str) -> str:
        """What only this person has been shown since: beside a message, in their own conversation, in a window."""
        people, timeline = self.office.slack.people, self.office.slack.timeline
        own = [each for each in timeline.standing() if each.ephemeral_to == user.id]
        seen = [*own, *people.sees(user)]
        shown = [words(each.text, each.blocks) for each in seen if max(each.ts, each.edited_ts or "") > since]
        modal = people.modal(user)
        if modal is not None:
            written = [str(each.element.get("initial_value") or "") for each in controls(modal.blocks)]
            shown += [words(str((modal.body.get("title") or {}).get("text") or ""), modal.blocks), *written]
        return "\n".join(shown)

    def _since(self) -> str:
        return self.office.slack.vendor.stamps.fresh()

    def _user(self, who: Who) -> User:
        return self.office.slack.world.user(who.id)


def _who(user: User) -> Who:
    return Who(user.id, user.real_name)
