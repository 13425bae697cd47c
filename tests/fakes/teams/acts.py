"""What people do in the client: write, mention, press, look, fill in, react, and install the app for themselves."""

import asyncio
from datetime import timedelta

from tests.fakes.teams.answers import Answers
from tests.fakes.teams.courier import Courier, Delivery
from tests.fakes.teams.messages import APP, Message
from tests.fakes.teams.outcome import Dialog, Outcome
from tests.fakes.teams.payloads import MENTION, Payloads
from tests.fakes.teams.reading import Button, Impossible, button, buttons
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.wire import Json, copied
from tests.fakes.teams.world import Conversation, Kind, Person

REFRESH_EVERY = timedelta(minutes=1)
"""How often a client renews a card by itself at most."""
REFRESH_FOR_ALL = 60
"""In conversations of this size cards are renewed for everybody, where nobody is named."""

GONE = "This app is not here any more."


class Acts:
    """One act per method; `as_` is who does it, by value, id or name."""

    def __init__(self, vendor: Vendor, courier: Courier) -> None:
        self._vendor = vendor
        self.payloads = Payloads(vendor)
        self._answers = Answers(vendor)
        self.courier = courier

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

    async def press(
        self,
        on: Message | Dialog,
        what: str | Json,
        *,
        as_: Person | str,
        inputs: dict[str, object] | None = None,
        fallback: bool = False,
        times: int = 1,
    ) -> Outcome:
        """Press the button with this label, id or load, after filling `inputs` in.

        `fallback` presses as a client does that knows no Action.Execute; `times` > 1 presses again before an answer
        comes. In a dialog, and for buttons that open one, see `outcome.dialog`.
        """
        if isinstance(on, Dialog):
            return await self.submit(on, inputs, what=what)
        person = self._seeing(on, as_)
        card = on.seen_by(person)
        found = button(card, what)
        return await self._pressed(on, found, person, found.sends(inputs), fallback, times)

    async def press_as_seen(
        self, on: Message, card: Json, what: str | Json, *, as_: Person | str, inputs: dict[str, object] | None = None
    ) -> Outcome:
        """Press a button of a card that has changed since, as a client shows it that was not told yet."""
        found = button(card, what)
        person = self._vendor.world.person(as_)
        return await self._pressed(on, found, person, found.sends(inputs), False, 1)

    async def look(self, on: Message, *, as_: Person | str) -> Outcome | None:
        """Scroll to a message: the client renews its card by itself, where that is asked for and due; else None."""
        person = self._seeing(on, as_)
        card = on.own.get(person.aad, on.card) or {}
        refresh = card.get("refresh")
        if not isinstance(refresh, dict) or not isinstance(refresh.get("action"), dict):
            return None
        place, named = self._vendor.world.conversations[on.conversation], refresh.get("userIds") or []
        if named and person.mri not in named:
            return None
        if not named and len(self._vendor.world.members(place)) > REFRESH_FOR_ALL:
            return None
        now, last = self._vendor.stamps.at(), on.refreshed.get(person.aad)
        if last is not None and now - last < REFRESH_EVERY:
            return None
        on.refreshed[person.aad] = now
        return await self._execute(on, refresh["action"], person, {}, "automatic")

    async def submit(
        self, dialog: Dialog, values: dict[str, object] | None = None, *, what: str | Json | None = None
    ) -> Outcome:
        """Fill a dialog in and send it with one of its buttons (its first, if none is named)."""
        if dialog.closed:
            raise Impossible("this dialog is closed")
        found = _first(dialog.card) if what is None else button(dialog.card, what)
        if found.kind != "Action.Submit":
            raise Impossible(f"{found.kind} does nothing in a dialog")
        data = copied(found.data) | found.sends(values)
        return await self.submit_raw(dialog, data)

    async def submit_raw(self, dialog: Dialog, data: object) -> Outcome:
        """Send a dialog with any data at all, which the client would not check."""
        outcome = self._outcome(dialog.person)
        value = {"data": data, "context": {"theme": "default"}}
        body = self.payloads.invoke("task/submit", dialog.person, dialog.place, dialog.on, value)
        await self._bring(outcome, body)
        self._answers.dialog(outcome, outcome.deliveries[-1], dialog.place, dialog.on)
        dialog.closed = outcome.ok
        return outcome

    async def invoke(self, name: str, value: object, *, as_: Person | str, on: Message) -> Outcome:
        """Any invoke at all, as a client would never send it."""
        person = self._vendor.world.person(as_)
        place = self._vendor.world.conversations[on.conversation]
        outcome = self._outcome(person)
        body = self.payloads.invoke(name, person, place, on, {}) | {"value": value}
        self._answers.plain(outcome, await self._bring(outcome, body))
        return outcome

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

    async def _pressed(
        self, on: Message, found: Button, person: Person, inputs: Json, fallback: bool, times: int
    ) -> Outcome:
        action = found.action
        if fallback and found.kind == "Action.Execute":
            if found.submit_fallback is None:
                raise Impossible(f"{found.label!r} has no Action.Submit to fall back to")
            action = found.submit_fallback
        match action["type"]:
            case "Action.Execute":
                acts = [self._execute(on, action, person, inputs, "manual") for _ in range(times)]
            case "Action.Submit" if found.opens_dialog:
                acts = [self._fetch(on, action, person, inputs) for _ in range(times)]
            case "Action.Submit":
                acts = [self._submitted(on, action, person, inputs) for _ in range(times)]
            case _:
                raise Impossible(f"{action['type']} does not reach the app")
        return (await asyncio.gather(*acts))[0]

    async def _execute(self, on: Message, action: Json, person: Person, inputs: Json, trigger: str) -> Outcome:
        place, outcome = self._vendor.world.conversations[on.conversation], self._outcome(person)
        if not self._heard(place):
            outcome.trouble = GONE
            return outcome
        told: Json = {key: action[key] for key in ("type", "id", "title", "verb") if key in action}
        told["data"] = copied(action.get("data") or {}) | inputs
        value = {"action": told, "trigger": trigger}
        await self._bring(outcome, self.payloads.invoke("adaptiveCard/action", person, place, on, value))
        self._answers.action(outcome, outcome.deliveries[-1], on)
        return outcome

    async def _fetch(self, on: Message, action: Json, person: Person, inputs: Json) -> Outcome:
        place, outcome = self._vendor.world.conversations[on.conversation], self._outcome(person)
        if not self._heard(place):
            outcome.trouble = GONE
            return outcome
        value = {"data": copied(action["data"]) | inputs, "context": {"theme": "default"}}
        await self._bring(outcome, self.payloads.invoke("task/fetch", person, place, on, value))
        self._answers.dialog(outcome, outcome.deliveries[-1], place, on)
        return outcome

    async def _submitted(self, on: Message, action: Json, person: Person, inputs: Json) -> Outcome:
        place = self._vendor.world.conversations[on.conversation]
        value = copied(action.get("data") or {}) | inputs
        return await self._told(person, place, self.payloads.submitted(person, place, on, value))

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

    async def _told(self, person: Person, place: Conversation, *bodies: Json, began: str = "") -> Outcome:
        outcome = self._outcome(person, began)
        for body in bodies:
            if self._heard(place):
                self._answers.plain(outcome, await self._bring(outcome, body))
        return outcome

    def _heard(self, place: Conversation) -> bool:
        """Whether what happens in there reaches the app."""
        if place.kind is Kind.PERSONAL:
            return place.installed is not False
        return self._vendor.world.has_app(place)

    async def _bring(self, outcome: Outcome, body: Json) -> Delivery:
        delivery = await self.courier.bring(body)
        outcome.deliveries.append(delivery)
        return delivery

    def since(self, person: Person, id: str) -> list[Message]:
        """What the app has said to somebody in their own chats after a message."""
        return [
            message
            for place in self._vendor.world.personals(person)
            for message in self._vendor.timeline.standing(place.id)
            if message.author == APP and int(message.id) > int(id)
        ]

    def _outcome(self, person: Person, began: str = "") -> Outcome:
        return Outcome(person=person, began=began or self._vendor.stamps.fresh(), behind=self)

    def _place(self, to: Conversation | str | None, under: Message | None) -> Conversation:
        if under is not None:
            return self._vendor.world.conversations[under.conversation]
        if to is None:
            raise Impossible("say where: to=, or under=")
        return self._vendor.world.conversation(to)

    def _seeing(self, on: Message, who: Person | str) -> Person:
        person = self._vendor.world.person(who)
        place = self._vendor.world.conversations[on.conversation]
        if on.deleted or place.deleted or not self._vendor.world.inside(person, place):
            raise Impossible(f"{person.name} does not see that message")
        return person

    def _author(self, on: Message) -> Person:
        if on.from_app:
            raise Impossible("nobody can change what the app said")
        return self._vendor.world.people[on.author]


def _first(card: Json) -> Button:
    for each in buttons(card):
        if each.kind == "Action.Submit":
            return each
    raise Impossible("this dialog has nothing to submit with")
