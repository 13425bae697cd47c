"""Schedules in Teams: the buttons beside them in the own chat, for whoever runs the board and for nobody else."""

from bot.actions.rights import make
from bot.domain.people import Identity, Role, Visitor
from storage import boards, cadences
from tests.teams.members import owner
from tests.teams.office import Office
from tests.teams.throwing import carriers, different, thrown

RULE = "every 4 weeks on Tue at 10:00"


async def kept(desk: Office) -> list[tuple[str, bool]]:
    """The schedules that stand, and whether each rests."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        known = [each for board in await boards.all(work) for each in await cadences.of_board(work, board.id)]
    return [(each.rule, each.paused) for each in known]


async def test_the_buttons_beside_a_schedule_pause_preview_resume_and_delete_it(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab(f'schedule set "{RULE}" --engagement value-pulse')
    people, pat = desk.teams.people, desk.pat

    async def pull(label: str) -> str:
        await desk.cab("schedule")
        done = await desk.press(people.offering(pat, label), label, as_=pat)
        if done.dialog is not None:
            done = await people.submit(done.dialog)
            await desk.settle()
        assert done.ok, done.trouble
        return f"{people.reads(pat)}\n{done.private_text}"

    listed = await desk.cab("schedule")
    assert "Tue, Mar 3, 2026, 10:00 AM CET · How are we doing?" in listed.private_text
    assert "Tue, May 26, 2026" in await pull("Next ten dates")
    assert "Paused" in await pull("Pause")
    assert await kept(desk) == [(RULE, True)]
    assert "Next on" in await pull("Resume")
    assert await kept(desk) == [(RULE, False)]
    assert "Deleted" in await pull("Delete")
    assert await kept(desk) == []
    assert "Nothing is scheduled" in (await desk.cab("schedule")).private_text


async def test_a_product_manager_reads_the_dates_and_throws_an_admins_buttons_in_vain(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    mia = desk.staff("Mia Manager")
    identity = Identity(platform="teams", workspace=desk.teams.tenant.id, user=mia.aad)
    visitor = Visitor(identity=identity, name="Mia Manager", staff=True)
    await make(desk.house.bot, await owner(desk), visitor, Role.PRODUCT_MANAGER)
    await desk.teams.people.install(as_=mia)
    await desk.cab(f'schedule set "{RULE}" --engagement value-pulse')
    await desk.cab("schedule")
    shown = desk.teams.people.offering(desk.pat, "Pause")
    seen = await desk.cab("schedule", as_=mia)
    assert "How are we doing?" in seen.private_text
    assert desk.teams.people.buttons(mia, desk.latest(mia)) == []
    carried = different(carriers(shown.seen_by(desk.pat)))
    assert len(carried) >= 3
    await thrown(desk, carried, [mia], desk.latest(mia), desk.teams.world.personal(mia))
    assert await kept(desk) == [(RULE, False)]
