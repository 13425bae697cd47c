"""The secret is changed because it leaked: everything goes on, and whoever has the old one can open nothing with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.actions.secrets_in_use import Sealed, under_secrets
from bot.app import given_up, id_key, opened
from bot.cli import app
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.installations import Grant, Installation
from bot.domain.organisations import Organisation
from bot.errors import Refusal
from bot.ids import OrganisationId
from prompts.catalogue import say_in
from storage import installations, secret
from storage.crypto import Seal
from storage.resealing import GivenUp
from tests.databases import outside_the_loop, prepared
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


async def test_tokens_that_no_secret_opens_stop_the_start_with_a_sentence_that_says_how_to_go_on(
    tmp_path: Path,
) -> None:
    home = prepared(tmp_path / "cab")
    await installed(with_secrets(home, "old"))
    async with opened(with_secrets(home, "new", "old"), clock=SetClock(MONDAY)) as house:
        await secret.put(house.bot.database, secret.IDS, b"k" * 32)
    (before,) = sealed_rows(home)
    for works, asks in ((True, False), (False, True)):
        with pytest.raises(Refusal, match=r"seal\.tokens_lost") as refused:
            async with opened(with_secrets(home, "new"), clock=SetClock(MONDAY), works=works, asks=asks):
                pass
        said = say_in("en")(refused.value.phrase)
        assert all(part in said for part in ("CAB_SECRET_KEYS", "cab secrets --give-up", LANE, "install"))
        assert "CAB_SECRET_KEYS" in say_in("de")(refused.value.phrase)
    assert sealed_rows(home) == [before], "the secret may come back"


async def test_a_secret_that_is_lost_for_good_is_given_up_and_everything_else_goes_on(tmp_path: Path) -> None:
    home = prepared(tmp_path / "cab")
    await installed(with_secrets(home, "old"))
    async with opened(with_secrets(home, "old"), clock=SetClock(MONDAY)) as house:
        ids = house.bot.ids.of("round", "1")
    with pytest.raises(Refusal, match=r"seal\.wrong_key") as refused:
        async with opened(with_secrets(home, "new"), clock=SetClock(MONDAY), works=True):
            pass
    assert "cab secrets --give-up" in say_in("en")(refused.value.phrase)

    assert await given_up(with_secrets(home, "new")) == GivenUp(workspaces=1, ids=True)
    assert await given_up(with_secrets(home, "new")) == GivenUp(), "a second time nothing is left to give up"
    async with opened(with_secrets(home, "new"), clock=SetClock(MONDAY), works=True) as house:
        assert house.bot.ids.of("round", "1") != ids
        assert [each.name for each in await house.bot.database.organisations()] == ["Northwind"]
        assert await installations.at(house.bot.database, LANE) is None
        assert await under_secrets(house.bot) == Sealed(older=0, lost=0)
    await installed_again(with_secrets(home, "new"))


async def installed_again(settings: Settings) -> None:
    """The bot comes into the workspace once more."""
    async with opened(settings, clock=SetClock(MONDAY), works=True) as house:
        grant = Grant(name="Northwind", bot_token=TOKEN, bot_user_id="U0", bot_id="B0", app_id="A0", scopes=())
        one = Installation(lane=LANE, organisation_id=OWNER, grant=grant, installed_at=MONDAY)
        await installations.save(house.bot.database, one)
        assert await installations.at(house.bot.database, LANE) is not None


def test_what_opens_is_never_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = prepared(tmp_path / "cab")
    monkeypatch.setenv("CAB_HOME", str(home))
    monkeypatch.setenv("CAB_SECRET_KEYS", "old")
    outside_the_loop(installed(with_secrets(home, "old")))
    (before,) = sealed_rows(home)
    asked = CliRunner().invoke(app, ["secrets", "--give-up"], input="n\n")
    assert asked.exit_code == 1
    assert sealed_rows(home) == [before]
    done = CliRunner().invoke(app, ["secrets", "--give-up", "--yes"])
    assert done.exit_code == 0, done.output
    assert "0 workspaces" in done.output
    assert sealed_rows(home) == [before]
    assert "Everything is sealed" in CliRunner().invoke(app, ["secrets"]).output
    monkeypatch.setenv("CAB_SECRET_KEYS", "new")
    told = CliRunner().invoke(app, ["doctor"])
    assert told.exit_code == 1
    assert "cab secrets --give-up" in told.output
    lost = CliRunner().invoke(app, ["secrets", "--give-up", "--yes"])
    assert "install the bot there again" in lost.output
    assert sealed_rows(home) == []
