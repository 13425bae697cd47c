"""Somebody's own page: what waits for them, what goes out next, who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.counts import there
from bot.cards.parts import Button, Buttons, Card, Facts, Note, Part, Text, Title, Tone, Words
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.people import Person, Role
from bot.presses import Do
from bot.texts import Argument, Phrase, Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One poll that a schedule will ask."""

    at: datetime
    title: str
    board: str
    zone: str
    """By whose clock the time is shown: the schedule's own."""
    notes: tuple[Phrase, ...] = ()
    """Where it will be held up, and until when."""


def nothing_waits_card() -> Card:
    """Every poll is answered, or none is open."""
    return _line(Phrase("page.nothing_waits"))


def more_wait_card(titles: Sequence[str]) -> Card:
    """Polls for which the page has no room left."""
    title = Phrase("page.more_wait", {"n": len(titles)})
    return Card(summary=title, parts=(Text(title, strong=True), *(Text(each) for each in titles)))


def new_poll_card(new_poll: Do, library: Do) -> Card:
    """How a poll begins."""
    title = Phrase("page.ask")
    buttons = (
        Button(Phrase("page.new_poll"), new_poll, Tone.PRIMARY),
        Button(Phrase("page.from_library"), library),
    )
    return Card(summary=title, parts=(Title(title), Buttons(buttons)))


def calendar_card(coming: Sequence[Coming]) -> Card:
    """What goes out next, over all boards."""
    title = Phrase("page.calendar")
    rows = tuple(
        (
            Phrase("page.when", {"when": there(each.at, each.zone)}),
            _what(each),
        )
        for each in coming
    )
    body: Part = Facts(rows) if rows else Text(Phrase("page.nothing_comes"))
    return Card(summary=title, parts=(Title(title), body))


def _what(each: Coming) -> Phrase:
    what: dict[str, Argument] = {"title": each.title, "board": each.board}
    return Phrase("page.what_but", {**what, "note": Phrases(each.notes)}) if each.notes else Phrase("page.what", what)


def roles_card(staff: Sequence[Person], *, boards: Sequence[Board] = (), accounts: Sequence[Account] = ()) -> Card:
    """Who may do what; and what was entrusted to whom."""
    title = Phrase("page.roles")
    rows: tuple[tuple[Words, Words], ...] = tuple(
        (each.name, _roles((_role(each), *_entrusted(each, boards, accounts)))) for each in staff
    )
    return Card(summary=title, parts=(Title(title), Facts(rows), Note(Phrase("page.roles_how"))))


def _role(person: Person) -> Phrase:
    if person.gone_at is not None:
        return Phrase("page.role_gone")
    match person.role:
        case Role.ADMIN:
            return Phrase("page.role_admin")
        case Role.PRODUCT_MANAGER:
            return Phrase("page.role_product_manager")
        case Role.NONE:
            return Phrase("page.role_none")


def _roles(some: Sequence[Phrase]) -> Phrase:
    return some[0] if len(some) == 1 else Phrase("page.several_roles", {"roles": Phrases(tuple(some))})


def _entrusted(person: Person, boards: Sequence[Board], accounts: Sequence[Account]) -> list[Phrase]:
    found = [Phrase("page.runs", {"board": each.name}) for each in boards if each.owner_id == person.id]
    found += [Phrase("page.reads", {"board": each.name}) for each in boards if each.sponsor_id == person.id]
    looked_after = tuple(each.name for each in accounts if each.owner_id == person.id)
    return [*found, Phrase("page.looks_after", {"names": Phrases(looked_after)})] if looked_after else found


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
