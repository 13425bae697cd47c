"""One encoder for all these tests, with arithmetic on one thread, and the board whose themes people have labelled."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from bot.ids import AccountId, AnswerId, PersonId
from bot.insights.embedding import BuiltIn, Remembering
from bot.insights.evaluate import Labelled
from bot.insights.pipeline import find
from bot.insights.said import Insights, Said, Window
from bot.insights.worker import calm

calm()
BOARD = Path(__file__).parents[1] / "data" / "cab_dev.csv"
"""152 answers of 30 companies in six languages about twelve themes, with junk and attacks; written for this project."""


def answer(text: str, number: int = 0, *, account: str | None = None, person: str | None = None) -> Said:
    """One answer; each number is a person of a company of their own unless said otherwise."""
    return Said(
        answer_id=AnswerId(f"a{number:03}"),
        person_id=PersonId(person or f"p{number:03}"),
        account_id=AccountId(account or f"c{number:03}"),
        text=text,
    )


def window(said: Sequence[Said], accounts_asked: int = 30) -> Window:
    """All of `said`, as one window."""
    return Window(said=tuple(said), accounts_asked=accounts_asked)


@pytest.fixture(scope="session")
def forgetful() -> BuiltIn:
    """The built-in encoder, loaded once."""
    return BuiltIn()


@pytest.fixture(scope="session")
def encoder(forgetful: BuiltIn) -> Remembering:
    """The same, but it remembers what it has read."""
    return Remembering(forgetful)


@pytest.fixture(scope="session")
def labelled() -> tuple[Labelled, ...]:
    """The labelled board."""
    with BOARD.open(encoding="utf-8", newline="") as file:
        return tuple(
            Labelled(
                said=Said(
                    answer_id=AnswerId(row["id"]),
                    person_id=PersonId(row["person_id"]),
                    account_id=AccountId(row["account_id"]),
                    text=row["text"],
                    language=row["lang"],
                    rating=float(row["rating_1to5"]) if row["rating_1to5"] else None,
                    arr=Decimal(row["arr_usd"]),
                ),
                labels=tuple(label for label in row["label"].split("|") if label),
            )
            for row in csv.DictReader(file)
        )


@pytest.fixture(scope="session")
def board(labelled: tuple[Labelled, ...]) -> tuple[Said, ...]:
    """The answers alone."""
    return tuple(each.said for each in labelled)


@pytest.fixture(scope="session")
def found(board: tuple[Said, ...], forgetful: BuiltIn) -> Insights:
    """What the pipeline finds on the board, by an encoder that remembers nothing from other tests."""
    return find(window(board), forgetful)
