"""The sponsor's monthly report: to one colleague, once a month, with numbers that are true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.appoint import appoint
from bot.actions.cast import first_board
from bot.actions.settle import settle
from bot.domain.people import Identity, Role
from bot.errors import Refusal
from storage import people
from tests.journeys.terminal import Terminal, number

SAM = "console:home:sam"


async def with_sponsor(council: Terminal) -> None:
    """Sam of the vendor reads the report."""
    bot = council.house.bot
    board = await first_board(bot)
    await appoint(bot, board, Identity.parse("console:home:boss"), "Boss", Role.ADMIN)
    await appoint(bot, board, Identity.parse(SAM), "Sam Sponsor", Role.NONE)
    said = await council.type(f"board sponsor {SAM}", "boss")
    assert "Sam Sponsor reads a short report about Northwind Council each month, the next one on Wed, Apr 1" in said


def reports(council: Terminal) -> list[datetime]:
    """When Sam was sent a report."""
    found = council.rows(
        "SELECT started_at FROM delivery WHERE subject_id LIKE 'sponsor@%' AND state = 'sent' ORDER BY started_at"
    )
    return [datetime.fromisoformat(str(at)).replace(tzinfo=UTC) for (at,) in found]


async def test_it_comes_once_on_a_months_first_weekday_and_says_what_the_rows_say(council: Terminal) -> None:
    await with_sponsor(council)
    await council.wait(days=15)
    assert reports(council) == []
    await council.wait(days=2)
    await settle(council.house.bot, council.house.queue)
    assert [at.replace(microsecond=0, second=0) for at in reports(council)] == [datetime(2026, 4, 1, 7, tzinfo=UTC)]

    report = council.text("product", "sam").partition("Northwind Council in March")[2]
    people, companies = council.rows("SELECT count(DISTINCT person_id), count(DISTINCT account_id) FROM answer")[0]
    assert f"{people} of 4 people / {companies} of 5 companies answered, 1 poll closed." in report
    ((number, accounts),) = council.rows(
        "SELECT s.number, count(DISTINCT e.account_id) FROM suggestion s JOIN evidence e ON e.suggestion_id = s.id"
        " GROUP BY s.id ORDER BY 2 DESC LIMIT 1"
    )
    assert f"S{number} Offline mode · 3 of 4 people / {accounts} of 5 companies · proposed" in report
    assert "No customer heard for the first time what became of their answers." in report
    assert "Not heard from 2 companies: Hooli and Umbrella" in report
    assert "zeppelin" not in report, "no customer's own words"
    assert "Northwind Council in March" not in council.text("product", "boss")

    await council.wait(days=31)
    assert len(reports(council)) == 2
    assert "Northwind Council in April" in council.text("product", "sam")


async def test_only_a_colleague_can_be_the_sponsor_and_only_an_admin_says_who(council: Terminal) -> None:
    await with_sponsor(council)
    with pytest.raises(Refusal, match=r"sponsor\.not_staff"):
        await council.type("board sponsor console:home:anaquokka", "boss")
    with pytest.raises(Refusal, match=r"sponsor\.not_staff"):
        await council.type("board sponsor console:home:nobody", "boss")
    with pytest.raises(Refusal, match=r"access\.denied|no_rights"):
        await council.type("board sponsor none", "sam")
    with pytest.raises(Refusal, match="sponsor_example"):
        await council.type("board sponsor to whom it may concern", "boss")
    assert "Sam Sponsor reads" in await council.type("board sponsor", "boss")
    assert "Nobody reads" in await council.type("board sponsor none", "boss")
    await council.wait(days=20)
    assert reports(council) == []


@pytest.mark.soak
async def test_who_left_is_sent_nothing_any_more(council: Terminal) -> None:
    await with_sponsor(council)
    bot, board = council.house.bot, await first_board(council.house.bot)
    await appoint(bot, board, Identity.parse(SAM), "Sam Sponsor", Role.NONE)
    async with bot.database.begin(board.organisation_id) as work:
        sam = await people.find(work, Identity.parse(SAM))
        assert sam is not None
        await people.save(work, replace(sam, gone_at=bot.now()))
    await council.wait(days=20)
    assert reports(council) == []


async def test_it_counts_the_polls_whose_customers_heard_back_as_the_status_does(council: Terminal) -> None:
    """The second poll led to no suggestion of its own: there, any news since its close is the news about it."""
    await with_sponsor(council)
    await council.type('poll "Which port next?" "Kiel" "Gdynia" --close 2h')
    await council.wait(hours=4)
    await council.type("decide S1 plan")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(minutes=1)
    assert "2 polls" in (status := await council.type("status")), status
    await council.wait(days=17)
    await settle(council.house.bot, council.house.queue)
    report = council.text("product", "sam").partition("Northwind Council in March")[2]
    assert "median of 2 polls" in " ".join(report.split()), report


async def test_news_before_a_polls_close_counts_in_the_month_of_the_close(council: Terminal) -> None:
    """Told while the poll is still open, customers waited no day."""
    await with_sponsor(council)
    await council.type("decide S1 plan")
    await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.wait(minutes=1)
    later = council.clock.now() + timedelta(days=1)
    council.rows(f"UPDATE round SET closed_at = '{later.replace(tzinfo=None)}' WHERE number = 1", write=True)
    assert "1 poll" in (status := await council.type("status")), status
    await council.wait(days=17)
    await settle(council.house.bot, council.house.queue)
    report = council.text("product", "sam").partition("Northwind Council in March")[2]
    assert "No customer heard" not in report, report
