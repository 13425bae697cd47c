"""Small pieces of Block Kit that the tests put together."""

from tests.fakes.objects import Json


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, accessory: Json | None = None) -> Json:
    """A section of mrkdwn."""
    block: Json = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return block if accessory is None else block | {"accessory": accessory}


def button(text: str, action_id: str = "go", value: str = "1") -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": value}


def actions(*elements: Json) -> Json:
    """A row of elements."""
    return {"type": "actions", "elements": list(elements)}


def option(text: str, value: str = "") -> Json:
    """An option."""
    return {"text": plain(text), "value": value or text}


def options(count: int) -> list[Json]:
    """That many options."""
    return [option(f"Option {number}") for number in range(count)]


def typed_input(label: str, block_id: str = "say", *, optional: bool = False) -> Json:
    """A field to type into."""
    element = {"type": "plain_text_input", "action_id": f"{block_id}_text", "max_length": 100}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, "optional": optional}


def modal(*blocks: Json, title: str = "Feedback", submit: str | None = "Send") -> Json:
    """A modal."""
    view: Json = {"type": "modal", "callback_id": "feedback", "title": plain(title), "blocks": list(blocks)}
    return view if submit is None else view | {"submit": plain(submit)}
