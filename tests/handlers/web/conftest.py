"""Councils with a web server, by the kind of poll that is out; each poll is put out once, and copied for each test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import outside_the_loop
from tests.handlers.web.council import ANONYMOUS, COMPANY, FIVE, KINDS, ONE, Council, ask, council_at

POLLS = {"one": ONE, "five": FIVE, "anonymous": ANONYMOUS, "company": COMPANY, "kinds": KINDS}


@pytest.fixture(scope="session")
def polls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one council for each kind of poll."""
    folder = tmp_path_factory.mktemp("polls")
    for name, toml in POLLS.items():
        outside_the_loop(ask(folder / name, toml))
    return folder


@pytest.fixture
async def one(polls: Path, tmp_path: Path) -> AsyncIterator[Council]:
    """One single choice, under names."""
    shutil.copytree(polls / "one", tmp_path / "cab")
    async with council_at(tmp_path / "cab") as council:
        yield council


@pytest.fixture
async def five(polls: Path, tmp_path: Path) -> AsyncIterator[Council]:
    """One question of each kind, under names."""
    shutil.copytree(polls / "five", tmp_path / "cab")
    async with council_at(tmp_path / "cab") as council:
        yield council


@pytest.fixture
async def kinds(polls: Path, tmp_path: Path) -> AsyncIterator[Council]:
    """A recommendation and an order, under names."""
    shutil.copytree(polls / "kinds", tmp_path / "cab")
    async with council_at(tmp_path / "cab") as council:
        yield council


@pytest.fixture
async def anonymous(polls: Path, tmp_path: Path) -> AsyncIterator[Council]:
    """One single choice, of which nobody can tell who answered."""
    shutil.copytree(polls / "anonymous", tmp_path / "cab")
    async with council_at(tmp_path / "cab") as council:
        yield council


@pytest.fixture
async def company(polls: Path, tmp_path: Path) -> AsyncIterator[Council]:
    """One single choice, of which the team is to learn the company alone."""
    shutil.copytree(polls / "company", tmp_path / "cab")
    async with council_at(tmp_path / "cab") as council:
        yield council
