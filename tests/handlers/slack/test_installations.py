"""Where the bot is installed: one token per workspace, renewed once, gone with the bot and back with it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.actions import install
from bot.bot import Bot
from bot.domain.organisations import Organisation
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.ports import NotPosted, Shut
from handlers.slack.installations import LANE, Installations
from storage import installations as kept
from tests.databases import Made
from tests.fakes.slack.server import SlackStandIn
from tests.handlers.slack.bots import HOME, asking, bot_on, grant
from tests.makers import TUESDAY


@pytest.fixture
async def bot(made: Made) -> AsyncIterator[Bot]:
    async with bot_on(made) as one:
        yield one


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


async def test_a_token_that_the_operator_set_is_asked_about_once(bot: Bot, session: aiohttp.ClientSession) -> None:
    async with SlackStandIn(clock=bot.clock) as slack:
        known = Installations(bot)
        one = await known.use_token(asking(slack, session).of_token, slack.bot_token)
        assert (one.lane, one.grant.name, one.grant.bot_user_id) == (HOME, "Vendor", slack.installation.bot_user_id)
        assert set(one.grant.scopes) == slack.installation.scopes
        for _ in range(1_000):
            assert await known.token_for(HOME) == slack.bot_token
            assert await known.bot_user(HOME) == slack.installation.bot_user_id
            told = await known.authorize({LANE: HOME})
            assert told is not None
            assert told.bot_token == slack.bot_token
        assert len(slack.calls("auth.test")) == 1
    (organisation,) = await bot.database.organisations()
    assert organisation.name == "Vendor"
    assert await bot.database.organisation_of(HOME) == organisation.id


async def test_without_slack_the_token_of_an_earlier_start_is_good_enough(
    bot: Bot, session: aiohttp.ClientSession
) -> None:
    async with SlackStandIn(clock=bot.clock) as slack:
        ask = asking(slack, session)
        await Installations(bot).use_token(ask.of_token, slack.bot_token)
        slack.script.http("auth.test", 503, times=None)
        again = await Installations(bot).use_token(ask.of_token, slack.bot_token)
        assert again.lane == HOME
        with pytest.raises(Refusal, match=r"slack\.unreachable"):
            await Installations(bot).use_token(ask.of_token, "xoxb-another")
        slack.script.clear()
        with pytest.raises(Refusal, match=r"slack\.bad_token"):
            await Installations(bot).use_token(ask.of_token, "xoxb-another")


async def test_the_workspace_of_an_organisation_that_exists_stays_with_it(bot: Bot) -> None:
    await bot.database.add_organisation(Organisation(id=OrganisationId("mine"), name="Mine", created_at=TUESDAY))
    await bot.database.bind_workspace(HOME, OrganisationId("mine"))
    one = await install.install(bot, HOME, grant())
    assert one.organisation_id == "mine"
    assert len(await bot.database.organisations()) == 1


async def test_where_the_bot_is_not_installed_nobody_speaks(bot: Bot) -> None:
    known = Installations(bot)
    with pytest.raises(Shut):
        await known.token_for("slack:T9")
    assert await known.bot_user("slack:T9") == ""
    assert await known.authorize({LANE: "slack:T9"}) is None
    assert await known.authorize({}) is None


async def test_two_workspaces_have_two_tokens_and_two_organisations(bot: Bot) -> None:
    await install.install(bot, "slack:T1", grant("xoxb-one"))
    await install.install(bot, "slack:T2", grant("xoxb-two"))
    known = Installations(bot)
    assert [await known.token_for("slack:T1"), await known.token_for("slack:T2")] == ["xoxb-one", "xoxb-two"]
    assert len(await bot.database.organisations()) == 2


async def test_a_group_of_workspaces_is_spoken_to_with_one_token(bot: Bot) -> None:
    whole = await install.install(bot, "slack:E1", grant("xoxb-whole", enterprise_id="E1"))
    known = Installations(bot)
    with pytest.raises(Shut):
        await known.token_for("slack:T1")
    found = await install.covered_by_enterprise(bot, "slack:T1", "slack:E1")
    assert found == whole
    known.forget("slack:T1")
    assert await known.token_for("slack:T1") == "xoxb-whole"
    told = await known.authorize({LANE: "slack:E1"})
    assert told is not None
    assert (told.team_id, told.enterprise_id) == (None, "E1")
    assert await install.covered_by_enterprise(bot, "slack:T2", "slack:E2") is None


@pytest.mark.parametrize("order", ["uninstalled, revoked", "revoked, uninstalled"])
async def test_both_goodbyes_twice_in_any_order_close_the_workspace_once(bot: Bot, order: str) -> None:
    await install.install(bot, HOME, grant())
    known = Installations(bot)
    assert await known.token_for(HOME) == "xoxb-1"
    said = []
    for each in order.split(", ") * 2:
        said.append(
            await install.uninstall(bot, HOME) if each == "uninstalled" else await install.revoke(bot, HOME, ("UBOT",))
        )
        known.forget(HOME)
        with pytest.raises(Shut):
            await known.token_for(HOME)
        assert await known.authorize({LANE: HOME}) is None
    assert said == [True, False, False, False]
    one = await kept.at(bot.database, HOME)
    assert one is not None
    assert one.gone_at == TUESDAY
    assert one.purge_at == TUESDAY + timedelta(days=20)  # 14 business days after a Tuesday: the Monday of week four.
    assert await install.uninstall(bot, "slack:T9NOBODY") is False
    assert await install.revoke(bot, "slack:T9NOBODY", ("UBOT",)) is False


async def test_tokens_of_people_are_none_of_ours(bot: Bot) -> None:
    await install.install(bot, HOME, grant())
    assert await install.revoke(bot, HOME, ("USOMEBODY",)) is False
    assert await Installations(bot).token_for(HOME) == "xoxb-1"


async def test_who_comes_back_is_where_they_were(bot: Bot) -> None:
    first = await install.install(bot, HOME, grant())
    await install.uninstall(bot, HOME)
    again = await install.install(bot, HOME, grant("xoxb-2", installed_by="U1"))
    assert (again.organisation_id, again.gone_at, again.purge_at) == (first.organisation_id, None, None)
    assert again.version == first.version + 1
    assert await Installations(bot).token_for(HOME) == "xoxb-2"
    assert len(await bot.database.organisations()) == 1


async def test_the_same_grant_again_changes_nothing(bot: Bot) -> None:
    assert await install.install(bot, HOME, grant()) == await install.install(bot, HOME, grant())


async def test_a_removal_is_noticed_in_another_process(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.slack.installations.FOR_SPEAKING", 0.0)
    async with bot_on(made) as one, bot_on(made) as other:
        await install.install(one, HOME, grant())
        known = Installations(other)
        assert await known.token_for(HOME) == "xoxb-1"
        await install.uninstall(one, HOME)
        with pytest.raises(Shut):
            await known.token_for(HOME)


async def test_with_another_secret_it_is_said_and_nothing_breaks(made: Made) -> None:
    async with bot_on(made) as one:
        await install.install(one, HOME, grant())
    async with bot_on(made, secret=b"another") as other:
        known = Installations(other)
        for _ in range(2):
            with pytest.raises(NotPosted):
                await known.token_for(HOME)
        assert await known.authorize({LANE: HOME}) is None
        assert known.troubles == {HOME: "seal.wrong_key"}
        assert (await install.standing(other)).locked == (HOME,)
        await install.install(other, "slack:T2", grant("xoxb-2"))
        assert await known.token_for("slack:T2") == "xoxb-2"


def test_a_grant_does_not_print_its_tokens() -> None:
    assert "xoxb" not in repr(grant(refresh_token="xoxe-1"))
    assert "xoxe" not in repr(grant(refresh_token="xoxe-1"))
