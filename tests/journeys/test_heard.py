"""What a customer said on a call stands beside the votes: marked, counted apart, and in no customer's sight."""

import json
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.access import Deed, may
from bot.actions.cast import first_board
from bot.actions.explain import counts_of
from bot.actions.export import exported
from bot.actions.read_digest import digest_page
from bot.actions.status import status_of
from bot.actions.take_out import taken_out
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, PersonId
from bot.presses import Do
from handlers.console.keys import keys
from handlers.web.digest_view import digest_html
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import Terminal
from tests.journeys.test_entrusted import LEA, staffed

SAID = "quetzalcoatlus on the train"
OPTION = 'heard P1 "Single sign-on" --account Globex'


def kept(council: Terminal) -> list[tuple[object, ...]]:
    """What was written down."""
    return council.rows("SELECT text, option_id IS NOT NULL, person_id IS NOT NULL FROM proxy ORDER BY noted_at")


def button(council: Terminal, label: str) -> Do:
    """A button of what somebody was just shown in private."""
    (press,) = [key.press for key in keys(council.private) if key.label == label]
    assert isinstance(press, Do)
    return press


async def test_what_was_heard_is_no_vote_and_stands_beside_them_marked_as_such(council: Terminal) -> None:
    bot, board = council.house.bot, await first_board(council.house.bot)
    rooms = {name: council.history(name) for name in council.rooms() if name != "product"}
    before = await counts_of(bot, board, 1)
    standing = (await status_of(bot)).counts
    assert "on a call" not in await council.type("results P1")

    assert "counts as none" in await council.type(OPTION)
    assert "Acme about P1" in await council.type(f'heard P1 "{SAID}" --account Acme --by Anaquokka --on 2026-03-02')
    assert kept(council) == [("", 1, 0), (SAID, 0, 1)]
    await council.type(OPTION)
    assert len(kept(council)) == 2, "the same said again is one"

    after = await counts_of(bot, board, 1)
    assert after == {**before, "on_calls": 2}, "no tally, turnout, threshold or funnel reads it"
    assert (await status_of(bot)).counts == standing
    results = await council.type("results P1")
    for line in ("told on calls (counted apart, no votes): 2 companies", "Single sign-on: Globex", SAID):
        assert line in results, results
    assert "Anaquokka of Acme, on a call" in results
    await council.wait(minutes=2)
    assert SAID in council.text("product"), "the report that was posted is drawn anew"
    why = await council.type("why S1")
    assert "Single sign-on: Globex" not in why, "that was about another option"
    assert {name: council.history(name) for name in rooms} == rooms, "customers read nothing new"
    assert SAID not in "".join(map(str, council.rows("SELECT * FROM audit_entry")))

    rows = [row for row in (await exported(bot, board, 1)).rows if row[-1] == "proxy"]
    assert [(row[2], row[3], row[4]) for row in rows] == [("Acme", "Anaquokka", SAID), ("Globex", "", "Single sign-on")]
    assert "2 things were said on calls" in await council.type("export P1", "admin")


async def test_evidence_shows_who_meant_the_same_on_a_call_and_keeps_its_counts(council: Terminal) -> None:
    before = council.rows("SELECT answers, people, accounts FROM suggestion")
    assert "on calls" not in await council.type("why S1")
    await council.type('heard "Offline mode" --account Globex')
    assert "Offline mode: Globex" in await council.type("why S1")
    html = digest_html(await digest_page(council.house.bot, await first_board(council.house.bot)), "en")
    assert html.count("Offline mode: Globex") == html.count("counted apart, no votes") == 2, "beneath the poll and S1"
    assert council.rows("SELECT answers, people, accounts FROM suggestion") == before


async def test_what_was_said_on_a_call_makes_no_theme_and_stands_beside_each_as_about_the_same_questions(
    wished: tuple[Path, datetime], tmp_path: Path
) -> None:
    """Themes are made of what members wrote; whether a call meant one of two, nobody has judged."""
    home, at = wished
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at) as council:
        await council.type("summary")
        counted = council.rows("SELECT title, answers, people, accounts FROM theme ORDER BY id")
        before = [await council.type(f"summary {word}") for word in ("export", "search")]
        for company in ("Acme", "Hooli"):
            await council.type(f'heard P1 "{SAID}" --account {company}')
        await council.type("summary last 90d")
        assert council.rows("SELECT title, answers, people, accounts FROM theme ORDER BY id") == counted
        for word, told in zip(("export", "search"), before, strict=True):
            now = await council.type(f"summary {word}")
            assert "Told on calls about the same questions (counted apart, no votes): 2 companies" in now
            assert set(told.splitlines()) - set(now.splitlines()) == set(), "what was counted is as it was"


async def test_the_next_digest_has_a_line_about_calls_and_the_one_before_stays_as_it_was(council: Terminal) -> None:
    await council.type('heard "Offline mode" --account Globex')
    assert "on calls" not in await council.type("summary"), "that digest was written before the call"
    await council.type('poll "Which?" "A" "B"')
    await council.wait(minutes=5)
    await council.type("close P2")
    await council.wait(minutes=5)
    assert "Besides, 1 company told something on calls, which no count holds." in await council.type("summary")


async def test_who_looks_after_one_company_writes_down_for_that_alone_and_takes_it_back(council: Terminal) -> None:
    await staffed(council)
    with pytest.raises(Denied):
        await council.type(f'heard "{SAID}"', "lea")
    await council.type(f"members owner {LEA} --account Acme", "boss")
    for line in (OPTION, 'heard "x" --account Nobody'):
        with pytest.raises(Refusal, match=r"account\.unknown"):
            await council.type(line, "lea")
    for who in ("ingrid", "anaquokka", "stranger"):
        with pytest.raises(Denied):
            await council.type(f'heard "{SAID}" --account Acme', who)
    assert kept(council) == []

    assert "What they told you on a call, about P1" in await council.type("account", "lea")
    (field,) = [key.press for key in keys(council.private) if "on a call" in key.label]
    assert isinstance(field, Do)
    with pytest.raises(Denied):
        await council.send("product", "ingrid", replace(field, text=SAID))
    await council.send("product", "lea", replace(field, text=SAID))
    assert kept(council) == [(SAID, 0, 0)]
    forget = button(council, "Delete it")
    assert SAID in await council.type("account", "lea")
    for who in ("pm", "ingrid", "anaquokka"):  # A product manager ends own polls, and takes back own notes.
        with pytest.raises(Denied):
            await council.send("product", who, forget)
    await council.type("members owner none --account Acme", "boss")
    with pytest.raises(Denied):
        await council.send("product", "lea", forget)
    assert "deleted" in await council.send("product", "boss", forget)
    assert kept(council) == []
    assert ("heard", "denied") in council.rows("SELECT deed, outcome FROM audit_entry")
    assert ("forget_heard", "done") in council.rows("SELECT deed, outcome FROM audit_entry")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('heard P7 "x" --account Acme', r"round\.unknown"),
        ('heard P1 "x" --account Acme --by Zoe', r"heard\.who"),
        ('heard P1 "x" --account Acme --on 2031-01-01', r"heard\.to_come"),
        ('heard P1 "x" --account Acme --on yesterday', r"command\.heard_day"),
        ('heard P1 "x" --account Acme --question 4', r"heard\.no_question"),
        ("heard --account Acme", r"command\.heard_example"),
        ('heard P2 "A" --account Acme', r"heard\.(anonymous|not_out)"),
    ],
)
async def test_what_cannot_be_is_refused_and_leaves_no_trace(council: Terminal, line: str, why: str) -> None:
    if "P2" in line:
        await council.type('poll "Which?" "A" "B" --anon')
        with pytest.raises(Refusal, match=r"heard\.anonymous"):
            await council.type(line)
        await council.wait(minutes=5)
    with pytest.raises(Refusal, match=why):
        await council.type(line)
    assert kept(council) == []


async def test_a_poll_that_waits_or_was_called_off_takes_none(council: Terminal) -> None:
    await council.type('poll "Which?" "A" "B"')
    for _ in range(2):
        with pytest.raises(Refusal, match=r"heard\.not_out"):
            await council.type('heard P2 "A" --account Acme')
        if council.rows("SELECT 1 FROM round WHERE number = 2 AND stage = 'draft'"):
            await council.type("cancel P2")


async def test_what_somebody_said_on_a_call_is_in_their_export_and_goes_with_them(council: Terminal) -> None:
    await council.type(f'heard P1 "{SAID}" --account Acme --by Anaquokka')
    ((person_id, owner),) = council.rows("SELECT id, organisation_id FROM person WHERE name = 'Anaquokka'")
    whole = await taken_out(council.house.bot, OrganisationId(str(owner)), PersonId(str(person_id)))
    (row,) = json.loads(whole.as_json)["records"]["proxy"]
    assert row["text"] == SAID
    assert "noted_by" not in row, "who of the staff wrote it down is their own business"
    await council.type("erase person Anaquokka", "admin")
    await council.send("product", "admin", keys(council.private)[0].press)
    await council.wait(minutes=2)
    assert council.rows("SELECT count(*), count(person_id) FROM proxy") == [(1, 0)]
    assert SAID not in str(council.rows("SELECT text FROM proxy"))
    assert SAID not in council.text("product")


def test_the_right_to_write_down_is_with_those_who_look_after_companies() -> None:
    assert not may(None, Deed.WRITE_DOWN)
