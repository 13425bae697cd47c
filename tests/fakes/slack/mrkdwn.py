"""Finds what a text would really do when the vendor shows it: whom it would ping, and where it would link to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from tests.fakes.objects import Json
from tests.fakes.slack.messages import Message
from tests.fakes.slack.views import View


@dataclass(frozen=True, slots=True)
class Live:
    """Something alive in a text: `kind` is channel, here, everyone, subteam, user, room, link, auto_link or date."""

    kind: str
    target: str
    where: str = ""

    @property
    def is_mention(self) -> bool:
        """Whether it pings or names somebody or somewhere; the rest are links."""
        return self.kind not in ("link", "auto_link", "date")


BRACKETED = re.compile(r"<([^<>\n]+)>")
BARE = re.compile(r"(?<![\w@/])(?:https?://|mailto:|www\.)[^\s<>|]+", re.IGNORECASE)
NAMED = re.compile(r"(?<!\w)@(channel|here|everyone|group)\b", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"!?\[(?:\\.|[^\]\\])*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
MARKDOWN_REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
PINGS = {"channel": "channel", "here": "here", "everyone": "everyone", "group": "channel"}


def mrkdwn(text: str, where: str = "", *, verbatim: bool = False, link_names: bool = False) -> list[Live]:
    """What is alive in a mrkdwn text, also inside code: there the vendor's promises are too thin to rely on.

    `verbatim` = addresses without brackets stay plain text; `link_names` = @channel and its kin ping.
    """
    found = [live for match in BRACKETED.finditer(text) if (live := _bracketed(match[1], where)) is not None]
    rest = BRACKETED.sub(" ", text)
    if not verbatim:
        found += [Live("auto_link", unescape(match[0]), where) for match in BARE.finditer(rest)]
    if link_names:
        found += [Live(PINGS[match[1].lower()], match[0], where) for match in NAMED.finditer(rest)]
    return found


def _bracketed(inside: str, where: str) -> Live | None:
    target = inside.split("|")[0]
    if target.startswith("@") and len(target) > 1:
        return Live("user", target[1:], where)
    if target.startswith("#") and len(target) > 1:
        return Live("room", target[1:], where)
    if target.startswith("!"):
        command = target[1:].split("^")
        if command[0] in PINGS:
            return Live(PINGS[command[0]], target, where)
        if command[0] == "subteam":
            return Live("subteam", command[1] if len(command) > 1 else "", where)
        if command[0] == "date":
            return Live("date", command[3] if len(command) > 3 else "", where)
        return None
    if SCHEME.match(target) or target.lower().startswith("www."):
        return Live("link", unescape(target), where)
    return None


def markdown(text: str, where: str = "") -> list[Live]:
    """What is alive in a markdown block: bracketed mentions and addresses as above, and markdown's own links."""
    found = mrkdwn(text, where)
    for pattern in (MARKDOWN_LINK, MARKDOWN_REFERENCE):
        for match in pattern.finditer(text):
            if not (match.start() and text[match.start() - 1] == "\\"):
                found.append(Live("link", match[1], where))
    return found


def alive(shown: Message | View | Json | Iterable[Json]) -> list[Live]:
    """What is alive in a message, a view, or blocks, with where it was found; a message's plain `text` counts too."""
    if isinstance(shown, Message):
        head = mrkdwn(shown.text, "text", link_names=shown.link_names)
        return head + list(_inside(shown.blocks, "blocks"))
    if isinstance(shown, View):
        return list(_inside(shown.blocks, "blocks"))
    if isinstance(shown, dict):
        head = mrkdwn(str(shown.get("text") or ""), "text") if isinstance(shown.get("text"), str) else []
        return head + list(_inside(shown.get("blocks") or [], "blocks"))
    return list(_inside(list(shown), "blocks"))


def mentions(shown: Message | View | Json | Iterable[Json]) -> list[Live]:
    """Whom and what it would name."""
    return [live for live in alive(shown) if live.is_mention]


def links(shown: Message | View | Json | Iterable[Json]) -> list[Live]:
    """Where it would lead, with and without brackets."""
    return [live for live in alive(shown) if not live.is_mention]


RICH = {
    "user": ("user", "user_id"),
    "usergroup": ("subteam", "usergroup_id"),
    "channel": ("room", "channel_id"),
    "link": ("link", "url"),
    "broadcast": ("", "range"),
    "date": ("date", "url"),
}


def _inside(node: object, where: str) -> Iterator[Live]:
    if isinstance(node, list):
        for at, item in enumerate(node):
            yield from _inside(item, f"{where}/{at}")
    if not isinstance(node, dict):
        return
    kind, text = node.get("type"), node.get("text")
    if kind == "mrkdwn" and isinstance(text, str):
        yield from mrkdwn(text, where, verbatim=bool(node.get("verbatim")))
    elif kind == "markdown" and isinstance(text, str):
        yield from markdown(text, where)
    elif kind in RICH and RICH[str(kind)][1] in node:
        name, key = RICH[str(kind)]
        yield Live(name or str(node[key]), str(node[key]), where)
    elif kind == "button" and node.get("url"):
        yield Live("link", str(node["url"]), where)
    for key, value in node.items():
        if isinstance(value, list | dict):
            yield from _inside(value, f"{where}/{key}")
