"""What every test may ask for."""

import gc
import os

import pytest

from bot.__main__ import LOADING
from bot.telemetry import write_log

pytest_plugins = [
    "tests.compiled",
    "tests.databases",
    "tests.thinking",
    "tests.unblocked",
    "tests.unwritten",
    "tests.written",
]


def pytest_configure() -> None:
    """Let the processes that tests start keep what they compile: else each takes seconds to compile it all anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    gc.set_threshold(*LOADING)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through all of it again and again takes time from every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def everything_logged() -> None:
    """Each test begins with the product's log as a server writes it, whatever one before it has set."""
    write_log("DEBUG")
