"""A brief in words: the same lines as Jira's document format and as Linear's Markdown.

What people wrote stays text in both: nothing of it becomes a link, a mention or a heading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.cards.handoff import change_line, counts_line, labelled
from bot.domain.briefs import MOST_LETTERS, Brief
from bot.domain.handoffs import Handoff
from bot.texts import Phrase, Say
from prompts.letters import words

TITLE = 250
"""Characters; Jira takes 255."""
SENTENCE = 2000
"""Characters of a line of ours."""


class Look(StrEnum):
    """What a line is."""

    TEXT = "text"
    HEADING = "heading"
    LINK = "link"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; a link has an address, a quote may say whose it is."""

    look: Look
    text: str
    more: str = ""


def title_of(brief: Brief, say: Say) -> str:
    """One line of at most 250 characters."""
    return words(brief.title, say, TITLE, one_line=True) or brief.label


def lines_of(brief: Brief, say: Say) -> list[Line]:
    """What an issue says at first: how many want it, in which polls, and in which words."""
    found = [Line(look=Look.TEXT, text=say(counts_line(brief)))]
    found.append(Line(look=Look.TEXT, text=say(labelled(brief))))
    if brief.sources:
        found.append(Line(look=Look.HEADING, text=say(Phrase("handoff.evidence"))))
    for each in brief.sources:
        text = words(f"{each.label} · {each.title}", say, SENTENCE, one_line=True)
        found.append(Line(look=Look.LINK if each.url else Look.TEXT, text=text, more=each.url))
    if brief.voices:
        found.append(Line(look=Look.HEADING, text=say(Phrase("handoff.quotes"))))
    for voice in brief.voices:
        by = words(voice.company, say, TITLE, one_line=True)
        found.append(Line(look=Look.QUOTE, text=words(voice.text, say, MOST_LETTERS), more=by))
    if brief.on_calls:
        found.append(Line(look=Look.HEADING, text=say(Phrase("handoff.on_calls"))))
    for voice in brief.on_calls:
        on_call = words(Phrase("heard.by", {"account": voice.company}), say, TITLE, one_line=True)
        found.append(Line(look=Look.QUOTE, text=words(voice.text, say, MOST_LETTERS), more=on_call))
    if brief.anonymous:
        found.append(Line(look=Look.TEXT, text=say(Phrase("suggestion.anonymous_evidence"))))
    return found


def change_of(handoff: Handoff, brief: Brief, say: Say) -> list[Line]:
    """What changed, and how many want it by now."""
    return [
        Line(look=Look.TEXT, text=say(change_line(handoff.says, brief))),
        Line(look=Look.TEXT, text=say(counts_line(brief))),
    ]


def as_adf(lines: Sequence[Line]) -> Mapping[str, object]:
    """The lines as a document of Jira's (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure)."""
    return {"version": 1, "type": "doc", "content": [_node(each) for each in lines]}


def _node(line: Line) -> Mapping[str, object]:
    match line.look:
        case Look.TEXT:
            return _paragraph({"type": "text", "text": line.text})
        case Look.HEADING:
            return {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": line.text}]}
        case Look.LINK:
            marks = [{"type": "link", "attrs": {"href": line.more}}]
            return _paragraph({"type": "text", "text": line.text, "marks": marks})
        case Look.QUOTE:
            by = [_paragraph({"type": "text", "text": f"— {line.more}"})] if line.more else []
            said = [_paragraph({"type": "text", "text": each}) for each in line.text.split("\n") if each.strip()]
            return {"type": "blockquote", "content": [*said, *by]}
        case _:
            assert_never(line.look)


def _paragraph(inside: Mapping[str, object]) -> Mapping[str, object]:
    return {"type": "paragraph", "content": [inside]}


def as_markdown(lines: Sequence[Line]) -> str:
    """The lines as Markdown, with everything that could be read as markup escaped."""
    return "\n\n".join(_marked(each) for each in lines)


def _marked(line: Line) -> str:
    match line.look:
        case Look.TEXT:
            return _plain(line.text)
        case Look.HEADING:
            return f"### {_plain(line.text)}"
        case Look.LINK:
            return f"[{_plain(line.text)}]({line.more})"
        case Look.QUOTE:
            by = [f"> — {_plain(line.more)}"] if line.more else []
            said = [f"> {_plain(each)}" for each in line.text.split("\n") if each.strip()]
            return "\n>\n".join([*said, *by])
        case _:
            assert_never(line.look)


def _plain(text: str) -> str:
    return "".join(f"\\{each}" if each.isascii() and not (each.isalnum() or each.isspace()) else each for each in text)
