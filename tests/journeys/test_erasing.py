"""Somebody whom the weekly summary quotes is erased: it stands there without their words, and all else as before."""

from bot.actions.erase import erase, wish_to_erase
from bot.domain.answers import Answer
from bot.domain.questions import Wrote
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
