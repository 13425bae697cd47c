"""Setting themes right in the demo, and what its developers get: nothing twice, and nothing leaves the machine."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.cli.demo import in_the_terminal
from bot.clock import SetClock
from bot.config import Settings
from bot.domain import handoffs as rules
from bot.domain.briefs import Brief
from bot.domain.handoffs import Tracker
from bot.domain.suggestions import State
from bot.ids import Ids, OrganisationId, SuggestionId
from bot.ports import Parcel
from handlers.console.developers import Developers, trackers_in
from handlers.console.season.naming import MERGES, RENAMES, Heard, Merge, Rename, set_right
from handlers.console.season.setting import setting
from handlers.console.season.words import sayings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BRIEF = Brief(
    id=SuggestionId("one"),
    label="S7",
    title="Offline mode",
    state=State.PLANNED,
    board="Northwind Council",
    language="en",
    answers=9,
    people=8,
    people_asked=24,
    companies=4,
    companies_asked=9,
    anonymous=False,
    sources=(),
    voices=(),
    on_calls=(),
    heard_at=NOW,
    updated_at=NOW,
)


def heard(title: str, theme: str) -> Heard:
    return Heard(title=title, texts=tuple(each.text for each in sayings() if each.themes == (theme,))[:3])


def test_a_poor_title_is_set_right_once_and_a_good_one_is_left_alone() -> None:
    poor = [heard("Van · shelf", "parts"), heard("Second factor", "sso")]
    assert set_right(RENAMES, poor) == Rename(title="Second factor", new="Single sign-on")
    assert set_right(RENAMES, [heard("Single sign-on", "sso"), *poor]) is None
    assert set_right(RENAMES + 1, poor) is None
    assert set_right(RENAMES, []) is None
    one_voice = replace(poor[1], texts=poor[1].texts[:1])
    mixed = replace(poor[1], texts=(*poor[1].texts, *poor[0].texts))
    assert set_right(RENAMES, [one_voice, mixed]) is None


def test_two_themes_about_one_thing_become_the_larger_of_them() -> None:
    split = [heard("App · network", "offline"), heard("Prices", "seats"), heard("Upload later", "offline")]
    assert set_right(MERGES, split) == Merge(title="App · network", other="Upload later")
    assert set_right(MERGES, split[:2]) is None


async def test_the_developers_take_each_message_once_also_after_the_plug_was_pulled(tmp_path: Path) -> None:
    receiver = Developers(tmp_path / "handed.jsonl")
    assert receiver.work() == []
    ids = Ids(bytes(32))
    row = rules.first(ids, OrganisationId("vendor"), SuggestionId("one"), Tracker.WEBHOOK, State.PLANNED, NOW)
    parcel = Parcel(handoff=row, brief=BRIEF)
    assert await receiver.find(parcel) is None
    for _ in range(2):
        await receiver.send(parcel)
    with receiver.path.open("a", encoding="utf-8") as file:
        file.write('{"key": "cut o')
    assert await receiver.find(parcel) is not None
    assert receiver.work() == [("S7", "Offline mode", "planned")]
    shipped = rules.following(ids, row, State.SHIPPED, NOW)
    await receiver.send(Parcel(handoff=shipped, brief=replace(BRIEF, state=State.SHIPPED)))
    assert receiver.work() == [("S7", "Offline mode", "shipped")]
    assert receiver.path.read_text("utf-8").count("Offline mode") == 2


async def test_the_trackers_of_this_machines_settings_hear_nothing_of_a_demo(tmp_path: Path) -> None:
    own = Settings(home=tmp_path, webhook_url="https://work.example.com/cab", webhook_secret=SecretStr("s" * 32))
    async with in_the_terminal(own, SetClock(NOW), bytes(32), setting(1)) as (house, _):
        assert house.bot.trackers == trackers_in(tmp_path)
