"""Putting a bot together: its folder, its secret, its lock, and that all is closed again."""

import asyncio
import os
import stat
from pathlib import Path

import pytest

from bot.app import alone, id_key, make_home, opened, secrets_of, settled_key
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import Refusal
from bot.ids import Ids
from storage.crypto import Seal
from storage.database import Database
from tests.databases import Made
from tests.makers import TUESDAY


def test_the_lock_of_a_folder_may_be_taken_within_itself(tmp_path: Path) -> None:
    with alone(tmp_path), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    key = id_key(Settings(home=tmp_path / "one"))
    assert len(key) == 32
    assert id_key(Settings(home=tmp_path / "one")) == key
    assert id_key(Settings(home=tmp_path / "other")) != key
    (file,) = (tmp_path / "one").iterdir()
    assert file.name == "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("left", [b"", b"short"])
def test_a_broken_secret_is_refused_and_left_as_it_is(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(left)
    with pytest.raises(Refusal, match=r"home\.broken_key"):
        id_key(Settings(home=tmp_path))
    assert (tmp_path / "secret.key").read_bytes() == left


def test_the_oldest_of_the_given_secrets_makes_the_ids_so_that_a_new_one_may_be_put_in_front(tmp_path: Path) -> None:
    old = id_key(Settings(home=tmp_path, secret_keys="old"))
    assert id_key(Settings(home=tmp_path, secret_keys=" new , old ")) == old
    assert id_key(Settings(home=tmp_path, secret_keys="new")) != old
    assert list(tmp_path.iterdir()) == []


async def test_the_ids_stay_the_same_when_the_secrets_change(tmp_path: Path) -> None:
    ids = []
    for secrets in ("", "new", "newer, new"):
        async with opened(Settings(home=tmp_path, secret_keys=secrets), clock=SetClock(TUESDAY)) as house:
            ids.append(house.bot.ids.of("round", "1"))
    assert len(set(ids)) == 1
    assert ids[0] == Ids(id_key(Settings(home=tmp_path))).of("round", "1"), "as before they had a secret of their own"


async def test_two_folders_on_one_database_make_the_same_ids_at_the_same_time(made: Made, tmp_path: Path) -> None:
    async def opened_in(home: str) -> bytes:
        settings = Settings(home=tmp_path / home)
        make_home(settings.home)
        database = await Database.open(made.url, migration_url=made.owner_url)
        try:
            return await settled_key(database, settings)
        finally:
            await database.close()

    keys = await asyncio.gather(*(opened_in(home) for home in ("one", "two", "three")))
    assert len(set(keys)) == 1


async def test_a_given_key_wins_and_is_kept(tmp_path: Path) -> None:
    async with opened(Settings(home=tmp_path), clock=SetClock(TUESDAY), key=b"k" * 32) as house:
        given = house.bot.ids.of("round", "1")
    async with opened(Settings(home=tmp_path), clock=SetClock(TUESDAY)) as house:
        assert house.bot.ids.of("round", "1") == given == Ids(b"k" * 32).of("round", "1")


def test_what_was_sealed_before_secrets_were_set_can_still_be_opened(tmp_path: Path) -> None:
    before = Seal(secrets_of(Settings(home=tmp_path))).seal(b"x")
    after = Seal(secrets_of(Settings(home=tmp_path, secret_keys="new")))
    assert after.unseal(before) == b"x"
    assert after.renewed(before) is not None


def test_a_new_folder_is_closed_to_others_and_an_old_one_stays_as_it_is(tmp_path: Path) -> None:
    make_home(tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    (tmp_path / "old").mkdir(mode=0o755)
    make_home(tmp_path / "old")
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o755


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am no folder.")
    with pytest.raises(Refusal, match=r"home\.cannot_make"):
        make_home(tmp_path / "file" / "home")
    make_home(tmp_path / "several" / "folders")
    assert os.access(tmp_path / "several" / "folders", os.W_OK)


async def test_a_bot_may_be_opened_and_closed_again_and_again_in_one_process(tmp_path: Path) -> None:
    for _ in range(2):
        async with opened(Settings(home=tmp_path), clock=SetClock(TUESDAY), works=True) as house:
            assert house.bot.now() == TUESDAY
            assert await house.bot.database.organisations() == []


async def test_what_goes_wrong_while_a_bot_is_opened_closes_what_was_open_already(tmp_path: Path) -> None:
    (tmp_path / "dbos.db").mkdir()
    with pytest.raises(Exception, match="unable to open|database"):
        async with opened(Settings(home=tmp_path), works=True):
            pass
    (tmp_path / "dbos.db").rmdir()
    async with opened(Settings(home=tmp_path), works=True):
        pass
