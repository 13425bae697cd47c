"""Somebody whom the weekly summary quotes is erased: it stands there without their words, and all else as before."""

from pathlib import Path

import pytest

from bot.actions.erase import erase, wish_to_erase
from bot.actions.import_file import import_file
from bot.domain.answers import Answer
from bot.domain.questions import Wrote
from bot.errors import Refusal
from storage import answers, boards, people, rounds
from tests.journeys.terminal import Terminal


async def all_said(council: Terminal) -> list[Answer]:
    """Every answer there is."""
    (owner,) = await council.house.bot.database.organisations()
    async with council.house.bot.database.read(owner.id) as work:
        return [
            said
            for board in await boards.all(work)
            for each in await rounds.of_board(work, board.id)
            for said in await answers.of_round(work, each.id)
        ]


async def test_a_summary_that_quoted_somebody_is_drawn_without_their_words(council: Terminal) -> None:
    bot, before = council.house.bot, await all_said(council)
    texts = {each.person_id: each.value.text for each in before if isinstance(each.value, Wrote)}
    person_id, words = next((who, text) for who, text in texts.items() if text in council.text("product"))
    async with bot.database.read(before[0].organisation_id) as work:
        person = await people.get(work, person_id)
    wish = await wish_to_erase(bot, person.organisation_id, person.id)
    await erase(bot, person.organisation_id, wish.id)
    await council.wait(minutes=2)
    assert words not in council.text("product")
    assert person.name not in council.text("product")
    assert "[…]" in council.text("product")
    assert len(await all_said(council)) == len(before)


async def test_an_old_list_of_members_does_not_bring_anybody_back_unless_they_asked_for_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    await terminal.set_up("Acme")
    bot, listed, said = terminal.house.bot, tmp_path / "members.csv", tmp_path / "said.csv"
    listed.write_text("person,name,account,identity\na1,Ana Lopez,Acme,console:home:ana\nb1,Ben Ott,Acme,\n", "utf-8")
    said.write_text("person_id,account_id,text\na1,Acme,We need an offline mode\n", "utf-8")
    assert (await import_file(bot, None, listed, None, None)).bad == []
    (owner,) = await bot.database.organisations()
    async with bot.database.read(owner.id) as work:
        ana = next(each for each in await people.all(work) if each.name == "Ana Lopez")
    wish = await wish_to_erase(bot, owner.id, ana.id)
    await erase(bot, owner.id, wish.id)

    for file in (listed, said):
        report = await import_file(bot, None, file, None, None)
        assert [(bad.line, bad.reason.id) for bad in report.bad] == [(2, "sheet.was_erased")]
    with pytest.raises(Refusal, match=r"members\.was_erased"):
        await terminal.type("members add console:home:ana Ana --account Acme", "admin")
    assert terminal.rows("SELECT count(*) FROM person WHERE name LIKE 'Ana%'") == [(0,)]
    assert (await import_file(bot, None, listed, None, None, again=True)).bad == []
    assert (await import_file(bot, None, said, None, None)).bad == [], "she is known again"
    assert terminal.rows("SELECT count(*) FROM person WHERE name = 'Ana Lopez'") == [(1,)]
