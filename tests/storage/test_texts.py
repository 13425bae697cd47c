"""Every text and every value comes back letter for letter, and of many taps the one said last stands."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, StatementError

from bot.domain.engagements import JourneyStage
from bot.domain.questions import Chosen, Likely, Ranked, Rated, Stance, Stances, Value, Wrote
from bot.domain.rounds import Stage
from bot.domain.wording import clean
from bot.ids import OptionId
from storage import accounts, answers, boards, engagements, rounds, written
from storage.codec import options_from, options_text, question_from, value_from, value_text
from storage.database import Database
from tests.databases import Made
from tests.makers import nps, rank
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import NORTHWIND

HARD = [
    "\u202eright to left\u202c",
    "\u2066isolate\u2069",
    "zero\u200bwidth\u200djoiner",
    "tag \U000e0041\U000e007f",
    "z" + "\u0301" * 200,
    "😀" * 750,
    "'; DROP TABLE answer; --",
    '{"stances":{}}',
    "  spaces  \t\n",
    "ＡＢＣ ﬁ Å Å",
    "%s %(x)s :name ?",
    "\\u0000 \\x00",
]
T = TypeVar("T")
plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
HIDDEN = (
    "\x00",
    "\ud83d",
    "\udc00",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u200d",
    "\U000e0041",
    "\u0301",
    "\ufffe",
)
typed = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(HIDDEN)), max_size=200)
"""Whatever can be put into a field: also halves of letters, NUL and signs that nobody sees."""
option_ids = plain.map(OptionId)
values: st.SearchStrategy[Value] = st.one_of(
    st.builds(Chosen, options=st.lists(option_ids, max_size=4).map(tuple)),
    st.builds(Rated, score=st.integers(1, 5)),
    st.builds(Likely, score=st.integers(0, 10)),
    st.builds(Ranked, order=st.lists(option_ids, max_size=7).map(tuple)),
    st.builds(Stances, stances=st.dictionaries(option_ids, st.sampled_from(Stance), max_size=4)),
    st.builds(Wrote, text=plain),
)


@given(values)
def test_every_value_is_spelt_so_that_it_can_be_read_again(value: Value) -> None:
    assert value_from(value_text(value)) == value


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"rated": "5"}', '{"likely": "5"}', '{"ranked": 1}', '{"chosen": "a"}', "null"]
)
def test_what_is_no_value_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        value_from(text)


def test_every_kind_of_question_is_spelt_so_that_it_can_be_read_again() -> None:
    for question in (*NORTHWIND.questions, nps(), rank()):
        kind = type(question).__name__.lower()
        options = getattr(question, "options", ())
        assert question_from(kind, question.id, question.text, options_from(options_text(options))) == question
    with pytest.raises(ValueError, match="unknown kind"):
        question_from("riddle", NORTHWIND.questions[0].id, "?", ())


async def test_hard_texts_come_back_letter_for_letter(database: Database) -> None:
    await plant(database)
    for n, text in enumerate(HARD):
        answer = replace(NORTHWIND.answer(kind="open", value=Wrote(text=text), minutes=n), version=n + 1)
        await database.keep(NORTHWIND.tap(replace(answer, comment=text)))
        async with database.read(NORTHWIND.id) as work:
            found = await answers.get(work, answer.id)
            assert found is not None
            assert (found.value, found.comment) == (Wrote(text=text), text)


def test_any_text_that_was_cleaned_at_the_door_can_be_stored(made: Made) -> None:
    async def store(database: Database, texts: list[str]) -> None:
        said = [
            replace(NORTHWIND.answer(f"p{n}", kind="open", value=Wrote(text=text)), comment=text)
            for n, text in enumerate(clean(each, 3000).text for each in texts)
        ]
        taps = [replace(NORTHWIND.tap(answer), joins=NORTHWIND.joining(f"p{n}")) for n, answer in enumerate(said)]
        await asyncio.gather(*(database.keep(tap) for tap in taps))
        async with database.read(NORTHWIND.id) as work:
            found = {answer.id: answer for answer in await answers.of_round(work, NORTHWIND.round().id)}
        assert found == {answer.id: answer for answer in said}

    always(made, st.lists(typed, min_size=20, max_size=20), store)


def test_of_taps_in_any_order_the_one_said_last_stands(made: Made) -> None:
    async def shuffle(database: Database, order: list[tuple[str, int]]) -> None:
        said = [
            NORTHWIND.answer(who, Rated(score=1 + n % 5), kind="rating", minutes=minute)
            for n, (who, minute) in enumerate(order)
        ]
        half = len(said) // 2
        for part in (said[:half], said[half:]):
            await asyncio.gather(*(database.keep(NORTHWIND.tap(each, f"{id(each)}")) for each in part))
        async with database.read(NORTHWIND.id) as work:
            standing = await answers.of_round(work, NORTHWIND.round().id)
            histories = [await answers.versions(work, answer.id) for answer in standing]
            grown = (await rounds.get(work, NORTHWIND.round().id)).version
        assert {answer.person_id for answer in standing} == {each.person_id for each in said}
        for answer, history in zip(standing, histories, strict=True):
            assert answer.said_at == max(each.said_at for each in said if each.person_id == answer.person_id)
            assert history[-1] == answer
            assert [each.version for each in history] == list(range(1, len(history) + 1))
            assert [each.said_at for each in history] == sorted({each.said_at for each in history})
        assert grown == sum(len(history) for history in histories)

    always(
        made, st.lists(st.tuples(st.sampled_from(["ana", "pm"]), st.integers(0, 60)), min_size=2, max_size=40), shuffle
    )


def always(made: Made, what: st.SearchStrategy[T], holds: Callable[[Database, T], Coroutine[None, None, None]]) -> None:
    """Try `holds` with examples of `what`, each on a board on which nobody has answered."""
    with asyncio.Runner() as runner:
        database = runner.run(opened(made))

        @settings(max_examples=25, deadline=None)
        @given(what)
        def one_example(example: T) -> None:
            runner.run(nobody_answered(database))
            runner.run(holds(database, example))

        try:
            one_example()
        finally:
            runner.run(database.close())


async def opened(made: Made) -> Database:
    """The database with an open round."""
    database = await Database.open(made.url, migration_url=made.owner_url)
    await plant(database)
    return database


async def nobody_answered(database: Database) -> None:
    """Take all answers away."""
    async with database.begin(NORTHWIND.id) as work:
        for table in ("inbox", "answer_version", "answer"):
            await work.connection.exec_driver_sql(f"DELETE FROM {table}")
        await rounds.save(work, NORTHWIND.round())


async def test_texts_of_a_window_are_open_answers_and_comments_under_names(database: Database) -> None:
    await plant(database)
    since = NOW + timedelta(minutes=2)
    said = [
        NORTHWIND.answer("ana", kind="open", minutes=1),
        NORTHWIND.answer("pm", kind="open", minutes=2),
        replace(NORTHWIND.answer("ana", kind="single", minutes=3), comment="because of audits"),
        NORTHWIND.answer("pm", kind="single", minutes=4),
        replace(NORTHWIND.answer("ana", kind="rating", minutes=5), comment="gone", withdrawn=True),
    ]
    async with database.begin(NORTHWIND.id) as work:
        await answers.save_all(work, said)
        assert await written.texts_since(work, NORTHWIND.board.id, since) == []  # still open: words may change
        await rounds.save(work, replace(NORTHWIND.round(), stage=Stage.CLOSED))
        found = await written.texts_since(work, NORTHWIND.board.id, since)
    assert [(row.answer, row.text, row.stage) for row in found] == [
        (said[1], said[1].value.text if isinstance(said[1].value, Wrote) else "", JourneyStage.USE),
        (said[2], "because of audits", JourneyStage.USE),
    ]


async def test_times_keep_their_instant_to_the_microsecond_and_come_back_in_utc(database: Database) -> None:
    await plant(database)
    east = timezone(timedelta(hours=5, minutes=45))
    at = datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=east)
    async with database.begin(NORTHWIND.id) as work:
        await boards.save(work, replace(NORTHWIND.board, next_digest_at=at))
        found = (await boards.get(work, NORTHWIND.board.id)).next_digest_at
    assert found == at
    assert found is not None
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_a_bug(database: Database) -> None:
    await plant(database)
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="has no zone"):
        async with database.begin(NORTHWIND.id) as work:
            await boards.save(work, replace(NORTHWIND.board, next_digest_at=naive))


@pytest.mark.parametrize("arr", ["0", "0.1", "123456789012345678901234567890.123456789", "1E+3", "-5.00"])
async def test_revenue_keeps_every_digit(database: Database, arr: str) -> None:
    await plant(database)
    async with database.begin(NORTHWIND.id) as work:
        await accounts.save(work, replace(NORTHWIND.account, arr=Decimal(arr)))
        found = (await accounts.get(work, NORTHWIND.account.id)).arr
    assert str(found) == arr


async def test_a_length_of_time_is_whole_seconds(database: Database) -> None:
    await plant(database)
    odd = replace(NORTHWIND.engagement, window=timedelta(days=3, seconds=7), remind_after=None)
    async with database.begin(NORTHWIND.id) as work:
        await engagements.save(work, odd)
        assert await engagements.get(work, odd.id) == odd
    with pytest.raises(StatementError, match="whole number of seconds"):
        async with database.begin(NORTHWIND.id) as work:
            await engagements.save(work, replace(odd, window=timedelta(microseconds=1)))


async def test_a_word_that_is_not_on_the_list_is_refused_by_the_database_itself(database: Database) -> None:
    await plant(database)
    with pytest.raises(IntegrityError):
        async with database.begin(NORTHWIND.id) as work:
            await work.connection.exec_driver_sql("UPDATE round SET stage = 'ajar'")
