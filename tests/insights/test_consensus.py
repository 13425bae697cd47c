"""What every group agrees with comes before what only the largest group does."""

import csv
import os
from pathlib import Path

import pytest

from bot.domain.questions import Stance
from bot.insights.consensus import Votes, consensus_order, group_informed_consensus, votes_by_group

OTHERS = Path(os.environ.get("BOARD_TEST_DATA", "data that is not here"))
"""A folder with public data sets that are too large to be kept here."""
STANCES = {"1": Stance.AGREE, "-1": Stance.DISAGREE, "0": Stance.PASS}


def test_a_statement_that_one_group_rejects_stays_low() -> None:
    shared = group_informed_consensus([Votes(agree=6, disagree=2), Votes(agree=3, disagree=1)])
    split = group_informed_consensus([Votes(agree=60), Votes(disagree=4)])
    assert shared > split


def test_a_group_that_has_not_voted_counts_as_undecided() -> None:
    assert Votes().likely_agrees == 0.5
    votes = votes_by_group({"v": {"s": Stance.AGREE}}, {"v": "one", "w": "other"})
    assert votes["s"] == {"one": Votes(agree=1), "other": Votes()}


@pytest.mark.parametrize("name", ["biodiversity", "housing"])
def test_the_consensus_equals_that_which_polis_computed(name: str) -> None:
    statements, ballots = (OTHERS / f"polis_nz_{name}_{kind}.csv" for kind in ("statements", "votes"))
    if not ballots.exists():
        pytest.skip(f"the votes on {name} are not at hand")
    with statements.open(encoding="utf-8", newline="") as file:
        gold = {row["id"].rpartition("-")[2]: row for row in csv.DictReader(file)}
    with ballots.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stances = {
        row["participant"]: {statement: STANCES[row[statement]] for statement in gold if row[statement]} for row in rows
    }
    groups = {row["participant"]: row["group"] for row in rows if row["group"]}
    votes = votes_by_group(stances, groups)
    ours = dict(consensus_order(votes, list(gold)))
    error = max(abs(ours[each] - float(row["group_informed_consensus"])) for each, row in gold.items())
    print(f"{name}: {len(ours)} statements, largest error {error:.1e}")
    assert error < 1e-4
    everybody = votes_by_group(stances, dict.fromkeys(stances, "all"))
    counts = {each: everybody[each]["all"] for each in gold}
    assert all(
        (each.agree, each.disagree, each.passed)
        == (int(gold[statement]["agree"]), int(gold[statement]["disagree"]), int(gold[statement]["pass"]))
        for statement, each in counts.items()
    )
    top = sorted(gold, key=lambda each: -float(gold[each]["group_informed_consensus"]))[:10]
    assert [each for each, _ in consensus_order(votes, list(gold))][:10] == top
