"""What every test may ask for."""

import os

import pytest
import structlog

pytest_plugins = ["tests.databases", "tests.written"]


def pytest_configure() -> None:
    """Let the processes that tests start keep what they compile: else each takes seconds to compile it all anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True)
def logged_as_by_default() -> None:
    """A test that ran the product in its own process leaves no way of logging behind."""
    structlog.reset_defaults()
