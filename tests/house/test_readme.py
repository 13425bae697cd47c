"""The README's commands do what it says, on a machine where nothing has been set up."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT


def commands(heading: str) -> str:
    """The first shell block under a heading of the README."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found, f"no commands under {heading}"
    return found[1]


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run shell lines with this project's `cab`, away from the settings of whoever runs the tests."""
    shell = shutil.which("bash") or "sh"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    prelude = 'set -e; cab() { "$PYTHON" -m bot "$@"; }\n'
    return subprocess.run(
        [shell, "-c", prelude + script],
        cwd=folder,
        env=kept | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_readme_sets_up_a_board_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    first = run(commands("Your own board"), tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Northwind Council" in first.stdout
    second = run(commands("Your own board"), tmp_path)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "Created" not in second.stdout


def test_the_two_commands_of_the_readme_are_what_the_build_machine_runs() -> None:
    promised = set(re.findall(r"^make \w+", commands("See it"), re.MULTILINE))
    assert promised == {"make demo", "make test"}
    run_there = re.findall(r"^make .+$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert run_there == ["make test", "make demo ONCE=1"]
