"""A reply in the thread of a poll: whether it is meant as an answer, and that it counts now."""

from bot.cards.parts import Button, Buttons, Card, Note, Quote, Text, Tone
from bot.domain.rounds import Round
from bot.presses import Do
from bot.texts import Phrase


def count_card(*, text: str, round_: Round, press: Do, comment: bool) -> Card:
    """To its author alone: shall this count? `comment` says that it would stand beside the answer they gave."""
    line = Phrase("reply.as_comment" if comment else "reply.as_answer", {"round": round_.label})
    button = Button(Phrase("reply.count"), press, Tone.PRIMARY)
    return Card(
        summary=line, parts=(Text(line), Quote(text, as_said=True), Buttons((button,)), Note(Phrase("reply.or_not")))
    )


def commented_card(round_: Round, *, shortened: bool = False) -> Card:
    """It stands beside the answer now; `shortened` says that its end did not fit."""
    line = Phrase("reply.commented", {"round": round_.label})
    note = (Note(Phrase("answer.shortened")),) if shortened else ()
    return Card(summary=line, parts=(Text(line), *note))
