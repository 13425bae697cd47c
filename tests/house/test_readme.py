"""The README's commands do what it says, on a machine where nothing has been set up."""

import os
import re
import shlex
import shutil
import subprocess
import sys
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
def test_the_readme_sets_up_a_board_and_a_second_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(commands("Your own board"), tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Northwind Council" in first.stdout
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("CAB_"):
            monkeypatch.delenv(name)
    verbs = [shlex.split(line)[1:] for line in commands("Your own board").splitlines() if line.startswith("cab ")]
    assert len(verbs) > 5
    for words in verbs:
        assert cab(words[: words.index(">")] if ">" in words else words) == 0, words
    assert "Created" not in capsys.readouterr().out


def test_the_two_commands_of_the_readme_are_what_the_build_machine_runs() -> None:
    promised = set(re.findall(r"^make \w+", commands("See it"), re.MULTILINE))
    assert promised == {"make demo", "make test"}
    run_there = re.findall(r"^make .+$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert run_there == ["make test", "make demo ONCE=1"]
