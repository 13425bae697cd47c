"""What the bot speaks with is kept sealed: no file of the installation, nor of its journal or queue, holds it."""

import re
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.actions import install
from tests.handlers.slack.bots import grant
from tests.slack.forging import asked, person
from tests.slack.office import office

TOKEN = re.compile(rb"xox[a-z]-|xox[a-z]\.|xapp-|1//[0-9A-Za-z_-]{20}")
SECRETS = {"slack_client_id": "1.2", "slack_client_secret": SecretStr("client-secret-7731")}
OPEN = ("client-secret-7731", "xoxb-second-7731", "xoxe-1-refresh-7731", "xoxb-third-7731", "xoxe-1-newer-7731")


async def test_no_byte_of_any_file_holds_a_token(tmp_path: Path) -> None:
    home = tmp_path / "cab"
    async with office(home, more=SECRETS) as floor:
        bot, later = floor.house.bot, floor.clock.now() + timedelta(hours=12)
        first = grant("xoxb-second-7731", refresh_token="xoxe-1-refresh-7731", expires_at=later)
        await install.install(bot, "slack:T0SECOND", first)
        await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
        card = await asked(floor, "Which?")
        await floor.press(card, "Yes", as_=person(floor, "Ana"))
        await install.install(bot, "slack:T0SECOND", grant("xoxb-third-7731", refresh_token="xoxe-1-newer-7731"))
        await floor.cab("status")
        await install.uninstall(bot, "slack:T0SECOND")
        await floor.wait(hours=2)
        found = (await install.standing(bot)).readable
        assert "xoxb-third-7731" in [each.grant.bot_token for each in found], "or there was nothing to be found"
        spoken = [floor.slack.bot_token, floor.slack.signing_secret, floor.slack.app_token, *OPEN]
        running = {str(file): file.read_bytes() for file in home.rglob("*") if file.is_file()}
    resting = {str(file): file.read_bytes() for file in home.rglob("*") if file.is_file()}
    assert any(name.endswith("-wal") for name in running), "the journal is looked at too"
    for name, content in [*running.items(), *resting.items()]:
        assert TOKEN.search(content) is None, name
        assert [each for each in spoken if each.encode() in content] == [], name
