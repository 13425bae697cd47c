"""What an anonymous or an open poll hides stays hidden at every door through which results are read."""

from typing import Any

import pytest

from bot.actions.cast import first_board
from bot.actions.explain import counts_of
from bot.actions.export import exported
from bot.errors import Refusal
from tests.journeys.terminal import Terminal


def made_anonymous(council: Terminal, *, gate_passed: bool) -> None:
    """The closed poll as if it had been asked anonymously."""
    council.rows(f"UPDATE round SET visibility = 'anonymous', gate_passed = {int(gate_passed)}", write=True)


def options(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """What could be chosen, with how often it was."""
    return [row for question in counts["questions"] for row in question.get("options", ())]


async def test_an_anonymous_poll_is_never_split_by_segment_and_its_rows_are_never_taken_out(council: Terminal) -> None:
    bot, board = council.house.bot, await first_board(council.house.bot)
    council.rows("UPDATE account SET segment = 'enterprise'", write=True)
    split = await council.type("summary P1 --segment enterprise")
    assert "4 of 4 people" in split
    assert "Explore" in await council.type("summary P1")
    assert "Explore" not in split, "what is suggested rests on everybody"
    assert (await exported(bot, board, None)).rows
    made_anonymous(council, gate_passed=True)
    with pytest.raises(Refusal, match=r"results\.no_split"):
        await council.type("summary P1 --segment enterprise")
    taken = await exported(bot, board, None)
    assert (taken.rows, taken.anonymous) == ((), ("P1",))
    with pytest.raises(Refusal, match=r"export\.anonymous"):
        await exported(bot, board, 1)


async def test_a_poll_promised_to_name_companies_only_takes_no_names_out(council: Terminal) -> None:
    bot, board = council.house.bot, await first_board(council.house.bot)
    council.rows("UPDATE round SET visibility = 'account'", write=True)
    rows = (await exported(bot, board, None)).rows
    assert rows
    assert {row[3] for row in rows} == {""}


async def test_nor_does_it_tell_by_the_moment_or_the_order_who_of_a_company_it_was(council: Terminal) -> None:
    """Who answered a poll with names first, and this one too, would be known by it."""
    bot, board = council.house.bot, await first_board(council.house.bot)
    council.rows("UPDATE round SET visibility = 'account'", write=True)
    before = (await exported(bot, board, None)).as_csv
    said = council.rows("SELECT id, said_at FROM answer ORDER BY said_at, id")
    moments = {str(at)[:10] for _, at in said}
    assert (len(said) > 2, len(moments)) == (True, 1)
    for (id_, _), place in zip(reversed(said), range(10, 60), strict=False):
        council.rows(
            f"UPDATE answer SET said_at = '{min(moments)} 23:00:{place}.000000' WHERE id = '{id_}'", write=True
        )
    assert [id_ for (id_,) in council.rows("SELECT id FROM answer ORDER BY said_at")] != [id_ for id_, _ in said]
    assert (await exported(bot, board, None)).as_csv == before


async def test_below_the_gate_an_anonymous_poll_counts_nothing_for_machines_either(council: Terminal) -> None:
    bot, board = council.house.bot, await first_board(council.house.bot)
    made_anonymous(council, gate_passed=True)
    passed = await counts_of(bot, board, 1)
    assert passed["accounts"] is None
    assert options(passed)
    assert all(each["accounts"] is None for each in options(passed)), "nobody knows how many companies chose it"
    made_anonymous(council, gate_passed=False)
    found = await counts_of(bot, board, 1)
    assert (found["people"], found["accounts"], found["questions"]) == (None, None, [])
    assert "Too few" in await council.type("results P1")


async def test_an_open_poll_has_no_results_at_any_door(council: Terminal) -> None:
    bot, board = council.house.bot, await first_board(council.house.bot)
    await council.type('poll "Which day suits you?" "Monday" "Friday"')
    await council.wait(minutes=5)
    with pytest.raises(Refusal, match=r"round\.no_results_yet"):
        await council.type("results P2")
    with pytest.raises(Refusal, match=r"round\.no_results_yet"):
        await counts_of(bot, board, 2)


async def test_no_model_ever_reads_an_anonymous_poll_though_both_sides_allow_it(council: Terminal) -> None:
    await council.type("policy ai on", "admin")
    await council.type("policy ai on --account Acme", "admin")
    await council.type('poll "Which of these?" "This" "That"')
    await council.wait(minutes=10)
    assert "An AI service may read the answers" in council.text("acme")
    await council.type('poll "And which of those?" "These" "Those" --anon')
    await council.wait(minutes=10)
    _, asked, read = council.text("acme").partition("And which of those?")
    assert asked
    assert "No AI service reads the answers." in read
    assert "may read" not in read
