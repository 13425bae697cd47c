"""Putting a bot together: its folder, its secret, its lock, and that all is closed again."""

import os
import stat
from pathlib import Path

import pytest

from bot.app import alone, id_key, make_home, opened
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import Refusal
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


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am no folder.")
    with pytest.raises(Refusal, match=r"home\.cannot_make"):
        make_home(tmp_path / "file" / "home")
    make_home(tmp_path / "several" / "folders")
    assert os.access(tmp_path / "several" / "folders", os.W_OK)


async def test_a_bot_may_be_opened_and_closed_again_and_again_in_one_process(tmp_path: Path) -> None:
    for _ in range(2):
        async with opened(Settings(home=tmp_path), clock=SetClock(TUESDAY), works=True, poll=0.02) as house:
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
