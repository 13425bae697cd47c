"""What is over its time goes in steps of at most a thousand rows; polls that run and later ones are untouched."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.installations import purge_date
from bot.domain.rounds import Stage
from bot.ids import AnswerId, CorrectionId, PersonId, ThemeId
from storage import answers, boards, installations, people, rounds, themes
from storage.database import Database
from storage.purge import purge_if_gone
from storage.retention import purge_some
from tests.storage.houses import CLOSE, NOW
from tests.storage.planting import everything_of, installation_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND

LATER = CLOSE + timedelta(days=400)
CROWD = 30


async def plant_crowd(database: Database) -> None:
    """Round 1 is over and a crowd answered it; round 2 is anonymous and over; round 3 runs."""
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        for number in range(CROWD):
            one = replace(NORTHWIND.person(), id=PersonId(f"p{number}"))
            await people.save(work, one)
            said = replace(NORTHWIND.answer(), id=AnswerId(f"a{number}"), person_id=one.id)
            await answers.save_all(work, [said])
        await rounds.add(work, NORTHWIND.round(3))
        await answers.save_all(work, [NORTHWIND.answer(number=3)])
        for number in (1, 2):
            found = await rounds.get(work, NORTHWIND.round(number).id)
            await rounds.save(work, replace(found, stage=Stage.REPORTED, closed_at=CLOSE, deed=None, deed_at=None))


async def test_what_is_over_goes_in_small_steps_and_what_runs_stays(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_crowd(database)
    theirs = await everything_of(database, FABRIKAM.id)
    steps: list[int] = []
    while not steps or steps[-1]:
        async with database.begin(NORTHWIND.id) as work:
            steps.append(await purge_some(work, NORTHWIND.board.id, LATER - timedelta(days=365), most=10))
    assert max(steps) <= 10
    assert sum(steps) > CROWD
    left = await everything_of(database, NORTHWIND.id)
    for table in (
        "answer_version",
        "choice",
        "participation",
        "skip",
        "evidence",
        "theme_answer",
        "case",
        "digest",
        "wording",
    ):
        kept = [row for row in left[table] if NORTHWIND.round(3).id not in row]
        assert kept == [], table
    assert [row for row in left["round"] if NORTHWIND.round(3).id in row] == left["round"]
    assert len(left["answer"]) == 1
    assert left["suggestion"]
    assert left["decision"]
    assert await everything_of(database, FABRIKAM.id) == theirs


async def purge(database: Database) -> None:
    async with database.begin(NORTHWIND.id) as work:
        while await purge_some(work, NORTHWIND.board.id, LATER - timedelta(days=365)):
            pass


async def test_a_title_typed_by_hand_goes_with_the_last_answer_it_was_about(database: Database) -> None:
    await plant_crowd(database)
    gone, alive = NORTHWIND.answer().id, NORTHWIND.answer(number=3).id
    typed = replace(NORTHWIND.correction, answers=(gone,), others=(), at=NOW)
    late = LATER - timedelta(days=1)
    many = {
        "over": typed,
        "in use": replace(typed, answers=(gone, alive)),
        "in use by the other": replace(typed, others=(alive,)),
        "taken back": replace(typed, answers=(alive,), undone_at=NOW),
        "taken back of late": replace(typed, answers=(alive,), undone_at=late),
        "new": replace(typed, at=late),
        "of a theme that stands": replace(typed, theme_id=ThemeId("stands")),
    }
    stands = replace(NORTHWIND.theme, id=ThemeId("stands"), computed_at=late)
    async with database.begin(NORTHWIND.id) as work:
        await themes.replace(work, NORTHWIND.board.id, [stands])
        for name, one in many.items():
            await themes.correct(work, replace(one, id=CorrectionId(name)))
    await purge(database)
    async with database.read(NORTHWIND.id) as work:
        left = {name for name in many if await themes.correction_of(work, CorrectionId(name))}
    assert left == {"in use", "in use by the other", "taken back of late", "new", "of a theme that stands"}


async def test_nothing_goes_before_its_time(database: Database) -> None:
    await plant_crowd(database)
    async with database.begin(NORTHWIND.id) as work:
        assert await purge_some(work, NORTHWIND.board.id, NOW - timedelta(days=365)) == 0


async def test_a_board_keeps_for_ever_until_somebody_sets_a_time(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        board = await boards.get(work, NORTHWIND.board.id)
        assert board.keep_days is None
        await boards.save(work, replace(board, keep_days=365))
    async with database.read(NORTHWIND.id) as work:
        assert (await boards.get(work, NORTHWIND.board.id)).keep_days == 365


async def test_an_organisation_that_left_goes_after_its_days_and_stays_when_it_comes_back(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    here = installation_of(NORTHWIND)
    assert await installations.gone(database, here, at=NOW, purge_at=purge_date(NOW))
    async with database.begin(NORTHWIND.id) as work:
        assert await purge_if_gone(work, purge_date(NOW) - timedelta(seconds=1)) == 0
    await installations.save(database, here)
    async with database.begin(NORTHWIND.id) as work:
        assert await purge_if_gone(work, LATER) == 0
    known = await installations.at(database, here.lane)
    assert known is not None
    assert await installations.gone(database, known, at=NOW, purge_at=purge_date(NOW))
    async with database.begin(NORTHWIND.id) as work:
        assert await purge_if_gone(work, LATER) > 0
    assert not any((await everything_of(database, NORTHWIND.id)).values())
