"""`cab manifest teams`, `cab teams register` and `cab doctor teams`: what an operator does before Teams is there."""

import asyncio
import re
import shlex
import shutil
import subprocess

import pytest

from bot.actions.install import install
from bot.app import opened
from bot.cli.doctor import wait
from bot.config import load
from bot.domain.installations import Grant
from tests.cli.machine import Cab
from tests.handlers.teams.packed import APP_ID, read, unpacked

ADDRESS = "https://council.example.com"


def test_one_command_writes_the_package_to_upload(cab: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAB_TEAMS_APP_ID", APP_ID)
    monkeypatch.setenv("CAB_PUBLIC_URL", ADDRESS)
    done = cab("manifest", "teams", "-o", "out/council.zip", "--name", "Northwind  Council")
    assert (done.code, done.out) == (0, "")
    assert "out/council.zip" in done.err
    assert "--privacy" in done.err, "pages that were not given are named"
    told = read(unpacked((cab.folder / "out" / "council.zip").read_bytes())["manifest.json"])
    assert told["name"] == {"short": "Northwind Council", "full": "Northwind Council"}
    assert told["id"] == APP_ID


def test_what_is_typed_goes_before_what_is_set(cab: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAB_TEAMS_APP_ID", "nonsense")
    pages = [
        word for page in ("website", "privacy", "terms") for word in (f"--{page}", f"https://northwind.example/{page}")
    ]
    done = cab("manifest", "teams", "--app-id", APP_ID, "--url", ADDRESS, "--release", "1.2.3", *pages)
    assert done.code == 0
    assert len(done.err.splitlines()) == 1
    told = read(unpacked((cab.folder / "council.zip").read_bytes())["manifest.json"])
    assert told["version"] == "1.2.3"
    assert told["id"] == APP_ID


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ((), "CAB_TEAMS_APP_ID"),
        (("--app-id", "x", "--url", ADDRESS), "application (client) id"),
        (("--app-id", APP_ID), "CAB_PUBLIC_URL"),
        (("--app-id", APP_ID, "--url", "http://council.example.com"), "https://council.example.com"),
        (("--app-id", APP_ID, "--url", ADDRESS, "--name", "Northwind Customer Advisory Council"), "--full-name"),
        (("--app-id", APP_ID, "--url", ADDRESS, "--full-name", "n" * 101), "at most 100"),
        (("--app-id", APP_ID, "--url", ADDRESS, "--name", " "), "Northwind Council"),
        (("--app-id", APP_ID, "--url", ADDRESS, "--release", "2"), "three numbers"),
    ],
)
def test_a_package_that_teams_would_refuse_is_refused_here(cab: Cab, words: tuple[str, ...], remedy: str) -> None:
    assert remedy in cab("manifest", "teams", *words).refusal
    assert list(cab.folder.iterdir()) == []


def test_the_commands_that_register_the_bot_are_printed_and_not_run(cab: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAB_PUBLIC_URL", ADDRESS)
    done = cab("teams", "register", "--print", "--name", "Northwind's Council; rm -rf ~")
    assert done.code == 0
    words = shlex.split(done.out, comments=True)
    assert "Northwind's Council; rm -rf ~" in words, "a name is one word for the shell, whatever is in it"
    assert f"{ADDRESS}/teams/messages" in words
    assert words.count("SingleTenant") == 1
    (handle,) = {words[place + 1] for place, word in enumerate(words) if word == "--resource-group"}
    assert re.fullmatch(r"[a-z0-9-]{4,42}", handle)
    shell = shutil.which("bash") or "sh"
    assert subprocess.run([shell, "-n", "-c", done.out], capture_output=True, check=False).returncode == 0
    assert list(cab.folder.iterdir()) == []


def test_a_registration_that_there_is_already_is_used(cab: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAB_TEAMS_APP_ID", APP_ID)
    done = cab("teams", "register", "--print", "--name", "北風", "--url", ADDRESS)
    assert f"APP_ID={APP_ID}\n" in done.out
    assert "az ad app create" not in done.out
    assert "--name council-bot" in done.out


def test_without_an_address_or_the_word_print_nothing_is_printed(cab: Cab) -> None:
    assert "--print" in cab("teams", "register").refusal
    assert "CAB_PUBLIC_URL" in cab("teams", "register", "--print").refusal


def test_the_doctor_says_that_nothing_is_set_up(cab: Cab) -> None:
    everything = cab("doctor")
    assert (everything.code, "Neither Slack nor Teams" in everything.out) == (0, True)
    asked = cab("doctor", "teams")
    assert (asked.code, "BAD   Teams is not set up" in asked.out) == (1, True)
    assert "Slack is not set up" in cab("doctor", "slack").out
    assert cab("doctor", "--watch").code == 2


async def test_the_doctor_waits_until_something_has_come_from_teams(
    cab: Cab, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load({})
    async with opened(settings) as house:
        waiting = asyncio.create_task(wait(settings, every=0.01))
        await install(house.bot, "slack:T1", Grant(name="Vendor", bot_token="t", bot_user_id="U1"))
        await asyncio.sleep(0.1)
        assert not waiting.done(), "another platform is not waited for"
        await install(house.bot, "teams:0a7c", Grant(name="Vendor", bot_token="", bot_user_id="28:bot"))
        await asyncio.wait_for(waiting, timeout=30)
    said = capsys.readouterr()
    assert said.out == "ok    Teams is connected: something came from 0a7c.\n"
    assert "Waiting for Teams" in said.err
