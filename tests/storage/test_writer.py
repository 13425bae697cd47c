"""A tap is stored once, before it is acknowledged, in the order it was said, or refused without a trace."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Answer, Source
from bot.domain.questions import Rated, Stance, Stances
from bot.domain.rounds import Stage
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AnswerId, OptionId, PersonId, RoundId
from storage import answers, members, people, rounds
from storage.database import Database
from storage.kept import Kept
from tests.storage.houses import CLOSE, NOW
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND

ANA = NORTHWIND.answer()


async def standing(database: Database) -> list[Answer]:
    """Every answer of the round."""
    async with database.read(NORTHWIND.id) as work:
        return await answers.of_round(work, NORTHWIND.round().id)


async def version(database: Database) -> int:
    """The round's version."""
    async with database.read(NORTHWIND.id) as work:
        return (await rounds.get(work, NORTHWIND.round().id)).version


async def test_an_answer_is_stored_with_its_version_and_the_round_grows(database: Database) -> None:
    await plant(database)
    assert await database.keep(NORTHWIND.tap(ANA))
    assert await standing(database) == [ANA]
    assert await version(database) == 1
    async with database.read(NORTHWIND.id) as work:
        assert await answers.versions(work, ANA.id) == [ANA]
        assert await answers.get(work, ANA.id) == ANA
        assert await answers.one(work, ANA.round_id, ANA.question_id, ANA.person_id) == ANA
        assert await answers.of_person(work, ANA.person_id) == [ANA]
        assert (await members.of_board(work, NORTHWIND.board.id))[0].answered_once


async def test_the_same_tap_delivered_again_changes_nothing(database: Database) -> None:
    await plant(database)
    assert await database.keep(NORTHWIND.tap(ANA, "one"))
    assert not await database.keep(NORTHWIND.tap(replace(ANA, value=Rated(score=1)), "one"))
    assert await asyncio.gather(*(database.keep(NORTHWIND.tap(ANA, "two")) for _ in range(3))) == [True, False, False]
    assert await standing(database) == [ANA]
    assert await version(database) == 1


async def test_a_change_of_mind_is_a_new_version_and_the_old_one_stays_on_record(database: Database) -> None:
    await plant(database)
    second = NORTHWIND.answer(minutes=2)
    await database.keep(NORTHWIND.tap(ANA))
    await database.keep(NORTHWIND.tap(replace(second, version=7, comment="on second thought")))
    stands = replace(second, version=2, comment="on second thought")
    assert await standing(database) == [stands]
    async with database.read(NORTHWIND.id) as work:
        assert await answers.versions(work, ANA.id) == [ANA, stands]


async def test_an_answer_from_before_ids_were_made_otherwise_keeps_its_own(database: Database) -> None:
    await plant(database)
    second = replace(NORTHWIND.answer(minutes=2), id=AnswerId("as it would be made today"))
    await database.keep(NORTHWIND.tap(ANA))
    await database.keep(NORTHWIND.tap(second))
    stands = replace(second, id=ANA.id, version=2)
    assert await standing(database) == [stands]
    async with database.read(NORTHWIND.id) as work:
        assert await answers.versions(work, ANA.id) == [ANA, stands]


async def test_whoever_answers_anew_without_having_seen_a_comment_leaves_it_where_it_is(database: Database) -> None:
    await plant(database)
    beside = replace(ANA, version=2, comment="because of audits", said_at=ANA.said_at + timedelta(microseconds=1))
    await database.keep(NORTHWIND.tap(ANA))
    await database.keep(NORTHWIND.tap(beside))
    unaware = replace(NORTHWIND.answer(minutes=2), version=2)
    await database.keep(NORTHWIND.tap(unaware))
    assert await standing(database) == [replace(unaware, version=3, comment="because of audits")]
    emptied = replace(NORTHWIND.answer(minutes=3), version=4)
    await database.keep(NORTHWIND.tap(emptied))
    assert await standing(database) == [emptied]


async def test_beside_an_answer_given_after_a_withdrawal_stands_no_earlier_comment(database: Database) -> None:
    await plant(database)
    gone = replace(NORTHWIND.answer(minutes=2), version=2, comment="because of audits", withdrawn=True)
    await database.keep(NORTHWIND.tap(ANA))
    await database.keep(NORTHWIND.tap(gone))
    again = replace(NORTHWIND.answer(minutes=3), version=1)
    await database.keep(NORTHWIND.tap(again))
    assert await standing(database) == [replace(again, version=3)]


async def test_a_tap_that_arrives_after_a_later_one_changes_nothing(database: Database) -> None:
    await plant(database)
    later = NORTHWIND.answer(minutes=2)
    await database.keep(NORTHWIND.tap(later))
    assert await database.keep(NORTHWIND.tap(ANA))
    assert await standing(database) == [later]
    assert await version(database) == 1
    async with database.read(NORTHWIND.id) as work:
        assert await answers.versions(work, ANA.id) == [later]


async def test_a_withdrawn_answer_stays_on_record_as_withdrawn(database: Database) -> None:
    await plant(database)
    await database.keep(NORTHWIND.tap(ANA))
    gone = replace(ANA, withdrawn=True, said_at=ANA.said_at + timedelta(seconds=9), version=2)
    await database.keep(NORTHWIND.tap(gone))
    assert await standing(database) == [gone]


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.CLOSED, Stage.REPORTED, Stage.CANCELLED])
async def test_an_answer_to_a_round_that_is_not_open_is_refused_and_leaves_no_trace(
    database: Database, stage: Stage
) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await rounds.save(work, replace(NORTHWIND.round(), stage=stage))
    tap = NORTHWIND.tap(NORTHWIND.answer("new"))
    with pytest.raises(Refusal, match=r"round\.(has_closed|not_yet_open)"):
        await database.keep(replace(tap, joins=NORTHWIND.joining("new")))
    assert await standing(database) == []
    async with database.read(NORTHWIND.id) as work:
        assert await people.find(work, NORTHWIND.identity("new")) is None
        assert await seen(database, tap) == 0


async def seen(database: Database, tap: Kept) -> int:
    """How many inbox rows hold the tap's key."""
    async with database.read(tap.organisation_id) as work:
        found = await work.connection.exec_driver_sql(f"SELECT count(*) FROM inbox WHERE key = '{tap.inbox}'")
        return int(found.scalar_one())


async def test_lateness_is_judged_by_receipt_without_grace(database: Database) -> None:
    await plant(database)
    in_time = replace(ANA, received_at=CLOSE - timedelta(microseconds=1))
    late = replace(NORTHWIND.answer("pm"), said_at=CLOSE - timedelta(hours=1), received_at=CLOSE)
    assert await database.keep(NORTHWIND.tap(in_time))
    with pytest.raises(Refusal, match=r"round\.has_closed"):
        await database.keep(NORTHWIND.tap(late))
    assert await standing(database) == [in_time]


async def test_a_tap_seen_before_the_close_is_known_after_it(database: Database) -> None:
    await plant(database)
    assert await database.keep(NORTHWIND.tap(ANA))
    async with database.begin(NORTHWIND.id) as work:
        await rounds.save(work, replace(NORTHWIND.round(), stage=Stage.CLOSED))
    assert not await database.keep(NORTHWIND.tap(ANA))


async def test_the_first_answer_makes_a_member(database: Database) -> None:
    await plant(database)
    tap = replace(NORTHWIND.tap(NORTHWIND.answer("new")), joins=NORTHWIND.joining("new"))
    assert await database.keep(tap)
    assert await database.keep(replace(tap, inbox="again"))
    async with database.read(NORTHWIND.id) as work:
        assert await people.find(work, NORTHWIND.identity("new")) == NORTHWIND.person("new")
        seats = await members.seats(work, NORTHWIND.board.id, NORTHWIND.person("new").id)
        assert seats == [replace(NORTHWIND.joining("new").member, answered_once=True)]


async def test_what_an_account_owner_wrote_down_does_not_count_as_the_members_own_answer(database: Database) -> None:
    await plant(database)
    await database.keep(NORTHWIND.tap(replace(ANA, source=Source.PROXY)))
    async with database.read(NORTHWIND.id) as work:
        assert not (await members.of_board(work, NORTHWIND.board.id))[0].answered_once


async def test_a_skip_is_noted_once_and_draws_nothing_anew(database: Database) -> None:
    await plant(database)
    skip = Kept(
        inbox="skip",
        organisation_id=NORTHWIND.id,
        round_id=ANA.round_id,
        received_at=NOW,
        skip_by=ANA.person_id,
    )
    assert await database.keep(skip)
    assert not await database.keep(skip)
    assert await database.keep(replace(skip, inbox="again"))
    async with database.read(NORTHWIND.id) as work:
        assert await answers.skips(work, ANA.round_id) == {ANA.person_id}
    assert await version(database) == 0


async def test_two_stances_tapped_at_once_both_count(database: Database) -> None:
    await plant(database)

    def stance(option: str, stance: Stance, minutes: float) -> Kept:
        value = Stances(stances={OptionId(option): stance})
        return NORTHWIND.tap(NORTHWIND.answer(kind="agree", value=value, minutes=minutes))

    taps = [
        stance("a'\"é", Stance.AGREE, 1),
        stance("b", Stance.PASS, 2),
        stance("c", Stance.AGREE, 3),
        stance("b", Stance.DISAGREE, 4),
    ]
    await asyncio.gather(*(database.keep(tap) for tap in taps))
    (found,) = await standing(database)
    assert found.value == Stances(
        stances={OptionId("a'\"é"): Stance.AGREE, OptionId("b"): Stance.DISAGREE, OptionId("c"): Stance.AGREE}
    )
    assert found.version == 4


async def test_stances_after_a_withdrawal_start_afresh(database: Database) -> None:
    await plant(database)
    first = NORTHWIND.answer(kind="agree", value=Stances(stances={OptionId("a"): Stance.AGREE}))
    again = Stances(stances={OptionId("b"): Stance.PASS})
    await database.keep(NORTHWIND.tap(first))
    await database.keep(NORTHWIND.tap(replace(first, withdrawn=True, said_at=first.said_at + timedelta(seconds=1))))
    await database.keep(NORTHWIND.tap(NORTHWIND.answer(kind="agree", value=again, minutes=5)))
    (found,) = await standing(database)
    assert found.value == again
    assert not found.withdrawn


async def test_two_hundred_people_at_once_are_two_hundred_answers(database: Database) -> None:
    await plant(database)
    taps = [replace(NORTHWIND.tap(NORTHWIND.answer(f"p{n}")), joins=NORTHWIND.joining(f"p{n}")) for n in range(200)]
    assert all(await asyncio.gather(*(database.keep(tap) for tap in taps)))
    assert len(await standing(database)) == 200
    assert await version(database) == 200


async def test_each_fails_alone_for_its_own_fault(database: Database) -> None:
    await plant(database)
    stranger = replace(NORTHWIND.answer("pm"), person_id=PersonId("nobody"))
    nowhere = replace(NORTHWIND.answer("pm"), round_id=RoundId("nowhere"))
    told = await asyncio.gather(
        database.keep(NORTHWIND.tap(ANA)),
        database.keep(NORTHWIND.tap(stranger, "stranger")),
        database.keep(NORTHWIND.tap(nowhere, "nowhere")),
        database.keep(NORTHWIND.tap(NORTHWIND.answer("pm"))),
        return_exceptions=True,
    )
    assert [type(each).__name__ for each in told] == ["bool", "Outdated", "LookupError", "bool"]
    assert len(await standing(database)) == 2


async def test_taps_of_two_organisations_go_their_own_ways(database: Database) -> None:
    await plant(database, NORTHWIND)
    await plant(database, FABRIKAM)
    taps = [vendor.tap(vendor.answer(), f"{n}") for n in range(5) for vendor in (NORTHWIND, FABRIKAM)]
    assert all(await asyncio.gather(*(database.keep(tap) for tap in taps)))
    for vendor in (NORTHWIND, FABRIKAM):
        async with database.read(vendor.id) as work:
            assert await answers.of_round(work, vendor.round().id) == [vendor.answer()]


async def test_a_name_is_never_stored_in_an_anonymous_round(database: Database) -> None:
    await plant(database, visibility=Visibility.ANONYMOUS)
    with pytest.raises(ValueError, match="under a name"):
        await database.keep(NORTHWIND.tap(ANA))
    assert await standing(database) == []


async def test_closing_stores_what_was_handed_over(database: Database) -> None:
    await plant(database)
    taps = [asyncio.create_task(database.keep(NORTHWIND.tap(NORTHWIND.answer(minutes=n), f"{n}"))) for n in range(50)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*taps) == [True] * 50
    with pytest.raises(Refusal, match=r"database\.busy"):
        await database.keep(NORTHWIND.tap(NORTHWIND.answer(minutes=99)))


def test_a_tap_says_one_thing() -> None:
    with pytest.raises(ValueError, match="an answer, a skip or"):
        Kept(inbox="x", organisation_id=NORTHWIND.id, round_id=ANA.round_id)
    with pytest.raises(ValueError, match="an answer, a skip or"):
        replace(NORTHWIND.tap(ANA), skip_by=ANA.person_id)
    with pytest.raises(ValueError, match="come with a participation"):
        replace(NORTHWIND.tap(ANA), choices=(NORTHWIND.choice("c"),))
    with pytest.raises(ValueError, match="when was it received"):
        replace(NORTHWIND.vote("t", "c"), received_at=None)
