"""The command line as a person uses it: in a folder of its own, with nothing set in the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import run
from tests.cli.machine import Cab, Done


@dataclass(frozen=True, slots=True)
class InProcess(Cab):
    """Runs a command within the test's own process, which is quicker than starting one."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Done:
        """Type `cab` and these words."""
        self.capsys.readouterr()
        code = run(words)
        said = self.capsys.readouterr()
        return Done(code=code, out=said.out, err=said.err)


@pytest.fixture
def cab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cab:
    """The command in an empty folder."""
    for name in os.environ:
        if name.startswith("CAB_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return InProcess(tmp_path, capsys)
