"""What no customer may ever read: another customer's name or words, or anything the staff say among themselves."""

import re

import pytest

from bot.actions import enrol
from bot.actions.cast import first_board
from bot.actions.explain import counts_of
from bot.actions.sponsor_report import month_of
from bot.cards.loop import draft_text
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.domain.decisions import Verdict
from bot.errors import Denied
from handlers.console.keys import keys
from prompts.catalogue import say_in
from tests.journeys.story import COMPANIES, PEOPLE, WROTE
from tests.journeys.terminal import BOARD, Terminal

OPEN = """
title = "In your words"
why = "To spend our time where it helps you."
[[question]]
kind = "open"
text = "What should we mend first?"
"""
WORDS_OF = {
    "acme": (
        "Export of the meter readings drops columns, our zeppelin report is empty.",
        "The export of readings loses columns every marzipan Monday.",
        "Export readings to a file without losing columns.",
        "Please repair the export: columns of readings are missing.",
    ),
    "globex": (
        "The export of readings drops columns when turbine crews use it.",
        "Export of readings loses columns; our obsidian checklist needs them.",
        "Columns of the readings are missing in the export file.",
        "Repair the export of readings, columns get lost.",
    ),
    "initech": (
        "Sign-in with a password every morning annoys our platypus desk.",
        "Too many passwords at sign-in, we want single sign-in.",
        "One password for everything at sign-in, please.",
        "Sign-in asks for the password again and again, kumquat!",
    ),
    "hooli": (
        "Sign-in should not ask for another password.",
        "Passwords at sign-in cost our wombat team an hour.",
        "The sign-in forgets my password each week.",
        "Single sign-in instead of ten passwords.",
    ),
}
CANARIES = {
    "acme": ("zeppelin", "marzipan"),
    "globex": ("turbine", "obsidian"),
    "initech": ("platypus", "kumquat"),
    "hooli": ("wombat",),
    "umbrella": (),
}
"""Words that only this one company used."""


async def test_no_company_ever_reads_another_ones_name_or_words(council: Terminal) -> None:
    await council.type('decide S1 plan "Quokka budget: only the first one."')
    await council.press("product", "pm", "1", message=council.private)
    await council.type('poll "Which day?" "Monday" "Friday" --close 2d')
    await council.wait(days=9)
    assert set(council.rooms()) == {"product", *(each.casefold() for each in COMPANIES)}
    secrets = {company: (company, *PEOPLE.get(company, ())) for company in (each.casefold() for each in COMPANIES)}
    words = {"acme": WROTE["anaquokka"], "globex": WROTE["guspotoroo"]}
    for room in secrets:
        read = council.history(room).casefold()
        assert "what should we build next?" in read
        for company, names in secrets.items():
            if company != room:
                assert [each for each in (*names, words.get(company, "")) if each and each.casefold() in read] == []
        assert "budget" not in read
        assert "s1" not in read.split()


@pytest.mark.soak
async def test_what_comes_of_themes_reaches_customers_without_the_words_of_any_one_of_them(terminal: Terminal) -> None:
    await terminal.set_up(*COMPANIES, toml=OPEN)
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    for company, texts in WORDS_OF.items():
        for place, text in enumerate(texts):
            await terminal.press(company, f"{company}{place}", f"1 {text}")
    await terminal.wait(days=13)
    digest = terminal.room("product")[-1].painted
    plans = [str(place) for place, key in enumerate(keys(digest), 1) if key.label == "Plan"]
    assert len(plans) >= 2, "both themes became suggestions"
    for plan in plans:
        await terminal.press("product", "pm", plan, message=digest)
        await terminal.press("product", "pm", "1", message=terminal.private)
    await terminal.wait(days=15)
    told = [company for company in CANARIES if "What we did" in terminal.history(company)]
    assert told == ["acme", "globex", "initech", "hooli"]
    for room in CANARIES:
        read = terminal.history(room).casefold()
        others = [word for company, words in CANARIES.items() if company != room for word in words]
        assert [word for word in others if word in read] == []
        quotes = [text for company, texts in WORDS_OF.items() if company != room for text in texts]
        assert [text for text in quotes if text.casefold().rstrip(".!") in read] == []


async def test_only_the_product_team_reads_results(council: Terminal) -> None:
    assert "people / 3 of 5 companies" in council.text("product")
    for company in COMPANIES:
        assert "of 5 companies" not in council.history(company.casefold())


@pytest.mark.parametrize(("people", "companies", "shown"), [(4, 4, False), (5, 3, False), (5, 4, True)])
async def test_an_anonymous_result_is_shown_only_above_the_gate(
    council: Terminal, people: int, companies: int, shown: bool
) -> None:
    await council.type('poll "Would you buy it again?" "Certainly" "Never" --anon --close 1d')
    await council.wait(minutes=3)
    rooms = [each.casefold() for each in COMPANIES][:companies]
    for place in range(people):
        room = rooms[place % companies]
        who = f"voter{place}"
        await council.press(room, who, "1" if place else "2")
        await council.press(room, who, "1", message=council.private)
    before = council.history("product")
    await council.wait(days=1)
    report = council.history("product")[len(before) :]
    assert ("Certainly" in report) is shown
    assert ("Never" in report) is shown
    assert ("Too few answers to share safely" in report) is not shown
    counted = await counts_of(council.house.bot, await first_board(council.house.bot), 2)
    assert (counted["people"], bool(counted["questions"])) == ((people, True) if shown else (None, False))
    assert "Certainly" not in await council.type("roadmap"), "a suggestion would tell it again each week"
    board = await first_board(council.house.bot)
    async with council.house.bot.database.read(board.organisation_id) as work:
        month = await month_of(work, board, f"{council.clock.now():%Y-%m}")
    assert month.anonymous == (people if shown else 0), "nor does the sponsor read of fewer"
    if shown:
        assert "5 answers" in report
        assert "companies" not in report
    assert "voter" not in council.history("product").casefold()
    for company in COMPANIES:
        read = council.history(company.casefold())
        assert "answered." not in read.split("Would you buy it again?")[-1]
        closed_card = read.split("Would you buy it again?")[-1]
        assert not re.search(r"\d", closed_card.partition("You hear here")[0])
        assert ("What came of it" in closed_card) is shown
        assert ("Too few answers to share safely; yours still counts." in closed_card) is not shown


async def test_in_a_room_that_companies_share_each_person_is_one_voice_and_strangers_are_none(
    terminal: Terminal,
) -> None:
    await terminal.set_up("Acme", "Globex")
    shared = await enrol.add_channel(
        terminal.house.bot, BOARD, "console:home:lounge", kind=ChannelKind.SHARED_ROOM, account=None
    )
    assert shared.created
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    with pytest.raises(Denied, match=r"answer\.unknown_company"):
        await terminal.press("lounge", "anaquokka", "1")
    await terminal.press("acme", "anaquokka", "1")
    await terminal.press("globex", "guspotoroo", "1")
    assert "Single sign-on" in await terminal.press("lounge", "anaquokka", "2")
    assert "Offline mode" in await terminal.press("lounge", "anaquokka", "1")
    await terminal.wait(hours=1)
    assert "2 people have answered so far." in terminal.text("lounge")
    assert terminal.rows("SELECT count(*) FROM answer") == [(2,)]
    await terminal.wait(days=13)
    await terminal.type("decide S1 plan")
    await terminal.press("product", "pm", "1", message=terminal.private)
    await terminal.wait(minutes=1)
    for room in ("acme", "globex", "lounge"):
        assert terminal.history(room).count("What we did · Offline mode: planned") == 1
    read = terminal.history("lounge").casefold()
    assert [name for name in ("acme", "globex", "quokka", "potoroo") if name in read] == []


async def test_the_vendors_own_staff_are_the_members_of_a_client_zero_board(terminal: Terminal) -> None:
    await terminal.set_up(kind=BoardKind.CLIENT_ZERO)
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    assert "What should we build next?" in terminal.text("product")
    for who in ("pm", "admin", "tess"):
        assert "Offline mode" in await terminal.press("product", who, "1", staff=True)
    await terminal.wait(days=7)
    assert "Thank you, 3 answered." in terminal.text("product")
    assert "3 of 3 people / 1 of 1 company" in terminal.text("product")
    assert await terminal.type("results")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_title_of_nobodys_shared_words_is_left_out_of_the_text_proposed_to_customers(verdict: Verdict) -> None:
    proposed = say_in("en")(draft_text(verdict, ""))
    assert proposed.startswith("What we did: ")
    assert "“" not in proposed


@pytest.mark.parametrize(("visibility", "grows"), [("named", True), ("account", False)])
async def test_a_live_poll_grows_before_a_company_only_where_its_people_answer_under_their_names(
    terminal: Terminal, visibility: str, grows: bool
) -> None:
    toml = f'title = "Days"\nwhy = "To meet."\nlive = true\nvisibility = "{visibility}"\n'
    await terminal.set_up(
        "Acme", toml=toml + '[[question]]\nkind = "single"\ntext = "Which day?"\noptions = ["May", "June"]\n'
    )
    await terminal.schedule()
    await terminal.wait(days=1, hours=2)
    await terminal.press("acme", "ana", "1")
    await terminal.wait(minutes=5)
    assert ("█" in terminal.text("acme")) is grows
