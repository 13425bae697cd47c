"""The digest of a whole made-up quarter: every number recounted, every quote compared, and looked at in a browser."""

import asyncio
import json
import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.actions.cast import first_board
from bot.actions.read_digest import digest_page
from handlers.console.calls import on_a_call
from handlers.web.digest_view import digest_html
from tests.journeys.conftest import bot_at
from tests.journeys.recount import Recount
from tests.journeys.test_digest_page import check_harmless
from tests.processes import started
from tests.size import FULL

WEEKS = "13" if FULL else "6"
WIDTHS = (360, 820, 1280)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MEASURE = """<!doctype html><title>measure</title><body><script>
const widths = %s, found = {};
const next = (at) => {
  if (at === widths.length) { document.body.textContent = JSON.stringify(found); return; }
  const frame = document.createElement("iframe");
  frame.style.cssText = `width:${widths[at]}px;height:900px;border:0`;
  frame.onload = () => {
    const there = frame.contentDocument;
    found[widths[at]] = [there.documentElement.scrollWidth, there.querySelectorAll("svg").length,
      there.scripts.length, getComputedStyle(there.querySelector(".short")).borderTopWidth];
    next(at + 1);
  };
  frame.src = "digest.html";
  document.body.append(frame);
};
next(0);
</script></body>"""

pytestmark = [pytest.mark.soak, pytest.mark.slow]


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that has ended."""
    folder = tmp_path_factory.mktemp("season")
    played = started(folder, "demo", "--once", "--json", "--weeks", WEEKS)
    out, wrong = played.communicate(timeout=900)
    assert (played.returncode, wrong) == (0, ""), out
    return folder / ".cab" / "demo"


async def test_every_number_and_every_quote_of_a_season_is_in_the_rows(season: Path) -> None:
    at = datetime.fromisoformat(json.loads((season / "demo.json").read_text("utf-8"))["at"])
    async with bot_at(season, at) as terminal:
        board = await first_board(terminal.house.bot)
        for renew in (False, True):
            page = await digest_page(terminal.house.bot, board, renew=renew)
            assert len(page.themes) > 5
            assert sum(len(each.quotes) for each in page.themes) > 20
            assert Recount(season / "app.db", page).wrong() == []
            for language in ("en", "de"):
                check_harmless(digest_html(page, language))


async def test_what_she_was_told_on_a_call_in_the_eighth_week_stands_beneath_the_evidence(season: Path) -> None:
    at = datetime.fromisoformat(json.loads((season / "demo.json").read_text("utf-8"))["at"])
    async with bot_at(season, at) as terminal:
        bot = terminal.house.bot
        assert (await on_a_call(bot, await first_board(bot)) is not None) is FULL


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine; CHROMIUM may name its program")
async def test_in_a_browser_it_fits_every_width_and_runs_nothing(season: Path, tmp_path: Path) -> None:
    at = datetime.fromisoformat(json.loads((season / "demo.json").read_text("utf-8"))["at"])
    async with bot_at(season, at) as terminal:
        page = await digest_page(terminal.house.bot, await first_board(terminal.house.bot))
    (tmp_path / "digest.html").write_text(digest_html(page, "en"), "utf-8")
    (tmp_path / "measure.html").write_text(MEASURE % json.dumps(WIDTHS), "utf-8")
    browser = await asyncio.create_subprocess_exec(
        str(CHROMIUM),
        *FLAGS,
        "--allow-file-access-from-files",
        "--virtual-time-budget=8000",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        (tmp_path / "measure.html").as_uri(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(browser.communicate(), 120)
    found = json.loads(re.sub(r"<[^>]+>|measure", "", out.decode()).strip())
    for width in WIDTHS:
        wide, charts, scripts, border = found[str(width)]
        assert wide <= width
        assert (charts > 20, scripts, border) == (True, 0, "2px")
