"""What somebody answered, played back to them in the words they were asked in."""

from typing import assert_never

from bot.cards.parts import Facts, Note, Part, Quote, Text, Words
from bot.domain.questions import (
    HIGHEST_NPS,
    HIGHEST_RATING,
    Chosen,
    Likely,
    Question,
    Ranked,
    Rated,
    Stance,
    Stances,
    Value,
    Wrote,
    options_of,
)
from bot.texts import Phrase, Phrases


def said_parts(question: Question, value: Value) -> tuple[Part, ...]:
    """`value` as parts of a card that only its author sees."""
    match value:
        case Chosen(options=picked):
            chosen = tuple(option.text for option in options_of(question) if option.id in picked)
            return (Text(Phrase("said.chosen", {"chosen": Phrases(chosen)})),)
        case Rated(score=score):
            return (Text(Phrase("said.rated", {"score": score, "most": HIGHEST_RATING})),)
        case Likely(score=score):
            return (Text(Phrase("said.rated", {"score": score, "most": HIGHEST_NPS})),)
        case Ranked(order=order):
            texts = {option.id: option.text for option in options_of(question)}
            places = tuple((f"{place}.", texts[each]) for place, each in enumerate(order, 1) if each in texts)
            left = Phrases(tuple(text for each, text in texts.items() if each not in order))
            return (Facts(places), *((Note(Phrase("said.no_place", {"options": left})),) if left.items else ()))
        case Stances(stances=stances):
            rows = tuple(
                (option.text, stance_word(stances[option.id]))
                for option in options_of(question)
                if option.id in stances
            )
            return (Facts(rows),)
        case Wrote(text=text):
            return (Quote(text, as_said=True),)
        case _:
            assert_never(value)


def stance_word(stance: Stance) -> Words:
    """The word on the button and in the receipt."""
    match stance:
        case Stance.AGREE:
            return Phrase("stance.agree")
        case Stance.DISAGREE:
            return Phrase("stance.disagree")
        case Stance.PASS:
            return Phrase("stance.pass")
        case _:
            assert_never(stance)
