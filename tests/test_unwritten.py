"""The search through every test's log finds what must not be there, and takes our ids for nothing of the kind."""

import pytest
import structlog

from tests.unwritten import secrets_in


@pytest.mark.parametrize(
    "said",
    [
        "xoxb-1-2-3",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
        "Bearer abc",
        "ana.ruiz@acme.example",
        "canarywordacme1",
        "gAAAAABnQ0ZnQ0ZnQ0ZnQ0ZnQ0Zn",
    ],
)
def test_what_must_not_stand_in_the_log_is_found(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning("something happened", why=said)
    (found,) = secrets_in(capsys.readouterr().err)
    assert said in found


def test_ids_places_and_the_output_of_tests_are_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().error("broke", round="01hq3v8k2m5n7p9r", lane="slack:T0VENDOR", at="ear.py:12:press")
    print("xoxb-printed-by-a-test")
    assert secrets_in(capsys.readouterr().err) == []
    assert secrets_in("xoxb-of-a-stand-in") == []
