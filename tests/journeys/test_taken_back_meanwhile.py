"""While a model writes, somebody takes back that it may, or is erased: nothing of theirs is shown or kept."""

import asyncio
from typing import Any

from bot.actions.enrol import the_organisation
from bot.actions.erase import erase, wish_to_erase
from bot.ids import PersonId
from tests.fakes.model import ModelStandIn
from tests.fakes.model.minds import Question, in_their_words
from tests.journeys.terminal import Terminal
from tests.journeys.test_model import council, model

__all__ = ["council", "model"]


async def test_what_a_model_was_writing_when_it_was_taken_back_is_neither_shown_nor_kept(
    council: Terminal, model: ModelStandIn
) -> None:
    model.slow = 0.5
    reading = asyncio.create_task(council.type("summary"))
    while not model.at_once:  # noqa: ASYNC110 - the stand-in tells nobody that it is asked
        await asyncio.sleep(0.01)
    await council.type("policy ai off", "boss")
    digest = await reading
    assert "should work better" not in digest
    assert council.rows("SELECT count(*) FROM wording") == [(0,)]


async def test_who_is_erased_while_a_summary_is_made_is_in_none_of_it(council: Terminal, model: ModelStandIn) -> None:
    (value, person), *_ = council.rows("SELECT value, person_id FROM answer WHERE value LIKE '%xport%'")
    text = next(each for each in str(value).split('"') if "xport" in each)
    model.slow = 0.5
    reading = asyncio.create_task(council.type("summary"))
    while not model.at_once:  # noqa: ASYNC110 - the stand-in tells nobody that it is asked
        await asyncio.sleep(0.01)
    bot = council.house.bot
    organisation = (await the_organisation(bot)).id
    await erase(bot, organisation, (await wish_to_erase(bot, organisation, PersonId(str(person)))).id)
    digest = await reading
    assert "What customers say" in digest
    assert text not in digest
    for table in ("theme", "theme_quote", "digest", "wording"):
        assert not [row for row in council.rows(f"SELECT * FROM {table}") if text in str(row) or person in row]


async def test_a_draft_that_a_model_was_writing_when_it_was_taken_back_is_not_kept(
    council: Terminal, model: ModelStandIn
) -> None:
    drafting = []

    def taken_back(question: Question) -> dict[str, Any]:
        if "draft" in question.job:
            drafting.append(question)
            council.rows("UPDATE organisation SET ai_since = NULL", write=True)
            council.rows("DELETE FROM wording", write=True)
        return in_their_words(question)

    model.mind = taken_back
    await council.wait(days=6)
    assert drafting
    assert council.rows("SELECT count(*) FROM wording") == [(0,)]
