"""What stands in a customer's channel once a poll is over: their company's tally, and everybody's result in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.cards.counts import people
from bot.cards.parts import Bar, Bars, Facts, Note, Part, Words
from bot.domain.nps import Camp, NpsTally
from bot.domain.questions import Open, Question, Rank
from bot.domain.ranking import RankTally
from bot.domain.sharing import Band, SharedResult, SharedRow
from bot.domain.tallies import OptionTally, RatingTally, StatementCount, StatementTally, Tally, TextTally
from bot.texts import Argument, Phrase, Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One question of a closed poll as a channel may see it."""

    own: Tally | None = None
    """The named answers of the channel's own company, counted."""
    result: SharedResult | None = None
    """The result of all; None where too few answered to share it safely."""


def seen_parts(question: Question, seen: Seen) -> list[Part]:
    """What the readers of one channel learn of one question; nothing of one that is answered in people's own words."""
    own = own_bars(seen.own) if seen.own is not None and seen.own.people else ()
    parts: list[Part] = [Note(Phrase("shared.own")), Bars(own)] if own else []
    if seen.result is not None and seen.result.rows:
        parts.append(Note(Phrase("shared.result")))
        parts.append(Facts(tuple((_what(row), _how_many(row, ranked=_ranked(question))) for row in seen.result.rows)))
        level = (Phrases(tuple(texts)) for texts in seen.result.level)
        parts += [Note(Phrase("results.order_tie", {"options": each})) for each in level]
    return parts


def too_few(questions: Sequence[Question], seen: Sequence[Seen]) -> bool:
    """True when there was something to share, and none of it can be."""
    told = [each.result for question, each in zip(questions, seen, strict=True) if not isinstance(question, Open)]
    return bool(told) and not any(told)


def own_bars(counted: Tally) -> tuple[Bar, ...]:
    """A company's own answers, by people; nothing of what they wrote."""
    match counted:
        case OptionTally(rows=options):
            return tuple(Bar(row.text, float(row.people), people(row.people)) for row in options)
        case RatingTally(counts=counts):
            return tuple(Bar(Phrase("ask.score", {"score": score}), float(n), people(n)) for score, n in counts[::-1])
        case NpsTally(camps=camps):
            return tuple(Bar(_camp(row.camp), float(row.people), people(row.people)) for row in camps)
        case RankTally(rows=ranked):
            size = len(ranked)
            return tuple(
                Bar(
                    row.text, float(size + 1 - row.place), Phrase("shared.place", {"place": round(float(row.place), 1)})
                )
                for row in ranked
                if row.place is not None
            )
        case StatementTally(rows=statements):
            return tuple(
                Bar(row.text, float(row.agree), Phrase("results.stances", _stances(row))) for row in statements
            )
        case TextTally():
            return ()
        case _:
            assert_never(counted)


def _what(row: SharedRow) -> Words:
    match row.what:
        case Camp():
            return _camp(row.what)
        case Band():
            return Phrase(f"band.{row.what.value}")
        case _:
            return row.what


def _how_many(row: SharedRow, *, ranked: bool) -> Phrase:
    share = Phrase(f"share.{row.share.value}")
    if row.against is not None:
        return Phrase("shared.stances", {"agree": share, "disagree": Phrase(f"share.{row.against.value}")})
    return Phrase("shared.first", {"share": share}) if ranked else share


def _ranked(question: Question) -> bool:
    return isinstance(question, Rank)


def _camp(camp: Camp) -> Phrase:
    return Phrase(f"nps.{camp.value}")


def _stances(row: StatementCount) -> dict[str, Argument]:
    return {"agree": row.agree, "disagree": row.disagree, "passed": row.passed}
