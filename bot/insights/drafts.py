"""Drafts suggestions without a model: what to propose, by whom it was asked for, and a sentence as a phrase."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.tallies import OptionCount, OptionTally
from bot.ids import AnswerId, OptionId
from bot.insights.said import Found, Reach
from bot.texts import Argument, Phrase

FEWEST_ACCOUNTS = 2
"""What a single company asks for is emerging, not yet a suggestion."""
FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A suggestion before it has a number: its title, its sentence and the answers it rests on."""

    title: str
    sentence: Phrase
    cites: tuple[AnswerId, ...]
    accounts: int
    people: int
    could_flip: bool
    theme: str | None = None
    """Key of the theme it was drawn from."""
    option_id: OptionId | None = None


def from_themes(themes: Sequence[Found], accounts_asked: int) -> list[Draft]:
    """One draft for each theme that stands, in the themes' order."""
    return [
        Draft(
            title=theme.title,
            sentence=Phrase("suggestion.from_theme", _asked(theme.reach, accounts_asked, theme.title)),
            cites=theme.answer_ids,
            accounts=theme.reach.accounts,
            people=theme.reach.people,
            could_flip=theme.could_flip,
            theme=theme.key,
        )
        for theme in themes
        if theme.reach.accounts >= FEWEST_ACCOUNTS
    ]


def from_choice(question: str, counted: OptionTally, cites: Sequence[AnswerId], accounts_asked: int) -> Draft | None:
    """A draft for the option that leads a closed choice question; None where two lead, or fewer than two companies ask.

    Options are ordered by the companies' votes, each company's one vote being shared equally among its people.
    """
    rows: Sequence[OptionCount] = counted.rows
    if not rows or rows[0].accounts < FEWEST_ACCOUNTS:
        return None
    second = rows[1].weight if len(rows) > 1 else Fraction(0)
    if rows[0].weight == second:
        return None
    first = rows[0]
    args: dict[str, Argument] = {
        "question": question,
        "option": first.text,
        "said": first.accounts,
        "n": accounts_asked,
        "people": first.people,
    }
    return Draft(
        title=first.text,
        sentence=Phrase("suggestion.from_choice", args),
        cites=tuple(sorted(cites)),
        accounts=first.accounts,
        people=first.people,
        could_flip=(first.weight - second) // 2 + 1 <= FEW,
        option_id=first.option_id,
    )


def _asked(reach: Reach, accounts_asked: int, title: str) -> dict[str, Argument]:
    return {"title": title, "said": reach.accounts, "n": accounts_asked, "people": reach.people}
