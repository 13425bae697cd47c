"""The log says where something broke and of which kind it was, never what stood in it."""

import pytest
import structlog

from bot.telemetry import write_log

SECRET = "quetzalcoatlus"


def test_what_an_error_quotes_is_not_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    write_log("DEBUG")
    log = structlog.get_logger()
    try:
        raise ValueError(SECRET)
    except ValueError as wrong:
        log.exception("broke")
        log.error("broke", exc_info=wrong)
    written = capsys.readouterr().err
    assert SECRET not in written
    assert written.count("ValueError") == 2
    assert "test_telemetry.py" in written
