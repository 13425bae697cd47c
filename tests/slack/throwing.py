"""Sends stolen values back to the server in every place of a press or a dialog in which one could be looked for."""

from collections.abc import Iterable

from tests.fakes.objects import Json
from tests.fakes.slack.world import User
from tests.slack.office import Office
from tests.slack.running import posted


def pressed(value: str, number: int, field: str) -> Json:
    """What one button of a forged payload carries: the stolen value where it is looked for, or beside it."""
    action: Json = {"type": "button", "action_id": "a", "block_id": "b", "value": value}
    if field == "select":
        action = {"type": "static_select", "action_id": "a", "block_id": "b", "selected_option": {"value": value}}
    elif field == "channel":
        action = {"type": "conversations_select", "action_id": f"a|{value}", "selected_conversation": "C0STOLEN"}
    elif field == "names":
        action |= {"action_id": value[:255], "block_id": value[:255]}
    return action | {"action_ts": f"1772500{number:03d}.000100"}


LISTS = ("board", "account", "segment")
"""Fields whose list is filled while somebody types."""


async def thrown(floor: Office, values: Iterable[str], thief: User) -> None:
    """Send each value back in every place, beneath the newest poll of Acme."""
    people, card = floor.slack.people, posted(floor.slack, floor.customers["Acme"])
    for number, value in enumerate(values):
        for field in ("value", "select", "channel", "names"):

            def change(body: Json, value: str = value, number: int = number, field: str = field) -> None:
                body["actions"] = [pressed(value, number, field)]

            with people.courier.forging(change):
                label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
                done = await people.press(card, label, as_=thief)
            assert done.status == 200, (field, value)
        for field in LISTS:
            view: Json = {"type": "modal", "callback_id": "form", "private_metadata": value}
            asked: Json = {"type": "block_suggestion", "view": view, "action_id": field, "block_id": field, "value": ""}
            asked |= {"team": {"id": thief.team_id}, "user": {"id": thief.id, "team_id": thief.team_id, "name": "x"}}
            offered = await people.courier.interactive(asked)
            assert offered.status == 200, (field, value)
        for callback in ("form", "write", value[:255]):
            view = {
                "id": f"V0{number}", "hash": "1.a", "type": "modal", "callback_id": callback, "blocks": [],
                "private_metadata": value, "app_installed_team_id": floor.slack.team.id,
                "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "stolen"}}}},
            }  # fmt: skip
            body: Json = {"type": "view_submission", "view": view, "trigger_id": f"{number}.2.abc"}
            body |= {"team": {"id": thief.team_id}, "user": {"id": thief.id, "team_id": thief.team_id, "name": "x"}}
            sent = await people.courier.interactive(body)
            assert sent.status == 200, (callback, value)
        floor.clock.put(floor.clock.now().replace(microsecond=0))
        if number % 10 == 9:
            await floor.wait(seconds=61)  # What is refused as haste would prove nothing.
    await floor.settle()
