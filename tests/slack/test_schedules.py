"""Schedules in Slack: typed, pressed on one's own page, and polls that follow what we are told of a customer."""

import httpx
import pytest

from bot.actions.token_desk import issue_token
from bot.domain.api_tokens import Scope
from bot.domain.people import Role
from tests.fakes.slack.controls import controls
from tests.fakes.slack.outcome import words
from tests.slack.forging import appoint
from tests.slack.office import Office
from tests.slack.rows import rounds_of

RULE = 'schedule on "go-live done" --ask onboarding-check --after 3d'


async def page_of(desk: Office) -> str:
    """What an admin reads on the own page."""
    await desk.slack.people.open_home(desk.pat)
    await desk.settle()
    home = desk.slack.people.home(desk.pat)
    assert home is not None
    return words("", home.blocks)


async def pull(desk: Office, label: str) -> str:
    """Press a button of the own page; what comes back, privately."""
    home = desk.slack.people.home(desk.pat)
    assert home is not None
    button = next(each for each in controls(home.blocks) if each.label == label)
    await desk.wait(seconds=2)
    await desk.slack.people.press(home, button.action_id, as_=desk.pat)
    await desk.settle()
    said = desk.slack.people.latest(desk.pat)
    return words(said.text, said.blocks)


async def test_an_admin_keeps_a_schedule_by_typing(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    line = (
        "schedule set “every 2 weeks on Tue at 10:00” --engagement value-pulse,one-thing —except 2026-03-17..2026-03-20"
    )
    said = await desk.cab(line)
    assert "First on Tue, Mar 3, 2026, 10:00 AM CET" in said.private_text
    assert "Tue, Mar 17 is a blackout date" in said.private_text
    assert "How are we doing?" in (await desk.cab("schedule preview")).private_text
    await desk.wait(days=1, hours=3)
    assert len(await rounds_of(desk)) == 1
    assert "Deleted" in (await desk.cab("schedule delete")).private_text
    await desk.wait(days=35)
    assert len(await rounds_of(desk)) == 1


async def test_a_slip_is_answered_with_a_line_that_works_as_pasted(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    for slip in ("schedule set weekly", "schedule on x --after soon", "event"):
        said = (await desk.cab(slip)).private_text
        example = said.partition("For example: /cab ")[2].splitlines()[0].strip()
        assert example, said
        if slip != "event":
            assert "For example" not in (await desk.cab(example)).private_text


async def test_the_own_page_shows_the_next_dates_and_the_buttons_that_change_them(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('schedule set "every 4 weeks on Tue at 10:00" --engagement value-pulse')
    page = await page_of(desk)
    for when in ("Tue, Mar 3, 2026, 10:00 AM CET", "Tue, Mar 31, 2026, 10:00 AM CEST"):
        assert f"{when} · How are we doing?" in page
    assert "every 4 weeks on Tue at 10:00 · Europe/Berlin" in await pull(desk, "Next ten dates")
    assert "Paused" in await pull(desk, "Pause")
    assert "paused" in await page_of(desk)
    assert "Next on" in await pull(desk, "Resume")
    await page_of(desk)
    assert "Deleted" in await pull(desk, "Delete")
    assert "Nothing is scheduled" in await page_of(desk)


async def test_a_product_manager_has_no_button_to_change_a_schedule(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    mia = desk.staff("Mia Manager")
    await appoint(desk, mia, Role.PRODUCT_MANAGER)
    await desk.cab('schedule set "every 4 weeks on Tue at 10:00" --engagement value-pulse')
    seen = await desk.cab("schedule", as_=mia)
    assert "How are we doing?" in seen.private_text
    assert "Delete" not in str([each.blocks for each in seen.private])
    assert "may not" in (await desk.cab("schedule delete", as_=mia)).private_text


@pytest.mark.soak
async def test_a_poll_follows_what_a_colleague_tells_and_reaches_that_customer_alone(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    globex, (gus,) = await desk.customer("Globex", "Gus Gray")
    assert "3 days later" in (await desk.cab(RULE)).private_text
    told = await desk.cab("event “go-live done”", channel=acme)
    assert "go-live done, Acme" in told.private_text
    await desk.wait(days=3, hours=2)
    assert "How are the first days going?" in desk.slack.people.reads(ana, acme)
    assert "How are the first days going?" not in desk.slack.people.reads(gus, globex)
    await desk.cab('schedule off "go-live done"')
    assert "After an event" not in (await desk.cab("schedule")).private_text


@pytest.mark.soak
async def test_a_poll_follows_what_a_program_tells_the_running_server(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('schedule on "go-live done" --ask onboarding-check')
    token, _ = await issue_token(desk.house.bot, "CRM", (Scope.EVENTS,), None)
    body = {"event": "go-live done", "account": "acme", "id": "crm-1"}
    async with httpx.AsyncClient(base_url=desk.address) as http:
        for status in (202, 200, 200):
            reply = await http.post("/api/v1/events", json=body, headers={"authorization": f"Bearer {token}"})
            assert reply.status_code == status
    await desk.wait(hours=2)
    assert (
        sum("How are the first days going?" in words(m.text, m.blocks) for m in desk.slack.people.sees(ana, acme)) == 1
    )
    assert len(await rounds_of(desk)) == 1
