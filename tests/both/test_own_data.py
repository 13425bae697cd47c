"""A member takes their data out and has it erased, and so does an admin for them, in Slack as in Teams."""

import io
import json
import re
import zipfile

import httpx
import pytest

from storage import erasures, people
from tests.both.desk import Desk, Where, Who
from tests.both.polls import asked, closed

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINK = re.compile(r"https?://\S+(/d/[\w.-]+)")


async def downloaded(desk: Desk, shown: str) -> dict[str, str]:
    """The files behind the link in what somebody reads."""
    found = LINK.search(shown)
    assert found is not None, shown
    async with httpx.AsyncClient(base_url=desk.address, trust_env=False) as browser:
        page = await browser.get(found[1])
        assert page.status_code == 200
        assert "Ruiz" not in page.text
        file = await browser.post(found[1])
    assert file.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


async def of_mine(desk: Desk, label: str, who: Who, where: Where) -> str:
    """Press a button beneath somebody's list of their own answers."""
    await desk.say("my answers", as_=who, where=where)
    return await desk.press(label, as_=who)


async def everybody(desk: Desk) -> list[str]:
    """The names of everybody we know."""
    (owner,) = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        return [each.name for each in await people.all(work) if each.name]


async def test_a_member_downloads_what_is_theirs_and_is_erased(desk: Desk) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    poll = await asked(desk, 'ask "What slows you down most?"', acme)
    await desk.write("The quetzalcoatlus export", as_=ana, behind="Write your answer", where=acme)
    await desk.write("The search", as_=ben, behind="Write your answer", where=acme)
    assert "2 of 2 people" in await closed(desk, poll)
    assert "quetzalcoatlus" in desk.public(desk.product)
    files = await downloaded(desk, await of_mine(desk, "Show everything", ana, acme))
    assert "quetzalcoatlus" in files["my-data.json"]
    assert "The search" not in files["my-data.json"]
    assert "quetzalcoatlus" in files["my-answers.csv"]
    assert json.loads(files["my-data.json"])["records"]["person"][0]["name"] in await everybody(desk)
    explained = await of_mine(desk, "Erase it", ana, acme)
    assert "keeps counting" in explained
    assert {"Ana Ruiz", "ana.ruiz"} & set(await everybody(desk))
    assert "being deleted" in await desk.press("Erase for good", as_=ana)
    await desk.settle()
    await desk.wait(seconds=60)
    assert not {"Ana Ruiz", "ana.ruiz"} & set(await everybody(desk))
    assert "quetzalcoatlus" not in desk.public(desk.product)
    assert "Ana Ruiz" not in desk.public(desk.product)
    assert "2 of 2 people" in await desk.say(f"results {poll}")
    (owner,) = await desk.house.bot.database.organisations()
    async with desk.house.bot.database.read(owner.id) as work:
        assert await erasures.open_ones(work) == []


@pytest.mark.soak
async def test_an_admin_takes_out_and_erases_for_somebody(desk: Desk) -> None:
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    poll = await asked(desk, 'poll "Which colour?" "Green" "Blue"', globex)
    await desk.press("Green", as_=cem, where=globex)
    assert "1 of 1 person" in await closed(desk, poll)
    for line in ("erase person Cem Kaya", "export person Cem Kaya"):
        refused = await desk.say(line, as_=cem, where=globex)
        assert "Erase for good" not in refused
        assert "Make the file" not in refused
    assert "Nobody is called" in await desk.say("erase person Nobody Atall")
    (name,) = {"Cem Kaya", "cem.kaya"} & set(await everybody(desk))
    await desk.say(f"export person {name}")
    told = await desk.press("Make the file", as_=desk.pat)
    assert "own chat" in told
    files = await downloaded(desk, await desk.reads(desk.pat))
    assert name in files["my-data.json"]
    await desk.say(f"erase person {name}")
    assert "being deleted" in await desk.press("Erase for good", as_=desk.pat)
    await desk.settle()
    assert name not in await everybody(desk)
    assert "1 of 1 person" in await desk.say(f"results {poll}")
    assert "erase person" in await desk.say("audit")
