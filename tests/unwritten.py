"""Fails every test in which the product wrote down what must never stand in a log: tokens, addresses, marked words.

Each test already runs with the log at its most talkative (`everything_logged`), so that all tests together are the
search: whatever path they take, what the product wrote on it is looked through at its end.
"""

import re
from collections.abc import Generator

import pytest

OURS = re.compile(r"^timestamp='[^\n]*$", re.MULTILINE)
"""A line that the product wrote; tests and stand-ins write too, and may write what they like."""
SECRET = re.compile(
    r"xox[a-z][.-]|xapp-|xoxe"  # tokens of Slack
    r"|eyJ[\w-]{8,}\.[\w-]{8,}"  # JSON Web Tokens
    r"|Bearer\s|cab_[0-9a-z]{20,}"  # tokens of any kind, and our own
    r"|gAAAA[\w-]{20,}"  # what is sealed
    r"|[\w.+-]+@[\w-]+\.[a-z]{2,}"  # e-mail addresses
    r"|canary|kestrel-7731"  # words that tests plant in names and answers
)


def secrets_in(written: str) -> list[str]:
    """What the product wrote into `written` and must not have."""
    return [line[:300] for line in OURS.findall(written) if SECRET.search(line)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: "pytest.CallInfo[None]"
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look through what was captured, when a test has ended."""
    report = yield
    if call.when == "teardown" and report.passed:
        written = "\n".join(text for name, text in report.sections if "stderr" in name)
        if found := secrets_in(written):
            report.outcome = "failed"
            report.longrepr = "the log holds what must not be there:\n" + "\n".join(found)
    return report
