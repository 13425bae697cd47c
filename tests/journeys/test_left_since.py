"""Who answered a poll and has left the board since was asked all the same: nobody drops out of the numbers."""

from bot.actions.enrol import the_organisation
from bot.actions.my_answers import leave
from bot.domain.people import Identity
from storage import people
from tests.journeys.terminal import Terminal

EVERYBODY = (("acme", "ana"), ("acme", "ben"), ("globex", "cem"), ("globex", "dee"))


async def test_who_left_since_is_one_of_those_asked_and_hides_nobody_who_said_nothing(terminal: Terminal) -> None:
    await terminal.set_up("Acme", "Globex")
    for question, answering in (("Which day?", EVERYBODY), ("Which hour?", EVERYBODY[:3])):
        await terminal.type(f'poll "{question}" "Early" "Late" --close 1d', "admin")
        await terminal.wait(minutes=5)
        for room, who in answering:
            await terminal.press(room, who, "1")
        if answering is not EVERYBODY:
            bot = terminal.house.bot
            owner = await the_organisation(bot)
            async with bot.database.read(owner.id) as work:
                ana = await people.find(work, Identity(platform="console", workspace="home", user="ana"))
            assert ana is not None
            await leave(bot, owner.id, ana.id)
        await terminal.wait(days=8)
    assert "3 of 4 people" in terminal.text("product")
    assert "3 of 4 people" in await terminal.type("results P2", "admin")
    assert "4 of 4 people" in await terminal.type("summary", "admin"), "over both polls everybody spoke"
