"""A company is asked twice in seven days at most, whichever boards and product managers ask it, and it is told so."""

import pytest

from bot.actions import enrol
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from tests.slack.office import Office

SECOND = "Second Council"


@pytest.mark.parametrize("known", [True, False])
async def test_a_third_poll_within_a_week_passes_a_company_by_though_another_board_asks(
    desk: Office, *, known: bool
) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    bot, team = desk.house.bot, desk.slack.team.id
    await enrol.create_board(bot, SECOND, kind=BoardKind.CUSTOMER, zone="Europe/Berlin", language="en")
    for name, kind, account in (
        ("acme-second", ChannelKind.CUSTOMER, "Acme"),
        ("globex-second", ChannelKind.CUSTOMER, "Globex"),
        ("product-second", ChannelKind.PRODUCT, None),
    ):
        theirs = [ana] if account == "Acme" else []
        members = [desk.pat, desk.slack.vendor.bot_of(desk.slack.installation), *theirs]
        channel = desk.slack.world.add_channel(name, desk.slack.team, members)
        await enrol.add_channel(bot, "second-council", f"slack:{team}:{channel.id}", kind=kind, account=account)
        desk.customers[name] = channel
    for board in ("Northwind Council", SECOND):
        assert "7 in 7 days" in (await desk.cab(f'policy person 7 a week --board "{board}"')).private_text
        seat = f'members add slack:{ana.team_id}:{ana.id} "Ana Ruiz" --account Acme --board "{board}"'
        assert not known or "Ana Ruiz" in (await desk.cab(seat)).private_text
    await desk.cab('schedule set "weekly on Tue,Wed at 10:00" --engagement value-pulse,one-thing --board Northwind')
    await desk.cab(f'schedule set "weekly on Thu at 10:00" --engagement three-goals --board "{SECOND}"')
    await desk.wait(days=2, hours=3)
    assert len([m for m in desk.slack.timeline.standing(acme.id) if not m.ephemeral_to]) == 2
    await desk.wait(days=1)
    assert desk.slack.timeline.standing(desk.customers["acme-second"].id) == []
    assert len(desk.slack.timeline.standing(desk.customers["globex-second"].id)) == 1
    status = (await desk.cab("status")).private_text
    steps = "1 eligible · 1 asked this week already" if known else "0 eligible"
    assert f"Reached by P3\n\u2002\u2002{steps} · 0 reached · 1 channel where nobody is known yet" in status
    assert ("1 channel left out where nobody is known yet" in status) != known
