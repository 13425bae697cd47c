"""Where no record names a tenant, the first admin can claim their rights all the same."""

from pathlib import Path

from bot.actions.claim import first_code
from tests.teams.office import empty_office


async def test_the_first_of_all_claims_their_rights(tmp_path: Path) -> None:
    async with empty_office(tmp_path / "cab", admins=False) as desk:
        desk.teams.vendor.untold = frozenset({"tenantId"})
        await desk.teams.people.install(as_=desk.pat)
        code = await first_code(desk.house.bot, f"teams:{desk.teams.tenant.id}")
        assert code is not None
        assert (await desk.cab(f"claim {code}")).ok
        assert await first_code(desk.house.bot, f"teams:{desk.teams.tenant.id}") is None, "there is an admin now"
