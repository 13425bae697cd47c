"""People of other companies, and of several at once: one person one vote, and no right that is not theirs."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.people import Role
from tests.fakes.objects import Json
from tests.fakes.slack.world import User
from tests.slack.forging import appoint, asked, person, pressed
from tests.slack.office import Office
from tests.slack.rows import answers_of, counts, tries
from tests.slack.running import posted

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers; Acme has the app in its own workspace too."""
    acme, (ana, _) = await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    team = floor.slack.world.teams[ana.team_id]
    theirs = floor.slack.install(team)
    floor.slack.world.join(acme, floor.slack.vendor.bot_of(theirs))
    yield


async def more_answers(floor: Office, before: int) -> int:
    """How many answers there are beyond those before."""
    return len(await answers_of(floor)) - before


async def test_with_the_app_on_both_sides_one_person_has_one_vote(floor: Office) -> None:
    card, ana, acme = await asked(floor, "Both sides?"), person(floor, "Ana"), floor.customers["Acme"]
    before = len(await answers_of(floor))
    own = floor.slack.world.teams[ana.team_id]
    for team in (None, own):
        done = await floor.slack.people.press(posted(floor.slack, acme), "Yes", as_=ana, team=team)
        assert done.status == 200
        await floor.settle()
    assert card
    assert await more_answers(floor, before) == 1


async def test_a_customers_own_installation_neither_sees_nor_ends_the_vendors_poll(floor: Office) -> None:
    await asked(floor, "Whose poll?")
    ana, acme = person(floor, "Ana"), floor.customers["Acme"]
    before = await counts(floor)
    for line in ("results", "status", "close", "close P1", "cancel P1", "export", "roadmap", "summary", "audit"):
        done = await floor.slack.people.command("/cab", line, as_=ana, channel=acme)
        await floor.settle()
        assert done.ok, done.trouble
        assert "Whose poll?" not in done.private_text, line
    assert await counts(floor) == before


async def test_a_vote_counts_through_the_channels_owner_where_the_named_workspace_is_none_of_ours(
    floor: Office,
) -> None:
    card, cem = await asked(floor, "Not installed?"), person(floor, "Cem")
    globex, before = floor.customers["Globex"], len(await answers_of(floor))
    assert card
    theirs = floor.slack.world.teams[cem.team_id]
    done = await floor.slack.people.press(posted(floor.slack, globex), "Yes", as_=cem, team=theirs)
    assert done.status == 200
    await floor.settle()
    assert await more_answers(floor, before) == 1


async def test_people_of_an_enterprise_are_customers_like_others(floor: Office) -> None:
    world, acme = floor.slack.world, floor.customers["Acme"]
    grid = world.add_team("Acme North", "T0NORTH", enterprise="E0ACME")
    wim = world.add_user("Wim Grid", grid)
    world.join(acme, wim)
    assert wim.id.startswith("W")
    card, before = await asked(floor, "Enterprise?"), len(await answers_of(floor))
    done = await floor.press(card, "Yes", as_=wim)
    assert "Yes" in done.private_text
    done = await floor.slack.people.press(card, "No", as_=wim, team=grid)
    await floor.settle()
    assert done.status == 200
    assert await more_answers(floor, before) == 1
    noted = await counts(floor)
    for line in ("close", "cancel", "results"):
        await floor.slack.people.mention(line, as_=wim, channel=acme)
    await floor.settle()
    assert await counts(floor) == noted


GRID: list[Json] = [
    {"team": {"id": "T0VENDOR", "enterprise_id": "E0VENDOR"}},
    {"team": {"id": "T0VENDOR"}, "enterprise": {"id": "T0VENDOR", "name": "x"}, "is_enterprise_install": True},
    {"team": None, "enterprise": {"id": "E0ACME"}, "is_enterprise_install": True},
    {"team_id": "T0VENDOR", "user_team": "T0VENDOR"},
]


@pytest.mark.parametrize("frame", GRID)
async def test_what_a_payload_says_of_its_workspace_gives_an_outsider_no_right(floor: Office, frame: Json) -> None:
    """The one who pressed is an outsider, whatever workspaces stand around them."""
    ana = person(floor, "Ana")
    home = await floor.cab("", as_=floor.pat, channel=floor.customers["Acme"])
    buttons = [e for b in home.private[-1].blocks for e in b.get("elements") or [] if e["type"] == "button"]
    card, before = await asked(floor, f"Frame {GRID.index(frame)}?"), await counts(floor)
    for button in buttons:

        def change(body: Json, value: str = str(button["value"])) -> None:
            body.update(frame)
            body["actions"][0]["value"] = value

        done = await pressed(floor, card, "Yes", ana, change)
        assert done.status == 200
        assert "Frame" not in done.private_text
    assert await counts(floor) == before


async def test_who_may_only_post_sees_no_harm_and_no_vote(floor: Office) -> None:
    world, acme = floor.slack.world, floor.customers["Acme"]
    poe = world.add_user("Poe Postonly", person(floor, "Ana").team_id)
    world.join(acme, poe, post_only=True)
    card, before = await asked(floor, "Post only?"), await counts(floor)
    done = await floor.press(card, "Yes", as_=poe)
    assert done.trouble
    assert await counts(floor) == before
    await floor.slack.people.mention("", as_=poe, channel=acme)
    await floor.settle()
    assert await counts(floor) == before


async def test_somebody_without_a_name_is_counted(floor: Office) -> None:
    world, acme = floor.slack.world, floor.customers["Acme"]
    nobody = world.add_user("Xeno Stranger", person(floor, "Ana").team_id)
    nobody.is_stranger, nobody.tz, nobody.email, nobody.locale = True, None, None, ""
    world.join(acme, nobody)
    card, before = await asked(floor, "No name?"), len(await answers_of(floor))

    def nameless(body: Json) -> None:
        body["user"] = {"id": nobody.id, "team_id": nobody.team_id}

    with floor.slack.people.courier.forging(nameless):
        floor.slack.script.refuse("users.info", "user_not_visible", times=3)
        done = await floor.press(card, "Yes", as_=nobody)
    floor.slack.script.clear()
    assert done.status == 200
    assert await more_answers(floor, before) == 1


async def test_a_mention_by_a_member_is_answered_with_help_privately(floor: Office) -> None:
    ana, acme = person(floor, "Ana"), floor.customers["Acme"]
    public = len([m for m in floor.slack.timeline.standing(acme.id) if m.bot_id and not m.ephemeral_to])
    for line in ("", "help", "what is this?"):
        since = floor.slack.vendor.stamps.fresh()
        await floor.slack.people.mention(line, as_=ana, channel=acme)
        await floor.settle()
        mine = [m for m in floor.slack.people.sees(ana, acme) if m.ts > since and m.ephemeral_to == ana.id]
        assert mine, line
    now = [m for m in floor.slack.timeline.standing(acme.id) if m.bot_id and not m.ephemeral_to]
    assert len(now) == public


@pytest.mark.parametrize("named", [{}, {"team": "T0VENDOR"}, {"user_team": "T0VENDOR", "source_team": "T0VENDOR"}])
async def test_an_event_that_does_not_say_whose_somebody_is_makes_no_colleague_of_them(
    floor: Office, named: Json
) -> None:
    """Nothing is offered to them that is for colleagues, least of all a way to ask for rights."""
    world, slack = floor.slack.world, floor.slack
    kim = next((each for each in world.users.values() if each.real_name == "Kim Meant"), None)
    for who, said in (
        (person(floor, "Cem"), "for the team behind the board"),
        (kim or floor.staff("Kim Meant"), "ask for"),
    ):
        await floor.wait(seconds=70)
        ts = slack.vendor.stamps.fresh()
        event: Json = {"type": "app_mention", "user": who.id, "text": f"<@{slack.bot.id}> export", "ts": ts}
        event |= {"event_ts": ts, "channel": floor.customers["Globex"].id, **named}
        envelope: Json = {"type": "event_callback", "team_id": slack.team.id, "event_id": f"Ev{ts}", "event": event}
        since = len(slack.recorder.all)
        await slack.people.courier.event(envelope | {"event_time": int(float(ts))})
        await floor.settle()
        told = [str(each.args) for each in slack.recorder.all[since:] if each.method == "chat.postEphemeral"]
        assert told
        assert all(said in each for each in told), told


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted"])
async def test_a_guest_of_the_vendor_has_a_customers_rights(floor: Office, flag: str) -> None:
    gus: User = floor.staff(f"Gus {flag}")
    await appoint(floor, gus, Role.ADMIN)  # They were staff once, and the row still says so.
    setattr(gus, flag, True)
    await floor.slack.people.change_user(gus)
    acme = floor.customers["Acme"]
    floor.slack.world.join(acme, gus)
    card, before, noted = await asked(floor, f"Guest {flag}?"), await counts(floor), len(await tries(floor))
    for line in ("close", "status", "export", "members", 'poll "Evil?" "A" "B"'):
        done = await floor.cab(line, as_=gus, channel=acme)
        assert "for the team behind the board" in done.private_text, line
        assert "Guest" not in done.private_text
    await floor.slack.people.mention("cancel", as_=gus, channel=acme)
    await floor.slack.people.shortcut("save_feedback", as_=gus, message=card)
    await floor.settle()
    assert await counts(floor) == before
    assert len(await tries(floor)) - noted >= 6
