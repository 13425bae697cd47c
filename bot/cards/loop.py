"""What customers read about a decision, in the channels that answered; nothing internal is in it."""

from datetime import date, datetime
from typing import assert_never

from bot.cards.counts import there
from bot.cards.parts import Card, Note, Text, Title, Words
from bot.domain.boards import Board
from bot.domain.decisions import Verdict
from bot.domain.loops import LastTime
from bot.texts import Phrase


def loop_card(
    *, board: Board, suggestion_title: str, verdict: Verdict, text: Words, heard: Phrase | date | None
) -> Card:
    """The text a product manager approved, under what it is about; `heard` is when customers said so.

    The title is written by us or by a product manager, never a quote: a quote of one company must not reach another.
    """
    title = Phrase("loop.title", {"news": _news(verdict), "title": suggestion_title})
    if not suggestion_title:
        title = Phrase("loop.untitled", {"news": _news(verdict)})
    told = heard_in(heard, board) if isinstance(heard, date) else heard
    opening = () if told is None else (Note(told),)
    return Card(
        summary=title,
        parts=(Title(title), *opening, Text(text), Note(Phrase("loop.thanks", {"board": board.name}))),
    )


def heard_in(heard: date, board: Board) -> Phrase:
    """`You told us in March`, by the board's calendar."""
    day = there(heard, board.zone).date() if isinstance(heard, datetime) else heard
    return Phrase("loop.heard", {"month": day})


def draft_text(verdict: Verdict, suggestion_title: str) -> Phrase:
    """A first wording for customers, to be approved or rewritten: no date, no internal reason, no promise."""
    if not suggestion_title:
        return Phrase("loop.untitled", {"news": _news(verdict)})
    args = {"title": suggestion_title}
    match verdict:
        case Verdict.EXPLORE:
            return Phrase("draft.explore", args)
        case Verdict.PLAN:
            return Phrase("draft.plan", args)
        case Verdict.DECLINE:
            return Phrase("draft.decline", args)
        case Verdict.SHIP:
            return Phrase("draft.ship", args)
        case _:
            assert_never(verdict)


def last_time_line(last: LastTime) -> Phrase:
    """In front of the next ask: `Last time you told us about X. It is planned.`"""
    args = {"title": last.title}
    match last.verdict:
        case Verdict.EXPLORE:
            return Phrase("ask.last_time_explore", args)
        case Verdict.PLAN:
            return Phrase("ask.last_time_plan", args)
        case Verdict.DECLINE:
            return Phrase("ask.last_time_decline", args)
        case Verdict.SHIP:
            return Phrase("ask.last_time_ship", args)
        case _:
            assert_never(last.verdict)


def _news(verdict: Verdict) -> Phrase:
    match verdict:
        case Verdict.EXPLORE:
            return Phrase("news.explore")
        case Verdict.PLAN:
            return Phrase("news.plan")
        case Verdict.DECLINE:
            return Phrase("news.decline")
        case Verdict.SHIP:
            return Phrase("news.ship")
        case _:
            assert_never(verdict)
