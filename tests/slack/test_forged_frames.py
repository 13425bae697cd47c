"""Whatever a genuine payload says around somebody of another company, they get no right: frames put together by chance.

The vendor signs what it sends, so the one who acts is who `user` (or an event's `user`) names. Everything else may say
anything: shared channels, enterprises and installations on both sides put other workspaces into a payload.
"""

import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.fakes.objects import Json, copied
from tests.fakes.slack.controls import controls
from tests.fakes.slack.messages import Message
from tests.fakes.slack.views import View
from tests.fakes.slack.world import User
from tests.size import FULL
from tests.slack.forging import asked, person
from tests.slack.office import Office
from tests.slack.rows import counts, tries
from tests.slack.test_sent_dialogs import form_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAYLOADS = 500 if FULL else 100
SECRET = "Which sealed plan?"
TEAMS = ("T0VENDOR", "T0ACME", "T0ELSE", "E0VENDOR", "E0ACME", "", "x" * 300)
LINES = ("results", "status", "close P1", "cancel P1", "export", "members", "audit", 'poll "Evil?" "A" "B"', "summary")
NOTHING = object()


def some_id(dice: random.Random) -> object:
    """What may stand where a workspace or an organisation is named."""
    return dice.choice([*TEAMS, *TEAMS[:5], None, NOTHING])


def some_object(dice: random.Random) -> object:
    """The same, as an object."""
    if dice.random() < 0.3:
        return dice.choice([None, NOTHING])
    return {"id": dice.choice(TEAMS), "domain": "vendor", "name": "Vendor", "enterprise_id": dice.choice(TEAMS)}


def put(body: Json, key: str, value: object) -> None:
    """Set a field, or take it away."""
    body.pop(key, None)
    if value is not NOTHING:
        body[key] = value


def around(dice: random.Random, body: Json, ana: User) -> None:
    """Change anything but who acts."""
    put(body, "team", some_object(dice))
    put(body, "enterprise", some_object(dice))
    put(body, "is_enterprise_install", dice.choice([True, False, "true", None, NOTHING]))
    for key in ("team_id", "user_team", "source_team", "context_team_id", "context_enterprise_id", "enterprise_id"):
        if dice.random() < 0.4:
            put(body, key, some_id(dice))
    if dice.random() < 0.3:
        rights: Json = {"team_id": dice.choice(TEAMS), "enterprise_id": None, "user_id": ana.id, "is_bot": True}
        put(body, "authorizations", [rights])
    user = {"id": ana.id, "team_id": ana.team_id, "is_admin": True, "is_owner": True}
    if dice.random() < 0.3:
        user |= {"enterprise_id": "E0VENDOR", "enterprise_user": {"enterprise_id": "E0VENDOR", "is_admin": True}}
    if dice.random() < 0.2:
        user["team_id"] = dice.choice(["E0ACME", "T0ELSE", ""])
    if dice.random() < 0.1:
        del user["team_id"]
    body["user"] = user


class Forger:
    """Makes and sends one payload after the other."""

    def __init__(self, floor: Office, dice: random.Random, ana: User, card: Message, form: View) -> None:
        self.floor, self.dice, self.ana, self.card, self.form = floor, dice, ana, card, form
        self.wires: list[str] = []
        self.statuses: set[int | None] = set()
        self.read: list[str] = []

    async def learn(self) -> None:
        """The buttons that only staff are ever shown."""
        home = await self.floor.cab("")
        dialog = [found.element for found in controls(home.private[-1].blocks)]
        self.wires = [str(each["value"]) for each in dialog if each.get("value")]
        assert len(self.wires) >= 3

    def _forged(self, body: Json) -> None:
        around(self.dice, body, self.ana)

    async def press(self) -> None:
        """A button of the staff on a message that everybody sees."""
        wire = self.dice.choice(self.wires)

        def change(body: Json) -> None:
            self._forged(body)
            body["actions"][0]["value"] = wire

        with self.floor.slack.people.courier.forging(change):
            done = await self.floor.slack.people.press(self.card, "Yes", as_=self.ana)
        self.statuses.add(done.status)
        self.read.append(done.private_text)

    async def send_form(self) -> None:
        """The form that a manager opened."""
        values: Json = {}
        for found in controls(self.form.blocks):
            if found.kind == "plain_text_input":
                values[found.block_id] = {found.action_id: {"type": found.kind, "value": "Evil?\nA\nB"}}
        with self.floor.slack.people.courier.forging(self._forged):
            done = await self.floor.slack.people.submit_raw(self.form, values, as_=self.ana)
        self.statuses.add(done.status)
        self.read.append(str(done.json))

    async def use_menu(self) -> None:
        """The entry of a message's menu that keeps feedback in somebody's name."""
        body: Json = {"type": "message_action", "callback_id": "save_feedback", "trigger_id": f"{self.dice.random()}"}
        body |= {"action_ts": f"{self.dice.random()}", "message_ts": self.card.ts, "message": self.card.wire()}
        body["channel"] = {"id": self.card.channel, "name": "acme"}
        self._forged(body)
        sent = await self.floor.slack.people.courier.interactive(body)
        self.statuses.add(sent.status)
        self.read.append(sent.text)

    async def command(self) -> None:
        """A slash command, whose fields are all texts."""
        fields = {"command": "/cab", "text": self.dice.choice(LINES), "user_id": self.ana.id, "user_name": "pat"}
        fields |= {"channel_id": self.card.channel, "trigger_id": f"{self.dice.random()}", "api_app_id": "A0"}
        for key in ("team_id", "enterprise_id", "is_enterprise_install", "user_team_id", "team_domain"):
            if self.dice.random() < 0.7:
                fields[key] = self.dice.choice([*TEAMS, "true"])
        sent = await self.floor.slack.people.courier.command(fields)
        self.statuses.add(sent.status)
        self.read.append(sent.text)

    async def mention(self) -> None:
        """A line after a mention, or one that is written to the bot alone."""
        ts = self.floor.slack.vendor.stamps.fresh()
        text = f"<@{self.floor.slack.bot.id}> {self.dice.choice(LINES)}"
        event: Json = {"type": "app_mention", "user": self.ana.id, "text": text, "ts": ts, "event_ts": ts}
        event["channel"] = self.card.channel
        envelope: Json = {
            "type": "event_callback",
            "event_id": f"Ev{self.dice.random()}",
            "event_time": 1,
            "event": event,
        }
        forged: Json = {}
        around(self.dice, forged, self.ana)
        del forged["user"]
        envelope |= forged
        for key in ("team", "user_team", "source_team", "user_profile"):
            if self.dice.random() < 0.6:
                put(event, key, some_id(self.dice))
        sent = await self.floor.slack.people.courier.event(copied(envelope))
        self.statuses.add(sent.status)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """A customer, whose people act."""
    await floor.customer("Acme", "Ana Ruiz")
    yield


async def test_no_frame_around_somebody_of_another_company_gives_them_a_right(floor: Office) -> None:
    ana, card = person(floor, "Ana"), await asked(floor, SECRET)
    grid = floor.slack.world.add_team("Acme North", "T0NORTH", enterprise="E0ACME")
    wim = floor.slack.world.add_user("Wim Grid", grid)
    floor.slack.world.join(floor.customers["Acme"], wim)
    form = await form_of(floor, floor.pat)
    forger = Forger(floor, random.Random(20), ana, card, form)
    await forger.learn()
    await floor.settle()
    before, noted = await counts(floor), len(await tries(floor))
    posts = len([m for m in floor.slack.timeline.all if m.bot_id and not m.ephemeral_to])
    ways: list[Callable[[], object]] = [forger.press, forger.send_form, forger.use_menu, forger.command, forger.mention]
    for number in range(PAYLOADS):
        forger.ana = wim if number % 5 == 4 else ana
        floor.clock.put(floor.clock.now() + timedelta(seconds=2))
        await forger.dice.choice(ways)()  # type: ignore[misc]
        if number % 20 == 0:
            await floor.settle()
    await floor.settle()
    print(f"{PAYLOADS} frames, answered with {sorted(map(str, forger.statuses))}")
    assert forger.statuses <= {200, 400}
    after = await counts(floor)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {}
    assert len([m for m in floor.slack.timeline.all if m.bot_id and not m.ephemeral_to]) == posts
    seen = [m for m in floor.slack.timeline.all if m.ephemeral_to in (ana.id, wim.id)]
    for text in (*forger.read, *(f"{m.text} {m.blocks}" for m in seen)):
        assert SECRET not in text
    denied = (await tries(floor))[: len(await tries(floor)) - noted]
    assert denied
    assert {each.outcome for each in denied} == {"denied"}
