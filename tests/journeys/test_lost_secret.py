"""The secret of an installation is lost for good: what was asked goes on under the buttons that stand in channels."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import given_up
from bot.config import Settings
from bot.errors import Refusal
from handlers.console.keys import keys
from storage.resealing import GivenUp
from tests.journeys.conftest import bot_at


async def test_open_polls_are_answered_changed_and_closed_after_the_secret_was_given_up(
    story_so_far: tuple[Path, datetime], tmp_path: Path
) -> None:
    told, at = story_so_far
    home = tmp_path / "cab"
    shutil.copytree(told, home)
    async with bot_at(home, at) as council:
        await council.type('poll "Which day suits you?" "Monday" "Friday"')
        await council.wait(minutes=5)
        await council.press("acme", "anaquokka", "1")
        at = council.clock.now()
        posted = len(council.room("acme"))

    (home / "secret.key").unlink()
    with pytest.raises(Refusal, match=r"seal\.wrong_key"):
        async with bot_at(home, at):
            pass
    assert await given_up(Settings(home=home)) == GivenUp(ids=True)

    async with bot_at(home, at) as council:
        await council.wait(minutes=5)
        assert len(council.room("acme")) == posted, "nothing is posted twice"
        poll = council.room("acme")[-1].painted
        await council.press("acme", "anaquokka", "2", message=poll)
        await council.press("globex", "cemkaya", "2")
        assert len([key for key in keys(poll) if key.label in ("Monday", "Friday")]) == 2
        await council.type("close P2")
        await council.wait(minutes=2)
        results = await council.type("results P2")
        assert "2 of " in results
        assert "Friday" in results
        assert council.rows("SELECT count(*) FROM answer JOIN round ON round_id = round.id WHERE number = 2") == [(2,)]
        assert "S1 Offline mode" in await council.type("roadmap")
