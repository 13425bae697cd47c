"""`cab demo`: the same quarter for the same number, to the byte, and one demo at a time in a folder."""

import json
from pathlib import Path

from tests.processes import started

COUNTS = ("rounds", "deliveries", "answers", "themes", "suggestions", "digests", "decisions", "loops")


def test_the_same_seed_plays_the_same_weeks_to_the_byte(tmp_path: Path) -> None:
    played = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        process = started(tmp_path / name, "demo", "--once", "--json", "--weeks", "2", "--seed", "5")
        out, wrong = process.communicate(timeout=120)
        assert process.returncode == 0, wrong
        played.append(out)
    assert played[0] == played[1]
    counts = json.loads(played[0])
    assert tuple(counts) == COUNTS
    assert counts["rounds"] > 0
    assert counts["answers"] > 0


def test_a_second_demo_in_the_same_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    first = started(tmp_path, "demo", "--json", "--weeks", "2", "--seed", "5")
    try:
        while not (tmp_path / ".cab" / "demo" / "demo.json").exists():
            assert first.poll() is None
        second = started(tmp_path, "demo", "--json", "--weeks", "2", "--seed", "6")
        _, wrong = second.communicate(timeout=60)
        assert second.returncode == 1
        assert len(str(wrong).strip().splitlines()) == 1
    finally:
        first.kill()
        first.communicate()
