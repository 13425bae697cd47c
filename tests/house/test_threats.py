"""The list of threats is kept honest: each line names a test, each test it names exists, and no table is forgotten."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from storage.tables import metadata
from tests.house import tree

THREATS = tree.ROOT / "docs" / "threat-model.md"
PRIVACY = tree.ROOT / "docs" / "privacy.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
RULED = re.compile(r"\|[-|: ]+\|")


def lines_of_tables(text: str) -> list[str]:
    """Every line of every table, without their heads."""
    lines = text.splitlines()
    heads = {at - 1 for at, line in enumerate(lines) if RULED.fullmatch(line)}
    rows = [(at, line) for at, line in enumerate(lines) if line.startswith("|") and not RULED.fullmatch(line)]
    return [line for at, line in rows if at not in heads]


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file; none where there is no such file."""
    file = tree.ROOT / path
    if not file.exists():
        return frozenset()
    found = (
        each
        for each in ast.walk(ast.parse(file.read_text()))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return frozenset(each.name for each in found)


def missing(text: str) -> list[str]:
    """Tests that are named and not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in names_in(path)]


@pytest.mark.parametrize("document", [THREATS, PRIVACY], ids=tree.named)
def test_every_test_that_is_named_exists(document: Path) -> None:
    text = document.read_text()
    assert NAMED.findall(text)
    assert missing(text) == []


def test_every_threat_names_the_test_that_stops_it() -> None:
    lines = lines_of_tables(THREATS.read_text())
    assert len(lines) > 40
    assert [line for line in lines if not NAMED.search(line)] == []


def test_a_test_that_is_gone_is_noticed() -> None:
    text = "`tests/house/test_threats.py::test_nothing_at_all` and `tests/nowhere.py::test_it`"
    assert missing(text) == ["tests/house/test_threats.py::test_nothing_at_all", "tests/nowhere.py::test_it"]
    assert missing("`tests/house/test_threats.py::test_a_test_that_is_gone_is_noticed`") == []


def test_what_is_kept_is_listed_table_by_table() -> None:
    kept = PRIVACY.read_text().partition("## What each table holds")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in lines_of_tables(kept))))
    tables = {table.name for table in metadata.sorted_tables}
    assert sorted(tables - listed) == [], "docs/privacy.md does not say what these tables hold"
    assert sorted(listed - tables) == []
