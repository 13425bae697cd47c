"""A member of Teams who cannot press there answers on a web page: one person, one voice, wherever it is said."""

from dataclasses import replace

import httpx

from bot.actions.links import link_for
from bot.domain.questions import Chosen
from bot.errors import Denied, Refusal
from storage import people
from tests.handlers.web.pages import Page
from tests.teams.members import answers_of, asked, known, looked, owner, person, rounds_of
from tests.teams.office import Office


async def test_a_link_leads_a_guest_to_their_own_page_and_both_ways_are_one_voice(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    ana, card = person(desk, "Ana"), await asked(desk, "What next?", "Offline mode", "Search")
    await desk.press(card, "Search", as_=ana)
    bot = replace(desk.house.bot, policy=replace(desk.house.bot.policy, address=desk.address))
    async with desk.house.bot.database.read(await owner(desk)) as work:
        reader = next(each for each in await people.all(work) if each.name == "Ana Ruiz")
    link = await link_for(bot, reader, (await rounds_of(desk))[-1])
    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        page = Page(await browser.get(link))
        assert page.status == 200
        assert "What next?" in page.text
        (name,) = {each.attributes["name"] or "" for each in page.all("input", type="radio")}
        (before,) = page.chosen(name)
        (other,) = {each.attributes["value"] or "" for each in page.all("input", type="radio")} - {before}
        sent = await browser.post(link, data={"form": page.field("form"), name: other, "deed": "keep"})
        assert sent.status_code in (200, 303)
    (said,) = await answers_of(desk)
    assert isinstance(said.value, Chosen)
    assert "Your answer: Offline mode" in await looked(desk, card, ana)
    await desk.press(card, "Search", as_=ana)
    assert len(await answers_of(desk)) == 1


async def test_a_stranger_and_a_colleague_get_no_link(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await asked(desk, "For whom?")
    bot = replace(desk.house.bot, policy=replace(desk.house.bot.policy, address=desk.address))
    pat = await known(desk, "Pat Manager")
    assert pat is not None
    try:
        await link_for(bot, pat, (await rounds_of(desk))[-1])
    except (Denied, Refusal):
        return
    raise AssertionError("staff has no voice")
