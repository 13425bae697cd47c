"""Which of these tests are long enough to be left to the soak."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is sent and redrawn is the same on both databases: at every commit on one, on the other in the soak."""
    for each in items:
        if "test_sending.py" in each.nodeid and "[postgresql" in each.nodeid:
            each.add_marker(pytest.mark.soak)
