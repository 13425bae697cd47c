"""The contracts of who imports whom are kept, and each of them would notice a breach."""

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.house import contracts
from tests.house.tree import PACKAGES, ROOT

BREACHES = {
    "house": ("bot/domain/__init__.py", "import storage"),
    "bot": ("bot/texts.py", "import bot.cards"),
    "handlers": ("handlers/console/__init__.py", "import handlers.queue"),
    "memory": ("storage/__init__.py", "import bot.cards"),
    "sql": ("bot/actions/__init__.py", "import sqlalchemy"),
    "engine": ("bot/actions/__init__.py", "import dbos"),
    "ticks": ("handlers/console/__init__.py", "import apscheduler.triggers.cron"),
    "models": ("bot/insights/__init__.py", "import openai"),
    "slack": ("handlers/console/__init__.py", "import slack_sdk.web.client"),
    "teams": ("bot/cards/__init__.py", "import microsoft_teams.cards"),
}
"""One bad import for each contract, by the contract's id."""


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bool], str]:
    """What the linter says of a copy of the house in which every contract was breached once."""
    copy = _copy(tmp_path_factory.mktemp("breached"))
    for name, line in BREACHES.values():
        path = copy / name
        path.write_text(f"{path.read_text()}\n{line}\n")
    (copy / "bot" / "attic.py").write_text('"""A module nobody gave a floor."""\n')
    return contracts.examine(copy)


def test_every_contract_is_kept() -> None:
    verdicts, said = contracts.examine(ROOT)
    assert verdicts == dict.fromkeys(contracts.names(), True), said


def test_every_contract_has_a_breach_to_notice() -> None:
    assert set(BREACHES) == {str(contract["id"]) for contract in _contracts()}


@pytest.mark.parametrize("contract", sorted(BREACHES))
def test_a_bad_import_breaks_its_contract(contract: str, breached: tuple[dict[str, bool], str]) -> None:
    verdicts, said = breached
    name = next(str(one["name"]) for one in _contracts() if one["id"] == contract)
    assert verdicts[name] is False, said


def test_a_module_without_a_floor_is_noticed(breached: tuple[dict[str, bool], str]) -> None:
    assert "bot.attic" in breached[1]


def _contracts() -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    return found


def _copy(to: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, to / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to
