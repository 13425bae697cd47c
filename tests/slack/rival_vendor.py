"""A second vendor with a board of its own on the same server, and everything its messages and dialogs ever carried."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import install
from bot.actions.claim import first_code
from bot.domain.installations import Grant
from bot.ids import OrganisationId
from storage.tables import metadata
from tests.fakes.objects import Json
from tests.fakes.slack.outcome import Outcome
from tests.fakes.slack.world import Channel, Team, User
from tests.slack.office import Office
from tests.slack.rows import OF_NO_EFFECT
from tests.slack.running import posted

CANARY = "zanzibar"
"""Stands in whatever the rival's people name, ask and answer; nobody else may ever read it."""
CARRIERS = ("action_id", "block_id", "value", "private_metadata", "callback_id", "external_id")
"""Where an app puts what a client sends back to it."""


@dataclass(slots=True, kw_only=True)
class Rival:
    """The vendor next door: its admin, its product channel and one customer's."""

    team: Team
    owner: OrganisationId
    cleo: User
    hal: User
    product: Channel
    customer: Channel

    async def types(self, floor: Office, line: str) -> Outcome:
        """The rival's admin types a command."""
        return await floor.cab(line, as_=self.cleo, channel=self.product)

    def carried(self, floor: Office) -> list[str]:
        """Every value by which the rival's buttons and dialogs are told apart."""
        theirs = [each for each in floor.slack.recorder.all if each.team_id == self.team.id]
        answers = [each.json for each in floor.slack.people.courier.deliveries if _team(each.body) == self.team.id]
        return sorted({value for body in (*(each.args for each in theirs), *answers) for value in carriers(body)})


def carriers(node: object) -> Iterator[str]:
    """Whatever in a message or a dialog comes back when somebody presses or sends it."""
    if isinstance(node, list):
        for each in node:
            yield from carriers(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in CARRIERS and isinstance(value, str):
                yield value
            elif key == "event_payload" and isinstance(value, dict):
                yield from (str(each) for each in value.values())
            else:
                yield from carriers(value)


def _team(body: Json) -> str:
    user = body.get("user")
    return str(user.get("team_id") if isinstance(user, dict) else body.get("team_id"))


async def rival(floor: Office) -> Rival:
    """The rival sets itself up by its own commands, asks, is answered, closes and decides."""
    world, slack, bot = floor.slack.world, floor.slack, floor.house.bot
    team = world.add_team(f"{CANARY} Corp", "T0RIVAL")
    cleo = world.add_user(f"Cleo {CANARY}", team)
    there = slack.install(team)
    lane = f"slack:{team.id}"
    grant = Grant(
        name=team.name,
        bot_token=there.bot_token,
        bot_user_id=there.bot_user_id,
        bot_id=there.bot_id,
        scopes=tuple(sorted(there.scopes)),
    )
    await install.install(bot, lane, grant)
    owner = await bot.database.organisation_of(lane)
    assert owner is not None
    theirs = world.add_team(f"Hooli {CANARY}", "T0HOOLI")
    hal = world.add_user(f"Hal {CANARY}", theirs)
    mouth = slack.vendor.bot_of(there)
    product = world.add_channel(f"{CANARY}-product", team, [cleo, mouth])
    customer = world.add_channel(f"hooli-{CANARY}", team, [cleo, mouth, hal])
    one = Rival(team=team, owner=owner, cleo=cleo, hal=hal, product=product, customer=customer)
    code = await first_code(bot, lane)
    for line in (
        f"claim {code}",
        f"channel add slack:{team.id}:{product.id} --kind product",
        f"channel add slack:{team.id}:{customer.id} --account Hooli{CANARY}",
        f'ask "What about {CANARY}?"',
    ):
        done = await one.types(floor, line)
        assert done.ok, (line, done.trouble)
    await floor.settle()
    card = posted(slack, customer)
    label = next(block["elements"][0]["text"]["text"] for block in card.blocks if block["type"] == "actions")
    opened = (await floor.press(card, label, as_=hal)).opened
    assert opened is not None
    field = next(block for block in opened.blocks if block["type"] == "input")
    spoken = {"type": "plain_text_input", "value": f"The {CANARY} export is slow every week"}
    values = {field["block_id"]: {field["element"]["action_id"]: spoken}}
    await slack.people.submit_raw(opened, values, as_=hal)
    await floor.settle()
    await one.types(floor, "close")
    await floor.wait(minutes=5)
    for line in ("", "summary", "roadmap", "why S1", 'decide S1 plan "soon"', "status", "members", "channel", "board"):
        await one.types(floor, line)
    await one.types(floor, f'poll "Is {CANARY} next?" "Yes {CANARY}" "No"')
    await floor.settle()
    await floor.press(posted(slack, customer), f"Yes {CANARY}", as_=hal)
    for user in (cleo, hal):
        await slack.people.open_home(user, team=team)
    await floor.settle()
    return one


async def ours(floor: Office) -> OrganisationId:
    """The organisation of the office itself, which is one of two by now."""
    found = await floor.house.bot.database.organisation_of(f"slack:{floor.slack.team.id}")
    assert found is not None
    return found


async def everything(floor: Office, owner: OrganisationId) -> dict[str, list[str]]:
    """All that is kept of one organisation, but for notes of what was tried and buttons that were shown."""
    found: dict[str, list[str]] = {}
    async with floor.house.bot.database.read(owner) as work:
        for table in metadata.sorted_tables:
            if table.name not in OF_NO_EFFECT and "organisation_id" in table.c:
                rows = await work.connection.execute(select(table).where(table.c.organisation_id == owner))
                found[table.name] = sorted(repr(tuple(row)) for row in rows)
    return found
