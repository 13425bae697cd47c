"""The first ten minutes of an admin: three steps, each with a tick once it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.parts import Button, Buttons, Card, Note, Part, PickChannel, Rule, Text, Title, Tone
from bot.domain.boards import Board
from bot.presses import Do
from bot.texts import Phrase, Phrases

CUSTOMERS_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """How far the set-up of a board has come, and what can be pressed next."""

    board: Board
    product: str | None
    """The name of the product channel; empty where the platform did not say, None while there is none."""
    customers: tuple[str, ...]
    rooms: int
    """Rooms shared by several customers."""
    rehearsed: bool
    rehearsing: bool
    asked: bool
    """True once a first poll was asked."""
    pick_product: Do
    how_customers: Do
    rehearse: Do
    first_poll: Do

    @property
    def done(self) -> bool:
        """True when nothing is left to set up: results have a place, there are customers, and a poll was asked."""
        return self.product is not None and bool(self.customers or self.rooms) and self.asked


def set_up_card(how: SetUp, waiting: Sequence[Part] = ()) -> Card:
    """The three steps; `waiting` are questions about channels that nobody has answered yet."""
    title = Phrase("set_up.title_done" if how.done else "set_up.title", {"board": how.board.name})
    parts: list[Part] = [
        Title(title),
        Note(Phrase("set_up.settings", {"zone": how.board.zone, "language": how.board.language})),
        *_product(how),
        *_customers(how),
        *_rehearsal(how),
    ]
    if (how.customers or how.rooms) and not how.done:
        parts.append(Buttons((Button(Phrase("set_up.first_poll"), how.first_poll, Tone.PRIMARY),)))
    if waiting:
        parts += [Rule(), *waiting]
    if not how.done:
        parts.append(Note(Phrase("set_up.nothing_posted")))
    return Card(summary=title, parts=tuple(parts))


def customers_card() -> Card:
    """How a customer's channel comes to the board: somebody invites the bot there."""
    title = Phrase("customers.title")
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("customers.open")),
            Text(Phrase("customers.invite")),
            Text(Phrase("customers.asked")),
            Note(Phrase("customers.nothing_posted")),
        ),
        beside=True,
    )


def _product(how: SetUp) -> list[Part]:
    if how.product is None:
        return [
            Text(Phrase("set_up.product"), strong=True),
            PickChannel(Phrase("set_up.pick_product"), how.pick_product),
        ]
    if not how.product:
        return [Text(Phrase("set_up.product_chosen"))]
    return [Text(Phrase("set_up.product_done", {"channel": how.product}))]


def _customers(how: SetUp) -> list[Part]:
    button = Buttons((Button(Phrase("set_up.how_customers"), how.how_customers),))
    if not how.customers and not how.rooms:
        return [Text(Phrase("set_up.customers"), strong=True), button]
    if not how.customers:
        return [Text(Phrase("set_up.rooms_done", {"n": how.rooms})), button]
    named = Phrases(how.customers[:CUSTOMERS_NAMED])
    wording = "set_up.customers_many" if len(how.customers) > CUSTOMERS_NAMED else "set_up.customers_done"
    return [Text(Phrase(wording, {"n": len(how.customers), "names": named})), button]


def _rehearsal(how: SetUp) -> list[Part]:
    if how.rehearsing:
        label, line = Phrase("set_up.see_rehearsal"), Text(Phrase("set_up.rehearsing"), strong=True)
    elif how.rehearsed:
        label, line = Phrase("set_up.rehearse_again"), Text(Phrase("set_up.rehearsed"))
    else:
        label, line = Phrase("set_up.rehearse"), Text(Phrase("set_up.rehearsal"), strong=True)
    return [line, Buttons((Button(label, how.rehearse),))]
