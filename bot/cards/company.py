"""One company, as whoever looks after it reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.parts import Button, Buttons, Card, Facts, Field, Link, Note, Part, Quote, Text, Title, Words
from bot.domain.accounts import Account
from bot.domain.rounds import Round
from bot.presses import Do
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One of its people, and in how many polls they spoke under their own name."""

    name: str
    polls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WasSaid:
    """What one of them said under their own name."""

    label: str
    name: str
    question: str
    answer: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage:
    """Everything on the page."""

    account: Account
    owner: str
    """Who looks after it; empty where nobody does."""
    answered: int
    asked: int
    """Polls of the last 90 days, without anonymous ones."""
    people: Sequence[Speaker]
    said: Sequence[WasSaid]
    older: int
    """How many answers there are besides."""
    links: Sequence[tuple[str, Do]]
    """Open polls, with the button that shows the links of its people."""
    heard: Sequence[Part] = ()
    """What was said on calls lately."""
    write_down: tuple[str, Do] | None = None
    """The latest poll about which a call can be written down, and the field for it."""


def company_card(page: CompanyPage) -> Card:
    """How often it takes part, who speaks, what was said; nothing of polls that promised not to name anybody."""
    title = Phrase("company.title", {"account": page.account.name})
    owner = Phrase("company.owner", {"name": page.owner}) if page.owner else Phrase("company.no_owner")
    taking_part = Phrase("company.answered", {"answered": page.answered, "n": page.asked})
    parts: list[Part] = [Title(title), Note(owner), Text(taking_part)]
    if page.people:
        rows: tuple[tuple[Words, Words], ...] = tuple(
            (each.name, Phrase("company.spoke", {"n": each.polls})) for each in page.people
        )
        parts.append(Facts(rows))
    for each in page.said:
        parts.append(Text(Phrase("company.said", {"poll": each.label, "name": each.name, "question": each.question})))
        parts += [Quote(text) for text in (each.answer, each.comment) if text]
    if page.older:
        parts.append(Note(Phrase("mine.older", {"n": page.older})))
    parts.append(Note(Phrase("company.only_named")))
    parts += page.heard
    if page.write_down is not None:
        poll, press = page.write_down
        parts += [Field(Phrase("company.heard", {"poll": poll}), press), Note(Phrase("heard.counted_apart"))]
    if page.links:
        shown = tuple(Button(Phrase("company.links", {"poll": label}), press) for label, press in page.links)
        parts.append(Buttons(shown))
    return Card(summary=title, parts=tuple(parts), personal=True)


def links_card(*, account: Account, poll: Round, links: Sequence[tuple[str, str]]) -> Card:
    """One link for each of its people; whoever has it answers as them."""
    title = Phrase("company.links_title", {"poll": poll.label, "account": account.name})
    if not links:
        return Card(summary=title, parts=(Text(Phrase("company.no_links", {"poll": poll.label})),), beside=True)
    shown = tuple(Link(name, url) for name, url in links)
    return Card(summary=title, parts=(Text(title, strong=True), *shown, Note(Phrase("company.links_how"))), beside=True)
