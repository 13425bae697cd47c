"""How many, in words: `n of N people / m of M companies`, so that no count stands without what it is a count of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.visibility import Turnout
from bot.texts import Phrase

PERCENT_FROM = 20
"""Below this many answers a percentage pretends to know more than it does."""


def people(n: int) -> Phrase:
    """`3 people`."""
    return Phrase("count.people", {"n": n})


def companies(n: int) -> Phrase:
    """`2 companies`."""
    return Phrase("count.companies", {"n": n})


def answers(n: int) -> Phrase:
    """`7 answers`: all that is said of an anonymous round."""
    return Phrase("count.answers", {"n": n})


def both(people_: int, accounts: int) -> Phrase:
    """`3 people / 2 companies`."""
    return Phrase("count.both", {"people": people(people_), "companies": companies(accounts)})


def companies_of(accounts: int, asked: int) -> Phrase:
    """`3 of 8 companies`."""
    return Phrase("count.companies_of", {"said": accounts, "n": asked})


def people_of(people_: int, asked: int) -> Phrase:
    """`8 of 24 people`."""
    return Phrase("count.people_of", {"said": people_, "n": asked})


def out_of(turnout: Turnout) -> Phrase:
    """`8 of 24 people / 5 of 9 companies`."""
    said = people_of(turnout.people, turnout.people_asked)
    return Phrase("count.both", {"people": said, "companies": companies_of(turnout.accounts, turnout.accounts_asked)})


def there(at: datetime, zone: str) -> datetime:
    """The same instant as clocks in the IANA `zone` show it, for readers whose own zone the message does not know."""
    return at.astimezone(ZoneInfo(zone))
