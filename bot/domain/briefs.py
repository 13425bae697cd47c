"""What leaves the product about a suggestion: its counts, where to look, and quotes without anybody's address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.suggestions import State
from bot.ids import SuggestionId

VERSION = 1
"""Of the JSON form; it grows when a field changes its meaning, not when one is added."""
MOST_QUOTES = 10
MOST_LETTERS = 12_000
"""Of all quotes together: Jira takes 32,767 letters in a description, Excel as many in a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One quote: the words, and the company whose they are."""

    text: str
    """All of it, without anybody's address."""
    company: str


def to_show(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The first ten of them that fit together: a quote that has no room is left out, and none is cut."""
    found: list[Voice] = []
    room = MOST_LETTERS
    for each in voices:
        if len(found) < MOST_QUOTES and len(each.text) <= room:
            found.append(each)
            room -= len(each.text)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One poll behind a suggestion."""

    label: str
    """P12."""
    title: str
    url: str = ""
    """Where its results stand, for the vendor's own people; empty where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A suggestion as a tracker or a file gets it. Of anonymous answers it holds counts alone."""

    id: SuggestionId
    label: str
    """S7."""
    title: str
    state: State
    board: str
    language: str
    answers: int
    people: int
    people_asked: int
    companies: int
    companies_asked: int
    anonymous: bool
    sources: tuple[Source, ...]
    voices: tuple[Voice, ...]
    on_calls: tuple[Voice, ...]
    """What was said on calls about it: beside the counts, in none of them."""
    heard_at: datetime
    updated_at: datetime
    merged_into: str = ""
    """The label of the suggestion it was merged into."""


def as_json(brief: Brief) -> Mapping[str, object]:
    """The brief for machines, times in UTC. Where answers were anonymous, people and companies are null."""
    hidden = brief.anonymous
    return {
        "id": brief.id,
        "number": brief.label,
        "title": brief.title,
        "state": brief.state.value,
        "merged_into": brief.merged_into or None,
        "board": brief.board,
        "counts": {
            "answers": brief.answers,
            "people": None if hidden else brief.people,
            "people_asked": None if hidden else brief.people_asked,
            "companies": None if hidden else brief.companies,
            "companies_asked": None if hidden else brief.companies_asked,
        },
        "polls": [{"number": each.label, "title": each.title, "url": each.url or None} for each in brief.sources],
        "quotes": [{"text": each.text, "company": each.company} for each in brief.voices],
        "on_calls": [{"text": each.text, "company": each.company} for each in brief.on_calls],
        "first_heard_at": spelt(brief.heard_at),
        "updated_at": spelt(brief.updated_at),
    }


HEADER = (
    "number", "title", "state", "board", "answers", "people", "people_asked", "companies", "companies_asked", "polls",
    "links", "quotes", "merged_into", "first_heard_at", "updated_at", "id", "on_calls",
)  # fmt: skip
"""The columns of `as_row`."""


def as_row(brief: Brief) -> tuple[str, ...]:
    """The brief as one line of a table, its lists with a line for each entry."""
    counts = (brief.people, brief.people_asked, brief.companies, brief.companies_asked)
    return (
        brief.label,
        brief.title,
        brief.state.value,
        brief.board,
        str(brief.answers),
        *("" if brief.anonymous else str(each) for each in counts),
        "\n".join(f"{each.label} {each.title}" for each in brief.sources),
        "\n".join(each.url for each in brief.sources if each.url),
        _quoted(brief.voices),
        brief.merged_into,
        spelt(brief.heard_at),
        spelt(brief.updated_at),
        brief.id,
        _quoted(brief.on_calls),
    )


def _quoted(some: Sequence[Voice]) -> str:
    return "\n".join(f"“{each.text}” — {each.company}" for each in some)


def spelt(at: datetime) -> str:
    """An instant in UTC, for machines."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
