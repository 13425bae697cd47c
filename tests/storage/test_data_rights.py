"""Every table says how it takes part in access and erasure; who was erased is in none, and the totals are as before."""

from collections import Counter
from dataclasses import replace

from sqlalchemy import Table
from sqlalchemy.sql.schema import ForeignKeyConstraint

from bot.domain.answers import Answer
from bot.domain.erasures import OMITTED, voice_of_nobody
from bot.domain.questions import Wrote
from bot.domain.rounds import Stage
from bot.ids import PersonId
from storage import access, answers, erasing, people, proxies, rounds, suggestions, tables, themes
from storage.data_rights import BY_TABLE, PARTS, SOUNDS_PERSONAL, Left
from storage.database import Database
from storage.erasing import Whom
from tests.databases import Made
from tests.storage.houses import CLOSE, NOW
from tests.storage.planting import everything_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor

CANARY = "quetzalcoatlus"
WORDS = f"{NORTHWIND.name} needs a {CANARY} and nothing else"


def whom(vendor: Vendor = NORTHWIND, who: str = "ana") -> Whom:
    """Everything by which somebody is recognised."""
    return Whom(person_id=vendor.person(who).id, identities=(vendor.identity(who),), visitors=())


def traces(vendor: Vendor = NORTHWIND, who: str = "ana") -> list[str]:
    """What must stand nowhere."""
    return [vendor.person(who).id, vendor.person(who).name, str(vendor.identity(who)), CANARY]


async def plant_ana(database: Database) -> None:
    """Ana and a colleague have answered; the first poll is over, the second anonymous, a third runs."""
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        await people.save(work, NORTHWIND.person("ben"), NORTHWIND.identity("ben"))
        await rounds.add(work, NORTHWIND.round(3))
        said = NORTHWIND.answer(kind="open", minutes=30)
        wrote = replace(said, value=Wrote(text=WORDS), comment=f"really, a {CANARY}")
        await answers.save_all(work, [wrote, NORTHWIND.answer("ben"), NORTHWIND.answer("ben", kind="open")])
        await answers.save_all(work, [NORTHWIND.answer(number=3, minutes=31)])
        theme = replace(NORTHWIND.theme, title=f"{CANARY}, search", quote_text=f"a {CANARY}")
        await themes.replace(work, NORTHWIND.board.id, [theme])
        await suggestions.save(work, replace(NORTHWIND.suggestion, title=f"Add {CANARY}"))
        closed = replace(NORTHWIND.round(), stage=Stage.CLOSED, closed_at=CLOSE, deed=None, deed_at=None)
        await rounds.save(work, closed)
        await proxies.save(work, replace(NORTHWIND.proxy, text=WORDS))


async def erase_ana(database: Database, who: Whom | None = None) -> PersonId:
    """Erase her; returns the voice that stands for her now."""
    voice = voice_of_nobody(NORTHWIND.id, NOW)
    async with database.begin(NORTHWIND.id) as work:
        words = await erasing.words_of(work, who or whom())
        await erasing.erase(work, who or whom(), voice, words)
    return voice.id


async def said_in(database: Database, number: int) -> list[Answer]:
    """The answers of a poll."""
    async with database.read(NORTHWIND.id) as work:
        return await answers.of_round(work, NORTHWIND.round(number).id)


def columns_of_people(table: Table) -> set[str]:
    """The columns that point to people, or sound like it."""
    pointing = {
        each.parent.name
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for each in constraint.elements
        if each.target_fullname == "person.id"
    }
    return pointing | (SOUNDS_PERSONAL & set(table.c.keys()))


def test_every_table_is_declared_once() -> None:
    assert Counter(part.table.name for part in PARTS) == Counter(tables.metadata.tables.keys())


def test_no_column_that_leads_to_a_person_is_forgotten() -> None:
    for table in tables.metadata.tables.values():
        part = BY_TABLE[table.name]
        declared = {*part.people, *part.identities, *part.mentions, *part.harmless}
        if table is tables.person or table is tables.identity:
            declared |= set(table.c.keys())  # These are the person.
        missing = columns_of_people(table) - declared
        assert not missing, f"{table.name}: say how {sorted(missing)} take part in export and erasure"


def test_a_declaration_speaks_of_columns_that_there_are_and_says_why() -> None:
    for part in PARTS:
        named = {*part.people, *part.identities, *part.mentions, *part.withheld, *part.harmless}
        assert named <= set(part.table.c.keys()), part.table.name
        assert part.because.endswith("."), part.table.name
        assert not (part.left is Left.AS_IT_IS and (part.people or part.identities)), part.table.name


async def test_nothing_of_an_erased_person_is_left_in_any_table(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_ana(database)
    theirs = await everything_of(database, FABRIKAM.id)
    everything = str(await everything_of(database, NORTHWIND.id))
    assert all(trace in everything for trace in traces())
    await erase_ana(database)
    left = await everything_of(database, NORTHWIND.id)
    for trace in traces():
        found = {name: [row for row in rows if trace in row] for name, rows in left.items()}
        assert not any(found.values()), {name: rows for name, rows in found.items() if rows}
    assert await everything_of(database, FABRIKAM.id) == theirs


async def test_a_finished_poll_counts_as_before_and_a_running_one_without_them(database: Database) -> None:
    await plant_ana(database)
    before, running = await said_in(database, 1), await said_in(database, 3)
    voice = await erase_ana(database)
    after = await said_in(database, 1)
    assert len(after) == len(before)
    assert len({each.person_id for each in after}) == len({each.person_id for each in before})
    votes = [each.value for each in before if not isinstance(each.value, Wrote)]
    assert Counter(map(str, votes)) == Counter(str(each.value) for each in after if not isinstance(each.value, Wrote))
    mine = [each for each in after if each.person_id == voice]
    assert mine
    assert all(each.comment == "" and each.said_at.hour == 0 for each in mine)
    assert all(each.value.text == "" for each in mine if isinstance(each.value, Wrote))
    assert not {each.id for each in mine} & {each.id for each in before}
    assert len(running) == 1
    assert await said_in(database, 3) == []


async def test_what_was_learnt_from_them_keeps_its_counts_and_loses_their_words(database: Database) -> None:
    await plant_ana(database)
    await erase_ana(database)
    async with database.read(NORTHWIND.id) as work:
        theme = (await themes.of_board(work, NORTHWIND.board.id))[0]
        suggestion = (await suggestions.of_board(work, NORTHWIND.board.id))[0]
    assert (theme.title, theme.quote_text, theme.quote, theme.members) == (OMITTED, "", None, ())
    assert (suggestion.title, suggestion.evidence) == (OMITTED, ())
    assert (theme.answers, suggestion.answers) == (1, 1)


async def test_who_of_the_staff_is_erased_leaves_decisions_and_the_list_of_tries(database: Database) -> None:
    await plant_ana(database)
    voice = await erase_ana(database, whom(who="pm"))
    left = await everything_of(database, NORTHWIND.id)
    assert not [row for rows in left.values() for row in rows if NORTHWIND.person("pm").id in row]
    async with database.read(NORTHWIND.id) as work:
        assert (await suggestions.decisions(work, NORTHWIND.suggestion.id))[0].by == voice
    assert len(left["audit_entry"]) == 1


async def test_an_export_holds_all_of_one_person_and_nothing_of_another(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_ana(database)
    async with database.read(NORTHWIND.id) as work:
        rows = await access.rows_of(work, whom())
    text = str(rows)
    assert {"person", "identity", "member", "answer", "answer_version", "skip", "case", "reply"} <= set(rows)
    assert CANARY in text
    assert NORTHWIND.case.text in text
    assert NORTHWIND.person("ben").id not in text
    assert NORTHWIND.person("pm").name not in text
    assert FABRIKAM.name not in text
    assert not any("token" in row for held in rows.values() for row in held)


async def test_every_row_that_names_somebody_is_in_their_export(database: Database) -> None:
    """Found in the rows themselves, whatever the storage declares of their columns."""
    await plant_ana(database)
    for who, left_out in (("ana", set()), ("pm", {"proxy"})):  # Who wrote down another's words is not their data.
        own = {NORTHWIND.person(who).id, str(NORTHWIND.identity(who))}
        async with database.read(NORTHWIND.id) as work:
            given = await access.rows_of(work, whom(who=who))
            named = {
                table.name: sum(
                    bool(own & {str(each) for each in row if isinstance(each, str)})
                    for row in await work.connection.execute(work.rows(table))
                )
                for table in tables.metadata.sorted_tables
                if "organisation_id" in table.c
            }
        assert sum(named.values()) >= 6, named
        assert {name for name, rows in named.items() if len(given.get(name, [])) < rows} == left_out, who


async def test_no_page_of_the_file_nor_its_journal_keeps_their_words(made: Made, database: Database) -> None:
    if made.path is None:
        return  # A server overwrites freed pages when it vacuums; what its files hold is the operator's.
    await plant_ana(database)
    assert [CANARY for file in _files(made) if CANARY.encode() in file]
    await erase_ana(database)
    for file in _files(made):
        assert CANARY.encode() not in file
        assert NORTHWIND.person().id.encode() not in file


def _files(made: Made) -> list[bytes]:
    assert made.path is not None
    return [each.read_bytes() for each in made.path.parent.glob(f"{made.path.name}*")]
