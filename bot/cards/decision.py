"""A decision as the product manager sees it recorded, with the text customers would read, where, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.handoff import hand_off_button, handoff_parts
from bot.cards.loop import draft_text as draft_of
from bot.cards.parts import Card, Facts, Field, Note, Part, Rule, Text, Title, Words
from bot.cards.suggestion import state_word
from bot.domain.decisions import Decision, Verdict
from bot.domain.handoffs import Handoff
from bot.domain.suggestions import LEADS_TO, Suggestion
from bot.ids import Token
from bot.presses import Do, Tell
from bot.texts import Phrase

MOST_READERS = 12
"""Channels that are named one by one; the rest is counted."""
WOULD_READ = Text(Phrase("decided.customers_read"), strong=True)
"""Above what customers would read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One channel that would read the text."""

    company: str
    """Empty for a room that several share."""
    channel: str
    at: datetime | None
    """When its turn comes, where it heard something within the week; None: at once."""


def decided_card(
    suggestion: Suggestion,
    decision: Decision,
    draft: Words | None = None,
    tell: Token | None = None,
    preview: Card | None = None,
    readers: Sequence[Reader] = (),
    handed: Sequence[Handoff] = (),
    hand_off: Do | None = None,
    *,
    by_model: bool = False,
    called_off: int = 0,
) -> Card:
    """What was decided, and the customers' text to send as it is or rewrite; without `tell` there is nobody to read it.

    `draft` is the text proposed, in the customers' language; by default our first wording, `by_model` when it is a
    language model's. `preview` is the message as
    each of `readers` would see it. What is to be sent lasts: the next decision does not take its place. So many
    channels as `called_off` were still to read about the decision before.
    """
    words = draft_text(decision.verdict, suggestion) if draft is None else draft
    recorded = recorded_card(suggestion, decision)
    parts = list(recorded.parts)
    if called_off:
        parts.append(Note(Phrase("decided.called_off", {"n": called_off})))
    if tell is None:
        parts.append(Text(Phrase("decided.nobody_to_tell")))
    else:
        by_hand = Phrase("decided.by_hand", {"suggestion": suggestion.label})
        parts.append(WOULD_READ)
        parts += _previewed(preview) if preview is not None else [Text(words)]
        parts += _read_by(readers)
        parts += [Field(Phrase("decided.send"), Tell(tell), words), Note(by_hand)]
        parts += [Note(Phrase("decided.by_model"))] if by_model else []
    beneath = (*handoff_parts(handed), *hand_off_button(hand_off))
    parts += (Rule(), *beneath) if beneath else ()
    return replace(recorded, parts=tuple(parts), lasting=tell is not None)


def recorded_card(suggestion: Suggestion, decision: Decision) -> Card:
    """What was decided and why, without any text for customers."""
    state = state_word(LEADS_TO[decision.verdict])
    title = Phrase("decided.title", {"suggestion": suggestion.label, "title": suggestion.title, "state": state})
    parts: list[Part] = [Title(title)]
    if decision.reason:
        parts += [Text(Phrase("decided.reason"), strong=True), Text(decision.reason)]
    return Card(summary=title, parts=tuple(parts))


def draft_text(verdict: Verdict, suggestion: Suggestion) -> Phrase:
    """What customers could read: exploring, planned and may change, not now because, it's out; never a date."""
    return draft_of(verdict, suggestion.title)


def _previewed(preview: Card) -> list[Part]:
    """The message between two lines; its headline is none of ours."""
    shown = [Text(part.words, strong=True) if isinstance(part, Title) else part for part in preview.parts]
    return [Rule(), *shown, Rule()]


def _read_by(readers: Sequence[Reader]) -> list[Part]:
    rows: list[tuple[Words, Words]] = [(_place(each), _when(each)) for each in readers[:MOST_READERS]]
    if len(readers) > MOST_READERS:
        rows.append(("…", Phrase("decided.more_readers", {"n": len(readers) - MOST_READERS})))
    return [Text(Phrase("decided.readers"), strong=True), Facts(tuple(rows))] if rows else []


def _place(reader: Reader) -> Words:
    if reader.channel and reader.company:
        return Phrase("decided.place", {"company": reader.company, "channel": reader.channel})
    return reader.company or reader.channel or Phrase("decided.shared_room")


def _when(reader: Reader) -> Words:
    return Phrase("decided.at_once") if reader.at is None else Phrase("decided.later", {"when": reader.at})
