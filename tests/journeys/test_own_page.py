"""Somebody's own page: what waits for a member, the boards for a product manager, the set-up for an admin."""

from bot.actions.app_home import home_of
from bot.actions.enrol import the_organisation
from bot.actions.keep_house import channel_silent
from bot.actions.rights import make
from bot.domain.channels import Place
from bot.domain.people import Identity, Role, Visitor
from handlers.console.keys import pressed
from handlers.console.messenger import paint
from handlers.console.rooms import Painted
from prompts.catalogue import say_in
from tests.journeys.story import COMPANIES
from tests.journeys.terminal import Terminal, number, read


async def page(terminal: Terminal, who: str, *, staff: bool = False) -> list[Painted]:
    """The cards of somebody's page, from the top."""
    bot = terminal.house.bot
    organisation = await the_organisation(bot)
    visitor = Visitor(identity=Identity(platform="console", workspace="home", user=who), name=who, staff=staff)
    return [paint(card, say_in("en")) for card in await home_of(bot, organisation.id, visitor)]


async def appointed(terminal: Terminal, who: str, role: Role) -> None:
    """One of the staff with that role."""
    bot = terminal.house.bot
    visitor = Visitor(identity=Identity(platform="console", workspace="home", user=who), name=who.title(), staff=True)
    await make(bot, (await the_organisation(bot)).id, visitor, role)


def text(cards: list[Painted]) -> str:
    """The whole page."""
    return "\n".join(read(each) for each in cards)


async def test_a_member_answers_what_waits_for_them_on_their_page(council: Terminal) -> None:
    assert "No poll waits for your answer" in text(await page(council, "anaquokka"))
    await council.type('poll "Which day suits you?" "Monday" "Friday"')
    await council.wait(minutes=3)
    waiting = (await page(council, "anaquokka"))[0]
    assert "Which day suits you?" in read(waiting)
    assert "Friday" in await council.send("acme", "anaquokka", pressed(waiting, number(waiting, "Friday")))
    answered = text(await page(council, "anaquokka"))
    assert "No poll waits for your answer" in answered
    assert "Friday" in answered


async def test_a_member_sees_their_own_answers_and_nobody_elses(council: Terminal) -> None:
    mine = text(await page(council, "anaquokka"))
    assert "zeppelin" in mine
    assert "obsidian" not in mine
    assert "Globex" not in mine


async def test_a_poll_for_another_company_waits_for_nobody_else(council: Terminal) -> None:
    await council.type('poll "Which day suits you?" "Monday" "Friday"')
    await council.wait(minutes=3)
    assert council.rows("SELECT id FROM channel WHERE place = 'console:home:acme'")
    await council.press("acme", "anaquokka", "1")
    assert "Which day suits you?" in read((await page(council, "abenumbat"))[0])
    assert "No poll waits" in read((await page(council, "anaquokka"))[0])


async def test_a_product_manager_sees_boards_dates_and_suggestions_but_no_set_up(council: Terminal) -> None:
    await appointed(council, "pia", Role.PRODUCT_MANAGER)
    shown = text(await page(council, "pia", staff=True))
    assert "New poll" in shown
    assert f"/ {len(COMPANIES) - 2} companies" in shown
    assert "What goes out next" in shown
    assert shown.count("Next quarter · Northwind Council") == 10
    assert "S1 Offline mode" in shown
    assert "Explore" in shown
    assert "Choose the product channel" not in shown
    assert "Who may do what" not in shown


async def test_an_admin_sees_how_far_the_set_up_is_who_may_do_what_and_every_channel(council: Terminal) -> None:
    await appointed(council, "pat", Role.ADMIN)
    await appointed(council, "pia", Role.PRODUCT_MANAGER)
    await channel_silent(council.house.bot, Place.parse("console:home:hooli"), "archived")
    shown = text(await page(council, "pat", staff=True))
    assert "✓ 5 customers" in shown
    assert "③ Rehearse" in shown
    assert "Pia" in shown
    assert "product manager" in shown
    assert "hooli" in shown
    assert "nothing is posted there for now" in shown
    assert "every 8 weeks on Tue at 10:00" in shown


async def test_a_colleague_without_rights_can_ask_for_them(council: Terminal) -> None:
    shown = text(await page(council, "zoe", staff=True))
    assert "Ask for rights" in shown
    assert "S1" not in shown


async def test_a_stranger_reads_a_friendly_word_and_nothing_of_anybody(council: Terminal) -> None:
    cards = await page(council, "stranger")
    assert len(cards) == 1
    assert read(cards[0]).strip()
    assert not any(company in text(cards) for company in COMPANIES)
