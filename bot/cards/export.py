"""How an admin gets answers out of the product as a file."""

from collections.abc import Sequence

from bot.cards.parts import Card, Note, Part, Text, Title
from bot.domain.boards import Board
from bot.texts import Phrase, Phrases


def export_suggestions_card(*, board: Board, rows: int) -> Card:
    """How to get the suggestions as a file, for a spreadsheet or for a program."""
    line = Phrase("export.suggestions", {"n": rows})
    how = Phrase("export.suggestions_how", {"slug": board.slug})
    return Card(summary=line, parts=(Title(Phrase("export.title", {"board": board.name})), Text(line), Text(how)))


def export_card(*, board: Board, rows: int, anonymous: Sequence[str], number: int | None, heard: int = 0) -> Card:
    """The answers themselves are not shown here: a file on the operator's machine is a safer place for them."""
    line = Phrase("export.rows", {"n": rows})
    poll = f"P{number} " if number is not None else ""
    parts: list[Part] = [
        Title(Phrase("export.title", {"board": board.name})),
        Text(line),
        Text(Phrase("export.how", {"poll": poll, "slug": board.slug})),
    ]
    if heard:
        parts.append(Note(Phrase("export.heard", {"n": heard})))
    if anonymous:
        parts.append(Note(Phrase("export.without", {"polls": Phrases(tuple(anonymous))})))
    return Card(summary=line, parts=tuple(parts))
