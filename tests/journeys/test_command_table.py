"""Who may type what, where: every role, every command, in an internal room, a customer's channel and a private chat."""

import pytest

from bot.actions.appoint import appoint
from bot.actions.cast import first_board
from bot.commands import needed, parse
from bot.domain.people import Identity, Role
from bot.errors import Denied, Refusal
from tests.journeys.terminal import Terminal
from tests.journeys.test_rights import LINES
from tests.rights import granted

ROLES = {
    "admin": ("admin", True),
    "product manager": ("pm", True),
    "colleague": ("cleo", True),
    "guest who was a product manager": ("pm", False),
    "customer": ("anaquokka", False),
    "stranger": ("nobody", False),
    "stranger who works for us": ("newcomer", True),
}
HOLDS = {"admin": Role.ADMIN, "product manager": Role.PRODUCT_MANAGER}
PLACES = ("product", "acme", "private-chat")


@pytest.mark.soak
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ROLES)
async def test_each_role_may_type_just_what_the_table_says_and_every_try_is_written_down(
    council: Terminal, who: str, place: str
) -> None:
    board = await first_board(council.house.bot)
    cleo = Identity(platform="console", workspace="home", user="cleo")
    await appoint(council.house.bot, board, cleo, "Cleo", Role.NONE)
    handle, staff = ROLES[who]
    rights = granted(HOLDS.get(who, Role.NONE))
    public = council.house.rooms.path.read_text("utf-8")
    for line in LINES:
        before = len(council.rows("SELECT id FROM audit_entry"))
        denied = False
        try:
            await council.type(line, handle, room=place, staff=staff)
        except Denied:
            denied = True
        except Refusal:
            pass
        assert denied is (needed(parse(line)) not in rights), line
        written = council.rows("SELECT outcome FROM audit_entry ORDER BY at, rowid")[before:]
        assert len(written) == 1, line
        assert (written[0][0] == "denied") is denied, line
    if who not in HOLDS:
        assert council.house.rooms.path.read_text("utf-8") == public
    texts = " ".join(str(row) for row in council.rows("SELECT deed, subject_id, outcome FROM audit_entry"))
    assert "Which day" not in texts
    assert "because" not in texts


async def test_an_admin_sees_whether_the_list_of_tries_was_touched_and_which_entry_is_the_first_bad_one(
    council: Terminal,
) -> None:
    for line in ("status", "roadmap", "results"):
        await council.type(line)
    with pytest.raises(Denied):
        await council.type("audit verify")
    whole = await council.type("audit verify", "admin")
    written = council.rows("SELECT number FROM audit_entry ORDER BY number")
    assert [number for (number,) in written] == list(range(1, len(written) + 1))
    assert f"All {len(written) - 1} entries are as they were written" in whole  # its own comes after it
    council.rows("UPDATE audit_entry SET outcome = 'done' WHERE outcome = 'denied'", write=True)
    denied = len(written) - 1
    with pytest.raises(Refusal, match=r"audit\.broken_changed") as refused:
        await council.type("audit verify", "admin")
    assert refused.value.phrase.args == {"n": denied}


async def test_what_is_typed_among_customers_is_answered_to_nobody_else(council: Terminal) -> None:
    before = council.history("acme")
    assert "4 of 4 people" in await council.type("results", room="acme")
    assert "S1 Offline mode" in await council.type("roadmap", room="acme")
    assert council.history("acme") == before


async def test_where_there_are_several_boards_one_must_be_named(council: Terminal) -> None:
    await council.type('board create "Partner Council" --zone Europe/Berlin', "admin")
    assert "Partner Council" in await council.type("board", "admin")
    with pytest.raises(Refusal, match=r"board\.name_one"):
        await council.type("status", room="private-chat")
    assert await council.type("status --board partner-council", room="private-chat")
    assert "4 of 4 people" in await council.type("results", room="product")  # that room belongs to one board
    with pytest.raises(Refusal, match=r"suggestion\.none_yet"):
        await council.type("why --board “Partner Council”", room="product")
    with pytest.raises(Refusal, match=r"board\.unknown"):
        await council.type("status --board nowhere")
    with pytest.raises(Denied):  # who may not look is not told which boards there are
        await council.type("status --board nowhere", "anaquokka", room="acme")


async def test_a_colleagues_poll_is_ended_by_them_or_by_an_admin_only(council: Terminal) -> None:
    board = await first_board(council.house.bot)
    kim = Identity(platform="console", workspace="home", user="kim")
    await appoint(council.house.bot, board, kim, "Kim", Role.PRODUCT_MANAGER)
    await council.type('poll "Which day suits you?" "Monday" "Friday"', "kim")
    for line in ("cancel P2", "close P2", "remind P2"):
        with pytest.raises(Denied, match=r"access\.others_poll"):
            await council.type(line, "pm")
    assert "P2 is called off" in await council.type("cancel P2", "kim")
    await council.type('poll "Which month suits you?" "May" "June"', "kim")
    assert "P3 is called off" in await council.type("cancel P3", "admin")


async def test_a_schedule_is_previewed_paused_and_resumed(council: Terminal) -> None:
    assert "10:00" in await council.type("schedule preview")
    assert "10:00" in await council.type('schedule preview "weekly on Fri at 10:00"')
    assert "Paused" in await council.type("schedule pause", "admin")
    assert "paused" in await council.type("schedule")
    assert "Next on" in await council.type("schedule resume 1", "admin")
    with pytest.raises(Refusal, match=r"schedule\.no_such"):
        await council.type("schedule pause 2", "admin")
    assert "5 people from 4 companies" in await council.type("policy", "admin")


async def test_answers_are_exported_as_rows_without_names_that_were_not_promised(council: Terminal) -> None:
    from bot.actions.export import exported

    board = await first_board(council.house.bot)
    found = await exported(council.house.bot, board, None)
    assert len(found.rows) == 6
    assert "anaquokka".title() in found.as_csv
    assert "There are 6 answers to take out" in await council.type("export", "admin")
    await council.type('poll "=1+1?" "@sum" "No" --anon', "admin")
    with pytest.raises(Refusal, match=r"export\.anonymous"):
        await council.type("export P2", "admin")
