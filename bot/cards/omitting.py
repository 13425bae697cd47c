"""Blanks words in a card: what somebody said who was erased, wherever it was quoted; the bot's own words stay."""

from collections.abc import Callable
from dataclasses import replace

from bot.cards.parts import Bar, Bars, Card, Facts, Note, Part, Quote, Text, Title, Words
from bot.domain.erasures import OMITTED
from bot.texts import Argument, Phrase, Phrases

Theirs = Callable[[str], bool]
"""True for words that could only come from the person."""


def without(card: Card, theirs: Theirs) -> Card:
    """The card without those words; an equal one when there are none."""
    return replace(
        card,
        summary=_words(card.summary, theirs),
        parts=tuple(_part(each, theirs) for each in card.parts),
        more=tuple(_part(each, theirs) for each in card.more),
    )


def _part(part: Part, theirs: Theirs) -> Part:
    match part:
        case Quote(text=text):
            return replace(part, text=_text(text, theirs), by=_words(part.by, theirs))
        case Title() | Text() | Note():
            return replace(part, words=_words(part.words, theirs))
        case Facts(rows=rows):
            return Facts(tuple((_words(name, theirs), _words(value, theirs)) for name, value in rows))
        case Bars(rows=rows):
            return replace(part, rows=tuple(_bar(each, theirs) for each in rows))
        case _:
            return part


def _bar(bar: Bar, theirs: Theirs) -> Bar:
    return replace(bar, label=_words(bar.label, theirs))


def _words(words: Words, theirs: Theirs) -> Words:
    return _phrase(words, theirs) if isinstance(words, Phrase) else _text(words, theirs)


def _phrase(phrase: Phrase, theirs: Theirs) -> Phrase:
    return Phrase(phrase.id, {name: _argument(each, theirs) for name, each in phrase.args.items()})


def _argument(argument: Argument, theirs: Theirs) -> Argument:
    match argument:
        case str():
            return _text(argument, theirs)
        case Phrase():
            return _phrase(argument, theirs)
        case Phrases(items=items):
            return Phrases(tuple(_words(each, theirs) for each in items))
        case _:
            return argument


def _text(text: str, theirs: Theirs) -> str:
    return OMITTED if theirs(text) else text
