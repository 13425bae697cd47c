"""What every test may ask for."""

import os

pytest_plugins = ["tests.databases", "tests.written"]


def pytest_configure() -> None:
    """Let the processes that tests start keep what they compile: else each takes seconds to compile it all anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
