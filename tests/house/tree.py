"""Lists the files of the project, and nothing else that lies in the folder."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "storage", "prompts")
"""What is shipped; tests obey the same rules but are not scanned for phrases or start-up time."""

NOT_OURS = {".git", ".venv", ".cab", "__pycache__", "build", "dist", "node_modules"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control; outside of a checkout, every file there is."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        found = [ROOT / name for name in names if name]
    else:
        found = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def modules(*folders: str) -> tuple[Path, ...]:
    """The Python files under these folders of the project."""
    return tuple(path for path in files() if path.suffix == ".py" and named(path).split("/")[0] in folders)


def named(path: Path) -> str:
    """A file as people call it: its path from the project's folder."""
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str | None:
    """What a file says, or None when it is not a text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def syntax(path: Path) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(path.read_bytes(), filename=str(path))


def nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every Python file under these folders."""
    for path in modules(*folders):
        for node in ast.walk(syntax(path)):
            yield path, node
