"""Two suggestions that rest on mostly the same answers: the question whether they are one, and what became of it."""

from collections.abc import Mapping

from bot.cards.parts import Button, Buttons, Card, Note, Part, Text, Title
from bot.cards.suggestion import line_of
from bot.domain.boards import Board
from bot.domain.errands import ErrandKind
from bot.domain.suggestions import Suggestion
from bot.ids import Token
from bot.presses import Do
from bot.texts import Argument, Phrase


def merge_card(
    *, board: Board, kept: Suggestion, gone: Suggestion, shared: int, buttons: Mapping[ErrandKind, Token]
) -> Card:
    """To the product team, once about each pair; `shared` answers stand behind both."""
    line = Phrase("merge.line", {"n": shared, "kept": kept.label, "gone": gone.label})
    pressed = Buttons(
        (
            Button(Phrase("merge.merge"), Do(buttons[ErrandKind.MERGE_SUGGESTIONS])),
            Button(Phrase("merge.apart"), Do(buttons[ErrandKind.KEEP_APART])),
        )
    )
    return Card(
        summary=line,
        parts=(
            Title(Phrase("merge.title", {"board": board.name})),
            Text(line),
            Text(line_of(kept), strong=True),
            Text(line_of(gone), strong=True),
            pressed,
            Note(Phrase("merge.how", {"kept": kept.label, "gone": gone.label})),
        ),
    )


def merged_card(*, kept: Suggestion, gone: Suggestion, undo: Do | None) -> Card:
    """They are one from now on; `undo` takes it back."""
    line = Phrase("merge.done", _pair(kept, gone))
    parts: list[Part] = [Text(line), Text(line_of(kept), strong=True)]
    if undo is not None:
        parts.append(Buttons((Button(Phrase("merge.undo"), undo),)))
    return Card(summary=line, parts=tuple(parts))


def apart_card(one: Suggestion, other: Suggestion) -> Card:
    """They stay two, and nobody asks again."""
    line = Phrase("merge.stay_apart", _pair(one, other))
    return Card(summary=line, parts=(Text(line),))


def unmerged_card(back: Suggestion) -> Card:
    """A suggestion stands alone again."""
    line = Phrase("merge.undone", {"suggestion": back.label, "title": back.title})
    return Card(summary=line, parts=(Text(line), Text(line_of(back), strong=True)))


def _pair(kept: Suggestion, gone: Suggestion) -> dict[str, Argument]:
    return {"kept": kept.label, "gone": gone.label}
