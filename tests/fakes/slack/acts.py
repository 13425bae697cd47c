"""What people do in the client: press, tick, choose, fill in, submit, close, and type commands."""

import asyncio

from tests.fakes.objects import Json
from tests.fakes.slack.answers import Answers
from tests.fakes.slack.controls import (
    Control,
    Impossible,
    control,
    controls,
    offering,
    refused_by_client,
    state,
    valued,
)
from tests.fakes.slack.courier import Courier
from tests.fakes.slack.hooks import Hooks
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import Outcome
from tests.fakes.slack.payloads import Payloads
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, Team, User

MENUS = ("static_select", "overflow", "radio_buttons", "multi_static_select")

GONE = "This app is not installed any more."
NO_APPS = "This person was invited to post only and cannot use apps here."


class Acts:
    """One act per method; `as_` is who does it, by value or id."""

    def __init__(self, vendor: Vendor, courier: Courier, hooks: Hooks) -> None:
        self._vendor = vendor
        self._hooks = hooks
        self._payloads = Payloads(vendor)
        self._answers = Answers(vendor, hooks)
        self.courier = courier

    async def press(
        self, on: Message | View, what: str, *, as_: User | str, team: Team | None = None, times: int = 1
    ) -> Outcome:
        """Press the button with this label, action_id or value; `times` > 1 presses again before an answer comes.

        `team` puts another workspace into the payload, as happens where the app is installed on both sides.
        """
        found = control(on.blocks, what, ("button", "workflow_button"))
        action: Json = {"type": found.kind, "text": found.element["text"]}
        for key in ("value", "url", "style"):
            if key in found.element:
                action[key] = found.element[key]
        outcomes = await asyncio.gather(*(self._act(on, found, dict(action), as_, team) for _ in range(times)))
        return outcomes[0]

    async def tick(
        self, on: Message | View, labels: list[str], *, as_: User | str, action_id: str = "", team: Team | None = None
    ) -> Outcome:
        """Leave exactly these boxes ticked (none: untick all)."""
        found = control(on.blocks, action_id, ("checkboxes",)) if action_id else _boxes(on, labels)
        return await self._set(on, found, valued(found, labels), as_, team)

    async def choose(
        self, on: Message | View, label: str, *, as_: User | str, action_id: str = "", team: Team | None = None
    ) -> Outcome:
        """Choose an entry of a menu, a ⋯ menu or a row of radio buttons."""
        found = control(on.blocks, action_id, MENUS) if action_id else offering(on.blocks, label, MENUS)
        if found.kind == "overflow":
            return await self._act(on, found, {"type": "overflow", "selected_option": found.option(label)}, as_, team)
        return await self._set(on, found, valued(found, label), as_, team)

    async def pick(self, on: Message | View, what: str, value: object, *, as_: User | str) -> Outcome:
        """Pick a person, channel, date or time, or an option that the app suggested."""
        found = control(on.blocks, what)
        return await self._set(on, found, valued(found, value), as_, None)

    def fill(self, on: Message | View, values: dict[str, object], *, as_: User | str) -> None:
        """Fill fields in without telling the app yet; keys are labels, action_ids or block_ids."""
        user = self._vendor.world.user(as_)
        for name, value in values.items():
            found = control(on.blocks, name)
            self._touched(on, user).setdefault(found.block_id, {})[found.action_id] = valued(found, value)

    async def submit(self, view: View, values: dict[str, object] | None = None, *, as_: User | str) -> Outcome:
        """Fill a modal in and submit it; then see it close, change, or show errors."""
        user = self._vendor.world.user(as_)
        if view.closed:
            raise Impossible("this modal is closed")
        if not view.body.get("submit"):
            raise Impossible("this modal has nothing to submit with")
        self.fill(view, values or {}, as_=user)
        settings = state(view.blocks, view.state)
        for block in view.blocks:
            for found in [c for c in (Control(block=block, element=block.get("element") or {}),) if c.element]:
                reason = refused_by_client(found, settings[found.block_id][found.action_id])
                if reason:
                    raise Impossible(f"the client does not send {found.label!r}: {reason}")
        return await self.submit_raw(view, settings, as_=user)

    async def submit_raw(self, view: View, values: Json, *, as_: User | str) -> Outcome:
        """Send a view_submission with any state at all, which the client would not check."""
        user = self._vendor.world.user(as_)
        body = self._payloads.submission("view_submission", user, view, values)
        outcome = self._outcome(user, body, view)
        body["response_urls"] = []
        outcome.delivery = await self.courier.interactive(body)
        self._answers.submission(outcome, view)
        return outcome

    async def close(self, view: View, *, as_: User | str, whole_stack: bool = False) -> Outcome:
        """Close a modal; the app hears of it where it asked to."""
        user = self._vendor.world.user(as_)
        self._vendor.views.close(view, whole_stack=whole_stack)
        outcome = Outcome(user=user, vendor=self._vendor, since=self._vendor.stamps.fresh())
        if view.body.get("notify_on_close"):
            body = self._payloads.submission("view_closed", user, view, state(view.blocks, view.state))
            outcome.delivery = await self.courier.interactive(body | {"is_cleared": whole_stack})
        return outcome

    async def command(self, name: str, text: str = "", *, as_: User | str, channel: Channel | str) -> Outcome:
        """Type a slash command; only people of a workspace with the app have it at all."""
        user, place = self._vendor.world.user(as_), self._vendor.world.channel(channel)
        installation = self._vendor.installs.of(user.team_id)
        outcome = Outcome(user=user, vendor=self._vendor, since=self._vendor.stamps.fresh())
        if installation is None:
            outcome.trouble = f"{name} is not a valid command."
            return outcome
        fields = self._payloads.command(name, text, user, place, installation)
        trigger = self._vendor.views.trigger(user.id, user.team_id)
        outcome.trigger_id = fields["trigger_id"] = trigger.id
        fields["response_url"] = self._hooks.fresh(installation, place, user.id, user.team_id)
        outcome.delivery = await self.courier.command(fields)
        self._answers.command(outcome, name, installation, place)
        return outcome

    async def shortcut(
        self, callback_id: str, *, as_: User | str, message: Message | None = None, team: Team | None = None
    ) -> Outcome:
        """Use a global shortcut, or one on a message; only people of a workspace with the app have them."""
        user = self._vendor.world.user(as_)
        installation = self._vendor.installs.of(user.team_id)
        if installation is None:
            outcome = Outcome(user=user, vendor=self._vendor, since=self._vendor.stamps.fresh())
            outcome.trouble = "There is no such shortcut."
            return outcome
        kind = "message_action" if message else "shortcut"
        body = self._payloads.frame(kind, user, team or self._vendor.world.teams[user.team_id], installation)
        body |= {"callback_id": callback_id, "action_ts": self._vendor.stamps.fresh()}
        if message is not None:
            channel = self._vendor.world.channels[message.channel]
            body |= {"channel": self._payloads.channel(channel), "message": message.wire(), "message_ts": message.ts}
            body["response_url"] = self._hooks.fresh(installation, channel, user.id, user.team_id, message)
        outcome = self._outcome(user, body, None)
        outcome.delivery = await self.courier.interactive(body)
        self._answers.plain(outcome)
        return outcome

    async def options(self, on: Message | View, action_id: str, value: str, *, as_: User | str) -> list[Json]:
        """Type into a menu whose options the app looks up; what it offers."""
        user, found = self._vendor.world.user(as_), control(on.blocks, action_id)
        installation = self._behind(on)
        body = self._payloads.frame("block_suggestion", user, self._shown(on, user, None), installation)
        body |= {"action_id": found.action_id, "block_id": found.block_id, "value": value}
        self._located(on, body, user)
        delivery = await self.courier.interactive(body)
        return self._answers.options(delivery)

    async def _set(
        self, on: Message | View, found: Control, setting: Json, as_: User | str, team: Team | None
    ) -> Outcome:
        user = self._vendor.world.user(as_)
        self._touched(on, user).setdefault(found.block_id, {})[found.action_id] = setting
        if found.block["type"] == "input" and not found.block.get("dispatch_action"):
            return Outcome(user=user, vendor=self._vendor, since=self._vendor.stamps.fresh())
        return await self._act(on, found, dict(setting), user, team)

    async def _act(
        self, on: Message | View, found: Control, action: Json, as_: User | str, team: Team | None
    ) -> Outcome:
        user, installation = self._vendor.world.user(as_), self._behind(on)
        body = self._payloads.frame("block_actions", user, self._shown(on, user, team), installation)
        outcome = self._outcome(user, body, on if isinstance(on, View) else None)
        if not self._located(on, body, user) or installation.removed:
            outcome.trouble = GONE if installation.removed else NO_APPS
            return outcome
        if isinstance(on, Message):
            place = self._vendor.world.channels[on.channel]
            body["response_url"] = self._hooks.fresh(installation, place, user.id, installation.team_id, on)
        stamp = self._vendor.stamps.fresh()
        named = {"action_id": found.action_id, "block_id": found.block_id}
        body["actions"] = [named | action | {"action_ts": stamp}]
        outcome.delivery = await self.courier.interactive(body)
        self._answers.plain(outcome)
        return outcome

    def _located(self, on: Message | View, body: Json, user: User) -> bool:
        settings = state(on.blocks, self._touched(on, user))
        if isinstance(on, View):
            self._payloads.in_view(body, on, settings)
            return True
        if on.deleted or on.ephemeral_to not in (None, user.id):
            raise Impossible("this person does not see that message")
        channel = self._vendor.world.channels[on.channel]
        self._payloads.on_message(body, on, channel, settings)
        return user.id not in channel.post_only

    def _behind(self, on: Message | View) -> Installation:
        if isinstance(on, Message):
            return self._vendor.speaker_of(on)
        installation = self._vendor.installs.of(on.installed_team_id)
        if installation is None:
            raise Impossible("the app behind this view is gone")
        return installation

    def _shown(self, on: Message | View, user: User, team: Team | None) -> Team:
        """The workspace in a payload: of a message the one that posted it, of a view the person's own."""
        own = self._behind(on).team_id if isinstance(on, Message) else user.team_id
        return team or self._vendor.world.teams[own]

    def _touched(self, on: Message | View, user: User) -> Json:
        if isinstance(on, View):
            return on.state
        return self._vendor.timeline.choices.setdefault((on.channel, on.ts, user.id), {})

    def _outcome(self, user: User, body: Json, view: View | None) -> Outcome:
        trigger = self._vendor.views.trigger(user.id, user.team_id, view.id if view else None)
        body["trigger_id"] = trigger.id
        since = self._vendor.stamps.fresh()
        return Outcome(user=user, vendor=self._vendor, since=since, trigger_id=trigger.id, view=view)


def _boxes(on: Message | View, labels: list[str]) -> Control:
    if labels:
        return offering(on.blocks, labels[0], ("checkboxes",))
    for found in controls(on.blocks):
        if found.kind == "checkboxes":
            return found
    raise Impossible("there are no boxes here")
