"""Tokens that end are renewed once, whoever finds that it is time; while one works, nobody waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.actions import install
from bot.bot import Bot
from bot.clock import SetClock
from bot.domain.findings import Verdict
from bot.domain.installations import Installation
from bot.ports import NotPosted, Permanent, Unknown
from handlers.slack.checkup import tokens
from handlers.slack.grants import Grants
from handlers.slack.installations import LANE, Installations
from storage import installations as kept
from tests.databases import Made
from tests.fakes.slack.server import SlackStandIn
from tests.handlers.slack.bots import HOME, asking, bot_on, grant
from tests.makers import ORG, TUESDAY


@pytest.fixture
async def bot(made: Made) -> AsyncIterator[Bot]:
    async with bot_on(made) as one:
        yield one


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


async def test_twenty_tasks_in_two_processes_renew_a_token_once(made: Made, session: aiohttp.ClientSession) -> None:
    clock = SetClock(TUESDAY)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStandIn(clock=clock, rotating=True))
        ask = asking(slack, session)
        bots = [await stack.enter_async_context(bot_on(made, clock=clock)) for _ in range(2)]
        await installed(bots[0], slack)
        old = slack.bot_token
        clock.put(TUESDAY + timedelta(hours=11))
        processes = [Installations(each, ask.renew) for each in bots]
        tokens = await asyncio.gather(*(each.token_for(HOME) for each in processes for _ in range(20)))
        for each in processes:
            await each.close()
            each.forget(HOME)
        new = slack.bot_token
        assert len(slack.calls("oauth.v2.access")) == 1
        assert set(tokens) <= {old, new}
        assert old != new
        assert [await each.token_for(HOME) for each in processes] == [new, new]
        assert len(slack.calls("oauth.v2.access")) == 1


async def test_when_the_old_token_has_ended_everybody_waits_for_the_new_one(
    made: Made, session: aiohttp.ClientSession
) -> None:
    clock = SetClock(TUESDAY)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStandIn(clock=clock, rotating=True))
        bots = [await stack.enter_async_context(bot_on(made, clock=clock)) for _ in range(2)]
        await installed(bots[0], slack)
        clock.put(TUESDAY + timedelta(hours=13))
        ask = asking(slack, session)
        processes = [Installations(each, ask.renew) for each in bots]
        tokens = await asyncio.gather(*(each.token_for(HOME) for each in processes for _ in range(20)))
        assert set(tokens) == {slack.bot_token}
        assert len(slack.calls("oauth.v2.access")) == 1


async def test_a_token_that_still_works_goes_on_while_slack_does_not_renew_it(
    bot: Bot, session: aiohttp.ClientSession
) -> None:
    clock = bot.clock
    assert isinstance(clock, SetClock)
    async with SlackStandIn(clock=clock, rotating=True) as slack:
        await installed(bot, slack)
        old = slack.bot_token
        slack.script.http("oauth.v2.access", 500, times=None)
        clock.put(TUESDAY + timedelta(hours=11))
        known = Installations(bot, asking(slack, session).renew)
        for _ in range(20):
            assert await known.token_for(HOME) == old
            await known.close()
        assert len(slack.calls("oauth.v2.access")) == 1, "the next try is a minute later"
        assert known.troubles == {HOME: "Unknown"}
        clock.put(TUESDAY + timedelta(hours=11, minutes=2))
        slack.script.clear()
        await known.token_for(HOME)
        await known.close()
        assert await known.token_for(HOME) == slack.bot_token != old
        assert known.troubles == {}


async def test_nobody_waits_for_a_renewal_that_hangs_while_the_old_token_works(
    bot: Bot, session: aiohttp.ClientSession
) -> None:
    clock = bot.clock
    assert isinstance(clock, SetClock)
    async with SlackStandIn(clock=clock, rotating=True) as slack:
        await installed(bot, slack)
        old = slack.bot_token
        slack.script.delay("oauth.v2.access", 60)
        clock.put(TUESDAY + timedelta(hours=11))
        patient = Grants(session, api_url=slack.api_url, client_id=slack.client_id, patience=0.5)
        known = Installations(bot, patient.renew)
        for _ in range(20):
            assert await known.token_for(HOME) == old
            assert await known.authorize({LANE: HOME})
        assert known.troubles == {}, "it is still under way"
        await known.close()
        assert known.troubles == {HOME: "Unknown"}
        assert len(slack.calls("oauth.v2.access")) <= 1


def test_the_operator_reads_whose_token_is_late_has_ended_or_cannot_be_read() -> None:
    def one(lane: str, hours: float) -> Installation:
        ends = TUESDAY + timedelta(hours=hours)
        given = grant(name=lane, refresh_token="xoxe-1", expires_at=ends)
        return Installation(lane=f"slack:{lane}", organisation_id=ORG, grant=given, installed_at=TUESDAY)

    gone = replace(one("gone", -5), gone_at=TUESDAY)
    here = [one("fresh", 12), one("late", 0.5), one("over", -1), gone]
    found = [
        (each.verdict, each.what.id, each.what.args) for each in tokens(here, ["slack:TLOCKED", "teams:0a7c"], TUESDAY)
    ]
    assert [(verdict, phrase) for verdict, phrase, _ in found] == [
        (Verdict.GOOD, "doctor.installed"),
        (Verdict.BAD, "doctor.token_late"),
        (Verdict.BAD, "doctor.token_over"),
        (Verdict.BAD, "doctor.token_sealed"),
    ]
    assert [args.get("workspace") for _, _, args in found] == [None, "late", "over", "slack:TLOCKED"]


async def test_a_token_that_has_ended_and_is_not_renewed_is_not_used(bot: Bot, session: aiohttp.ClientSession) -> None:
    clock = bot.clock
    assert isinstance(clock, SetClock)
    async with SlackStandIn(clock=clock, rotating=True) as slack:
        await installed(bot, slack)
        slack.script.refuse("oauth.v2.access", "invalid_refresh_token", times=None)
        clock.put(TUESDAY + timedelta(hours=13))
        known = Installations(bot, asking(slack, session).renew)
        with pytest.raises(NotPosted):
            await known.token_for(HOME)
        assert known.troubles == {HOME: "invalid_refresh_token"}
        (late,) = (await install.standing(bot)).readable
        assert late.renewal_is_late(clock.now())


async def test_a_new_token_is_not_put_in_the_place_of_a_newer_one(bot: Bot) -> None:
    first = await install.install(bot, HOME, grant(refresh_token="xoxe-1", expires_at=TUESDAY))
    assert await kept.lease(bot.database, first, now=TUESDAY, until=TUESDAY + timedelta(minutes=1))
    assert not await kept.lease(bot.database, first, now=TUESDAY, until=TUESDAY + timedelta(minutes=1))
    await install.install(bot, HOME, grant("xoxb-by-hand"))
    assert not await kept.renewed(bot.database, first, grant("xoxb-late"))
    found = await kept.at(bot.database, HOME)
    assert found is not None
    assert (found.grant.bot_token, found.renewing_until) == ("xoxb-by-hand", None)


async def test_a_code_or_refresh_token_is_never_sent_twice(bot: Bot, session: aiohttp.ClientSession) -> None:
    async with SlackStandIn(clock=bot.clock) as slack:
        slack.script.reset("oauth.v2.access", after=True, times=None)
        with pytest.raises(Unknown):
            await asking(slack, session).renew(grant(refresh_token="xoxe-1"), TUESDAY)
        assert len(slack.calls("oauth.v2.access")) == 1
        slack.script.clear()
        slack.script.too_many("oauth.v2.access")
        with pytest.raises(NotPosted):
            await asking(slack, session).renew(grant(refresh_token="xoxe-1"), TUESDAY)
        with pytest.raises(Permanent, match="invalid_refresh_token"):
            await asking(slack, session).renew(grant(refresh_token="xoxe-1"), TUESDAY)


async def installed(bot: Bot, slack: SlackStandIn) -> None:
    """The stand-in's own installation, with tokens that end after twelve hours."""
    told = slack.installation
    await install.install(
        bot,
        HOME,
        grant(
            told.bot_token,
            bot_user_id=told.bot_user_id,
            refresh_token=told.refresh_tokens[-1],
            expires_at=TUESDAY + timedelta(hours=12),
        ),
    )
