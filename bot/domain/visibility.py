"""Who may see whose words, and when a result is safe to share with other companies."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

PEOPLE_NEEDED = 5
COMPANIES_NEEDED = 4
"""With four companies a reader who subtracts their own still faces three."""


class Visibility(StrEnum):
    """What a product manager may know about who said something."""

    NAMED = "named"
    ACCOUNT = "account"
    ANONYMOUS = "anonymous"


class Share(StrEnum):
    """How large a share is, in words that hide the count."""

    MOST = "most"
    HALF = "half"
    SOME = "some"
    FEW = "few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """How many spoke, out of how many who were asked."""

    people: int
    accounts: int
    people_asked: int
    accounts_asked: int

    @property
    def passes_gate(self) -> bool:
        """True when other companies (and for anonymous rounds anybody) may see the result."""
        return self.people >= PEOPLE_NEEDED and self.accounts >= COMPANIES_NEEDED

    @property
    def thin(self) -> bool:
        """True when under half of the companies spoke: the result is anecdotes, and says so."""
        return self.accounts * 2 < self.accounts_asked


def share(part: int | Fraction, whole: int) -> Share:
    """The word for `part` of `whole`: over 60 % most, from 40 % about half, from 15 % some, below it few."""
    if whole <= 0:
        return Share.FEW
    ratio = float(part / whole)  # A fraction of two fifths is less than the float 0.4.
    if ratio > 0.6:
        return Share.MOST
    if ratio >= 0.4:
        return Share.HALF
    if ratio >= 0.15:
        return Share.SOME
    return Share.FEW
