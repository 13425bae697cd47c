"""Whose installation a payload belongs to: in shared channels it names first what is not meant."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.actions import install
from bot.bot import Bot
from bot.domain.channels import Place
from bot.domain.installations import Grant
from bot.domain.organisations import Organisation
from bot.ids import OrganisationId
from handlers.slack.installations import Installations, lane_of_payload
from tests.databases import Made
from tests.handlers.slack.bots import bot_on
from tests.makers import TUESDAY

VENDOR, CUSTOMER, STRANGER = "T1VENDOR", "T9ACME", "T5OTHER"
SHARED = "C1SHARED"
OUTSIDER = {"id": "U9ANA", "username": "ana", "name": "ana", "team_id": CUSTOMER}
STAFF = {"id": "U1PIA", "username": "pia", "name": "pia", "team_id": VENDOR}


@pytest.fixture
async def bot(made: Made) -> AsyncIterator[Bot]:
    """The vendor's bot, with one shared channel."""
    async with bot_on(made) as one:
        home = await install.install(one, f"slack:{VENDOR}", granted("UVENDORBOT"))
        await one.database.bind_place(Place(platform="slack", workspace=VENDOR, id=SHARED), home.organisation_id)
        yield one


def granted(bot_user: str, enterprise: str = "") -> Grant:
    return Grant(name="x", bot_token=f"xoxb-{bot_user}", bot_user_id=bot_user, bot_id="B1", enterprise_id=enterprise)


async def lane(bot: Bot, payload: dict[str, Any]) -> str | None:
    return await lane_of_payload(bot, Installations(bot), payload)


def click(user: dict[str, str], team: str | None = VENDOR, *, author: str = VENDOR, **more: Any) -> dict[str, Any]:
    """A press on a message in the shared channel."""
    return {
        "type": "block_actions",
        "user": user,
        "team": {"id": team, "domain": "x"} if team else None,
        "enterprise": None,
        "is_enterprise_install": False,
        "container": {"type": "message", "message_ts": "1.2", "channel_id": SHARED, "is_ephemeral": False},
        "channel": {"id": SHARED, "name": "acme"},
        "message": {"type": "message", "user": "UVENDORBOT", "bot_id": "B1", "ts": "1.2", "team": author},
        "actions": [{"type": "button", "action_id": "x", "value": "vote:x"}],
    } | more


def submission(user: dict[str, str], team: str, installed: str = VENDOR) -> dict[str, Any]:
    """A dialog that was sent: the team is the submitter's."""
    view = {"id": "V1", "team_id": installed, "type": "modal", "callback_id": "x", "app_installed_team_id": installed}
    return {"type": "view_submission", "user": user, "team": {"id": team, "domain": "x"}, "view": view}


def event(kind: str = "message", installed: str = VENDOR, *, shown: str = CUSTOMER, **more: Any) -> dict[str, Any]:
    """An event in the shared channel."""
    return {
        "type": "event_callback",
        "team_id": shown,
        "event_id": "Ev1",
        "is_ext_shared_channel": True,
        "authorizations": [
            {"enterprise_id": None, "team_id": installed, "user_id": "UBOT", "is_enterprise_install": False}
        ],
        "event": {"type": kind, "channel": SHARED, "user": "U9ANA", "ts": "1.2", "text": "hello"} | more,
    }


@pytest.mark.parametrize(
    "payload",
    [
        click(STAFF),
        click(OUTSIDER),
        click(OUTSIDER, CUSTOMER),
        click(OUTSIDER, CUSTOMER, message=None),
        click(OUTSIDER, None, message=None),
        submission(STAFF, VENDOR),
        submission(OUTSIDER, CUSTOMER),
        event(),
        event(installed=CUSTOMER),
        event("reaction_added", channel=None, item={"type": "message", "channel": SHARED, "ts": "1.2"}),
        {"command": "/cab", "team_id": VENDOR, "channel_id": SHARED, "user_id": "U1PIA"},
        {"command": "/cab", "team_id": CUSTOMER, "channel_id": SHARED, "user_id": "U9ANA"},
        {"type": "shortcut", "team": {"id": VENDOR}, "user": STAFF},
    ],
    ids=str,
)
async def test_staff_and_outsiders_reach_the_vendors_installation(bot: Bot, payload: dict[str, Any]) -> None:
    assert await lane(bot, payload) == f"slack:{VENDOR}"


@pytest.mark.parametrize(
    "payload",
    [
        click(OUTSIDER, CUSTOMER, author=CUSTOMER, channel={"id": "C7"}),
        submission(OUTSIDER, CUSTOMER, STRANGER),
        event(installed=STRANGER, channel="C7"),
        {"command": "/cab", "team_id": STRANGER, "channel_id": "C7", "user_id": "U9"},
        {"type": "shortcut", "team": None, "user": OUTSIDER},
        {"type": "event_callback", "event_id": "Ev1", "event": {"type": "team_join", "user": {"id": "U1"}}},
    ],
    ids=str,
)
async def test_what_is_nobodys_we_know_reaches_nobody(bot: Bot, payload: dict[str, Any]) -> None:
    assert await lane(bot, payload) is None


@pytest.mark.parametrize(
    ("payload", "whose"),
    [
        (click(OUTSIDER, CUSTOMER), VENDOR),
        (click(OUTSIDER, CUSTOMER, author=CUSTOMER), CUSTOMER),
        (click(STAFF, VENDOR, author=CUSTOMER), CUSTOMER),
        (submission(OUTSIDER, CUSTOMER, VENDOR), VENDOR),
        (submission(OUTSIDER, CUSTOMER, CUSTOMER), CUSTOMER),
        (event(installed=CUSTOMER), VENDOR),
        (event(installed=VENDOR), VENDOR),
        (event("app_mention", CUSTOMER, text="<@UVENDORBOT> status"), VENDOR),
        (event("app_mention", CUSTOMER, text="<@UCUSTOMERBOT> status"), CUSTOMER),
        (event(installed=CUSTOMER, channel="C7INSIDE"), CUSTOMER),
        ({"command": "/cab", "team_id": CUSTOMER, "channel_id": SHARED, "user_id": "U9ANA"}, CUSTOMER),
    ],
    ids=str,
)
async def test_installed_on_both_sides_each_is_reached_by_what_is_its_own(
    bot: Bot, payload: dict[str, Any], whose: str
) -> None:
    await install.install(bot, f"slack:{CUSTOMER}", granted("UCUSTOMERBOT"))
    assert await lane(bot, payload) == f"slack:{whose}"


async def test_in_a_group_of_workspaces_each_reaches_the_groups_installation(bot: Bot) -> None:
    await install.install(bot, "slack:E1", granted("UGRIDBOT", "E1"))
    grid = {"id": "E1", "name": "Grid"}
    person = {"id": "W1", "name": "pia", "team_id": "T2GRID"}
    told = {"enterprise_id": "E1", "team_id": None, "user_id": "UGRIDBOT", "is_enterprise_install": True}
    view = {"id": "V1", "type": "modal", "callback_id": "x"}
    for payload in (
        click(person, None, message=None, channel=None, container=None, enterprise=grid, is_enterprise_install=True),
        click(person, "T2GRID", message=None, channel=None, container=None, enterprise=grid),
        {"type": "view_submission", "user": person, "team": {"id": "T2GRID", "enterprise_id": "E1"}, "view": view},
        {"command": "/cab", "team_id": "T2GRID", "enterprise_id": "E1", "is_enterprise_install": "true"},
        event(shown="T2GRID", channel="C8") | {"authorizations": [told], "is_ext_shared_channel": False},
    ):
        assert await lane(bot, payload) == "slack:E1", payload
    assert await bot.database.organisation_of("slack:T2GRID") == await bot.database.organisation_of("slack:E1")
    outsider = submission(OUTSIDER, CUSTOMER, "T2GRID") | {"enterprise": {"id": "E9", "name": "Customer"}}
    assert await lane(bot, outsider) == "slack:E1"


@pytest.mark.parametrize("first", ["app_uninstalled", "tokens_revoked"])
async def test_a_second_goodbye_still_finds_the_installation_and_a_click_does_not(bot: Bot, first: str) -> None:
    goodbye = event(first, VENDOR, shown=VENDOR) | {"is_ext_shared_channel": False, "authorizations": []}
    assert await lane(bot, goodbye) == f"slack:{VENDOR}"
    await install.uninstall(bot, f"slack:{VENDOR}")
    assert await lane(bot, goodbye) == f"slack:{VENDOR}"
    assert await lane(bot, click(STAFF)) is None
    assert await lane(bot, event()) is None


async def test_what_was_found_out_once_costs_later_clicks_no_query(bot: Bot) -> None:
    known = Installations(bot)
    assert await lane_of_payload(bot, known, click(OUTSIDER, CUSTOMER, message=None)) == f"slack:{VENDOR}"
    place = Place(platform="slack", workspace=VENDOR, id=SHARED)
    owner = await bot.database.organisation_at(place)
    assert owner is not None
    await bot.database.unbind_place(place, owner)  # Whoever asked the database now would learn so.
    for _ in range(1_000):
        assert await lane_of_payload(bot, known, click(OUTSIDER, CUSTOMER, message=None)) == f"slack:{VENDOR}"


async def test_a_channel_does_not_lead_to_a_workspace_without_the_bot(bot: Bot) -> None:
    other = Organisation(id=OrganisationId("other"), name="Other", created_at=TUESDAY)
    await bot.database.add_organisation(other)
    await bot.database.bind_place(Place(platform="slack", workspace=STRANGER, id="C7"), other.id)
    assert await lane(bot, click(OUTSIDER, CUSTOMER, message=None, channel={"id": "C7"})) is None
