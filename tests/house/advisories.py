"""Asks the public advisory database about every locked package, in `make check`: what follows is the auditor to run.

A finding fails the check. No network does not, and is said: who reads "not audited" knows that nobody looked.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

LIMIT = 20.0
"""Seconds after which no answer counts as none: a check must not hang where the network swallows everything."""
PATIENCE = {"UV_HTTP_TIMEOUT": "5"}


@dataclass(frozen=True, slots=True)
class Audited:
    """How it went."""

    said: str
    failed: bool = False


def audit(command: Sequence[str], limit: float = LIMIT) -> Audited:
    """Run an auditor that prints JSON, and read what it found; whatever else it prints means that nobody answered."""
    with subprocess.Popen(
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **PATIENCE},
        start_new_session=True,
    ) as running:
        try:
            printed, _ = running.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            return Audited(f"not audited: no source of advisories answered within {limit:g} seconds")
    return read(printed)


def read(printed: str) -> Audited:
    """What an auditor's JSON says."""
    try:
        listed = json.loads(printed)["dependencies"]
        weak = [
            f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no release'}"
            for each in listed
            for one in each.get("vulns", [])
        ]
        unseen = [each["name"] for each in listed if "skip_reason" in each]
    except (ValueError, KeyError, TypeError):
        return Audited("not audited: no source of advisories reachable")
    if weak:
        return Audited("\n".join(("known weaknesses:", *weak)), failed=True)
    if unseen:
        return Audited(f"not audited: {len(unseen)} of {len(listed)} packages, among them {unseen[0]}")
    return Audited(f"no known weakness in {len(listed)} packages")


if __name__ == "__main__":
    found = audit(sys.argv[1:])
    print("advisories: " + found.said)
    sys.exit(found.failed)
