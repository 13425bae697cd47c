"""What leaves the product as a sheet: read again it is what was said, and no cell of it runs."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.export import FORMULA, HEADER, Exported
from bot.actions.take_out import HEADER as OWN_DATA
from bot.domain import briefs
from bot.domain.briefs import Voice
from bot.domain.wording import clean
from tests.house import tree
from tests.size import FULL

STARTS = (
    "",
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\x00",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\n=",
    "\x00=",
    "\u200b=",
    '"=',
    "'=",
)
CELL = st.builds(lambda start, text: clean(start + text, 3000).text, st.sampled_from(STARTS), st.text(max_size=30))


def test_each_beginning_of_a_formula_is_made_harmless() -> None:
    for start in "=+-@\t\r＝＋－＠":
        shown = Exported(rows=((f"{start}1+1",) * len(HEADER),), anonymous=()).as_csv
        assert shown.count(f"'{start}1+1") == len(HEADER)


@settings(max_examples=1000 if FULL else 100, deadline=None)
@given(st.lists(st.tuples(*[CELL] * len(HEADER)), max_size=10))
def test_no_cell_is_a_formula_and_every_one_is_read_again_as_it_was_said(rows: list[tuple[str, ...]]) -> None:
    text = Exported(rows=tuple(rows), anonymous=()).as_csv
    header, *read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert tuple(header) == HEADER
    assert len(read) == len(rows)
    for said, found in zip(rows, read, strict=True):
        for cell, shown in zip(said, found, strict=True):
            assert not shown.strip().startswith(FORMULA), shown
            assert shown in (cell, f"'{cell}")


def test_no_heading_of_a_sheet_is_a_formula() -> None:
    for heading in (*HEADER, *briefs.HEADER, *OWN_DATA):
        assert not heading.strip().startswith(FORMULA)


def test_whatever_writes_a_sheet_makes_its_cells_harmless() -> None:
    writers = {tree.named(path): tree.text(path) or "" for path in tree.modules("bot", "handlers", "storage")}
    found = {name: text for name, text in writers.items() if "csv.writer(" in text or "csv.DictWriter(" in text}
    assert len(found) >= 4
    assert [name for name, text in found.items() if "[harmless(" not in text] == []


def test_a_quote_that_leaves_is_whole_or_not_there() -> None:
    long, short = Voice(text="x" * 2500, company="Acme"), Voice(text="y" * 20, company="Globex")
    shown = briefs.to_show([long] * 5 + [short] * 20)
    assert set(shown) == {long, short}
    assert len(shown) == briefs.MOST_QUOTES
    assert sum(len(each.text) for each in shown) <= briefs.MOST_LETTERS
