"""The ledger of hand-offs on both databases: who may take a message, and whose word counts about it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.handoffs import LONGEST_WAIT, Issue, Step, arrived, claimed, given_up
from bot.domain.suggestions import State
from storage import due, handoffs, rounds, suggestions
from storage.database import Database
from tests.storage.houses import NOW
from tests.storage.planting import handoff_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND

LATER = NOW + timedelta(hours=1)


async def test_a_message_is_due_until_it_is_taken_and_again_when_its_lease_is_over(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    row = handoff_of(NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        assert await handoffs.due(work, NOW) == [row]
        assert (await due.look(work, NOW, LATER)).handoffs
        out = claimed(row, NOW)
        await handoffs.save(work, out)
        assert await handoffs.due(work, NOW) == []
        assert not (await due.look(work, NOW, LATER)).handoffs
        assert out.due_at is not None
        assert await due.next_at(work, NOW) is not None
        assert await handoffs.due(work, out.due_at) == [out]
        assert await handoffs.due(work, out.due_at - LONGEST_WAIT - timedelta(seconds=1)) == [out]


async def test_only_the_latest_try_says_what_became_of_it(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    first = claimed(handoff_of(NORTHWIND), NOW)
    second = claimed(first, LATER)
    async with database.begin(NORTHWIND.id) as work:
        await handoffs.save(work, second)
        assert not await handoffs.mark(work, given_up(first, "no_answer"))
        assert await handoffs.mark(work, arrived(second, Issue(ref="CAB-1")))
        assert not await handoffs.mark(work, given_up(second, "no_answer"))
        found = await handoffs.find(work, second.id)
        assert found is not None
        assert (found.step, found.ref) == (Step.SENT, "CAB-1")


async def test_making_it_twice_makes_it_once_and_nobody_sees_anothers(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    await plant_everything(database, FABRIKAM)
    async with database.begin(NORTHWIND.id) as work:
        assert await handoffs.make(work, [replace(handoff_of(NORTHWIND), says=State.SHIPPED)]) == 0
        assert await handoffs.of_suggestion(work, NORTHWIND.suggestion.id) == [handoff_of(NORTHWIND)]
        assert await handoffs.find(work, handoff_of(FABRIKAM).id) is None
        assert await handoffs.given_up_on(work) == {}
        await handoffs.save(work, given_up(handoff_of(NORTHWIND), "http_401"))
        assert await handoffs.given_up_on(work) == {NORTHWIND.board.id: 1}


async def test_which_polls_customers_heard_about_is_read_from_what_suggestions_rest_on(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        here = NORTHWIND.board.id
        assert await suggestions.told_about(work, here) == {}
        assert await suggestions.rest_on(work, here) == {NORTHWIND.round().id}
        assert NORTHWIND.round().id in await rounds.awaiting_news_of_board(work, here)
        await suggestions.save_decision(work, replace(NORTHWIND.decision, told_at=LATER))
        assert await suggestions.told_about(work, here) == {NORTHWIND.round().id: LATER}
        assert [each.told_at for each in await suggestions.told_between(work, here, NOW, LATER)] == [LATER]
        assert await suggestions.told_between(work, here, LATER, LATER) == []


async def test_what_was_merged_and_what_was_its_own_are_kept_apart(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    kept = NORTHWIND.suggestion
    gone = replace(kept, id=type(kept.id)("gone"), number=9, merged_into=kept.id, state=State.MERGED)
    async with database.begin(NORTHWIND.id) as work:
        await suggestions.save(work, replace(gone, state_before=State.EXPLORING))
        (found,) = await suggestions.merged_into(work, kept.id)
        assert (found.number, found.state_before) == (9, State.EXPLORING)
        assert await suggestions.own_evidence(work, kept.id) == (NORTHWIND.excerpt(),)
        await suggestions.keep_own_evidence(work, kept.id, ())
        assert await suggestions.own_evidence(work, kept.id) == ()
