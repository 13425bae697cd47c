"""The tests that guard people's rights and privacy notice each small harm done to the rules they guard."""

from functools import cache

import pytest

from tests.mutants import MUTANTS, Mutant
from tests.size import FULL

SAMPLE = MUTANTS if FULL else MUTANTS[::6]


@pytest.mark.parametrize("mutant", SAMPLE, ids=lambda each: each.name)
def test_a_harm_done_to_a_rule_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    if FULL:  # Otherwise the same tests are run by themselves anyway.
        assert not any(passes_not(killer) for killer in mutant.killers)
    monkeypatch.setattr(mutant.module, mutant.attribute, mutant.value)
    assert any(fails(killer) for killer in mutant.killers), f"nobody noticed: {mutant.name}"


@cache
def passes_not(killer: object) -> bool:
    """The same while nothing is harmed; looked at once for each."""
    return fails(killer)


def fails(killer: object) -> bool:
    """True when a test fails now."""
    assert callable(killer)
    try:
        killer()
    except Exception:
        return True
    return False
