"""Who somebody in Teams is: guest, colleague, twice a customer; which language and clock they have; who is reminded."""

from pathlib import Path

import pytest

from bot.domain.boards import BoardKind
from tests.teams.members import answers_of, asked, counts, forged, known, looked, person, posted, shared, tries
from tests.teams.office import Office, office


async def test_a_guest_of_the_vendors_tenant_has_a_customers_rights(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await asked(desk, "Guests?")
    before = await counts(desk)
    noted = len(await tries(desk))
    await desk.teams.people.install(as_=ana, tenant_id=desk.teams.tenant.id)
    await desk.settle()
    for line in ("close", "status", "export", "members", 'poll "Evil?" "A" "B"'):
        await desk.wait(seconds=2)
        await desk.teams.people.mention(line, as_=ana, to=acme)
        await desk.teams.people.write(line, as_=ana, tenant_id=desk.teams.tenant.id)
        await desk.settle()
    told = desk.teams.people.reads(ana)
    assert "for the team behind the board" in told
    assert "Guests?" not in told
    assert await counts(desk) == before
    assert len(await tries(desk)) - noted >= 8
    assert len([each for each in desk.teams.timeline.standing(acme.id) if each.from_app]) == 1


async def test_a_colleagues_press_does_not_count_on_a_customers_board(desk: Office) -> None:
    acme, _ = await desk.customer("Acme", "Ana Ruiz")
    mia = desk.staff("Mia Manager")
    desk.teams.world.teams[acme.id].members.add(mia.aad)
    card = await asked(desk, "Staff?")
    before = await counts(desk)
    for who in (desk.pat, mia):
        done = await desk.press(card, "Yes", as_=who)
        assert done.ok
        assert "only customers" in done.private_text
    assert await counts(desk) == before


@pytest.mark.soak
async def test_on_the_vendors_own_board_colleagues_answer(tmp_path: Path) -> None:
    async with office(tmp_path / "cab", kind=BoardKind.CLIENT_ZERO) as desk:
        mia = desk.staff("Mia Manager")
        await desk.cab('poll "Do we like it?" "Yes" "No"')
        await desk.wait(seconds=1)
        card = desk.latest(mia, desk.product)
        done = await desk.press(card, "Yes", as_=mia)
        assert "Your answer: Yes" in done.private_text
        (said,) = await answers_of(desk)
        assert said.account_id
        assert "Your answer: Yes" in await looked(desk, card, mia)


async def test_somebody_in_the_teams_of_two_customers_speaks_for_the_first_they_answered_for(desk: Office) -> None:
    _, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    globex, _ = await desk.customer("Globex", "Cem Kaya")
    desk.teams.world.teams[globex.id].members.add(ana.aad)
    first = await asked(desk, "For whom?")
    await desk.press(first, "Yes", as_=ana)
    before = await counts(desk)
    done = await desk.press(posted(desk, "Globex"), "No", as_=ana)
    assert done.ok
    assert done.private_text
    assert await counts(desk) == before


async def test_language_and_clock_come_from_the_person_own_client(desk: Office) -> None:
    _, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    ana.locale, ana.zone = "de-DE", "America/New_York"
    card = await asked(desk, "Welche Sprache?")
    done = await desk.press(card, "Yes", as_=ana)
    assert "Deine Antwort: Yes" in done.private_text
    kept = await known(desk, "Ana Ruiz")
    assert kept is not None
    assert (kept.language, kept.zone) == ("de", "America/New_York")
    odd = {"locale": "x" * 900, "localTimezone": "Mars/Olympus"}
    done = await forged(desk, card, "Yes", ben, lambda body: body.update(odd))
    assert "Your answer: Yes" in done.private_text
    kept = await known(desk, "Ben Ott")
    assert kept is not None
    assert (kept.language, kept.zone) == ("en", "Europe/Berlin")


@pytest.mark.soak
async def test_a_guest_is_reminded_in_their_own_chat_and_nobody_else_reads_it(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.press(await asked(desk, "The first?"), "Yes", as_=ana)
    await desk.wait(days=8)
    await asked(desk, "The second?")
    await desk.wait(days=4)
    assert "The second?" in desk.teams.people.reads(ana)
    assert desk.teams.people.sees(ben) == [], "nobody is reminded before they have answered once"
    in_thread = [each for each in desk.teams.timeline.standing(acme.id) if each.from_app and each.thread != each.id]
    assert not any("Ana" in str(each.activity) for each in in_thread)
    assert desk.teams.people.sees(ana)[-1].card is not None


@pytest.mark.soak
async def test_where_nobody_can_be_written_to_one_nameless_line_reminds_in_the_thread(desk: Office) -> None:
    await shared(desk, "Initech", "Ivy Lane", "Joe Moss")
    ivy, initech = person(desk, "Ivy"), desk.customers["Initech"]
    await desk.cab('poll "The first?" "Yes" "No"')
    await desk.wait(seconds=1)
    await desk.press(posted(desk, "Initech"), "Yes", as_=ivy)
    await desk.wait(days=8)
    await desk.cab('poll "The second?" "Yes" "No"')
    await desk.wait(days=4)
    assert desk.teams.people.sees(ivy) == []
    under = [each for each in desk.teams.timeline.standing(initech.id) if each.from_app and each.thread != each.id]
    lines = [each for each in under if each.thread == posted(desk, "Initech").id]
    assert len(lines) == 1
    assert "Ivy" not in str(lines[0].activity)


async def test_while_nobody_can_tell_who_is_a_guest_nobody_is_taken_for_one(desk: Office) -> None:
    """Refused in words, nothing is kept, and the next try counts."""
    await desk.customer("Acme", "Ana Ruiz")
    card = await asked(desk, "Who are you?")
    chat = desk.house.teams
    assert chat is not None
    chat.ear._people.forget(f"teams:{desk.teams.tenant.id}", person(desk, "Ana").aad)
    desk.teams.script.refuse("member", 502, times=None)
    desk.teams.script.refuse("members", 502, times=None)
    before = await counts(desk)
    done = await desk.press(card, "Yes", as_=person(desk, "Ana"))
    assert done.ok
    assert done.private_text
    assert await counts(desk) == before
    desk.teams.script.clear()
    done = await desk.press(card, "Yes", as_=person(desk, "Ana"))
    assert "Your answer: Yes" in done.private_text
