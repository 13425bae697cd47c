"""A product channel that was chosen before the bot is in it is taken by itself once the bot is invited."""

from pathlib import Path

import pytest

from storage import boards, channels
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.slack.office import Office
from tests.slack.rows import owner


async def product_channels(desk: Office) -> list[str]:
    """Where results go."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        known = [each for board in await boards.all(work) for each in await channels.of_board(work, board.id)]
    return [each.name for each in known if each.kind.value == "product"]


@pytest.fixture
async def bare(desk: Office) -> Office:
    """An office whose board has no product channel yet."""
    from sqlalchemy import delete

    from storage.tables import metadata

    async with desk.house.bot.database.begin(await owner(desk)) as work:
        await work.change(delete(metadata.tables["channel"]))
    return desk


@pytest.mark.soak
async def test_it_is_taken_once_the_bot_is_invited_and_the_admin_is_told(bare: Office, tmp_path: Path) -> None:
    results = bare.slack.world.add_channel("results", bare.slack.team, [bare.pat])
    await bare.cab("")
    here = bare.slack.people.sees(bare.pat, bare.product)
    steps: Message = next(m for m in reversed(here) if "Three steps" in words(m.text, m.blocks))
    select = next(b["accessory"] for b in steps.blocks if "accessory" in b)
    assert select["filter"]["exclude_external_shared_channels"] is True
    await bare.slack.people.pick(steps, select["action_id"], results.id, as_=bare.pat)
    await bare.settle()
    assert "the rest happens by itself" in bare.slack.people.reads(bare.pat, bare.product)
    assert await product_channels(bare) == []
    await bare.slack.people.join_channel(results, inviter=bare.pat)
    await bare.settle()
    assert await product_channels(bare) == ["results"]
    told = bare.latest(bare.pat, results)
    assert "Results go to #results" in words(told.text, told.blocks)
