"""Small pieces of Adaptive Cards that the tests put together."""

from tests.fakes.objects import Json
from tests.fakes.teams.messages import CARD


def words(text: str) -> Json:
    """A line of text."""
    return {"type": "TextBlock", "text": text, "wrap": True}


def execute(title: str, **data: object) -> Json:
    """A button that answers in place, and one to fall back to."""
    plain: Json = {"type": "Action.Submit", "title": title, "data": dict(data)}
    return {"type": "Action.Execute", "title": title, "verb": "cab", "data": dict(data), "fallback": plain}


def opens(title: str, **data: object) -> Json:
    """A button that opens a dialog."""
    return {"type": "Action.Submit", "title": title, "data": {**data, "msteams": {"type": "task/fetch"}}}


def submit(title: str, **data: object) -> Json:
    """A button that sends."""
    return {"type": "Action.Submit", "title": title, "data": dict(data)}


def typed(key: str, label: str = "Your words", **more: object) -> Json:
    """A field to type into."""
    return {"type": "Input.Text", "id": key, "label": label, **more}


def ticks(key: str, *values: str, several: bool = True) -> Json:
    """Boxes to tick."""
    choices = [{"title": value.title(), "value": value} for value in values]
    return {"type": "Input.ChoiceSet", "id": key, "style": "expanded", "isMultiSelect": several, "choices": choices}


def chart(**more: object) -> Json:
    """A chart, which clients of version 1.5 do not know."""
    return {"type": "Chart.HorizontalBar", "data": [{"x": "A", "y": 3}], **more}


def card(*body: Json, actions: list[Json] | None = None, **more: object) -> Json:
    """A card."""
    made: Json = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}
    return made | {"actions": actions} if actions else made


def attachment(content: Json) -> Json:
    """A card as it is attached."""
    return {"contentType": CARD, "content": content}


def message(content: Json | str) -> Json:
    """A message with a card or a text."""
    if isinstance(content, str):
        return {"type": "message", "text": content}
    return {"type": "message", "summary": "A poll", "attachments": [attachment(content)]}


def own(content: Json) -> Json:
    """The answer to a press: a card for this person."""
    return {"statusCode": 200, "type": CARD, "value": content}


def dialog(content: Json, title: str = "Feedback") -> Json:
    """The answer that opens a dialog."""
    return {"task": {"type": "continue", "value": {"title": title, "card": attachment(content)}}}
