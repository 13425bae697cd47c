"""A decision as the product manager sees it recorded, with the text customers would read."""

from bot.cards.loop import draft_text as draft_of
from bot.cards.parts import Card, Field, Note, Part, Text, Title, Words
from bot.cards.suggestion import state_word
from bot.domain.decisions import Decision, Verdict
from bot.domain.suggestions import LEADS_TO, Suggestion
from bot.ids import Token
from bot.presses import Tell
from bot.texts import Phrase


def decided_card(
    suggestion: Suggestion, decision: Decision, draft: Words | None = None, tell: Token | None = None
) -> Card:
    """What was decided, and the customers' text to send as it is or rewrite; without `tell` there is nobody to read it.

    `draft` is the text proposed, in the customers' language; by default our first wording. What is to be
    sent lasts: the next decision does not take its place.
    """
    words = draft_text(decision.verdict, suggestion) if draft is None else draft
    state = state_word(LEADS_TO[decision.verdict])
    title = Phrase("decided.title", {"suggestion": suggestion.label, "title": suggestion.title, "state": state})
    parts: list[Part] = [Title(title)]
    if decision.reason:
        parts += [Text(Phrase("decided.reason"), strong=True), Text(decision.reason)]
    if tell is None:
        parts.append(Text(Phrase("decided.nobody_to_tell")))
    else:
        parts += [
            Text(Phrase("decided.customers_read"), strong=True),
            Text(words),
            Field(Phrase("decided.send"), Tell(tell), words),
            Note(Phrase("decided.by_hand")),
        ]
    return Card(summary=title, parts=tuple(parts), lasting=tell is not None)


def draft_text(verdict: Verdict, suggestion: Suggestion) -> Phrase:
    """What customers could read: exploring, planned and may change, not now because, it's out; never a date."""
    return draft_of(verdict, suggestion.title)
