"""What the app has ever said in Teams, and what in it speaks of somewhere else."""

import json
import re
from collections.abc import Iterator

from tests.fakes.teams import Connector

READ = frozenset({"text", "title", "label", "placeholder", "altText", "summary", "speak", "value", "errorMessage"})
"""Where words stand in a card or a message."""
FOREIGN = re.compile(
    r"/cab\b|/invite|slack|(?<![\w&])#[A-Za-z]|app home|invite me|invite the bot|invited to|19:[0-9a-f]{6}",
    re.IGNORECASE,
)
"""What nobody who sits in Teams should read: commands with a slash, another platform and its names, ids."""


def words_in(content: object, key: str = "") -> Iterator[str]:
    """Every text that somebody reads in what was shown."""
    match content:
        case dict():
            for name, value in content.items():
                if name != "choices":
                    yield from words_in(value, str(name))
        case list():
            for each in content:
                yield from words_in(each, key)
        case str() if key in READ:
            yield content


def foreign(teams: Connector, *, but: tuple[str, ...] = ()) -> list[str]:
    """What was said that is not true in Teams; `but` are words that people wrote themselves."""
    said = {text for each in teams.shown() for text in words_in(_read(each.content))}
    return sorted(text for text in said if FOREIGN.search(text) and not any(each in text for each in but))


def _read(content: str) -> object:
    title, _, card = content.partition("\n")
    for told in (content, card):
        try:
            return [title, json.loads(told)]  # A dialog is shown with its title above it.
        except ValueError:
            continue
    return {"text": content}  # A line that the client shows for a moment.
