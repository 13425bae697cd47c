"""What was said on calls: beside results and evidence, marked as such, and what its writer reads."""

from collections.abc import Mapping, Sequence

from bot.cards.parts import Button, Buttons, Card, Note, Part, Quote, Text, Words
from bot.domain.accounts import Account
from bot.domain.proxies import Proxy
from bot.domain.questions import Question, options_of
from bot.domain.rounds import Round
from bot.ids import AccountId, OptionId, PersonId
from bot.presses import Do
from bot.texts import Phrase, Phrases

MOST_HEARD = 6
"""Quotes in one place."""


def heard_parts(
    heard: Sequence[Proxy],
    options: Mapping[OptionId, str],
    names: Mapping[AccountId, str],
    people: Mapping[PersonId, str],
    *,
    of_a_theme: bool = False,
) -> tuple[Part, ...]:
    """How many companies said something on calls, which options they meant, and their words; nothing where none did.

    `people` names those who may be named. Beneath one theme of several (`of_a_theme`) it is said that they answered the
    same questions: whether they meant that theme, nobody has judged.
    """
    if not heard:
        return ()
    wording = "heard.same_questions" if of_a_theme else "heard.besides"
    parts: list[Part] = [Text(Phrase(wording, {"n": len({each.account_id for each in heard})}), strong=True)]
    for option_id, option in options.items():
        meant = sorted({names.get(each.account_id, "") for each in heard if each.option_id == option_id})
        if meant:
            parts.append(Text(Phrase("heard.option", {"option": option, "names": Phrases(tuple(meant))})))
    worded = [each for each in reversed(heard) if each.text]
    parts += [Quote(each.text, said_by(each, names, people)) for each in worded[:MOST_HEARD]]
    if worded[MOST_HEARD:]:
        parts.append(Note(Phrase("heard.more", {"n": len(worded) - MOST_HEARD})))
    return tuple(parts)


def options_in(questions: Sequence[Question]) -> dict[OptionId, str]:
    """Every option of these questions by its id."""
    return {option.id: option.text for each in questions for option in options_of(each)}


def said_by(one: Proxy, names: Mapping[AccountId, str], people: Mapping[PersonId, str]) -> Words:
    """Who said it, and that it was on a call."""
    account, person = names.get(one.account_id, ""), people.get(one.person_id, "") if one.person_id else ""
    if person:
        return Phrase("heard.by_person", {"person": person, "account": account})
    return Phrase("heard.by", {"account": account})


def kept_card(*, account: Account, round_: Round, question: Question, one: Proxy, forget: Do) -> Card:
    """What was kept, what it is worth, and how to take it back."""
    line = Phrase("heard.kept", {"account": account.name, "round": round_.label})
    said = options_in([question]).get(one.option_id, "") if one.option_id is not None else one.text
    return Card(
        summary=line,
        parts=(
            Text(line, strong=True),
            Text(question.text),
            Quote(said),
            Note(Phrase("heard.counted_apart")),
            Buttons((Button(Phrase("heard.forget"), forget),)),
        ),
        personal=True,
        beside=True,
    )


def forgotten_card() -> Card:
    """It is gone."""
    line = Phrase("heard.forgotten")
    return Card(summary=line, parts=(Text(line),), beside=True)
