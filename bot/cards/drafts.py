"""Polls that wait to go out: what each asks and when it goes, with what can still be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.counts import there
from bot.cards.parts import Button, Buttons, Part, Text, Tone
from bot.domain.boards import Board
from bot.domain.rounds import Round
from bot.presses import Do
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One poll that is not out yet, and its buttons."""

    board: Board
    round: Round
    title: str
    send: Do
    test: Do
    call_off: Do


def waiting_parts(drafts: Sequence[Waiting]) -> tuple[Part, ...]:
    """Each with its own buttons; nothing where nothing waits."""
    parts: list[Part] = []
    for each in drafts:
        when = there(each.round.deed_at, each.board.zone) if each.round.deed_at else ""
        line = Phrase("drafts.line", {"round": each.round.label, "title": each.title, "when": when})
        buttons = (
            Button(Phrase("preview.send_now"), each.send, Tone.PRIMARY),
            Button(Phrase("preview.test"), each.test),
            Button(Phrase("drafts.call_off", {"round": each.round.label}), each.call_off, Tone.DANGER),
        )
        parts += [Text(line, strong=True), Buttons(buttons)]
    return tuple(parts)
