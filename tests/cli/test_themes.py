"""Themes at the command line: looked into, set right, and taken back."""

import shutil
from pathlib import Path

import pytest

from tests.cli.machine import Cab

BOARD = Path(__file__).parents[1] / "data" / "cab_dev.csv"


@pytest.mark.soak
def test_a_theme_is_renamed_and_taken_back_by_typed_words(cab: Cab, tmp_path: Path) -> None:
    assert cab("board", "create", "Northwind Council").code == 0
    shutil.copy(BOARD, tmp_path / "answers.csv")
    assert cab("import", "answers.csv").code == 0
    assert "of 30 companies" in cab("summary", "slow").out
    assert "is called “Speed” now" in cab("theme", "rename", "slow", "Speed").out
    assert "named by hand" in cab("summary", "speed").out
    assert "Taken back" in cab("theme", "undo").out
    unknown = cab("summary", "speed")
    assert unknown.code == 1
    assert "No theme is called “speed”" in unknown.err
