"""A product manager looks into a theme and sets it right, in Slack and in Teams."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.find_themes import find_themes
from bot.actions.import_answers import import_answers
from bot.actions.sheets import read_sheet
from storage import boards
from tests.both.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOARD = Path(__file__).parents[1] / "data" / "cab_dev.csv"
ABOUT = ("dashboard_speed", "mobile_app", "export_csv_api", "sso_scim")
SEGMENTS = ("enterprise", "smb")


async def seed(desk: Desk, tmp_path: Path) -> None:
    """Answers about four things, of companies in two segments, as if they had been collected before."""
    with BOARD.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in ABOUT]
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("person_id", "account_id", "text", "segment"))
        for row in rows:
            out.writerow((row["person_id"], row["account_id"], row["text"], SEGMENTS[int(row["account_id"][3:]) % 2]))
    bot = desk.house.bot
    async with bot.database.read((await bot.database.organisations())[0].id) as work:
        board = (await boards.all(work))[0]
    await import_answers(bot, board, read_sheet(path), said_at=bot.now() - timedelta(days=1))
    await find_themes(bot, board)  # To load the encoder takes longer than a platform waits for a command.


async def chosen(desk: Desk, shown: str, label: str) -> str:
    """Press the number that stands for `label` in a list, which a client numbers by itself."""
    lines = [re.sub(r"^\d+\.\s+", "", line) for line in shown.splitlines()]
    question = max(place for place, line in enumerate(lines) if line.endswith("?"))
    return await told(desk, await desk.press(str(lines.index(label) - question), as_=desk.pat))


async def told(desk: Desk, said: str) -> str:
    """What came at once, or else what was shown when the themes had been formed anew."""
    for _ in range(20):
        if said.strip():
            return said
        await desk.settle()
        said = await desk.reads(desk.pat, desk.product) if desk.platform == "slack" else await desk.reads(desk.pat)
    return said


async def test_a_theme_is_looked_into_set_right_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    await seed(desk, tmp_path)
    assert "Which theme?" in await desk.say("summary theme")
    seen = await desk.say("summary mobile")
    assert "11 of 40 people / 3 of 18 companies" in seen
    assert "By segment" in seen

    await desk.write("Work on the road", as_=desk.pat, behind="Rename…")
    renamed = await desk.say("summary road")
    assert "Theme: Work on the road" in renamed
    assert "11 of 40 people / 3 of 18 companies" in renamed
    assert "named by hand" in renamed

    merged = await chosen(desk, await desk.press("Merge with…", as_=desk.pat), "Export · data")
    assert "“Export · data” is part of “Work on the road” now" in merged
    both = await desk.say("summary road")
    assert "What it is made of" in both
    assert "11 people" not in both

    await desk.press("Split off…", as_=desk.pat)
    taken = await desk.press("Undo the last change", as_=desk.pat)
    assert "Taken back" in taken
    assert "11 of 40 people / 3 of 18 companies" in await desk.say("summary road")

    answers = await desk.press("Move an answer…", as_=desk.pat)
    targets = await chosen(desk, answers, "ACC30: The mobile web version is unusable on my iPhone")
    assert "The answer belongs to" in await chosen(desk, targets, "Export · data")
    assert "10 of 40 people / 3 of 18 companies" in await desk.say("summary road")
    assert "move answer – done" in " ".join((await desk.say("audit")).split())

    smb = await desk.say("summary road --segment smb")
    assert "0 of 8 companies, smb" in smb
    lately = await desk.say("summary last 7d --segment enterprise")
    assert "last 7 days, enterprise" in lately
    assert "In their own words" in lately
    assert "No theme is called" in await desk.say("summary parking lots")
    assert "No company here is in the segment" in await desk.say("summary --segment giants")


async def test_customers_may_not_look_into_themes(desk: Desk) -> None:
    where, (vera,) = await desk.customer("Vandelay", "Vera Vane")
    assert "That is for the team" in await desk.say("summary road", as_=vera, where=where)
