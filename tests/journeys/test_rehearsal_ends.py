"""A rehearsal leaves nothing behind, whatever happens while it is deleted."""

import pytest

from bot.actions.rehearse import end_rehearsal
from bot.actions.settle import settle
from bot.actions.work_rehearsal import work_rehearsal
from bot.app import opened
from bot.config import Settings
from bot.domain.channels import Place
from bot.ids import RehearsalId
from bot.ports import NotPosted, Permanent
from handlers.console.keys import pressed
from handlers.console.messenger import ConsoleMessenger
from handlers.console.rooms import Rooms
from prompts.catalogue import say_in
from storage.purge import purge
from tests.journeys.admin import CHAT, Admin, admin_of
from tests.journeys.terminal import Terminal, read


@pytest.fixture
async def admin(terminal: Terminal) -> Admin:
    """An admin in the middle of a rehearsal."""
    found = await admin_of(terminal)
    await found.set_up()
    await found.press("Rehearse")
    return found


def rehearsal_of(admin: Admin) -> RehearsalId:
    """The only one there is."""
    ((found,),) = admin.terminal.rows("SELECT id FROM rehearsal")
    return RehearsalId(str(found))


async def test_a_deletion_that_was_cut_off_is_finished_at_the_next_start(admin: Admin) -> None:
    house, clock = admin.terminal.house, admin.terminal.clock
    await end_rehearsal(house.bot, admin.person, rehearsal_of(admin))
    ((stage,),) = admin.terminal.rows("SELECT stage_id FROM rehearsal")
    async with house.bot.database.begin(str(stage)) as work:  # type: ignore[arg-type]
        await purge(work)  # and here the process ended, before the line that says so was written
    assert admin.terminal.rows("SELECT step FROM rehearsal") == [("ended",)]
    await house.queue.stop()
    home = house.rooms.path.parent
    async with opened(Settings(home=home), clock=clock, works=True) as again:
        await settle(again.bot, again.queue)
    assert admin.terminal.rows("SELECT step FROM rehearsal") == [("gone",)]
    assert admin.organisations() == 1


async def test_a_rehearsal_whose_stage_was_never_set_is_deleted_all_the_same(admin: Admin) -> None:
    bot = admin.terminal.house.bot
    ((stage,),) = admin.terminal.rows("SELECT stage_id FROM rehearsal")
    async with bot.database.begin(str(stage)) as work:  # type: ignore[arg-type]
        await purge(work)
    await end_rehearsal(bot, admin.person, rehearsal_of(admin))
    await settle(bot, admin.terminal.house.queue)
    assert admin.terminal.rows("SELECT step FROM rehearsal") == [("gone",)]


class Deletes(ConsoleMessenger):
    """A platform on which a message can be taken back; the first try meets `errors`."""

    taken: tuple[str, ...] = ()
    errors: tuple[Exception, ...] = ()

    async def take_back(self, place: Place, ref: str) -> None:
        """Deletes it, or fails as it is told to."""
        if self.errors:
            error, *rest = self.errors
            self.errors = tuple(rest)
            raise error
        self.taken = (*self.taken, ref)


async def delete_with(admin: Admin, *errors: Exception) -> tuple[Deletes, Rooms]:
    """End the rehearsal on a platform that deletes."""
    house = admin.terminal.house
    mouth = Deletes(house.rooms, say_in, admin.terminal.clock)
    mouth.errors = errors
    house.bot.messengers["console"] = mouth  # type: ignore[index]
    await end_rehearsal(house.bot, admin.person, rehearsal_of(admin))
    await work_rehearsal(house.bot, admin.organisation.id, rehearsal_of(admin))
    return mouth, house.rooms


async def test_messages_are_deleted_where_the_platform_can(admin: Admin) -> None:
    posted = [each.id for each in admin.terminal.room(CHAT)]
    mouth, _ = await delete_with(admin)
    assert sorted(mouth.taken) == sorted(posted)
    assert admin.organisations() == 1


async def test_rows_are_kept_until_the_platform_lets_the_messages_go(admin: Admin) -> None:
    mouth, _ = await delete_with(admin, NotPosted(30))
    assert admin.organisations() == 2
    await work_rehearsal(admin.terminal.house.bot, admin.organisation.id, rehearsal_of(admin))
    assert len(set(mouth.taken)) == 2
    assert admin.organisations() == 1


async def test_a_message_that_cannot_be_deleted_says_that_it_is_over(admin: Admin) -> None:
    await delete_with(admin, Permanent("cant_delete_message"))
    shown = [read(each.painted).strip() for each in admin.terminal.room(CHAT)]
    assert shown.count("This rehearsal is over.") == 1
    assert admin.organisations() == 1


async def test_a_second_rehearsal_can_follow_the_first(admin: Admin) -> None:
    await admin.press("End and delete")
    await admin.set_up()
    await admin.press("Rehearse again")
    poll = admin.terminal.room(CHAT)[-2].painted
    assert "Everyday screens" in await admin.terminal.send(CHAT, "pat", pressed(poll, "2"), staff=True)
    assert admin.organisations() == 2
