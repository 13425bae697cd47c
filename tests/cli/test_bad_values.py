"""A value that an option or a setting does not take: a plain sentence says what it takes."""

import pytest

from tests.cli.machine import Cab


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            ("board", "create", "Northwind Council", "--kind", "custmer"),
            "'--kind': did you mean customer? Possible are customer and client_zero.",
        ),
        (
            ("channel", "add", "northwind-council", "console:home:acme", "--kind", "x"),
            "'--kind': possible are customer, shared_room, product, and direct.",
        ),
        (("cadence", "preview", "Tue at 10:00", "--count", "0"), "'--count': the least is 1."),
        (("cadence", "preview", "Tue at 10:00", "--count", "5000"), "'--count': the most is 1000."),
        (("schedule", "pause", "x"), "'number': it takes a whole number."),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_does(cab: Cab, line: tuple[str, ...], said: str) -> None:
    done = cab(*line)
    assert done.code == 2
    assert done.err.endswith(f"Error: Invalid value for {said}\n")


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("CAB_LOG_LEVEL", "debg", "did you mean DEBUG? Possible are DEBUG, INFO, WARNING, and ERROR"),
        ("CAB_PORT", "web", "it takes a whole number"),
        ("CAB_SEND_DELAY", "-4", "the least is 0"),
        ("CAB_SEND_DELAY", "soon", "it takes a number"),
        ("CAB_TEAMS_LOCAL", "perhaps", "it takes 1 for yes or 0 for no"),
        ("CAB_MODEL", "", "it must not be empty"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_with_what_does(
    cab: Cab, monkeypatch: pytest.MonkeyPatch, name: str, typed: str, why: str
) -> None:
    monkeypatch.setenv(name, typed)
    assert cab("status").refusal == f"The setting {name} does not work: {why}."
