"""What `make mutation` takes out is there to be taken out: a file that moved would quietly be left alone."""

from pathlib import Path

import pytest

from tests.mutation.target import Target
from tests.mutation.targets import TARGETS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.path)
def test_each_target_and_what_is_taken_out_of_it_stands_where_it_is_looked_for(target: Target) -> None:
    text = (ROOT / target.path).read_text()
    assert [before for before, _ in target.also if before not in text] == []
    assert [each for each in target.tests if not (ROOT / each.partition("::")[0]).exists()] == []
