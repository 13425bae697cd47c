"""What an admin reads while they rehearse alone: what to press next, the digest of samples, and that it is gone."""

from bot.cards.parts import Button, Buttons, Card, Field, Menu, Note, Part, Select, Text, Title, Tone
from bot.domain.boards import Board
from bot.presses import Do
from bot.texts import Phrase

SAMPLES = 7


def control_card(*, board: Board, company: str, close: Do, end: Do) -> Card:
    """Beneath the poll: tap it, then close it."""
    title = Phrase("rehearsal.title", {"board": board.name})
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("rehearsal.how", {"company": company})),
            _buttons(Button(Phrase("rehearsal.close"), close, Tone.PRIMARY), end),
            Note(Phrase("rehearsal.only_you", {"samples": SAMPLES})),
        ),
    )


def begun_card(*, close: Do, end: Do) -> Card:
    """To whoever pressed: the poll is in their own chat."""
    line = Phrase("rehearsal.begun")
    buttons = _buttons(Button(Phrase("rehearsal.close"), close), end)
    return Card(summary=line, parts=(Text(line), buttons), beside=True)


def closing_card() -> Card:
    """The digest comes in seconds."""
    return _line(Phrase("rehearsal.closing"))


def sampled_digest_card(digest: Card, *, answered: bool, plan: Do | None, end: Do) -> Card:
    """The digest as the product team would read it, with one decision to try; the samples are called samples."""
    counted = Phrase("rehearsal.digest" if answered else "rehearsal.digest_of_samples", {"samples": SAMPLES})
    buttons = [Button(Phrase("rehearsal.plan"), plan, Tone.PRIMARY)] if plan else []
    told = [Text(Phrase("rehearsal.plan_does"))] if plan else []
    return Card(
        summary=digest.summary,
        parts=(
            *(part for part in digest.parts if not _pressable(part)),
            Note(counted),
            *told,
            Buttons((*buttons, _end(end))),
        ),
        more=tuple(part for part in digest.more if not _pressable(part)),
    )


def planned_card(*, company: str, end: Do) -> Card:
    """What customers would read is on its way into the admin's own chat."""
    line = Phrase("rehearsal.planned", {"company": company})
    return Card(
        summary=line,
        parts=(Text(line), Note(Phrase("rehearsal.deleted_soon")), Buttons((_end(end, Tone.PRIMARY),))),
    )


def ended_card(*, first_poll: Do) -> Card:
    """Everything of the rehearsal goes; what comes next is a real poll."""
    line = Phrase("rehearsal.ended")
    return Card(summary=line, parts=(Text(line), Buttons((Button(Phrase("set_up.first_poll"), first_poll),))))


def over_card() -> Card:
    """Stands where a message of the rehearsal stood, when it cannot be deleted."""
    return _line(Phrase("rehearsal.over"))


def _buttons(first: Button, end: Do) -> Buttons:
    return Buttons((first, _end(end)))


def _end(end: Do, tone: Tone = Tone.PLAIN) -> Button:
    return Button(Phrase("rehearsal.end"), end, tone)


def _pressable(part: Part) -> bool:
    return isinstance(part, Buttons | Field | Menu | Select)


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
