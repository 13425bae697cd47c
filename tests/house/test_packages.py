"""What the code imports is asked for, what is asked for is locked, and all locks hold the same versions."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.house import tree

PROJECT = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-quality.lock")
UNSEEN = {
    "aiosqlite": "SQLAlchemy's driver for SQLite, found by its URL",
    "asyncpg": "SQLAlchemy's driver for PostgreSQL, found by its URL",
    "httptools": "the web server's parser, which it takes by itself where it is there",
    "tzdata": "time zones where the machine has none, or old ones",
}
"""Packages that are needed and never imported by us, and why."""


def test_the_locks_hold_what_the_project_asks_for() -> None:
    runtime, development, quality = map(_locked, LOCKS)
    product = _names(PROJECT["project"]["dependencies"])
    assert product - set(runtime) == set()
    assert _names(PROJECT["dependency-groups"]["dev"]) - set(development) == set(), "run `make lock`"
    assert {*product, *_names(PROJECT["project"]["optional-dependencies"]["quality"])} - set(quality) == set()


def test_all_locks_hold_the_same_versions() -> None:
    runtime, development, quality = map(_locked, LOCKS)
    assert {name: version for name, version in runtime.items() if development.get(name) != version} == {}
    other = {name: version for name, version in quality.items() if runtime.get(name, version) != version}
    assert other == {}, "the extra must not exchange what is installed"


def test_every_package_in_the_locks_has_hashes() -> None:
    for name in LOCKS:
        entries = re.split(r"\n(?=[a-z])", (tree.ROOT / name).read_text())[1:]
        assert len(entries) > 30
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_package_the_product_imports_is_asked_for_and_the_other_way_round() -> None:
    extras = [each for some in PROJECT["project"]["optional-dependencies"].values() for each in some]
    asked = _names([*PROJECT["project"]["dependencies"], *extras])
    imported = _imported(*tree.PACKAGES)
    assert imported - asked == set(), "add these to pyproject.toml"
    assert asked - imported - set(UNSEEN) == set(), "nothing imports these"


def _locked(name: str) -> dict[str, tuple[str, ...]]:
    """The versions of each package; there are two where Python's version decides."""
    found: dict[str, tuple[str, ...]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==(\S+)", (tree.ROOT / name).read_text(), re.MULTILINE):
        found[package] = (*found.get(package, ()), version)
    return found


def _names(requirements: list[object]) -> set[str]:
    return {_plain(re.split(r"[\[<>=!~; ]", one)[0]) for one in requirements if isinstance(one, str)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(*folders: str) -> set[str]:
    modules: set[str] = set()
    for _, node in tree.nodes(*folders):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
    ours = {*tree.PACKAGES, "tests", *sys.stdlib_module_names}
    owners = packages_distributions()
    return {_plain(owner) for module in modules - ours for owner in owners.get(module, [module])}
