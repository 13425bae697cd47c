"""The secret is changed because it leaked: everything goes on, and whoever has the old one can open nothing with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.actions.secrets_in_use import Sealed, under_secrets
from bot.app import id_key, opened
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.installations import Grant, Installation
from bot.domain.organisations import Organisation
from bot.errors import Refusal
from bot.ids import OrganisationId
from storage import installations
from storage.crypto import Seal
from tests.databases import prepared
from tests.slack.office import MONDAY

TOKEN = "xoxb-canary-4711"
LANE = "slack:T0"
OWNER = OrganisationId("northwind")


def with_secrets(home: Path, *newest_first: str) -> Settings:
    """An installation with these secrets."""
    return Settings(home=home, secret_keys=SecretStr(",".join(newest_first)), send_delay=0)


def sealed_rows(home: Path) -> list[bytes]:
    """What stands in the file itself."""
    with closing(sqlite3.connect(home / "app.db")) as file:
        return [bytes(row[0]) for row in file.execute("SELECT sealed FROM installation")]


async def installed(settings: Settings) -> None:
    """The bot comes into a workspace."""
    async with opened(settings, clock=SetClock(MONDAY)) as house:
        await house.bot.database.add_organisation(Organisation(id=OWNER, name="Northwind", created_at=MONDAY))
        grant = Grant(name="Northwind", bot_token=TOKEN, bot_user_id="U0", bot_id="B0", app_id="A0", scopes=())
        one = Installation(lane=LANE, organisation_id=OWNER, grant=grant, installed_at=MONDAY)
        await installations.save(house.bot.database, one)


async def test_after_a_change_of_secrets_the_old_one_opens_nothing_and_may_be_thrown_away(tmp_path: Path) -> None:
    home = prepared(tmp_path / "cab")
    await installed(with_secrets(home, "leaked"))
    (stolen,) = sealed_rows(home)
    assert TOKEN in Seal([b"leaked"]).unseal(stolen).decode(), "whoever has both can read it: so it must be changed"

    async with opened(with_secrets(home, "fresh", "leaked"), clock=SetClock(MONDAY)) as house:
        assert await under_secrets(house.bot) == Sealed(older=2, lost=0), "a command changes nothing by the way"
        ids = house.bot.ids.of("round", "1")
    async with opened(with_secrets(home, "fresh", "leaked"), clock=SetClock(MONDAY), works=True) as house:
        assert await under_secrets(house.bot) == Sealed(older=0, lost=0)

    (now,) = sealed_rows(home)
    with pytest.raises(Refusal, match=r"seal\.wrong_key"):
        Seal([b"leaked"]).unseal(now)
    async with opened(with_secrets(home, "fresh"), clock=SetClock(MONDAY), works=True) as house:
        found = await installations.at(house.bot.database, LANE)
        assert found is not None
        assert found.grant.bot_token == TOKEN
        assert house.bot.ids.of("round", "1") == ids, "what was asked before is still known by its ids"
        assert await under_secrets(house.bot) == Sealed(older=0, lost=0)
    key = id_key(with_secrets(home, "leaked"))
    for file in home.rglob("*.db*"):
        assert TOKEN.encode() not in file.read_bytes()
        assert key not in file.read_bytes(), "links could be forged with it"


async def test_a_secret_that_was_thrown_away_too_early_is_named_and_can_be_put_back(tmp_path: Path) -> None:
    home = prepared(tmp_path / "cab")
    await installed(with_secrets(home, "old"))
    for works in (True, False):
        with pytest.raises(Refusal, match=r"seal\.wrong_key"):
            async with opened(with_secrets(home, "new"), clock=SetClock(MONDAY), works=works):
                pass
    async with opened(with_secrets(home, "new", "old"), clock=SetClock(MONDAY), works=True) as house:
        assert await installations.at(house.bot.database, LANE) is not None
        assert await under_secrets(house.bot) == Sealed(older=0, lost=0)
