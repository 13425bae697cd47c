"""What is put into the database comes out as it went in, on every kind of database."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.domain.channels import Place
from bot.domain.members import Member
from bot.domain.organisations import Organisation
from bot.domain.questions import Open, Option, Single
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import (
    BoardId,
    CadenceId,
    DigestId,
    EngagementId,
    OptionId,
    OrganisationId,
    PersonId,
    QuestionId,
    RoundId,
    SuggestionId,
    Token,
)
from storage import (
    accounts,
    aims,
    boards,
    cadences,
    channels,
    digests,
    engagements,
    members,
    people,
    rounds,
    suggestions,
    themes,
)
from storage.database import Database
from tests.storage.planting import plant, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND


async def test_an_organisation_is_added_once(database: Database) -> None:
    await database.add_organisation(NORTHWIND.organisation)
    await database.add_organisation(replace(NORTHWIND.organisation, name="another name"))
    await database.add_organisation(FABRIKAM.organisation)
    assert await database.organisations() == [FABRIKAM.organisation, NORTHWIND.organisation]


async def test_a_workspace_belongs_to_one_organisation_for_good(database: Database) -> None:
    await database.add_organisation(NORTHWIND.organisation)
    await database.add_organisation(FABRIKAM.organisation)
    assert await database.organisation_of("slack:T1") is None
    await database.bind_workspace("slack:T1", NORTHWIND.id)
    await database.bind_workspace("slack:T1", NORTHWIND.id)
    with pytest.raises(Refusal, match=r"workspace\.taken"):
        await database.bind_workspace("slack:T1", FABRIKAM.id)
    assert await database.organisation_of("slack:T1") == NORTHWIND.id


async def test_everything_comes_out_as_it_went_in(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    house = NORTHWIND
    async with database.read(house.id) as work:
        assert await boards.get(work, house.board.id) == house.board
        assert await boards.by_slug(work, "council") == house.board
        assert await boards.all(work) == [house.board]
        assert await accounts.get(work, house.account.id) == house.account
        assert await accounts.by_key(work, "acme") == house.account
        assert await accounts.all(work) == [house.account]
        assert await people.get(work, house.person().id) == house.person()
        assert await people.find(work, house.identity()) == house.person()
        assert await people.identities(work, house.person().id) == [house.identity()]
        assert await people.all(work) == [house.person(), house.person("pm", staff=True)]
        assert await people.staff(work) == [house.person("pm", staff=True)]
        assert await members.of_board(work, house.board.id) == [replace(house.member(), answered_once=True)]
        assert await members.seats(work, house.board.id, house.person().id) == await members.of_board(
            work, house.board.id
        )
        assert await channels.get(work, house.channel.id) == house.channel
        assert await channels.of_board(work, house.board.id) == [house.channel]
        assert await channels.at(work, house.channel.place) == [house.channel]
        assert await engagements.get(work, house.engagement.id) == house.engagement
        assert await engagements.by_slug(work, house.board.id, "next-quarter") == house.engagement
        assert await engagements.of_board(work, house.board.id) == [house.engagement]
        assert await cadences.get(work, house.cadence.id) == house.cadence
        assert await cadences.of_board(work, house.board.id) == [house.cadence]
        assert await aims.of_token(work, house.aim.token) == house.aim
        assert await aims.of_round(work, house.round().id) == [house.aim]
        assert await aims.of_suggestion(work, house.suggestion.id) == [house.aim]
        assert await themes.of_board(work, house.board.id) == [house.theme]
        assert await themes.members(work, house.theme.id) == house.theme.members
        assert await suggestions.get(work, house.suggestion.id) == house.suggestion
        assert await suggestions.by_number(work, 1) == house.suggestion
        assert await suggestions.of_board(work, house.board.id) == [house.suggestion]
        assert await suggestions.by_theme(work, house.theme.id) == house.suggestion
        assert await suggestions.by_question(work, house.round().id, house.questions[0].id) == house.suggestion
        assert await suggestions.decision(work, house.decision.id) == house.decision
        assert await suggestions.decisions(work, house.suggestion.id) == [house.decision]
        assert await digests.get(work, house.digest.id) == house.digest
        assert await digests.of_board(work, house.board.id) == [house.digest]


async def test_what_is_not_there_is_none_or_an_error_as_the_asker_expects(database: Database) -> None:
    await database.add_organisation(NORTHWIND.organisation)
    async with database.read(NORTHWIND.id) as work:
        assert await boards.by_slug(work, "x") is None
        assert await people.find(work, NORTHWIND.identity()) is None
        assert await rounds.find(work, RoundId("x")) is None
        assert await rounds.by_number(work, 1) is None
        assert await rounds.latest(work) is None
        assert await aims.of_token(work, Token("x")) is None
        assert await suggestions.by_number(work, 1) is None
        assert await channels.at(work, Place(platform="console", workspace="home", id="x")) == []
        for absent in (
            boards.get(work, BoardId("x")),
            people.get(work, PersonId("x")),
            rounds.get(work, RoundId("x")),
            engagements.get(work, EngagementId("x")),
            engagements.questions(work, [QuestionId("x")]),
            cadences.get(work, CadenceId("x")),
            suggestions.get(work, SuggestionId("x")),
            digests.get(work, DigestId("x")),
        ):
            with pytest.raises(LookupError):
                await absent


async def test_saving_again_replaces(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await boards.save(work, replace(NORTHWIND.board, name="New name"))
        await accounts.save(work, replace(NORTHWIND.account, arr=None))
        await members.save(work, replace(NORTHWIND.member(), answered_once=True))
        await cadences.save(work, replace(NORTHWIND.cadence, paused=True, next_due_at=None))
    async with database.read(NORTHWIND.id) as work:
        assert (await boards.get(work, NORTHWIND.board.id)).name == "New name"
        assert (await accounts.get(work, NORTHWIND.account.id)).arr is None
        assert (await members.of_board(work, NORTHWIND.board.id))[0].answered_once
        assert (await cadences.get(work, NORTHWIND.cadence.id)).paused


async def test_an_identity_moves_to_the_person_it_was_linked_to_last(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await people.save(work, NORTHWIND.person("ben"), NORTHWIND.identity("ben"), NORTHWIND.identity("ana"))
        assert await people.find(work, NORTHWIND.identity("ana")) == NORTHWIND.person("ben")
        assert await people.identities(work, NORTHWIND.person("ana").id) == []


async def test_an_edited_engagement_keeps_the_questions_that_were_asked(database: Database) -> None:
    await plant(database)
    newer = Open(id=QuestionId("newer"), text="And now?")
    async with database.begin(NORTHWIND.id) as work:
        await engagements.save(work, replace(NORTHWIND.engagement, questions=(newer,)))
        assert (await engagements.get(work, NORTHWIND.engagement.id)).questions == (newer,)
        asked = [question.id for question in NORTHWIND.questions]
        assert await engagements.questions(work, asked) == NORTHWIND.questions
        assert await engagements.questions(work, asked[::-1]) == NORTHWIND.questions[::-1]


async def test_a_question_reworded_under_its_old_id_is_a_bug(database: Database) -> None:
    await plant(database)
    options = (Option(id=OptionId("a"), text="A"), Option(id=OptionId("b"), text="B"))
    reworded = Single(id=NORTHWIND.questions[0].id, text="Something else?", options=options)
    with pytest.raises(ValueError, match="was changed"):
        async with database.begin(NORTHWIND.id) as work:
            await engagements.save(work, replace(NORTHWIND.engagement, questions=(reworded,)))
    async with database.read(NORTHWIND.id) as work:
        assert await engagements.get(work, NORTHWIND.engagement.id) == NORTHWIND.engagement


async def test_a_run_of_themes_replaces_the_one_before_and_no_other_boards(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    other = replace(NORTHWIND.board, id=BoardId("other"), slug="other")
    elsewhere = replace(NORTHWIND.theme, id=type(NORTHWIND.theme.id)("elsewhere"), board_id=other.id, quote=None)
    newer = replace(NORTHWIND.theme, id=type(NORTHWIND.theme.id)("newer"), members=())
    async with database.begin(NORTHWIND.id) as work:
        await boards.save(work, other)
        await themes.replace(work, other.id, [elsewhere])
        await themes.replace(work, NORTHWIND.board.id, [newer])
        assert await themes.of_board(work, NORTHWIND.board.id) == [newer]
        await themes.replace(work, NORTHWIND.board.id, [])
        assert await themes.of_board(work, NORTHWIND.board.id) == []
        assert await themes.of_board(work, other.id) == [elsewhere]


async def test_a_suggestion_keeps_just_its_latest_evidence(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    other = replace(NORTHWIND.excerpt(), start=4, end=8)
    async with database.begin(NORTHWIND.id) as work:
        await suggestions.save(work, replace(NORTHWIND.suggestion, evidence=(other, NORTHWIND.excerpt())))
        found = await suggestions.get(work, NORTHWIND.suggestion.id, lock=True)
        assert found.evidence == (other, NORTHWIND.excerpt())


async def test_a_board_has_one_digest_a_week(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        assert await digests.add(work, NORTHWIND.digest)
        assert not await digests.add(work, replace(NORTHWIND.digest, id=DigestId("again"), card="{}"))
        assert await digests.of_board(work, NORTHWIND.board.id) == [NORTHWIND.digest]


async def test_a_token_means_for_ever_what_it_first_meant(database: Database) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await aims.save_all(work, [NORTHWIND.aim])
        await aims.save_all(work, [replace(NORTHWIND.aim, option_id=OptionId("other"))])
        assert await aims.of_token(work, NORTHWIND.aim.token) == NORTHWIND.aim


async def test_a_seat_is_held_once_per_person_and_account(database: Database) -> None:
    await plant(database)
    twin: Member = replace(NORTHWIND.member(), id=type(NORTHWIND.member().id)("twin"))
    with pytest.raises(IntegrityError):
        async with database.begin(NORTHWIND.id) as work:
            await members.save(work, twin)


async def test_a_value_of_another_organisation_is_not_written(database: Database) -> None:
    await plant(database)
    with pytest.raises(ValueError, match="another organisation"):
        async with database.begin(OrganisationId("fabrikam")) as work:
            await boards.save(work, NORTHWIND.board)


async def test_a_reading_transaction_writes_nothing(database: Database) -> None:
    await plant(database)
    with pytest.raises(DBAPIError, match="(?i)read-?only"):
        async with database.read(NORTHWIND.id) as work:
            await boards.save(work, replace(NORTHWIND.board, name="New name"))
    async with database.read(NORTHWIND.id) as work:
        assert await boards.get(work, NORTHWIND.board.id) == NORTHWIND.board


async def test_a_reader_sees_one_state_however_many_queries_it_takes(database: Database) -> None:
    await plant(database)
    async with database.read(NORTHWIND.id) as reader:
        assert await boards.get(reader, NORTHWIND.board.id) == NORTHWIND.board
        async with database.begin(NORTHWIND.id) as work:
            await boards.save(work, replace(NORTHWIND.board, name="New name"))
        assert await boards.get(reader, NORTHWIND.board.id) == NORTHWIND.board
    async with database.read(NORTHWIND.id) as reader:
        assert (await boards.get(reader, NORTHWIND.board.id)).name == "New name"


async def test_what_raises_is_undone(database: Database) -> None:
    await plant(database)

    async def rename_and_stumble() -> None:
        async with database.begin(NORTHWIND.id) as work:
            await boards.save(work, replace(NORTHWIND.board, name="New name"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await rename_and_stumble()
    async with database.read(NORTHWIND.id) as work:
        assert await boards.get(work, NORTHWIND.board.id) == NORTHWIND.board


async def test_the_same_names_in_two_organisations_do_not_meet(database: Database) -> None:
    await plant(database, NORTHWIND)
    await plant(database, FABRIKAM, visibility=Visibility.ACCOUNT)
    for vendor in (NORTHWIND, FABRIKAM):
        async with database.read(vendor.id) as work:
            assert await boards.by_slug(work, "council") == vendor.board
            assert await accounts.by_key(work, "acme") == vendor.account
            found = await rounds.by_number(work, 1)
            assert found is not None
            assert found.id == vendor.round().id
    assert isinstance(await database.organisations(), list)
    assert {each.id for each in await database.organisations()} == {NORTHWIND.id, FABRIKAM.id}
    assert all(isinstance(each, Organisation) for each in await database.organisations())
