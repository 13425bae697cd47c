"""Harms one check after the other, runs the tests that concern it, and lists which harms nobody noticed.

`python -m tests.mutation [WORD …]` looks only at modules whose path has one of the words. Each harm is done in a
process of its own, which is forked after all libraries were loaded, and exists nowhere on the disk.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.mutation.operators import Harm
from tests.mutation.target import Target
from tests.mutation.targets import TARGETS, harms_of

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "storage", "prompts", "tests")
AT_ONCE = 2
LONGEST = 240
"""Seconds after which a harm counts as noticed: something waits for ever."""
NOBODY_NOTICED = 0
OPTIONS = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not soak")


class Harmed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Loads one module without its check, and leaves every other one to Python."""

    def __init__(self, harm: Harm) -> None:
        self.name = harm.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.code: CodeType = compile(harm.tree, str(ROOT / harm.path), "exec")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module that is harmed."""
        if fullname != self.name:
            return None
        file = self.code.co_filename
        spec = importlib.util.spec_from_loader(fullname, self, origin=file, is_package=file.endswith("__init__.py"))
        if spec is not None:
            spec.has_location = True
        return spec

    def get_code(self, fullname: str) -> CodeType:
        """What it does instead."""
        return self.code

    def get_source(self, fullname: str) -> str | None:
        """Nobody needs it."""
        return None


def tried(harm: Harm | None, tests: Sequence[str]) -> int:
    """In a process of its own: what pytest says of the tests with this harm done."""
    if harm is not None:
        sys.meta_path.insert(0, Harmed(harm))
    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    with tempfile.TemporaryDirectory(prefix="mutation-") as temporary:
        return int(pytest.main([*OPTIONS, "--basetemp", f"{temporary}/t", *tests]))


def run(work: Sequence[tuple[Target, Harm | None]]) -> list[tuple[Target, Harm | None, int, float]]:
    """Every harm, a few at once; the outcome of each as pytest's exit code."""
    waiting, running, done = list(work), dict[int, tuple[Target, Harm | None, float]](), []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            target, harm = waiting.pop(0)
            if (child := os.fork()) == 0:
                os.setsid()
                os._exit(tried(harm, target.tests))
            running[child] = (target, harm, time.monotonic())
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            time.sleep(0.05)
            for late, (_, _, since) in running.items():
                if time.monotonic() - since > LONGEST:
                    os.killpg(late, signal.SIGKILL)
            continue
        target, harm, since = running.pop(child)
        code = os.waitstatus_to_exitcode(status)
        done.append((target, harm, code, time.monotonic() - since))
        if harm is not None:
            word = "SURVIVED" if code == NOBODY_NOTICED else "killed  "
            print(f"{word} {done[-1][3]:5.1f} s  {harm.path}:{harm.what}", flush=True)
    return done


def load() -> None:
    """Import all that the tests import, and forget what is ours: children load that anew, harmed."""
    for target in TARGETS:
        for each in target.tests:
            importlib.import_module(each.partition("::")[0].removesuffix(".py").replace("/", "."))
    for name in [
        each for each in sys.modules if each.partition(".")[0] in OURS and not each.startswith("tests.mutation")
    ]:
        del sys.modules[name]


def main(words: Sequence[str]) -> int:
    """How many harms nobody noticed; also counts tests that fail without any harm."""
    chosen = [each for each in TARGETS if not words or any(word in each.path for word in words)]
    load()
    whole = {each.tests: each for each in chosen}
    failing = [each[0].tests for each in run([(each, None) for each in whole.values()]) if each[2] != NOBODY_NOTICED]
    if failing:
        print("these fail without any harm:", *failing, sep="\n  ")
        return 1
    done = run([(each, harm) for each in chosen for harm in harms_of(each, ROOT)])
    left = [(harm, target) for target, harm, code, _ in done if code == NOBODY_NOTICED and harm is not None]
    print(f"\n{len(done) - len(left)} killed, {len(left)} survived")
    for harm, target in left:
        print(f"  {harm.path}:{harm.what}   ({', '.join(target.tests)})")
    return len(left)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 100))
