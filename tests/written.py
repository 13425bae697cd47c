"""What the product writes down while a test runs, to look for what must never stand there."""

import io
from collections.abc import Iterator

import pytest
import structlog

from bot.telemetry import write_log


class Written:
    """What the product has written down."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def taken(self) -> str:
        """Everything since the last look."""
        said = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return said


@pytest.fixture
def log() -> Iterator[Written]:
    """Everything that the product ever writes down, from now on."""
    written = Written()
    before = structlog.get_config()
    write_log("DEBUG")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written.stream))
    yield written
    structlog.configure(**before)
