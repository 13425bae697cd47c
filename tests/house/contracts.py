"""Checks who imports whom, and says only what is broken; `python -m tests.house.contracts`."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import ROOT

VERDICT = re.compile(r"^(?P<name>.+?) (?P<verdict>KEPT|BROKEN)\b", re.MULTILINE)


def names() -> tuple[str, ...]:
    """The contracts of pyproject.toml, by name."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return tuple(str(contract["name"]) for contract in contracts)


def examine(folder: Path) -> tuple[dict[str, bool], str]:
    """Whether each contract is kept by the packages in `folder`, and what the linter said of the broken ones."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    verdicts = {match["name"]: match["verdict"] == "KEPT" for match in VERDICT.finditer(done.stdout)}
    said = done.stdout.partition("Broken contracts")[2].lstrip("\n -")
    if done.returncode and all(verdicts.values()):
        verdicts, said = {}, done.stdout + done.stderr
    return verdicts, said


def main() -> int:
    """Exit code 1, and the reasons, when a contract is broken or could not be checked."""
    verdicts, said = examine(ROOT)
    if set(verdicts) != set(names()) or not all(verdicts.values()):
        print(said or f"not checked: {sorted(set(names()) - set(verdicts))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
