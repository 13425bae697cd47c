"""Starts the product in a process of its own, away from the settings of whoever runs the tests."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment(**settings: str) -> dict[str, str]:
    """The environment of a fresh terminal, in which the project is found; `settings` are set in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def started(folder: Path, *words: str, **settings: str) -> "subprocess.Popen[str]":
    """`cab` with these words, in `folder`, its ends in our hands."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(**settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
