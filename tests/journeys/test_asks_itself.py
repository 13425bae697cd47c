"""Every action asks for the right to it by itself, also where the door in front of it has asked already.

A door is easily forgotten when a new one is built; so what is read or done is asked about once more, where it is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import product

import pytest

from bot import access
from bot.access import Deed, Standing, Where
from bot.actions import desk_schedules, first_poll, wizard
from bot.actions.app_home import home_of
from bot.actions.awaited import await_channel
from bot.actions.channels_to_choose import channels_to_choose
from bot.actions.close_loop import close_loop
from bot.actions.company import company_page
from bot.actions.decide import decide
from bot.actions.desk import Desk
from bot.actions.help_for import help_for
from bot.actions.invited import settle_invitation
from bot.actions.put_poll import put_poll
from bot.actions.report_problem import save_feedback
from bot.actions.rights import actor
from bot.actions.set_up import explain_customers, set_up_card_for
from bot.actions.sign_in import Signed, sign_in_card
from bot.bot import Bot
from bot.commands.kinds import AskOpen
from bot.domain.decisions import Verdict
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.errors import Denied, Refusal
from bot.ids import PersonId
from storage import people
from tests.journeys.buttons import button
from tests.journeys.standings import PLACE, STANDINGS, contents, staffed, visitor
from tests.journeys.terminal import Terminal, words
from tests.rights import agreed
from tests.storage.seeds import NORTHWIND

ORGANISATION, BOARD, SUGGESTION = NORTHWIND.id, NORTHWIND.board, NORTHWIND.suggestion
KNOWN = [who for who in STANDINGS if who not in ("pm", "nobody")]
"""Those of whom there is a row; what the platform says of `pm` by now counts at the door."""

NOT_THERE = ("digest.none_yet", "ask.nobody_to_ask")
"""What cannot be read or done of what was planted, whoever asks."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action, as somebody calls it who stands behind the door already."""

    name: str
    deed: Deed
    call: Callable[[Bot, Person], Awaitable[object]]


def at_desk(bot: Bot, person: Person) -> Desk:
    """The pages of the board, opened by somebody whom nobody has asked about."""
    session = replace(NORTHWIND.session, person_id=person.id)
    return Desk(bot=bot, signed=Signed(person=person, session=session, staff=True), boards=(BOARD,), board=BOARD)


ACTIONS = (
    Action("overview", Deed.SEE, lambda bot, by: at_desk(bot, by).overview()),
    Action("calendar", Deed.SEE, lambda bot, by: at_desk(bot, by).calendar()),
    Action("digest", Deed.SEE, lambda bot, by: at_desk(bot, by).digest()),
    Action("participation", Deed.SEE, lambda bot, by: at_desk(bot, by).participation()),
    Action("cases", Deed.SEE, lambda bot, by: at_desk(bot, by).cases()),
    Action("schedules", Deed.SEE, lambda bot, by: desk_schedules.schedules_page(at_desk(bot, by))),
    Action("suggestion", Deed.DECIDE, lambda bot, by: at_desk(bot, by).at_suggestion(1)),
    Action("audit", Deed.SET_UP, lambda bot, by: at_desk(bot, by).audit()),
    Action("company", Deed.LOOK_AFTER, lambda bot, by: company_page(bot, ORGANISATION, NORTHWIND.account.id, by)),
    Action("library", Deed.ASK, lambda bot, by: first_poll.offer_library(bot, by, BOARD.id)),
    Action("proposal", Deed.ASK, lambda bot, by: first_poll.propose(bot, by, NORTHWIND.engagement)),
    Action(
        "invitation",
        Deed.ASK,
        lambda bot, by: settle_invitation(bot, by, ErrandKind.IS_CUSTOMER, NORTHWIND.invitation.id, ""),
    ),
    Action("form", Deed.ASK, lambda bot, by: wizard.open_form(bot, by, BOARD.id)),
    Action("poll", Deed.ASK, lambda bot, by: put_poll(bot, AskOpen(question="And what else?"), by, BOARD, None)),
    Action("steps", Deed.SET_UP, lambda bot, by: set_up_card_for(bot, ORGANISATION, by)),
    Action("customers", Deed.SET_UP, lambda bot, by: explain_customers(by)),
    Action(
        "telling", Deed.DECIDE, lambda bot, by: close_loop(bot, ORGANISATION, NORTHWIND.decision.id, "It comes.", by)
    ),
    Action(
        "verdict",
        Deed.DECIDE,
        lambda bot, by: decide(bot, ORGANISATION, SUGGESTION.id, Verdict.DECLINE, reason="", by=by),
    ),
)


async def known(terminal: Terminal, who: str) -> Person:
    """The row of somebody."""
    async with terminal.house.bot.database.read(ORGANISATION) as work:
        return await people.get(work, PersonId(f"{NORTHWIND.name}-{who}"))


@pytest.fixture
async def planted(terminal: Terminal) -> Terminal:
    """A vendor with everything, and people of every standing."""
    await staffed(terminal.house.bot.database, terminal.house.bot.ids, NORTHWIND)
    return terminal


async def test_whoever_has_no_right_to_an_action_is_denied_by_it(planted: Terminal) -> None:
    anywhere = {"overview": "elsewhere", "calendar": "elsewhere"}
    before = contents(planted)
    for action in ACTIONS:
        for who in KNOWN:
            if agreed()[(STANDINGS[who], action.deed)] or anywhere.get(action.name) == who:
                continue
            person = await known(planted, who)
            with pytest.raises(Denied):
                await action.call(planted.house.bot, person)
    assert contents(planted) == before


async def test_whoever_has_every_right_but_this_one_is_denied_too(
    planted: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, colleague = contents(planted), await known(planted, "colleague")
    for action in ACTIONS:
        others = frozenset(each for each in product(Standing, Deed, Where) if each[1] is not action.deed)
        monkeypatch.setattr(access, "RIGHTS", others)
        with pytest.raises(Denied):
            await action.call(planted.house.bot, colleague)
    assert contents(planted) == before


async def test_whoever_has_the_right_is_not(planted: Terminal) -> None:
    for action in ACTIONS:
        try:
            assert await action.call(planted.house.bot, await known(planted, "admin")) is not None
        except Refusal as refused:
            if refused.phrase.id not in NOT_THERE:
                raise


async def test_who_runs_another_board_keeps_no_feedback_on_this_one(planted: Terminal) -> None:
    bot, ana = planted.house.bot, visitor("ana").identity
    before = contents(planted)
    for who in ("elsewhere", "keeper", "sponsor", "colleague", "left", "pm", "ana", "nobody"):
        with pytest.raises(Denied):
            await save_feedback(bot, visitor(who), PLACE, "It does not start.", ana)
    assert contents(planted) == before
    assert await save_feedback(bot, visitor("owner"), PLACE, "It does not start.", ana)


async def test_nobody_but_an_admin_learns_which_channels_there_are_or_has_results_wait_for_one(
    planted: Terminal,
) -> None:
    bot = planted.house.bot
    token = (await button(bot.database, bot.ids, ErrandKind.PRODUCT_CHANNEL, NORTHWIND)).token
    before = contents(planted)
    for who in STANDINGS:
        if who != "admin":
            with pytest.raises(Denied):
                await channels_to_choose(bot, token, visitor(who), PLACE)
            await await_channel(bot, token, visitor(who), PLACE, PLACE)
    assert contents(planted) == before
    await await_channel(bot, token, visitor("admin"), PLACE, PLACE)
    assert contents(planted) != before


async def test_home_and_help_tell_each_of_what_they_may_do_and_no_more(planted: Terminal) -> None:
    bot = planted.house.bot
    for who, role in STANDINGS.items():
        if who == "ana":  # What she answered was planted without its buttons.
            continue
        person = await actor(bot, ORGANISATION, visitor(who))
        home = "\n".join([words(card) for card in await home_of(bot, ORGANISATION, visitor(who))])
        seen = agreed()[(role, Deed.SEE)]
        assert (f"{NORTHWIND.name} search" in home) is seen, who
        assert ("How the boards are doing" in home) is (seen or who == "elsewhere"), who
        assert ("what goes out when" in home) is (agreed()[(role, Deed.RUN_BOARD)] or who == "elsewhere"), who
        assert ("You are the admin" in home) is agreed()[(role, Deed.SET_UP)], who
        told = words(await help_for(bot, ORGANISATION, person, visitor(who), PLACE))
        assert ("the suggestions, in order" in told) is (seen or who == "elsewhere"), who
        if not seen and who != "elsewhere":
            with pytest.raises(Denied):
                await sign_in_card(bot, ORGANISATION, person)
