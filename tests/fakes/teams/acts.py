"""What people do in the client beside pressing: write, mention, react, and change or delete what they wrote."""

from tests.fakes.teams.messages import Message
from tests.fakes.teams.outcome import Outcome
from tests.fakes.teams.payloads import MENTION
from tests.fakes.teams.presses import Presses
from tests.fakes.teams.reading import Impossible
from tests.fakes.teams.world import Conversation, Kind, Person


class Acts(Presses):
    """One act per method; `as_` is who does it, by value, id or name."""

    async def write(
        self,
        text: str,
        *,
        as_: Person | str,
        to: Conversation | str | None = None,
        under: Message | None = None,
        tenant_id: str | None = None,
    ) -> Outcome:
        """Write something: to the app in the personal chat, or somewhere else, where the app does not hear it."""
        person = self._vendor.world.person(as_)
        if to is None and under is None:
            place = self._vendor.world.personal(person, tenant_id)
        else:
            place = self._place(to, under)
        never = place.installed is None and not self._vendor.timeline.standing(place.id)
        if place.kind is Kind.PERSONAL and (place.installed is False or never):
            raise Impossible(f"{person.name} does not have the app")
        return await self._said(person, place, text, under, mention="")

    async def mention(
        self,
        text: str,
        *,
        as_: Person | str,
        to: Conversation | str | None = None,
        under: Message | None = None,
        pattern: str = MENTION,
    ) -> Outcome:
        """Write @app and something, in a channel, in the thread of a message, or in a chat.

        `pattern` says where the app is named; clients differ: `"{text} {app}"`, `"{app}&nbsp;{text}"`.
        """
        person = self._vendor.world.person(as_)
        return await self._said(person, self._place(to, under), text, under, mention=pattern)

    async def react(self, on: Message, key: str = "like", *, as_: Person | str, take_back: bool = False) -> Outcome:
        """React to a message; the app hears of it when it is its own."""
        person = self._seeing(on, as_)
        there = on.reactions.setdefault(key, set())
        if take_back:
            there.discard(person.aad)
        else:
            there.add(person.aad)
        outcome = self._outcome(person)
        if on.from_app:
            place = self._vendor.world.conversations[on.conversation]
            body = self.payloads.reaction(person, place, on, key, added=not take_back)
            self._answers.plain(outcome, await self._bring(outcome, body))
        return outcome

    async def edit(self, on: Message, text: str) -> Outcome:
        """Change one's own message; the app hears of it where it heard the message."""
        person = self._author(on)
        place = self._vendor.world.conversations[on.conversation]
        body = self.payloads.edited(person, place, on, text)
        self._vendor.timeline.change(on, body, self._vendor.stamps.at())
        return await self._told(person, place, body)

    async def take_away(self, on: Message) -> Outcome:
        """Delete one's own message."""
        person = self._author(on)
        place = self._vendor.world.conversations[on.conversation]
        on.deleted = True
        return await self._told(person, place, self.payloads.removed(person, place, on))

    async def _said(
        self, person: Person, place: Conversation, text: str, under: Message | None, *, mention: str
    ) -> Outcome:
        if not self._vendor.world.inside(person, place):
            raise Impossible(f"{person.name} is not in there")
        if mention and not self._vendor.world.has_app(place):
            raise Impossible("the app is not in there, so that nobody can mention it")
        fresh = self._vendor.stamps.fresh()
        thread = (under.thread if under else fresh) if place.kind is Kind.CHANNEL else None
        body = self.payloads.message(person, place, fresh, text, thread, mention=mention)
        message = self._vendor.timeline.add(place, fresh, person.aad, body, self._vendor.stamps.at(), thread)
        if place.kind is not Kind.PERSONAL and not mention:
            return Outcome(person=person, message=message)
        outcome = await self._told(person, place, body, began=fresh)
        outcome.message = message
        return outcome

    def _place(self, to: Conversation | str | None, under: Message | None) -> Conversation:
        if under is not None:
            return self._vendor.world.conversations[under.conversation]
        if to is None:
            raise Impossible("say where: to=, or under=")
        return self._vendor.world.conversation(to)

    def _author(self, on: Message) -> Person:
        if on.from_app:
            raise Impossible("nobody can change what the app said")
        return self._vendor.world.people[on.author]
