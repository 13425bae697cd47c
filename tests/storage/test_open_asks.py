"""An ask is held in memory while it is pressed, lags by seconds at most, and never across organisations."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.aims import Aim, Goal, aims_of_round
from bot.domain.channels import Place
from bot.domain.rounds import Stage
from bot.ids import Ids, Token
from storage import aims, engagements, open_asks, rounds
from storage.database import Database
from storage.open_asks import OpenAsks
from tests.storage.houses import CLOSE
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor

IDS = Ids(b"a key that stands still in tests")


async def pressable(database: Database, vendor: Vendor = NORTHWIND) -> tuple[Aim, ...]:
    """A vendor with an open round whose buttons are stored."""
    await plant(database, vendor)
    await database.bind_workspace(f"console:{vendor.name}", vendor.id)
    buttons = aims_of_round(IDS, vendor.id, vendor.round().id, vendor.questions)
    async with database.begin(vendor.id) as work:
        await aims.save_all(work, buttons)
    return buttons


async def test_a_token_leads_to_everything_about_its_ask(database: Database) -> None:
    buttons = await pressable(database)
    vote = next(each for each in buttons if each.goal is Goal.VOTE)
    ask = await OpenAsks().of(database, NORTHWIND.id, vote.token)
    assert ask is not None
    assert (ask.round, ask.board, ask.live, ask.home) == (NORTHWIND.round(), NORTHWIND.board, False, None)
    assert ask.buttons == {each.token: each for each in buttons}
    assert ask.question_of(vote) == NORTHWIND.questions[0]
    assert ask.question_of(next(each for each in buttons if each.goal is Goal.SKIP)) is None
    assert ask.aims.token(Goal.WRITE, question_id=NORTHWIND.questions[4].id) in ask.buttons


async def test_a_token_we_never_gave_out_leads_nowhere(database: Database) -> None:
    await pressable(database)
    assert await OpenAsks().of(database, NORTHWIND.id, Token("nothing")) is None


async def test_a_token_means_nothing_to_another_organisation(database: Database) -> None:
    ours, theirs = await pressable(database), await pressable(database, FABRIKAM)
    asks = OpenAsks()
    assert await asks.of(database, NORTHWIND.id, ours[0].token) is not None
    assert await asks.of(database, FABRIKAM.id, ours[0].token) is None
    assert await asks.of(database, NORTHWIND.id, theirs[0].token) is None


async def test_what_changed_is_seen_anew_when_asked_for_and_otherwise_once_it_has_lagged(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, *_) = await pressable(database)
    asks = OpenAsks()
    await asks.of(database, NORTHWIND.id, first.token)
    later = replace(NORTHWIND.round(), closes_at=CLOSE + timedelta(days=1))
    async with database.begin(NORTHWIND.id) as work:
        await rounds.save(work, later)
        await engagements.save(work, replace(NORTHWIND.engagement, live=True))
    lagging = await asks.of(database, NORTHWIND.id, first.token)
    assert lagging is not None
    assert (lagging.round, lagging.live) == (NORTHWIND.round(), False)
    fresh = await asks.of(database, NORTHWIND.id, first.token, anew=True)
    assert fresh is not None
    assert (fresh.round, fresh.live) == (later, True)
    async with database.begin(NORTHWIND.id) as work:
        await rounds.save(work, replace(later, stage=Stage.CLOSED))
    monkeypatch.setattr(open_asks, "LAG", 0.0)
    closed = await asks.of(database, NORTHWIND.id, first.token)
    assert closed is not None
    assert closed.round.stage is Stage.CLOSED


async def test_hundreds_who_press_at_once_are_handed_the_same_ask(database: Database) -> None:
    buttons = await pressable(database)
    asks = OpenAsks()
    some = [buttons[number % len(buttons)].token for number in range(300)]
    found = await asyncio.gather(*(asks.of(database, NORTHWIND.id, token) for token in some))
    assert len({id(each) for each in found}) == 1


async def test_the_ask_pressed_longest_ago_is_forgotten_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = await pressable(database), await pressable(database, FABRIKAM)
    monkeypatch.setattr(open_asks, "MOST_ASKS", 1)
    asks = OpenAsks()
    before = await asks.of(database, NORTHWIND.id, ours[0].token)
    assert await asks.of(database, NORTHWIND.id, ours[1].token) is before
    assert await asks.of(database, FABRIKAM.id, theirs[0].token) is not None
    after = await asks.of(database, NORTHWIND.id, ours[0].token)
    assert after is not before
    assert after is not None
    assert before is not None
    assert after.buttons == before.buttons


async def test_a_place_belongs_to_whoever_its_workspace_is_bound_to(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pressable(database)
    asks = OpenAsks()
    place = NORTHWIND.channel.place
    nowhere = Place(platform="console", workspace="nobody", id="general")
    monkeypatch.setattr(open_asks, "MOST_PLACES", 1)
    for there in (place, replace(place, id="elsewhere"), place):
        assert await asks.organisation_at(database, there) == NORTHWIND.id
    assert await asks.organisation_at(database, nowhere) is None
    await database.bind_workspace("console:nobody", NORTHWIND.id)
    assert await asks.organisation_at(database, nowhere) == NORTHWIND.id
