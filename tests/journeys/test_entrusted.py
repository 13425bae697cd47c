"""What was entrusted to a colleague: told once, shown only to them, and gone the moment it is taken back."""

from dataclasses import replace

import pytest

from bot.actions.appoint import appoint
from bot.actions.cast import first_board
from bot.actions.pressed import errand_behind
from bot.domain.channels import Place
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Identity, Role
from bot.errors import Denied, Refusal
from bot.presses import Do, Press
from handlers.console.keys import keys
from prompts.catalogue import say_in
from tests.journeys.terminal import Terminal

LEA, BO, INGRID = (f"console:home:{name}" for name in ("lea", "bo", "ingrid"))


async def staffed(council: Terminal) -> None:
    """A boss, and three colleagues to whom nothing is entrusted yet."""
    bot = council.house.bot
    board = await first_board(bot)
    await appoint(bot, board, Identity.parse("console:home:boss"), "Boss", Role.ADMIN)
    for identity in (LEA, BO, INGRID):
        await appoint(bot, board, Identity.parse(identity), identity.rpartition(":")[2].title(), Role.NONE)


def offered(council: Terminal) -> list[Press]:
    """The buttons of what somebody was just told in private."""
    return [key.press for key in keys(council.private)]


async def errand_of(council: Terminal, press: Do) -> Errand:
    """What a button stands for."""
    return await errand_behind(council.house.bot, press.token, Place.parse("console:home:product"))


async def test_an_old_button_is_worth_nothing_once_it_was_taken_back(council: Terminal) -> None:
    await staffed(council)
    await council.type(f"members owner {LEA} --account Acme", "boss")
    await council.type(f"board sponsor {INGRID}", "boss")
    assert "Entrusted to you" in await council.type("", "lea")
    (page, *_) = offered(council)
    assert "Acme: how it takes part" in await council.send("product", "lea", page)
    await council.type("", "ingrid")
    (report, *_) = offered(council)
    assert "Northwind Council in" in await council.send("product", "ingrid", report)
    for other, press in (("ingrid", page), ("lea", report), ("anaquokka", page), ("stranger", report)):
        with pytest.raises(Denied):
            await council.send("product", other, press)

    await council.type("members owner none --account Acme", "boss")
    await council.type("board sponsor none", "boss")
    for who, press in (("lea", page), ("ingrid", report)):
        with pytest.raises(Denied):
            await council.send("product", who, press)
    tried = council.rows("SELECT deed, outcome FROM audit_entry WHERE deed IN ('show_account', 'show_month')")
    assert sorted(tried) == sorted(
        [("show_account", "done"), ("show_month", "done")]
        + 3 * [("show_account", "denied")]
        + 3 * [("show_month", "denied")]
    )


async def test_a_page_of_a_company_holds_what_was_said_by_name_and_nothing_of_other_polls(council: Terminal) -> None:
    await staffed(council)
    await council.type(f"members owner {LEA} --account Acme", "boss")
    council.rows("UPDATE round SET visibility = 'named'", write=True)
    said = await council.type("account", "lea")
    assert "Anaquokka" in said
    assert "Offline mode" in said
    for visibility in ("account", "anonymous"):
        council.rows(f"UPDATE round SET visibility = '{visibility}'", write=True)
        assert "Offline mode" not in await council.type("account", "lea"), visibility


async def test_a_role_taken_away_takes_along_everything_that_was_entrusted(council: Terminal) -> None:
    await staffed(council)
    await council.type(f"board owner {BO}", "boss")
    await council.type(f"board sponsor {BO}", "boss")
    await council.type(f"members owner {BO} --account Acme", "boss")
    assert council.rows("SELECT role FROM person WHERE name = 'Bo'") == [("none",)], "a board makes no product manager"
    assert "Northwind Council" in await council.type("policy", "bo")
    await council.type(f"members rights {BO} none", "boss")
    for line in ("policy", "board report", "account Acme", "results"):
        with pytest.raises(Denied):
            await council.type(line, "bo")
    await council.type(f"members rights {BO} pm", "boss")
    with pytest.raises(Denied):
        await council.type("policy", "bo")
    assert council.rows("SELECT owner_id, sponsor_id, next_sponsor_at FROM board") == [(None, None, None)]
    assert council.rows("SELECT owner_id FROM account WHERE owner_id IS NOT NULL") == []


async def test_only_an_admin_entrusts_anything_and_only_to_a_colleague(council: Terminal) -> None:
    await staffed(council)
    await council.type(f"board owner {BO}", "boss")
    for line in (f"board owner {LEA}", f"members owner {LEA} --account Acme", f"board sponsor {LEA}"):
        for who in ("bo", "pm", "lea"):
            with pytest.raises(Denied):
                await council.type(line, who)
    for line in ("board owner {}", "members owner {} --account Acme"):
        with pytest.raises(Refusal, match=r"rights\.not_staff"):
            await council.type(line.format("console:home:anaquokka"), "boss")


async def test_who_is_no_employee_at_this_moment_runs_nothing_whatever_was_entrusted(council: Terminal) -> None:
    await staffed(council)
    await council.type(f"board owner {BO}", "boss")
    assert "Northwind Council" in await council.type("policy", "bo")
    with pytest.raises(Denied):
        await council.type("policy", "bo", staff=False)


async def test_who_runs_one_board_reads_and_does_nothing_on_another_and_every_try_is_written_down(
    council: Terminal,
) -> None:
    await staffed(council)
    await council.type('board create "Partner Circle"', "boss")
    await council.type(f"board owner {BO} --board partner", "boss")
    seen = {"results": "P1", "roadmap": "S1", "status": "Northwind Council", "cases": "", "schedule": "", "summary": ""}
    for line in (*seen, "why S1", "decide S1 plan", 'poll "A?" "B" "C"', "members", "account Acme", "board report"):
        with pytest.raises(Denied):
            await council.type(line, "bo")  # in the product channel of the other board
        with pytest.raises((Denied, Refusal)):
            await council.type(f"{line} --board northwind", "bo", room="private-chat")
    tried = council.rows(
        "SELECT DISTINCT outcome FROM audit_entry JOIN person ON person_id = person.id WHERE name = 'Bo'"
    )
    assert tried == [("denied",)]

    await council.type("", "pm")
    buttons = offered(council)
    await council.type("roadmap", "pm")
    buttons += offered(council)
    await council.type("why S1", "pm")
    buttons += offered(council)
    assert len(buttons) > 8
    for press in dict.fromkeys(buttons):
        if isinstance(press, Do) and (await errand_of(council, press)).kind is ErrandKind.OPEN_WEB:
            continue  # A link for whoever presses it, to what is theirs.
        with pytest.raises(Denied, match=r"access\.denied"):
            await council.send("product", "bo", replace(press, text="Why?") if isinstance(press, Do) else press)
    for line in ("status", ""):
        said = await council.type(line, "bo", room="private-chat")
        assert "Partner Circle" in said
        assert "Northwind" not in said
    with pytest.raises(Refusal, match=r"suggestion\.none_yet"):
        await council.type("why", "bo", room="private-chat")
    with pytest.raises(Refusal, match=r"board\.unknown"):
        await council.type("status --board nowhere", "bo", room="private-chat")


async def test_who_runs_one_board_learns_of_no_company_of_another_from_a_guess_at_its_name(council: Terminal) -> None:
    """A company that is not on the board is answered like one that there is not, and no help lists it."""
    await staffed(council)
    await council.type('board create "Partner Circle"', "boss")
    await council.type(f"board owner {BO} --board partner", "boss")
    await council.type("channel add console:home:vandelay --account Vandelay --board partner", "boss")
    names = [str(name) for (name,) in council.rows("SELECT name FROM account WHERE name <> 'Vandelay'")]
    assert len(names) > 2
    for line in (
        'event "go-live done" --account {}',
        "account {}",
        'heard "x" --account {}',
        'poll "A?" "B" "C" --segment {}',
        "members owner console:home:lea --account {}",
    ):
        answered = set()
        for guess in ("Nobody", *names):
            with pytest.raises(Refusal) as refused:
                await council.type(line.format(f'"{guess}"') + " --board partner", "bo")
            said = say_in("en")(refused.value.phrase).casefold().replace(guess.casefold(), "…")
            answered.add(said)
            assert [each for each in names if each.casefold() in said] == [], (line, said)
        assert len(answered) == 1, (line, answered)
    told = await council.type('event "go-live done" --account Vandelay --board partner', "bo")
    assert "go-live done, Vandelay" in told


async def test_a_product_manager_who_runs_a_board_stays_one_on_all_others(council: Terminal) -> None:
    await staffed(council)
    await council.type('board create "Partner Circle"', "boss")
    await council.type("board owner console:home:pm --board partner", "boss")
    assert "4 of 4 people" in await council.type("results", "pm")
    with pytest.raises(Denied):
        await council.type("policy", "pm")
