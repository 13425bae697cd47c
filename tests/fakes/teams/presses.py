"""What people do with cards: press, let them renew themselves, and fill dialogs in."""

import asyncio
from datetime import timedelta

from tests.fakes.objects import Json, copied
from tests.fakes.teams.client import Client
from tests.fakes.teams.messages import Message
from tests.fakes.teams.outcome import Dialog, Outcome
from tests.fakes.teams.reading import Button, Impossible, button, buttons
from tests.fakes.teams.world import Person

REFRESH_EVERY = timedelta(minutes=1)
"""How often a client renews a card by itself at most."""
REFRESH_FOR_ALL = 60
"""In conversations of this size cards are renewed for everybody, where nobody is named."""

GONE = "This app is not here any more."


class Presses(Client):
    """One press per method; `as_` is who does it, by value, id or name."""

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


def _first(card: Json) -> Button:
    for each in buttons(card):
        if each.kind == "Action.Submit":
            return each
    raise Impossible("this dialog has nothing to submit with")
