"""Takes the pictures of `docs/teams.md` from a real `cab serve`: `python -m tests.fakes.teams.pictures`.

Needs Chromium and the vendor's renderer of Adaptive Cards; `reference.py` says where they are looked for.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.fakes.objects import Json
from tests.fakes.teams.__main__ import furnish
from tests.fakes.teams.messages import Message
from tests.fakes.teams.outcome import Dialog
from tests.fakes.teams.reading import text
from tests.fakes.teams.reference import NEEDED, ROOT, browser, renderer, shot
from tests.fakes.teams.server import Connector
from tests.fakes.teams.world import Conversation, Person

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 640, 1900
PATIENCE = 90.0
PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body{{font:14px "Segoe UI","Noto Sans","DejaVu Sans",sans-serif;margin:12px;color:#242424;background:#fff}}
.by{{color:#616161;font-size:12px;margin:0 0 4px 44px}}.by b{{color:#242424;margin-right:8px}}
.row{{display:flex;gap:12px}}.face{{width:32px;height:32px;border-radius:50%;background:#4f52b2;color:#fff;font-size:12px;
display:flex;align-items:center;justify-content:center;flex:none}}
#card{{flex:1;border:1px solid #e0e0e0;border-radius:6px;box-shadow:0 1px 2px #0002;padding:4px}}
.ac-pushButton{{font:600 13px "Segoe UI","Noto Sans","DejaVu Sans",sans-serif;padding:5px 12px;border:1px solid #d1d1d1;
border-radius:4px;background:#fff;color:#242424}}.ac-pushButton.style-positive{{background:#5b5fc7;color:#fff;
border-color:#5b5fc7}}.ac-pushButton.style-destructive{{color:#c4314b}}
.ac-input{{font:inherit;border:1px solid #d1d1d1;border-radius:4px;padding:5px;box-sizing:border-box;width:100%}}
</style>{by}<div class="row">{face}<div id="card"></div></div>
<script src="{renderer}"></script><script>
const card = new AdaptiveCards.AdaptiveCard();
card.hostConfig = new AdaptiveCards.HostConfig({{fontFamily: "Segoe UI, Noto Sans, DejaVu Sans, sans-serif",
  fontSizes: {{small: 12, default: 14, medium: 14, large: 18, extraLarge: 24}},
  fontWeights: {{lighter: 300, default: 400, bolder: 600}},
  spacing: {{small: 6, default: 8, medium: 14, large: 18, extraLarge: 24, padding: 12}},
  actions: {{maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left"}}}});
card.parse({card});
document.getElementById("card").appendChild(card.render());
</script>"""


class Walk:
    """The first ten minutes, with a picture wherever there is something to see."""

    def __init__(self, teams: Connector, code: str) -> None:
        self._teams = teams
        self._code = code
        world = teams.world
        self._pat, self._ana = world.person("Pat Manager"), world.person("Ana Ruiz")
        self._product, self._acme = (
            next(each for each in world.conversations.values() if self._called(each) == name)
            for name in ("Product › General", "Customers › Acme")
        )

    async def all(self) -> None:
        """From the claim to the results."""
        people, pat, ana = self._teams.people, self._pat, self._ana
        await people.install(as_=pat)
        await people.write(f"claim {self._code}", as_=pat)
        await self._shoot("teams-set-up", pat, await self._seen(pat, "Three steps"))
        for place in (self._product, self._acme):
            team = self._teams.world.teams[str(place.team_id)]
            await people.add_to_team(team, by=pat, channel=place)
            label = "Internal" if place is self._product else "Yes"
            asked = await self._seen(
                pat, f"I was added to {'Product' if place is self._product else 'Customers › Acme'}"
            )
            if place is self._acme:
                await self._shoot("teams-whose-channel", pat, asked)
            await people.press(asked, label, as_=pat)
        await people.press(await self._seen(pat, "1 customer: Acme"), "Rehearse", as_=pat)
        await people.press(await self._seen(pat, "Which of these would help"), "3", as_=pat)
        await people.press(await self._seen(pat, "Rehearsal of"), "Close now", as_=pat)
        digest = await self._seen(pat, "Press “Plan”")
        await self._shoot("teams-digest", pat, digest)
        await people.press(digest, "Plan", as_=pat)
        await self._shoot("teams-what-we-did", pat, await self._seen(pat, "What we did"))
        await people.press(digest, "End and delete", as_=pat)
        typed = 'poll "What should come first?" "Offline mode" "Single sign-on" "Faster search"'
        await people.write(typed, as_=pat)
        preview = await self._seen(pat, "goes out on")
        await self._shoot("teams-preview", pat, preview)
        await people.press(preview, "Send now", as_=pat)
        poll = await self._seen(ana, "What should come first?", self._acme)
        await self._shoot("teams-poll", ana, poll)
        await people.press(poll, "Single sign-on", as_=ana)
        await self._shoot("teams-receipt", ana, await self._seen(ana, "this is recorded", self._acme))
        opened = await people.press(poll, "Report a problem", as_=ana)
        opened = await people.press(poll, "Write what went wrong", as_=ana)
        if opened.dialog is not None:
            await self._shoot("teams-dialog", ana, opened.dialog)
        await people.mention("close P1", as_=pat, to=self._product)
        await self._shoot("teams-results", pat, await self._seen(pat, "1 of 1 company", self._product))

    def _called(self, place: Conversation) -> str:
        team = self._teams.world.teams.get(str(place.team_id))
        return f"{team.name} › {place.name}" if team is not None else ""

    async def _seen(self, who: Person, words: str, where: Conversation | None = None) -> Message:
        """The newest message that `who` sees with these words in it, as soon as it is there."""
        people = self._teams.people

        def found() -> Message | None:
            here = [each for each in people.sees(who, where) if each.from_app]
            return next((each for each in reversed(here) if words in text(each.seen_by(who))), None)

        await self._until(lambda: found() is not None)
        message = found()
        assert message is not None
        return message

    async def _until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not there():  # noqa: ASYNC110 -- another process does it; there is no event to wait for
                await asyncio.sleep(0.2)

    async def _shoot(self, name: str, who: Person, what: Message | Dialog) -> None:
        card = what.card if isinstance(what, Dialog) else what.seen_by(who)
        assert card is not None
        path = PICTURES / f"{name}.png"
        await asyncio.to_thread(shot, _page(card, what), path, WIDTH, HEIGHT)
        _crop(path)
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB", flush=True)


def _page(card: Json, what: Message | Dialog) -> str:
    path = renderer()
    assert path is not None
    by, face = f'<p class="by" style="margin-left:0"><b>{escape(getattr(what, "title", ""))}</b></p>', ""
    if isinstance(what, Message):
        by, face = '<p class="by"><b>Northwind Council</b>10:02</p>', '<div class="face">NC</div>'
    spelt = json.dumps(card).replace("<", "\\u003c")
    return PAGE.format(by=by, face=face, renderer=path.as_uri(), card=spelt)


def _crop(path: Path) -> None:
    """Take the empty rows beneath away."""
    from matplotlib.image import imread, imsave

    pixels = imread(path)[..., :3]
    darkest = pixels.min(axis=(1, 2))
    used = [row for row, value in enumerate(darkest) if value < 0.98]
    imsave(path, pixels[: used[-1] + 12])


async def _serving(teams: Connector, home: str) -> tuple[Process, str]:
    """A `cab serve` that speaks with the stand-in, and the code it printed."""
    settings = {
        "CAB_HOME": home,
        "CAB_PORT": "0",
        "CAB_TEAMS_APP_ID": teams.app_id,
        "CAB_TEAMS_APP_PASSWORD": teams.password,
        "CAB_TEAMS_TENANT_ID": teams.tenant.id,
        "CAB_TEAMS_OPENID_METADATA": teams.openid_url,
        "CAB_TEAMS_LOGIN_URL": teams.login_url,
        "CAB_TEAMS_SERVICE_HOSTS": teams.host,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=home, env=kept | settings | {"PYTHONPATH": str(ROOT)}, stderr=PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        async for line in process.stderr:
            said = line.decode()
            if address := re.search(r"running on (\S+?);", said):
                teams.people.request_url = f"{address[1]}/teams/messages"
            if code := re.search(r"claim (\S+)", said):
                return process, code[1]
    raise SystemExit("cab serve ended before it printed a code.")


async def main() -> None:
    """Every picture, one after the other."""
    if not browser() or renderer() is None:
        raise SystemExit(NEEDED)
    with tempfile.TemporaryDirectory() as home:
        async with Connector() as teams:
            furnish(teams)
            process, code = await _serving(teams, home)
            try:
                await Walk(teams, code).all()
            finally:
                process.terminate()
                await process.communicate()


if __name__ == "__main__":
    asyncio.run(main())
