"""Scores from 0 to 10 and orders come back from the database as they went in, with a name and without."""

from dataclasses import replace

from bot.domain.questions import Likely, Question, Ranked, Value
from bot.domain.visibility import Visibility
from bot.ids import AnswerId, EngagementId, OptionId, RoundId
from storage import anonymous, answers, engagements, rounds
from storage.database import Database
from tests.makers import nps, rank
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND

ORDER = Ranked(order=(OptionId("export"), OptionId("offline")))
SAID: list[tuple[Question, Value]] = [(nps(), Likely(score=0)), (rank(), ORDER)]


async def test_a_recommendation_and_an_order_are_kept_and_read_again(database: Database) -> None:
    await plant(database)
    asked = tuple(question for question, _ in SAID)
    engagement = replace(NORTHWIND.engagement, id=EngagementId("kinds"), slug="kinds", questions=asked)
    round_ = replace(
        NORTHWIND.round(),
        id=RoundId("kinds"),
        number=99,
        engagement_id=engagement.id,
        question_ids=tuple(each.id for each in asked),
    )
    async with database.begin(NORTHWIND.id) as work:
        await engagements.save(work, engagement)
        await rounds.add(work, round_)
    for n, (question, value) in enumerate(SAID):
        id_ = AnswerId(f"kinds-{n}")
        said = replace(NORTHWIND.answer(), id=id_, round_id=round_.id, question_id=question.id, value=value)
        assert await database.keep(NORTHWIND.tap(said))
    async with database.read(NORTHWIND.id) as work:
        assert await engagements.questions(work, round_.question_ids) == asked
        found = {each.question_id: each.value for each in await answers.of_round(work, round_.id)}
    assert found == {question.id: value for question, value in SAID}


async def test_nobodys_recommendation_and_order_are_kept_and_read_again(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    for n, (_, value) in enumerate(SAID):
        vote = NORTHWIND.vote(f"token {n}", f"mark {n}", company=f"company {n}")
        vote = replace(vote, choices=tuple(replace(each, value=value) for each in vote.choices))
        assert await database.keep(vote)
    async with database.read(NORTHWIND.id) as work:
        found = [each.value for each in await anonymous.choices(work, NORTHWIND.round().id)]
    assert sorted(map(str, found)) == sorted(str(value) for _, value in SAID)
