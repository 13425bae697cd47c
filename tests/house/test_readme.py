"""The README's commands do what it says, on a machine where nothing has been set up."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli import run as cab
from tests.house.tree import ROOT


def commands(heading: str) -> str:
    """The first shell block under a heading of the README."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found, f"no commands under {heading}"
    return found[1]


def test_the_readme_sets_up_a_board_and_a_second_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("CAB_"):
            monkeypatch.delenv(name)
    shell = shutil.which("bash") or "sh"
    said = ["", ""]
    for time in range(2):
        for line in commands("Your own board").splitlines():
            words = shlex.split(line)
            if words[0] != "cab":
                subprocess.run([shell, "-c", line], check=True)
                continue
            typed, to = (words[1:-2], words[-1]) if words[-2] == ">" else (words[1:], "")
            assert cab(typed) == 0, line
            shown = capsys.readouterr().out
            if to:
                Path(to).write_text(shown, encoding="utf-8")
            said[time] += shown
    assert "Northwind Council" in said[0]
    assert "Created" in said[0]
    assert "Created" not in said[1]


def test_the_two_commands_of_the_readme_are_what_the_build_machine_runs() -> None:
    promised = set(re.findall(r"^make \w+", commands("See it"), re.MULTILINE))
    assert promised == {"make demo", "make test"}
    run_there = re.findall(r"^make .+$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert run_there == ["make test", "make demo ONCE=1"]
