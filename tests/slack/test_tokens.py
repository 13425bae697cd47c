"""Tokens that end, and a bot that is removed and comes back: nobody's click fails, and nothing is said twice."""

from pathlib import Path

import pytest

from bot.actions import install
from bot.domain.installations import Grant
from tests.databases import Postgres
from tests.slack.office import Office
from tests.slack.running import cab, until
from tests.slack.town import A, B, fresh_database, rush, told, town


@pytest.mark.soak
async def test_twenty_people_at_each_of_two_processes_cost_one_renewal_and_are_all_heard(
    tmp_path: Path, postgres: Postgres
) -> None:
    database_url = fresh_database(postgres, "tokens")
    async with town(tmp_path, people=40, database_url=database_url, limits=False, rotating=True) as here:
        one, other = await here.start(), await here.start()
        message = await here.ask(f'"What next?" "{A}" "{B}"')
        acks = await rush(await here.clicks(message, A, here.crowd), (one.address, other.address), at_once=40)
        print(told("while the token is renewed", acks))
        assert {each.status for each in acks} == {200}
        assert await here.rows() == 40
        await until(lambda: len(here.slack.calls("response_url")) == 40)
        assert [call.ok for call in here.slack.calls("oauth.v2.access")] == [True]
        assert (await here.slack.people.command("/cab", "close P1", as_=here.pat, channel=here.product)).ok
        await until(lambda: any(call.ok for call in here.slack.calls("chat.update")))
        assert here.slack.calls("chat.update")[-1].token == here.slack.installation.bot_token


async def test_a_token_that_cannot_be_renewed_is_used_while_it_lasts_and_the_operator_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with town(tmp_path, people=20, limits=False, rotating=True) as here:
        here.slack.script.http("oauth.v2.access", 503, times=None)
        served = await here.start()
        message = await here.ask(f'"What next?" "{A}" "{B}"')
        acks = await rush(await here.clicks(message, A, here.crowd), (served.address,))
        assert {each.status for each in acks} == {200}
        assert await here.rows() == 20
        await until(lambda: any("token was not renewed" in line for line in served.said))
        assert not [call for call in here.slack.calls() if not call.ok and call.method != "oauth.v2.access"]
        assert len(here.slack.calls("oauth.v2.access")) == 1
        await cab(tmp_path, here.environment, "doctor", code=1)
        assert f"BAD   The token of {here.slack.team.name} ends at" in capsys.readouterr().out


@pytest.mark.parametrize("first", ["uninstalled", "revoked"])
async def test_both_goodbyes_twice_in_either_order_silence_the_bot_until_it_comes_back(
    desk: Office, first: str
) -> None:
    slack, people = desk.slack, desk.slack.people
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    assert (await desk.cab('poll "What next?" "Yes" "No"')).ok
    card = desk.latest(ana, acme)
    assert (await desk.press(card, "Yes", as_=ana)).ok
    assert (await desk.cab('poll "And then?" "Yes" "No"')).ok
    posts = len(slack.calls("chat.postMessage"))
    goodbyes = [people.uninstall, people.revoke_tokens]
    for goodbye in goodbyes if first == "uninstalled" else goodbyes[::-1]:
        event = await goodbye(slack.team)
        again = await people.repeat(event)
        assert event.ok
        assert again.ok
        await desk.settle()
    silent = len(slack.recorder.all)
    await desk.wait(days=1)
    assert slack.recorder.all[silent:] == []

    there = slack.install(slack.team)
    for channel in (acme, desk.product):
        slack.world.join(channel, slack.vendor.bot_of(there))
    chat = desk.house.slack
    assert chat is not None
    grant = Grant(name="Vendor", bot_token=there.bot_token, bot_user_id=there.bot_user_id, bot_id=there.bot_id)
    await install.install(desk.house.bot, f"slack:{slack.team.id}", grant)
    chat.installations.forget(f"slack:{slack.team.id}")
    await desk.wait(minutes=10)
    assert len(slack.calls("chat.postMessage")) == posts
    assert (await desk.press(card, "No", as_=ben)).ok
    assert (await desk.cab("close P1")).ok
    assert "2 people" in people.reads(desk.pat, desk.product)
    assert "Thank you" in people.reads(ana, acme)
