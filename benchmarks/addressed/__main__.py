"""`python -m benchmarks.addressed`: measures on kinds kept from the learning, then writes what the product reads.

With texts in files beside it (`python -m benchmarks.addressed ordinary.csv …`, a column `text`), also how many of those
would be set apart. Run it after a change of the examples; a test says when that was forgotten.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

from bot.insights.worker import calm

calm()  # Before any arithmetic is loaded.

from benchmarks.addressed.teaching import kept_away, learnt, save, written  # noqa: E402
from bot.insights import addressed  # noqa: E402
from bot.insights.embedding import BuiltIn, Remembering  # noqa: E402

FILE = Path(addressed.__file__).parent / addressed.FILE


def main(others: list[str]) -> None:
    """Measure, write, measure the files named."""
    embedder, examples = Remembering(BuiltIn()), written()
    by_kind: defaultdict[tuple[bool, str], list[float]] = defaultdict(list)
    for each, one in kept_away(embedder, examples):
        by_kind[each.addressed, each.kind].append(one)
    for (_, kind), found in sorted(by_kind.items()):
        print(f"{kind:24} {_told(found)}; most {max(found):.2f}")
    for attack in (True, False):
        found = [one for (what, _), some in by_kind.items() if what is attack for one in some]
        print(f"{'attacks' if attack else 'ordinary'} of kinds kept away: {_told(found)}")
    save(learnt(embedder, examples), FILE)
    addressed.examples.cache_clear()
    for name in others:
        with Path(name).open(encoding="utf-8", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file)]
        found = addressed.odds(texts, embedder)
        nearest = sorted(zip(found, texts, strict=True), reverse=True)[:3]
        print(f"{Path(name).name}: {_told(found)}; nearest: {nearest}")


def _told(found: list[float]) -> str:
    certain, doubtful = (sum(each > least for each in found) for least in (addressed.CERTAIN, addressed.DOUBTFUL))
    return f"{certain:4} set apart, {doubtful - certain:4} more not shown, of {len(found):4}"


main(sys.argv[1:])
