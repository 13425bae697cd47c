"""A later release is started beside an older one, on the same database: both work on, and nothing is done twice."""

import asyncio
import shutil
from pathlib import Path
from textwrap import dedent
from time import perf_counter

import pytest

from storage.migrate import HEAD, SCRIPTS
from tests.databases import Postgres
from tests.faults.apart import Apart, apart
from tests.faults.inside.sitecustomize import LATER
from tests.size import FULL
from tests.slack.running import until
from tests.slack.town import A, B, fresh_database, rush, town

TOGETHER = 60.0 if FULL else 2.0
"""Seconds in which both serve."""
PEOPLE = 600 if FULL else 60
STEP = dedent(
    f"""
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "{LATER}", "{HEAD}", None, None
    TABLES = ("round", "delivery", "answer", "person", "board", "channel", "event", "errand", "pace")


    def upgrade():
        for table in TABLES:
            op.add_column(table, sa.Column("invented_later", sa.Text()))
            op.add_column(table, sa.Column("counted_later", sa.Integer(), server_default="0", nullable=False))
        op.create_table("later", sa.Column("id", sa.Text(), primary_key=True))
    """
)
"""What a later release may do: columns that may be left out, tables of its own."""


@pytest.fixture
def later(tmp_path: Path) -> str:
    """The migrations of a later release."""
    folder = shutil.copytree(SCRIPTS, tmp_path / "later", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{LATER}_later.py").write_text(STEP)
    return str(folder)


@pytest.mark.soak
async def test_an_older_and_a_later_release_serve_together_and_nothing_is_lost_or_done_twice(
    tmp_path: Path, postgres: Postgres, later: str
) -> None:
    url = fresh_database(postgres, "sidebyside")
    async with (
        town(tmp_path, people=PEOPLE, database_url=url, limits=False) as here,
        apart(tmp_path, here.environment, "serve") as old,
    ):
        people = here.slack.people
        people.request_url = f"{old.address}/slack/events"
        message = await here.ask(f'"What next?" "{A}" "{B}"')
        clicks = await here.clicks(message, A, here.crowd)
        half = len(clicks) // 2
        before = asyncio.create_task(rush(clicks[:half], (old.address,), at_once=4, over=TOGETHER / 2))
        async with apart(tmp_path, here.environment, "serve", LATER_TABLES=later) as new:
            both = (old, new)
            began = perf_counter()
            after = asyncio.create_task(
                rush(clicks[half:], [each.address for each in both], at_once=8, over=TOGETHER / 2)
            )
            seen: list[bool] = []
            while perf_counter() - began < TOGETHER or not after.done():
                seen += [all((await each.ready()).values()) for each in both]
                await asyncio.sleep(0.5)
            acks = [*await before, *await after]
            await until(lambda: f"{PEOPLE} people" in people.reads(here.crowd[0], here.channel))
            people.request_url = f"{new.address}/slack/events"
            await people.command("/cab", f'poll "And then?" "{A}" "{B}"', as_=here.pat, channel=here.product)
            await until(lambda: len(here.messages()) == 2)
            people.request_url = f"{old.address}/slack/events"
            await people.command("/cab", "close P1", as_=here.pat, channel=here.product)
            await until(lambda: "Thank you" in people.reads(here.crowd[0], here.channel))
            again = sum(each.tries - 1 for each in acks)
            print(f"{TOGETHER:.0f} s together: {len(acks)} clicks, {again} told to try again, {len(seen)} looks")
            assert {each.status for each in acks} == {200}
            assert all(seen), "one of them did not call itself ready"
            with pytest.MonkeyPatch.context() as patch:  # To look into it we are of the later release, too.
                patch.setattr("storage.migrate.HEAD", LATER)
                assert len(await here.standing()) == await here.rows() == PEOPLE
            assert len(here.messages()) == 2
            assert not troubles(old) + troubles(new)
            old.process.terminate()
            assert (await old.ended())[0] == 0


def troubles(one: Apart) -> list[str]:
    """What it logged of work that went wrong."""
    return [line for line in one.said if "error" in line or "critical" in line]
