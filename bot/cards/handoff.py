"""What a product manager reads about a hand-off: it is on its way, where the issue stands, or why there is none."""

from collections.abc import Sequence
from typing import assert_never

from bot.cards.counts import answers as answers_
from bot.cards.counts import out_of
from bot.cards.parts import Button, Buttons, Card, Link, Note, Part, Text, Title
from bot.cards.suggestion import state_word
from bot.domain.boards import Board
from bot.domain.briefs import Brief
from bot.domain.handoffs import NO_ANSWER, Handoff, Step, Tracker
from bot.domain.suggestions import State, Suggestion
from bot.domain.visibility import Turnout
from bot.presses import Do
from bot.texts import Argument, Phrase


def tracker_word(tracker: Tracker) -> Phrase:
    """What people call it."""
    match tracker:
        case Tracker.WEBHOOK:
            return Phrase("tracker.webhook")
        case Tracker.JIRA:
            return Phrase("tracker.jira")
        case Tracker.LINEAR:
            return Phrase("tracker.linear")
        case _:
            assert_never(tracker)


def handoff_parts(rows: Sequence[Handoff]) -> tuple[Part, ...]:
    """Where a suggestion stands in each tracker: a link to its issue, or how far it has come; nothing without any."""
    parts: list[Part] = []
    for each in rows:
        if each.number != 0:
            continue
        behind = [one for one in rows if one.tracker is each.tracker and one.step is Step.GIVEN_UP]
        if behind:
            parts.append(Text(Phrase("handoff.stuck", _named(behind[0]))))
        if each.url:
            there: dict[str, Argument] = {"tracker": tracker_word(each.tracker), "ref": each.ref}
            parts.append(Link(Phrase("handoff.there", there), each.url))
        elif each.step is Step.SENT:
            parts.append(Text(Phrase("handoff.told", {"tracker": tracker_word(each.tracker)})))
        elif not behind:
            parts.append(Text(Phrase("handoff.on_its_way", {"tracker": tracker_word(each.tracker)})))
    return tuple(parts)


def hand_off_button(press: Do | None) -> tuple[Part, ...]:
    """Hand it over; nothing where that is not offered."""
    return () if press is None else (Buttons((Button(Phrase("handoff.button"), press),)),)


def handing_card(*, suggestion: Suggestion, rows: Sequence[Handoff]) -> Card:
    """Right after somebody handed a suggestion over, or did so again."""
    title = Phrase("handoff.title", {"suggestion": suggestion.label, "title": suggestion.title})
    waiting = any(each.step in (Step.WAITING, Step.SENDING) for each in rows)
    note = (Note(Phrase("handoff.link_follows")),) if waiting else ()
    return Card(summary=title, parts=(Title(title), *handoff_parts(rows), *note))


def arrived_card(*, board: Board, suggestion: Suggestion, handoff: Handoff) -> Card:
    """To the product team, once about each tracker: the issue is there."""
    line = Phrase("handoff.arrived", {"suggestion": suggestion.label, "title": suggestion.title})
    return Card(
        summary=line,
        parts=(Title(Phrase("handoff.news", {"board": board.name})), Text(line), *handoff_parts([handoff])),
    )


def given_up_card(*, board: Board, suggestion: Suggestion, handoff: Handoff, again: Do | None) -> Card:
    """To the product team: a tracker did not take it, and nobody tries any more until somebody says so."""
    line = Phrase("handoff.failed", {**_named(handoff), "suggestion": suggestion.label, "title": suggestion.title})
    parts: list[Part] = [Title(Phrase("handoff.news", {"board": board.name})), Text(line)]
    if handoff.step is not Step.GIVEN_UP:
        parts.append(Note(Phrase("handoff.meanwhile")))
    elif again is not None:
        parts.append(Buttons((Button(Phrase("handoff.again"), again),)))
    return Card(summary=line, parts=tuple(parts))


def counts_line(brief: Brief) -> Phrase:
    """`6 of 14 people / 4 of 9 companies`; of anonymous answers only how many."""
    if brief.anonymous:
        return answers_(brief.answers)
    return out_of(
        Turnout(
            people=brief.people,
            people_asked=brief.people_asked,
            accounts=brief.companies,
            accounts_asked=brief.companies_asked,
        )
    )


def labelled(brief: Brief) -> Phrase:
    """`S7 · Planned · Northwind Council`."""
    args: dict[str, Argument] = {"suggestion": brief.label, "state": state_word(brief.state), "board": brief.board}
    return Phrase("handoff.label", args)


def change_line(says: State, brief: Brief) -> Phrase:
    """`S7 is now: Shipped`."""
    if says is State.MERGED and brief.merged_into:
        return Phrase("handoff.merged", {"suggestion": brief.label, "into": brief.merged_into})
    return Phrase("handoff.changed", {"suggestion": brief.label, "state": state_word(says)})


def _named(handoff: Handoff) -> dict[str, Argument]:
    why: Argument = Phrase("handoff.no_answer") if handoff.failure == NO_ANSWER else handoff.failure
    return {"tracker": tracker_word(handoff.tracker), "why": why}
