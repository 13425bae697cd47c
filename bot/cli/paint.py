"""Draws a card on the terminal that the command was typed in."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.parts import Buttons, Card, Field, Note, Part, Rule, Text, Words
from bot.cards.wizard import pressable
from bot.texts import Phrase, Say, at_terminal

PICTURE = "preview.as_customers_see_it"
"""Beneath this line stands a message as others will see it: there the buttons belong to the picture."""
TYPED = {
    PICTURE: "cli.as_customers_read_it",
    "acknowledge.draft_how": "cli.draft_how",
    "decided.by_hand": "cli.tell_with_decision",
}
"""What is said of buttons, and what is said instead where there are none."""


def print_card(card: Card, *, zone: str | None = None) -> None:
    """Print `card` in English; in colour where the terminal can, plainly in a pipe.

    Without a zone each time is shown by the clock it carries, as where several boards are told of. A command is named
    as it is typed here. Nothing can be pressed once a command has ended, so nothing to press is shown.
    """
    from handlers.console.messenger import paint
    from handlers.console.painter import Drawn
    from handlers.console.terminal import draw, terminal
    from prompts.catalogue import say_in

    english = say_in("en", zone)

    def say(phrase: Phrase) -> str:
        return at_terminal(english(replace(phrase, id=TYPED.get(phrase.id, phrase.id))), "cab ")

    draw(terminal(), Drawn(paint(only_read(card, say), say)))


def only_read(card: Card, say: Say) -> Card:
    """The card without what can only be pressed, and without the small print about it."""
    return replace(card, parts=_only_read(card.parts, say), more=_only_read(card.more, say))


def _only_read(parts: Sequence[Part], say: Say) -> tuple[Part, ...]:
    shown: list[Part] = []
    pictured = False
    before: Part | None = None
    for part in parts:
        match part:
            case Buttons(buttons=buttons) if pictured:
                shown.append(Text("   ".join(f"[{_worded(each.label, say)}]" for each in buttons)))
            case Note(words=words) if isinstance(before, Field) and _id(words) not in TYPED:
                pass  # It explains the field.
            case Rule() if not shown or isinstance(shown[-1], Rule):
                pass
            case _ if not pressable(part):
                shown.append(part)
        pictured = pictured or (isinstance(part, Note) and _id(part.words) == PICTURE)
        before = part
    while shown and isinstance(shown[-1], Rule):
        shown.pop()
    return tuple(shown)


def _id(words: Words) -> str:
    return words.id if isinstance(words, Phrase) else ""


def _worded(words: Words, say: Say) -> str:
    from prompts.bidi import isolated

    return isolated(words if isinstance(words, str) else say(words))
