"""What cards and dialogs of Teams carry, and how it is sent back from every place in which it could be looked for."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from bot.ids import OrganisationId
from bot.presses import KINDS
from storage.tables import metadata
from tests.fakes.objects import Json
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Conversation, Person
from tests.teams.members import OF_NO_EFFECT
from tests.teams.office import Office

LISTS = ("text", "board", "account", "segment")
"""Lists that are filled while somebody types; `text` is the one of channels."""
OPENED = ("text", "channel", "confirm", "form")
"""What a button may say that it opens."""


def carriers(node: object) -> Iterator[Json]:
    """The data of every action in a card, and of every choice that stands for one."""
    if isinstance(node, list):
        for each in node:
            yield from carriers(each)
    elif isinstance(node, dict):
        data = node.get("data")
        if isinstance(data, dict) and "cab" in data:
            yield data
        if (chosen := node.get("value")) and is_wire(chosen):
            yield {"cab": chosen}
        for value in node.values():
            yield from carriers(value)


def is_wire(value: object) -> bool:
    """True for what travels behind a button: a kind and a token."""
    return isinstance(value, str) and value.partition(":")[0] in KINDS and ":" in value


def different(found: Iterator[Json]) -> list[Json]:
    """Each of them once, in an order that is always the same."""
    once = {str(sorted(each.items(), key=str)): each for each in found}
    return [once[name] for name in sorted(once)]


async def everything(floor: Office, whose: OrganisationId) -> dict[str, list[str]]:
    """All that is kept of one organisation, but for notes of what was tried, buttons, and who was heard."""
    found: dict[str, list[str]] = {}
    async with floor.house.bot.database.read(whose) as work:
        for table in metadata.sorted_tables:
            if table.name not in OF_NO_EFFECT and "organisation_id" in table.c:
                rows = await work.connection.execute(select(table).where(table.c.organisation_id == whose))
                found[table.name] = sorted(repr(tuple(row)) for row in rows)
    return found


def ways(data: Json, text: str) -> Iterator[tuple[str, Json]]:
    """Every invoke in which a client can send this back: a press, a choice, a dialog opened, sent and searched in."""
    filled = {f"field.{name}": text for name in ("question", "text", "name", "board", "account", "options")}
    sent = data | {"text": text, "question": text, "sure": "true"} | filled
    yield "adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": "cab", "data": sent}}
    listed = {"cab": "chosen", "from": "pick", "pick": data["cab"], "mark": data.get("mark", "")}
    yield "adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": "cab", "data": listed}}
    yield "task/fetch", {"data": sent}
    for kind in OPENED:
        yield "task/fetch", {"data": data | {"opens": kind, "label": "Go"}}
    yield "task/submit", {"data": {name: value for name, value in sent.items() if name != "opens"}}
    for name in LISTS:
        yield "application/search", {"queryText": "", "dataset": f"{name}|{data['cab']}"}


async def thrown(
    floor: Office,
    carried: Sequence[Json],
    thieves: Sequence[Person],
    card: Message,
    where: Conversation,
    mark: str = "",
) -> None:
    """Each of them sends all of it back, on this message of this place; under its mark instead of their own, if any."""
    people = floor.teams.people
    for number, data in enumerate(carried):
        for thief in thieves:
            marked = data | {"mark": mark} if mark else data
            for name, value in ways(marked, "stolen"):
                done = await people.invoke(name, value, as_=thief, on=card)
                assert done.status == 200, (name, value)
            plain = people.payloads.submitted(thief, where, card, marked | {"text": "stolen", "sure": "true"})
            assert (await people.courier.bring(plain)).status in (200, 202), data
        if number % 4 == 3:
            await floor.wait(seconds=61)  # What is refused as haste would prove nothing.
    await floor.settle()
