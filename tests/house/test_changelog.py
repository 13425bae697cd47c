"""The changelog tells what is new, and every place that states the version states the same one."""

import re
import tomllib

import bot
from tests.house.tree import ROOT


def test_the_changelog_opens_with_what_is_not_released_yet_or_with_this_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings
    assert headings[0] == "Unreleased" or headings[0].startswith(bot.__version__)


def test_the_top_of_the_changelog_says_something() -> None:
    top = (ROOT / "CHANGELOG.md").read_text().split("\n## ")[1]
    assert re.search(r"^- \S", top, re.MULTILINE)


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == bot.__version__
