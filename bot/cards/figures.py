"""Tallies as bars and one-line outcomes: counts only, percentages not before twenty answers."""

from fractions import Fraction
from math import floor

from bot.cards.counts import PERCENT_FROM, answers, both
from bot.cards.parts import Bar
from bot.domain.nps import Camp, CampCount, NpsTally
from bot.domain.questions import HIGHEST_RATING
from bot.domain.ranking import RankTally
from bot.domain.tallies import OptionCount, OptionTally, RatingTally, StatementCount, StatementTally
from bot.texts import Argument, Phrase, Phrases

COMPANIES_TO_FLIP = 3
"""Of fewer companies any outcome could turn, which says nothing."""
FRAGILE = 2
"""An outcome that so few companies could turn is said to be close."""


def option_bars(counted: OptionTally, *, anonymous: bool) -> tuple[Bar, ...]:
    """One bar per option: its length is the companies' votes, of an anonymous poll the answers."""
    rows = sorted(counted.rows, key=lambda row: -row.people) if anonymous else counted.rows
    return tuple(
        Bar(
            label=row.text,
            value=float(row.people if anonymous else row.weight),
            figure=_figure(row, counted.people, anonymous=anonymous),
        )
        for row in rows
    )


def score_bars(counted: RatingTally) -> tuple[Bar, ...]:
    """One bar per score, the best on top."""
    return tuple(
        Bar(label=Phrase("ask.score", {"score": score}), value=float(n), figure=Phrase("count.plain", {"count": n}))
        for score, n in reversed(counted.counts)
    )


def mean_line(counted: RatingTally, *, anonymous: bool) -> Phrase:
    """The mean in one line; where companies are known, each of them weighs the same."""
    if counted.mean is None:
        return Phrase("results.nobody")
    args = {"mean": round(counted.mean, 1), "most": HIGHEST_RATING}
    return Phrase("results.mean_of_answers" if anonymous else "results.mean_of_companies", args)


def camp_bars(counted: NpsTally, *, anonymous: bool) -> tuple[Bar, ...]:
    """One bar for each of the three camps, promoters on top."""
    return tuple(
        Bar(
            label=Phrase(f"nps.{row.camp.value}"),
            value=float(row.people),
            figure=_figure(row, counted.people, anonymous=anonymous),
        )
        for row in counted.camps
    )


def camp_line(counted: NpsTally) -> Phrase:
    """The three counts in one line."""
    if not counted.people:
        return Phrase("results.nobody")
    count = {row.camp: row.people for row in counted.camps}
    return Phrase(
        "results.nps",
        {
            "promoters": count[Camp.PROMOTERS],
            "passives": count[Camp.PASSIVES],
            "detractors": count[Camp.DETRACTORS],
        },
    )


def order_bars(counted: RankTally, *, anonymous: bool) -> tuple[Bar, ...]:
    """One bar per option, the best place on top; whatever everybody put first has full length, the last one a stump."""
    size = len(counted.rows)
    return tuple(
        Bar(
            label=row.text,
            value=float(size + 1 - row.place),
            figure=Phrase(
                "results.place",
                {
                    "place": round(float(row.place), 1),
                    "first": answers(row.people) if anonymous else both(row.people, row.accounts),
                },
            ),
        )
        for row in counted.rows
        if row.place is not None
    )


def order_line(counted: RankTally, *, anonymous: bool) -> Phrase:
    """What stands first, in one line; all that are level there."""
    leaders = counted.leaders
    if not leaders or leaders[0].place is None:
        return Phrase("results.nobody")
    place = round(float(leaders[0].place), 1)
    if len(leaders) > 1:
        return Phrase("results.order_level", {"options": Phrases(tuple(row.text for row in leaders)), "place": place})
    args: dict[str, Argument] = {"option": leaders[0].text, "place": place}
    return Phrase("results.order_of_answers" if anonymous else "results.order_of_companies", args)


def order_notes(counted: RankTally, *, anonymous: bool, companies: int) -> tuple[Phrase, ...]:
    """What must be said beside an order: which options are level, and how few companies could turn it."""
    level = tuple(
        Phrase("results.order_tie", {"options": Phrases(tuple(row.text for row in rows))}) for rows in counted.ties
    )
    if anonymous or companies < COMPANIES_TO_FLIP or counted.flips is None or counted.flips > FRAGILE:
        return level
    return (*level, Phrase("results.could_flip", {"n": counted.flips}))


def statement_bars(counted: StatementTally) -> tuple[Bar, ...]:
    """One bar per statement, the most agreed with on top; its length is those who agree."""
    return tuple(
        Bar(label=row.text, value=float(row.agree), figure=Phrase("results.stances", _stances(row)))
        for row in _by_agreement(counted)
    )


def statement_line(counted: StatementTally) -> Phrase:
    """The statement most agreed with, in one line."""
    first = _by_agreement(counted)[0]
    return Phrase("results.most_agreed", {"statement": first.text, **_stances(first)})


def close_call(counted: OptionTally, *, anonymous: bool, companies: int) -> Phrase | None:
    """A warning when at most two companies could turn the order of the first two options, or None.

    A company that moves its whole vote from the first to the second closes the distance by two votes.
    """
    if anonymous or len(counted.rows) < 2:
        return None
    distance: Fraction = counted.rows[0].weight - counted.rows[1].weight
    if distance == 0:
        return Phrase("results.tie") if counted.rows[0].weight else None
    if companies < COMPANIES_TO_FLIP:
        return None
    needed = floor(distance / 2) + 1
    return Phrase("results.could_flip", {"n": needed}) if needed <= FRAGILE else None


def _figure(row: OptionCount | CampCount, whole: int, *, anonymous: bool) -> Phrase:
    counted = answers(row.people) if anonymous else both(row.people, row.accounts)
    if whole < PERCENT_FROM:
        return counted
    return Phrase("results.with_share", {"count": counted, "share": round(row.people / whole, 2)})


def _by_agreement(counted: StatementTally) -> list[StatementCount]:
    return sorted(counted.rows, key=lambda row: (-row.agree, row.disagree))


def _stances(row: StatementCount) -> dict[str, int]:
    return {"agree": row.agree, "disagree": row.disagree, "passed": row.passed}
