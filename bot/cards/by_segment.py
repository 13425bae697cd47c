"""How companies of different segments answered: plain counts, which nobody mistakes for a survey."""

from collections.abc import Sequence
from typing import assert_never

from bot.cards.figures import camp_line, order_line
from bot.cards.parts import Facts, Note, Part, Text, Words
from bot.domain.ground import GroundRow
from bot.domain.nps import NpsTally
from bot.domain.questions import HIGHEST_RATING
from bot.domain.ranking import RankTally
from bot.domain.tallies import OptionTally, RatingTally, StatementTally, Tally, TextTally
from bot.texts import Phrase, Phrases

MOST_STATEMENTS = 3
MOST_OPTIONS = 4
"""Options of one segment in a line; the others have few votes."""


def segment_parts(heading: str, tallies: Sequence[tuple[str, Tally]]) -> list[Part]:
    """One line per segment: how its companies answered one question; nothing for answers in people's own words."""
    rows = [(segment, _line(counted)) for segment, counted in tallies if not isinstance(counted, TextTally)]
    shown: list[tuple[Words, Words]] = [(segment, line) for segment, line in rows if line is not None]
    if len(shown) < len(tallies):
        return []
    return [Text(heading or Phrase("split.title"), strong=True), Facts(tuple(shown))]


def ground_parts(rows: Sequence[GroundRow]) -> list[Part]:
    """What the segments agree on, the most agreed first, and how each of them voted."""
    if not rows:
        return []
    parts: list[Part] = [Text(Phrase("ground.title"), strong=True)]
    agreed = [row for row in rows if row.shared]
    if not agreed:
        parts.append(Text(Phrase("ground.none")))
    for number, row in enumerate(rows[:MOST_STATEMENTS], 1):
        line = Phrase("ground.row", {"number": number, "statement": row.text, "votes": _votes(row)})
        parts.append(Text(line))
    parts.append(Note(Phrase("ground.how")))
    return parts


def ground_phrase(row: GroundRow) -> Phrase:
    """`Every segment agrees: “…” (enterprise 3 of 4, smb 2 of 2)`."""
    return Phrase("ground.line", {"statement": row.text, "votes": _votes(row)})


def _votes(row: GroundRow) -> Phrases:
    return Phrases(
        tuple(
            Phrase(
                "ground.votes",
                {"segment": each.segment, "agree": each.agree, "n": each.agree + each.disagree + each.passed},
            )
            for each in row.votes
        )
    )


def _line(counted: Tally) -> Words | None:
    match counted:
        case OptionTally():
            chosen = [row for row in counted.rows if row.people][:MOST_OPTIONS]
            named = tuple(
                Phrase("split.option", {"option": row.text, "people": row.people, "n": row.accounts}) for row in chosen
            )
            return Phrase("split.options", {"options": Phrases(named)}) if named else Phrase("results.nobody")
        case RatingTally():
            if counted.mean is None:
                return Phrase("results.nobody")
            return Phrase("split.mean", {"mean": round(counted.mean, 1), "most": HIGHEST_RATING})
        case NpsTally():
            return camp_line(counted) if counted.people else Phrase("results.nobody")
        case RankTally():
            return order_line(counted, anonymous=False) if counted.people else Phrase("results.nobody")
        case StatementTally() | TextTally():
            return None
        case _:
            assert_never(counted)
