"""Receipts wait for a crowd's acknowledgements; each person is shown the newest of what waits."""

import asyncio

import pytest

from bot.cards.parts import Card
from bot.domain.channels import Place
from handlers.slack import receipts
from handlers.slack.asides import Aside
from handlers.slack.people import Caller
from handlers.slack.receipts import Calm, Owed, Receipt

PLACE = Place(platform="slack", workspace="T1", id="C1")


def receipt(user: str, words: str, about: str = "question", *, replaces: bool = False) -> Receipt:
    aside = Aside(lane="slack:T1", user=user, channel="C1", response_url="", replaces=replaces)
    return Receipt(aside, Card(words, about=about), Caller(lane="slack:T1", user=user, team="T1"), PLACE)


class Shown:
    """What was shown, in order."""

    def __init__(self) -> None:
        self.words: list[tuple[str, object]] = []

    async def show(self, receipt: Receipt) -> None:
        await asyncio.sleep(0)
        self.words.append((receipt.aside.user, receipt.card.summary))


async def test_amid_a_crowd_receipts_wait_and_each_person_gets_the_newest() -> None:
    calm, shown = Calm(), Shown()
    owed = Owed(calm, shown.show)
    with calm:
        for words in ("first", "second"):
            owed.owe(receipt("ana", words))
        owed.owe(receipt("ben", "first"))
        await asyncio.sleep(0.01)
        assert shown.words == []
    await owed.rest(within=5)
    assert sorted(shown.words) == [("ana", "second"), ("ben", "first")]
    assert owed.passed_over == 1


async def test_what_is_about_something_else_or_takes_the_place_of_something_is_shown_all_the_same() -> None:
    calm, shown = Calm(), Shown()
    owed = Owed(calm, shown.show)
    with calm:
        owed.owe(receipt("ana", "one question"))
        owed.owe(receipt("ana", "another", "other question"))
        owed.owe(receipt("ana", "in the place of a receipt", replaces=True))
        owed.owe(receipt("ana", "about nothing", ""))
    await owed.rest(within=5)
    assert [words for _, words in shown.words] == [
        "one question",
        "another",
        "in the place of a receipt",
        "about nothing",
    ]


async def test_who_presses_alone_is_shown_the_receipt_at_once() -> None:
    calm, shown = Calm(), Shown()
    owed = Owed(calm, shown.show)
    with calm:
        pass
    owed.owe(receipt("ana", "first"))
    for _ in range(5):
        await asyncio.sleep(0)
    assert shown.words == [("ana", "first")]


async def test_amid_a_crowd_without_end_one_receipt_after_the_other_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "LONGEST", 0.0)
    calm, shown = Calm(), Shown()
    owed = Owed(calm, shown.show)
    with calm:
        for user in ("ana", "ben", "cem"):
            owed.owe(receipt(user, "first"))
        while len(shown.words) < 3:  # noqa: ASYNC110 - there is nothing to wait for but a list
            await asyncio.sleep(0.001)
    await owed.rest(within=5)
    assert [user for user, _ in shown.words] == ["ana", "ben", "cem"]


async def test_at_the_end_what_cannot_be_shown_any_more_is_dropped() -> None:
    calm, shown = Calm(), Shown()
    owed = Owed(calm, shown.show)
    with calm:
        owed.owe(receipt("ana", "first"))
        await owed.rest(within=0.01)
        await owed.close()
        owed.owe(receipt("ben", "first"))
    await owed.rest(within=5)
    assert shown.words == [("ben", "first")]


async def test_of_too_many_that_wait_the_oldest_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "MOST_OWED", 2)
    calm, shown = Calm(), Shown()
    owed = Owed(calm, shown.show)
    with calm:
        for user in ("ana", "ben", "cem"):
            owed.owe(receipt(user, "first"))
    await owed.rest(within=5)
    assert [user for user, _ in shown.words] == ["ben", "cem"]
    assert owed.passed_over == 1
