"""A known weakness of a locked package fails the check; a missing network does not, and is said."""

import json
import sys

from tests.house.advisories import audit

CLEAN = {"name": "northwind", "version": "1.0", "vulns": []}
WEAK = {"name": "globex", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": []}]}
SKIPPED = {"name": "acme", "skip_reason": "not found"}


def printing(*dependencies: object, code: int = 0) -> list[str]:
    """An auditor that prints this."""
    text = json.dumps({"dependencies": dependencies, "fixes": []})
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit({code})"]


def test_packages_without_a_known_weakness_pass() -> None:
    found = audit(printing(CLEAN, CLEAN))
    assert (found.failed, found.said) == (False, "no known weakness in 2 packages")


def test_a_known_weakness_fails_and_says_what_mends_it() -> None:
    found = audit(printing(CLEAN, WEAK, code=1))
    assert found.failed
    assert "globex 2.0: PYSEC-1, mended in 2.1" in found.said


def test_where_nobody_answers_it_is_said_and_nothing_fails() -> None:
    for command in (
        [sys.executable, "-c", "raise SystemExit('no network')"],
        [sys.executable, "-c", "print('<html>a portal')"],
        printing(SKIPPED, CLEAN),
    ):
        found = audit(command)
        assert not found.failed
        assert found.said.startswith("not audited: ")


def test_an_auditor_that_hangs_is_ended_with_all_that_it_began() -> None:
    found = audit([sys.executable, "-c", "import time; time.sleep(600)"], limit=0.5)
    assert found.said == "not audited: no source of advisories answered within 0.5 seconds"
    assert not found.failed
