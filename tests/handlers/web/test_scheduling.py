"""Schedules in a browser: seen by the team, changed by whoever runs the board, and by nobody else."""

import httpx

from bot.domain.people import Role
from tests.handlers.web.council import Council
from tests.handlers.web.pages import Page
from tests.handlers.web.test_attacker import FOREIGN
from tests.handlers.web.test_sign_in import appointed, post, read, session

RULE = "every 2 weeks on Tue at 10:00"


def fields(page: Page, action: str, **entered: str) -> dict[str, str]:
    """The first form of the page with this action, and what was entered in it."""
    html = page.reply.text
    form = html[html.index(f'action="/desk/schedules/{action}"') :].partition("</form>")[0]
    hidden = dict(part.split('" value="', 1) for part in form.split('type="hidden" name="')[1:])
    return {name: value.partition('"')[0] for name, value in hidden.items()} | entered


async def press(council: Council, cookie: str, action: str, **entered: str) -> httpx.Response:
    """Open the page and send one of its forms."""
    page = await read(council, "/schedules", cookie)
    return await post(council, f"/desk/schedules/{action}", fields(page, action, **entered), cookie=cookie)


def kept(council: Council) -> list[tuple[object, ...]]:
    """The schedules that stand."""
    return council.terminal.rows("SELECT rule, paused, local FROM cadence WHERE deleted_at IS NULL ORDER BY rule")


async def runs(council: Council) -> str:
    """The session of an admin, who runs every board."""
    return await session(council, await appointed(council, Role.ADMIN, "boss"))


async def test_whoever_runs_the_board_sets_pauses_resumes_previews_and_deletes_a_schedule(one: Council) -> None:
    cookie = await runs(one)
    chosen = {"rule": RULE, "ask1": "value-pulse", "ask2": "one-thing", "except": "2026-03-17..2026-03-20"}
    assert (await press(one, cookie, "set", **chosen, end="2026-12-31", local="1")).status_code == 303
    assert kept(one) == [(RULE, 0, 1), ("weekly on Tue at 10:00", 0, 0)]
    page = await read(one, "/schedules", cookie)
    assert "How are we doing?" in page.text
    assert "Tue, Mar 10, 2026, 10:00 AM CET" in page.text
    second = page.reply.text.index(f'class="unseen" dir="auto">{RULE}')
    preview = page.reply.text[:second].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    shown = (await one.get(preview, cookie=cookie)).text
    assert "Tue, Mar 17, 2026, 10:00 AM CET: Left out: Tue, Mar 17 is a blackout date." in shown
    assert (await press(one, cookie, "pause")).status_code == 303
    assert kept(one) == [(RULE, 0, 1), ("weekly on Tue at 10:00", 1, 0)]
    assert "paused" in (await read(one, "/schedules", cookie)).text
    assert (await press(one, cookie, "resume")).status_code == 303
    assert (await press(one, cookie, "delete")).status_code == 303
    assert kept(one) == [(RULE, 0, 1)]
    deeds = one.terminal.rows(
        "SELECT deed, outcome FROM audit_entry WHERE deed LIKE '%schedule%' AND deed NOT LIKE 'read%'"
        " ORDER BY at, rowid"
    )
    assert deeds == [(deed, "done") for deed in ("schedule", "pause_schedule", "resume_schedule", "delete_schedule")]


async def test_a_schedule_keeps_to_the_zone_that_was_entered(one: Council) -> None:
    cookie = await runs(one)
    assert (await press(one, cookie, "set", rule=RULE, ask1="value-pulse", zone="America/New_York")).status_code == 303
    assert one.terminal.rows(f"SELECT zone FROM cadence WHERE rule = '{RULE}'") == [("America/New_York",)]
    shown = (await read(one, "/schedules", cookie)).text
    assert f"{RULE} (America/New_York) · next Tue, Mar 3, 2026, 10:00 AM EST" in shown


async def test_the_schedule_that_was_set_is_asked_when_its_time_comes(one: Council) -> None:
    cookie = await runs(one)
    await press(one, cookie, "set", rule="daily at 15:00", ask1="value-pulse")
    await one.terminal.wait(days=2)
    assert one.terminal.history("acme").count("How are we doing?") == 1


async def test_a_rule_is_tried_out_by_anybody_of_the_team_and_nothing_is_kept(one: Council) -> None:
    cookie = await session(one, await appointed(one))
    shown = (await read(one, "/schedules?rule=monthly+on+the+1st+at+09:00", cookie)).text
    assert "Wed, Apr 1, 2026, 9:00 AM CEST" in shown
    boss = await read(one, "/schedules?rule=monthly+on+the+1st+at+09:00", await runs(one))
    assert boss.reply.text.count('value="monthly on the 1st at 09:00"') == 2, "what was tried can be set as it stands"
    there = (await read(one, "/schedules?rule=monthly+on+the+1st+at+09:00&zone=America/New_York", cookie)).text
    assert "Wed, Apr 1, 2026, 9:00 AM EDT" in there
    mars = await read(one, "/schedules?rule=monthly+on+the+1st+at+09:00&zone=Mars/Base", cookie)
    assert (mars.status, "“Mars/Base”" in mars.text, 'value="Mars/Base"' in mars.reply.text) == (400, True, True)
    wrong = await read(one, "/schedules?rule=whenever", cookie)
    assert wrong.status == 400
    assert "whenever" in wrong.text
    assert kept(one) == [("weekly on Tue at 10:00", 0, 0)]


async def test_what_cannot_be_read_is_said_and_what_was_entered_stands(one: Council) -> None:
    cookie = await runs(one)
    for entered, why in (
        ({"rule": "whenever", "ask1": "value-pulse"}, "“whenever”"),
        ({"rule": "", "ask1": "value-pulse"}, "Say when to ask"),
        ({"rule": RULE}, "Choose at least one poll"),
        ({"rule": RULE, "ask1": "no-such-poll"}, "no-such-poll"),
        ({"rule": RULE, "ask1": "value-pulse", "except": "Christmas"}, "2026-12-21..2027-01-06"),
        ({"rule": RULE, "ask1": "value-pulse", "end": "soon"}, "soon"),
        ({"rule": RULE, "ask1": "value-pulse", "zone": "Mars/Base"}, "“Mars/Base”"),
    ):
        page = Page(await press(one, cookie, "set", **entered))
        assert (page.status, why in page.text) == (400, True), page.text
        html = page.reply.text
        for name in ("rule", "except", "end", "zone"):
            if entered.get(name):
                assert f'value="{entered[name]}"' in html
        if entered.get("ask1") == "value-pulse":
            assert 'value="value-pulse" selected' in html
    assert kept(one) == [("weekly on Tue at 10:00", 0, 0)]


async def test_no_date_of_a_long_list_is_dropped_unseen(one: Council) -> None:
    """Thirty days written with a comma and a space: 300 letters would end just after one of them."""
    cookie = await runs(one)
    days = ", ".join(f"2027-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 11))
    assert (await press(one, cookie, "set", rule=RULE, ask1="value-pulse", **{"except": days})).status_code == 303
    ((left_out,),) = one.terminal.rows(f"SELECT blackout FROM cadence WHERE rule = '{RULE}'")
    assert all(day in str(left_out) for day in days.split(", "))
    assert 'name="except" maxlength' not in (await read(one, "/schedules", cookie)).reply.text


async def test_what_is_too_long_is_refused_and_never_cut(one: Council) -> None:
    cookie = await runs(one)
    months = "FREQ=MONTHLY;BYHOUR=10;BYMINUTE=0;BYMONTHDAY=" + ",".join(["1"] * 200)
    days = ",".join(["2027-01-01"] * 300)
    for entered, over in (
        ({"rule": months}, len(months) - 300),
        ({"rule": RULE, "except": days}, len(days) - 3000),
    ):
        page = Page(await press(one, cookie, "set", ask1="value-pulse", **entered))
        assert (page.status, f"This is {over} characters longer" in page.text) == (400, True)
        assert all(f'value="{value}"' in page.reply.text for value in entered.values())
    tried = await one.get(f"/desk/schedules?rule={months}", cookie=cookie)
    assert (tried.status, f"This is {len(months) - 300} characters longer" in tried.text) == (400, True)
    assert kept(one) == [("weekly on Tue at 10:00", 0, 0)]


async def test_a_product_manager_looks_and_changes_nothing_and_a_member_does_not_look(one: Council) -> None:
    boss, pm = await runs(one), await session(one, await appointed(one))
    seen = await read(one, "/schedules", pm)
    assert "weekly on Tue at 10:00" in seen.text
    assert "/desk/schedules/set" not in seen.reply.text
    assert "/desk/schedules/pause" not in seen.reply.text
    member = await session(one, one.ana)
    assert (await read(one, "/schedules", member)).status == 403
    page = await read(one, "/schedules", boss)
    forms = {
        "pause": fields(page, "pause"),
        "delete": fields(page, "delete"),
        "set": fields(page, "set", rule=RULE, ask1="value-pulse"),
    }
    for action, form in forms.items():
        for cookie, status in ((pm, 403), (member, 403)):
            assert (await post(one, f"/desk/schedules/{action}", form, cookie=cookie)).status_code == status
        assert (await post(one, f"/desk/schedules/{action}", form)).status_code == 401
        for forged in ({"form": "x"}, {"form": forms["delete" if action == "pause" else "pause"]["form"]}):
            assert (await post(one, f"/desk/schedules/{action}", form | forged, cookie=boss)).status_code == 403
    assert (await post(one, "/desk/schedules/burn", forms["pause"], cookie=boss)).status_code == 403
    for foreign in FOREIGN:
        assert (await post(one, "/desk/schedules/set", forms["set"], cookie=boss, **foreign)).status_code == 403
    assert kept(one) == [("weekly on Tue at 10:00", 0, 0)]


async def test_even_with_a_form_of_their_own_who_does_not_run_the_board_is_denied(one: Council) -> None:
    """The right is looked at when it is done, whatever the page had shown."""
    boss = await appointed(one, Role.ADMIN, "boss")
    cookie = await session(one, boss)
    page = await read(one, "/schedules", cookie)
    await appointed(one, Role.PRODUCT_MANAGER, "boss")
    for action, entered in (("pause", {}), ("delete", {}), ("set", {"rule": RULE, "ask1": "value-pulse"})):
        reply = await post(one, f"/desk/schedules/{action}", fields(page, action, **entered), cookie=cookie)
        assert reply.status_code == 403
    assert kept(one) == [("weekly on Tue at 10:00", 0, 0)]
    outcomes = one.terminal.rows(
        "SELECT outcome FROM audit_entry WHERE deed LIKE '%schedule%' AND deed NOT LIKE 'read%'"
    )
    assert outcomes == [("denied",)] * 3


async def test_of_a_schedule_that_somebody_deleted_meanwhile_nothing_is_changed(one: Council) -> None:
    cookie = await runs(one)
    page = await read(one, "/schedules", cookie)
    assert (await press(one, cookie, "delete")).status_code == 303
    assert (await post(one, "/desk/schedules/resume", fields(page, "pause"), cookie=cookie)).status_code == 403
    assert (await post(one, "/desk/schedules/pause", fields(page, "pause"), cookie=cookie)).status_code == 303
    assert kept(one) == []
    gone = await read(one, f"/schedules?preview={fields(page, 'pause')['schedule']}", cookie)
    assert gone.status == 400
    assert "not there any more" in gone.text
