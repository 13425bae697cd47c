"""Keeps what was counted true where two people turn out to be one: themes and suggestions have a voice less.

By as much as their rows say: what they count beyond those (who was erased is counted, and cited no more) stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import ColumnElement, Table, func, select, update

from bot.ids import BoardId, PersonId
from storage.tables import evidence, member, suggestion, theme, theme_answer
from storage.work import Work

CITING = ((theme, theme_answer, "theme_id"), (suggestion, evidence, "suggestion_id"))
"""What is counted, by which rows, and how those name it."""
Counts = dict[str, tuple[int, int, int]]
"""How many people, companies and answers are behind each of them, by its id."""


@asynccontextmanager
async def recounted(work: Work, kept: PersonId, gone: PersonId) -> AsyncIterator[None]:
    """Within this the two become one person; at its end every count that knew them as two is set right."""
    cited = {
        owner: await _ids(work, rows, name, (rows.c.person_id == kept) | (rows.c.person_id == gone))
        for owner, rows, name in CITING
    }
    before = {owner: await _counts(work, rows, name, cited[owner]) for owner, rows, name in CITING}
    seated = await _seated_twice(work, kept, gone)
    yield
    for owner, rows, name in CITING:
        after = await _counts(work, rows, name, cited[owner])
        for id_, now in after.items():  # What is cited no more at all keeps its count, as what is heard no more does.
            people, accounts, answers = before[owner][id_]
            await work.change(
                update(owner)
                .where(owner.c.organisation_id == work.organisation_id, owner.c.id == id_)
                .values(
                    people=owner.c.people - (people - now[0]),
                    accounts=owner.c.accounts - (accounts - now[1]),
                    answers=owner.c.answers - (answers - now[2]),
                )
            )
    for board_id, since in seated:
        await work.change(
            update(suggestion)
            .where(
                suggestion.c.organisation_id == work.organisation_id,
                suggestion.c.board_id == board_id,
                suggestion.c.updated_at >= since,
                suggestion.c.people_asked > suggestion.c.people,
            )
            .values(people_asked=suggestion.c.people_asked - 1)
        )


async def _ids(work: Work, rows: Table, name: str, which: ColumnElement[bool]) -> list[str]:
    found = await work.connection.scalars(
        select(rows.c[name]).where(rows.c.organisation_id == work.organisation_id, which).distinct()
    )
    return sorted(str(each) for each in found)


async def _counts(work: Work, rows: Table, name: str, ids: list[str]) -> Counts:
    found = await work.connection.execute(
        select(
            rows.c[name],
            *(func.count(rows.c[each].distinct()) for each in ("person_id", "account_id", "answer_id")),
        )
        .where(rows.c.organisation_id == work.organisation_id, rows.c[name].in_(ids))
        .group_by(rows.c[name])
    )
    return {str(id_): (int(people), int(accounts), int(answers)) for id_, people, accounts, answers in found}


async def _seated_twice(work: Work, kept: PersonId, gone: PersonId) -> list[tuple[BoardId, object]]:
    """The boards on which both sit, and since when both do."""
    found = await work.connection.execute(
        select(member.c.board_id, func.max(member.c.joined_at))
        .where(member.c.organisation_id == work.organisation_id, member.c.person_id.in_((kept, gone)))
        .group_by(member.c.board_id)
        .having(func.count(member.c.person_id.distinct()) > 1)
    )
    return [(BoardId(board_id), since) for board_id, since in found]
