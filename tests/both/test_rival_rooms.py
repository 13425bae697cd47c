"""Companies that must never see each other are not brought into one room, and are parted where they met in one."""

from pathlib import Path

import pytest

from bot.actions import enrol
from bot.actions.import_file import import_file
from bot.domain.channels import ChannelKind
from bot.errors import Refusal
from tests.both.desk import Desk, Where
from tests.both.polls import asked

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOARD = "northwind-council"
SILENT = "a channel is silent"
MET = "must never see each other: Acme, Globex"


async def become_rivals(desk: Desk, folder: Path, *companies: str) -> list[str]:
    """By a file of members that says so; returns the rooms that are silent because of it."""
    file = folder / "members.csv"
    lines = [f"Someone at {each},{each},meters" for each in companies]
    file.write_text("\n".join(["name,account,rival_group", *lines]) + "\n", encoding="utf-8")
    report = await import_file(desk.house.bot, BOARD, file, None, None)
    assert not report.bad
    await desk.wait(seconds=30)
    return report.silent


async def is_asked_in(desk: Desk, room: Where, question: str) -> bool:
    """Whether a poll to the whole board, a week later, is posted in a room."""
    await desk.wait(days=8)
    await asked(desk, f'poll "{question}" "Yes" "No"')
    await desk.wait(minutes=3)
    return question in desk.public(room)


async def test_rivals_cannot_be_given_one_room_and_once_they_have_met_nothing_is_posted_there(
    desk: Desk, tmp_path: Path
) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    lounge = await desk.room("Lounge", ana, cem)
    assert await is_asked_in(desk, lounge, "Who is there?")
    for who, where in ((ana, acme), (cem, globex), (ana, lounge), (cem, lounge)):
        assert "Your answer: Yes" in await desk.press("Yes", as_=who, where=where)
    await desk.wait(seconds=30)
    assert "Acme and Globex" in await desk.say("channel"), "who was heard in a room is known to sit there"

    assert await become_rivals(desk, tmp_path, "Acme", "Globex") == ["Lounge"]
    await desk.wait(hours=2)
    assert await become_rivals(desk, tmp_path, "Acme", "Globex") == ["Lounge"], "still, and told once"
    assert MET in desk.public(desk.product)
    assert desk.public(desk.product).count(SILENT) == 1
    assert not await is_asked_in(desk, lounge, "Not among rivals?")
    assert "Not among rivals?" in desk.public(acme)

    both = await desk.say('channel add Lounge --kind shared_room --account "Acme, Globex"')
    assert "Acme and Globex must never see each other" in both
    place = f"{desk.platform}:elsewhere:attic"
    with pytest.raises(Refusal, match=r"channel\.rivals"):
        await enrol.add_channel(desk.house.bot, BOARD, place, kind=ChannelKind.SHARED_ROOM, account="Globex, Acme")
    await desk.say("channel add Lounge --kind shared_room --account Acme")
    assert await is_asked_in(desk, lounge, "Parted?")

    assert "Your answer: Yes" in await desk.press("Yes", as_=cem, where=lounge), "a rival comes in, and is heard"
    await desk.wait(seconds=30)
    assert desk.public(desk.product).count(SILENT) == 2
    assert not await is_asked_in(desk, lounge, "Met again?")
