"""A proposed roadmap item with its buttons, and the evidence behind it."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from bot.cards.counts import answers as answers_
from bot.cards.counts import companies_of, people, people_of
from bot.cards.parts import Button, Buttons, Card, Facts, Note, Part, Quote, Rule, Text, Title, Tone, Words
from bot.domain.aims import Aims, Goal
from bot.domain.answers import Answer
from bot.domain.decisions import Decision, Verdict
from bot.domain.questions import HIGHEST_RATING
from bot.domain.quoting import quoted
from bot.domain.suggestions import LEADS_TO, State, Suggestion, allowed
from bot.domain.themes import COMPANIES_TO_STAND, Excerpt
from bot.domain.visibility import Visibility
from bot.ids import AccountId, AnswerId, PersonId, RoundId
from bot.presses import Decide, Why
from bot.texts import Argument, Phrase, Phrases

MOST_QUOTES = 40
"""Quotes in one message; a platform takes about fifty parts."""


def suggestion_parts(suggestion: Suggestion, aims: Aims) -> tuple[Part, ...]:
    """One suggestion in a list: what, how many say so, what to know about the order, and what can be decided now."""
    return (Text(line_of(suggestion), strong=True), *remarks_of(suggestion), buttons_of(suggestion, aims))


def remarks_of(suggestion: Suggestion) -> tuple[Part, ...]:
    """What to know before trusting the order; nothing where there is nothing to know."""
    remarks = _remarks(suggestion)
    return (Text(in_a_row(remarks)),) if remarks else ()


def buttons_of(suggestion: Suggestion, aims: Aims) -> Buttons:
    """What can be decided now, and the question why."""
    return Buttons((*_verdicts(suggestion, aims), Button(Phrase("verdict.why"), Why(aims.token(Goal.WHY)))))


def _verdicts(suggestion: Suggestion, aims: Aims) -> tuple[Button, ...]:
    return tuple(
        Button(verdict_word(verdict), Decide(aims.token(Goal.DECIDE, verdict=verdict)), _tone(verdict))
        for verdict in allowed(suggestion)
    )


def line_of(suggestion: Suggestion) -> Phrase:
    """`S7 Offline mode · 6 of 14 people / 4 of 9 companies`."""
    args: dict[str, Argument] = {
        "suggestion": suggestion.label,
        "title": suggestion.title,
        "count": count_of(suggestion),
    }
    return Phrase("suggestion.line", args)


def count_of(suggestion: Suggestion) -> Phrase:
    """How many say so, of how many; of an anonymous poll only how many answers."""
    if suggestion.anonymous:
        return answers_(suggestion.answers)
    asked = max(suggestion.people_asked, suggestion.people)
    who = people_of(suggestion.people, asked) if suggestion.people_asked else people(suggestion.people)
    said = companies_of(suggestion.accounts, suggestion.accounts_asked)
    return Phrase("count.both", {"people": who, "companies": said})


def why_card(
    *,
    suggestion: Suggestion,
    answers: Mapping[AnswerId, Answer],
    names: Mapping[AccountId, str],
    people: Mapping[PersonId, str],
    decisions: Sequence[Decision],
    visibility: Mapping[RoundId, Visibility] | None = None,
    aims: Aims | None = None,
    beneath: Sequence[Part] = (),
    sentence: str = "",
    heard: Sequence[Part] = (),
) -> Card:
    """Every answer behind a suggestion, as others may read it, and what was decided about it so far.

    A person is named only where `visibility` says that the round was asked by name; else their company stands alone.
    With `aims` it can be decided beneath; `beneath` is where it was handed to.
    `sentence` is a language model's, and says so. `heard` was said on calls and is no part of the counts.
    """
    title = Phrase("suggestion.title", {"suggestion": suggestion.label, "title": suggestion.title})
    parts: list[Part] = [Title(title), Text(_counted(suggestion), strong=True)]
    remarks = _remarks(suggestion)
    parts += [Text(in_a_row(remarks))] if remarks else []
    parts += [Text(sentence), Note(Phrase("suggestion.by_model"))] if sentence else []
    if suggestion.anonymous:
        parts.append(Text(Phrase("suggestion.anonymous_evidence")))
    named = {round_id for round_id, kind in (visibility or {}).items() if kind is Visibility.NAMED}
    quotes = [
        Quote(
            quoted(answers[excerpt.answer_id], excerpt),
            _by(excerpt, names, people if excerpt.round_id in named else {}),
        )
        for excerpt in suggestion.evidence
        if excerpt.answer_id in answers and not answers[excerpt.answer_id].withdrawn and excerpt.start < excerpt.end
    ]
    chosen = suggestion.evidence if suggestion.option_id is not None else ()
    chose = sorted({names.get(each.account_id, "") for each in chosen})
    parts += [Text(Phrase("suggestion.chosen_by", {"names": Phrases(tuple(chose))}))] if chose else []
    parts += quotes[:MOST_QUOTES]
    if quotes[MOST_QUOTES:]:
        parts.append(Note(Phrase("suggestion.more_evidence", {"n": len(quotes) - MOST_QUOTES})))
    parts += heard
    if decisions:
        parts += [Rule(), Facts(tuple(_decided(decision, people) for decision in decisions))]
    if aims is not None and allowed(suggestion):
        parts.append(Buttons(_verdicts(suggestion, aims)))
    parts += beneath
    return Card(summary=title, parts=tuple(parts))


def verdict_word(verdict: Verdict) -> Phrase:
    """The word on the button."""
    match verdict:
        case Verdict.EXPLORE:
            return Phrase("verdict.explore")
        case Verdict.PLAN:
            return Phrase("verdict.plan")
        case Verdict.DECLINE:
            return Phrase("verdict.decline")
        case Verdict.SHIP:
            return Phrase("verdict.ship")
        case _:
            assert_never(verdict)


def state_word(state: State) -> Phrase:
    """How far it has come, in a word or two."""
    match state:
        case State.PROPOSED:
            return Phrase("state.proposed")
        case State.EXPLORING:
            return Phrase("state.exploring")
        case State.PLANNED:
            return Phrase("state.planned")
        case State.SHIPPED:
            return Phrase("state.shipped")
        case State.DECLINED:
            return Phrase("state.declined")
        case State.MERGED:
            return Phrase("state.merged")
        case _:
            assert_never(state)


def _tone(verdict: Verdict) -> Tone:
    match verdict:
        case Verdict.PLAN:
            return Tone.PRIMARY
        case Verdict.DECLINE:
            return Tone.DANGER
        case Verdict.EXPLORE | Verdict.SHIP:
            return Tone.PLAIN
        case _:
            assert_never(verdict)


def _counted(suggestion: Suggestion) -> Phrase:
    count = count_of(suggestion)
    thin = not suggestion.anonymous and suggestion.accounts * 2 < suggestion.accounts_asked
    return Phrase("suggestion.anecdotes", {"count": count}) if thin else count


def _remarks(suggestion: Suggestion) -> list[Phrase]:
    found = [state_word(suggestion.state)] if suggestion.state is not State.PROPOSED else []
    return [*found, *remarks_on(suggestion)]


def remarks_on(suggestion: Suggestion) -> tuple[Phrase, ...]:
    """What a reader should know before trusting the order, without the state."""
    found: list[Phrase] = []
    if not suggestion.anonymous and suggestion.accounts < COMPANIES_TO_STAND:
        found.append(Phrase("suggestion.emerging"))
    if suggestion.intensity is not None:
        rating = {"intensity": round(suggestion.intensity, 1), "most": HIGHEST_RATING}
        found.append(Phrase("suggestion.intensity", rating))
    if suggestion.value_rank is not None and not suggestion.anonymous:
        found.append(Phrase("suggestion.by_value", {"place": suggestion.value_rank}))
    if suggestion.flips:
        found.append(Phrase("suggestion.flips"))
    return tuple(found)


def in_a_row(phrases: Sequence[Phrase]) -> Phrase:
    """Short remarks in one line, with a dot between them."""
    first, *others = phrases
    return Phrase("suggestion.and_then", {"first": first, "then": in_a_row(others)}) if others else first


def _by(excerpt: Excerpt, names: Mapping[AccountId, str], people_: Mapping[PersonId, str]) -> Words:
    account, person = names.get(excerpt.account_id, ""), people_.get(excerpt.person_id, "")
    return Phrase("quote.person", {"person": person, "account": account}) if person else account


def _decided(decision: Decision, people_: Mapping[PersonId, str]) -> tuple[Words, Words]:
    what = Phrase("suggestion.decided", {"when": decision.at, "state": state_word(LEADS_TO[decision.verdict])})
    reason: Words = decision.reason or Phrase("suggestion.no_reason")
    who = people_.get(decision.by, "")
    return what, Phrase("suggestion.reason_by", {"reason": reason, "who": who}) if who else reason
