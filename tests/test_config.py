"""Settings: each has a default that works, and a mistake in one stops the start before anything is opened."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import PREFIX, Settings, load
from bot.errors import Refusal


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without our names, in a folder without a `.env` file."""
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_everything_is_kept_in_one_folder() -> None:
    settings = load()
    assert settings.home == Path(".cab")
    assert settings.database == "sqlite:///.cab/app.db"
    assert settings.send_delay == 120
    assert settings.grace == timedelta(hours=6)


def test_a_setting_is_read_from_the_environment_and_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CAB_HOME=from-the-file\nCAB_SEND_DELAY=5\nOTHER=1\n")
    assert (load().home, load().send_delay) == (Path("from-the-file"), 5)
    monkeypatch.setenv("CAB_HOME", "from-the-environment")
    assert (load().home, load().send_delay) == (Path("from-the-environment"), 5)
    assert load().database == "sqlite:///from-the-environment/app.db"


def test_a_database_of_ones_own_goes_before_the_one_in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAB_DATABASE_URL", "postgresql://council@host/name")
    assert load().database == "postgresql://council@host/name"


@pytest.mark.parametrize("where", ["environment", "file"])
@pytest.mark.parametrize(
    ("name", "close"), [("CAB_HOEM", "CAB_HOME"), ("cab_senddelay", "CAB_SEND_DELAY"), ("CAB_DATABASE", None)]
)
def test_a_name_we_do_not_know_is_refused_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str, close: str | None
) -> None:
    if where == "file":
        Path(".env").write_text(f"{name}=1\n")
    else:
        monkeypatch.setenv(name, "1")
    with pytest.raises(Refusal) as refused:
        load()
    assert refused.value.phrase.args["name"] == name
    if close:
        assert refused.value.phrase.args["close"] == close


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAB_SEND_DELAY", "soon"),
        ("CAB_SEND_DELAY", "-1"),
        ("CAB_SEND_DELAY", "86401"),
        ("CAB_SEND_DELAY", "nan"),
        ("CAB_GRACE_HOURS", "169"),
        ("CAB_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_is_refused_under_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal, match=r"settings\.bad_value") as refused:
        load()
    assert refused.value.phrase.args["name"] == name


def test_secrets_are_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAB_SECRET_KEYS", "quokka")
    monkeypatch.setenv("CAB_DATABASE_URL", "postgresql://ana:quokka@host/name")
    monkeypatch.setenv("CAB_DATABASE_MIGRATION_URL", "postgresql://owner:quokka@host/name")
    assert "quokka" not in f"{load()!r} {load()}"


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.rstrip().endswith("."), name
