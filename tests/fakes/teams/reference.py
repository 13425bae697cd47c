"""Draws Adaptive Cards with the vendor's own renderer in a real browser, where both are at hand.

The renderer is npm's `adaptivecards`: `npm install --no-save adaptivecards@3` in the project's folder puts it where it
is looked for; ADAPTIVE_CARDS may name the file instead. CHROMIUM names the browser where that is not `chromium`.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

from tests.fakes.objects import Json

ROOT = Path(__file__).parents[3]
NEEDED = (
    "needs Chromium and the vendor's renderer of Adaptive Cards: `npm install --no-save adaptivecards@3` in this folder"
)
PATIENCE = 120
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")
QUIET = ("--disable-component-update", "--disable-sync", "--virtual-time-budget=5000", "--allow-file-access-from-files")
JUDGED = """
const found = cards.map(source => {
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig({actions: {maxActions: 6}});
  card.parse(source, context);
  const drawn = card.render();
  document.body.appendChild(drawn);
  const wrong = [];
  for (let at = 0; at < context.eventCount; at++) wrong.push(context.getEventAt(at).message);
  const validated = card.validateProperties();
  for (const failure of validated.validationEvents) wrong.push(failure.message);
  const all = kind => [...drawn.querySelectorAll(kind)];
  return {
    wrong,
    text: drawn.innerText,
    buttons: all("button").map(each => each.innerText),
    leading_away: all("a[href], img, iframe, script").length,
  };
});
const told = document.createElement("pre");
told.id = "found";
told.textContent = JSON.stringify(found);
document.body.replaceChildren(told);
"""


def browser() -> str:
    """The browser's program; empty where there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def renderer() -> Path | None:
    """The vendor's renderer; None where it is not here."""
    named = os.environ.get("ADAPTIVE_CARDS")
    path = Path(named) if named else ROOT / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
    return path if path.is_file() else None


def judged(cards: Sequence[Json]) -> list[dict[str, Any]]:
    """What the renderer found `wrong` with each card, and the `text`, the `buttons` and what else it drew."""
    shown = _run(_page(cards, JUDGED), "--dump-dom")
    _, _, rest = shown.partition('<pre id="found">')
    found = json.loads(unescape(rest.partition("</pre>")[0]))
    assert isinstance(found, list)
    return found


def shot(page: str, picture: Path, width: int, height: int) -> None:
    """Take a picture of a page."""
    _run(page, f"--window-size={width},{height}", f"--screenshot={picture}")


def _page(cards: Sequence[Json], script: str) -> str:
    path = renderer()
    assert path is not None
    spelt = json.dumps(list(cards)).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><body><script src="{path.as_uri()}"></script>'
        f"<script>const cards = {spelt};{script}</script></body>"
    )


def _run(page: str, *how: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        done = subprocess.run(
            [browser(), *FLAGS, *QUIET, f"--user-data-dir={folder}/profile", *how, file.as_uri()],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
    return done.stdout
