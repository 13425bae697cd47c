"""Who plays: twelve invented customers, their people, and the vendor's own."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from bot.domain.members import Joined
from bot.domain.people import Role
from handlers.console.season.dice import dice


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A customer company as a list would have it."""

    key: str
    name: str
    segment: str
    tier: str
    arr: Decimal
    industry: str
    country: str
    zone: str
    renewal_on: date
    rival_group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody on the stage; `key` is also the user name on the chat platform."""

    key: str
    name: str
    works_as: str
    language: str
    zone: str
    account: str
    """The key of the company; empty for the vendor's own staff."""
    role: Role
    joins: Joined | None
    """How a customer comes to the board; None for the vendor's own staff."""
    diligence: float
    """The share of polls this person reacts to; 0 for those who never do."""
    content: float
    """The score this person tends to give, 1 to 5."""
    leanings: Mapping[str, float]
    """The themes this person cares about, with weights."""
    budget: int | None = None
    """How often in thirty days this person wants to be asked at most, where they said so."""

    @property
    def staff(self) -> bool:
        """True for the vendor's own people."""
        return not self.account


@cache
def accounts(seed: int) -> tuple[AccountRow, ...]:
    """The customers; their revenues vary with the seed, so that an order by value comes out differently."""
    return tuple(
        AccountRow(
            key=row["key"],
            name=row["name"],
            segment=row["segment"],
            tier=row["tier"],
            arr=Decimal(round(int(row["arr"]) * dice(seed, "arr", row["key"]).uniform(0.8, 1.25), -3)),
            industry=row["industry"],
            country=row["country"],
            zone=row["zone"],
            renewal_on=date.fromisoformat(row["renewal_on"]),
            rival_group=row["rival_group"],
        )
        for row in _rows("accounts.csv")
    )


@cache
def everybody() -> Mapping[str, PersonRow]:
    """All customers and staff by their keys, in the order of the file."""
    found = [
        PersonRow(
            key=row["key"],
            name=row["name"],
            works_as=row["works_as"],
            language=row["language"],
            zone=row["zone"],
            account=row["account"],
            role=Role(row["role"]),
            joins=Joined(row["joins"]) if row["joins"] else None,
            diligence=float(row["diligence"]),
            content=float(row["content"]),
            budget=int(row["budget"]) if row["budget"] else None,
            leanings={theme: float(weight) for theme, weight in (each.split(":") for each in row["leanings"].split())},
        )
        for row in _rows("people.csv")
    ]
    return {person.key: person for person in found}


@cache
def segment_of_account(key: str) -> str:
    """The segment of a company."""
    return next(account.segment for account in accounts(0) if account.key == key)


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
