"""Verdicts, texts for customers and forms, tried by everybody: only who has the right to it does or reads anything."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.access import Deed
from bot.actions import wizard
from bot.actions.poll_fields import BOARD, KIND, QUESTION
from bot.actions.prefill import prefill
from bot.cards.form import Wrong
from bot.domain.aims import Aim, Goal, aims_of_suggestion
from bot.domain.channels import Place
from bot.domain.decisions import Verdict
from bot.domain.errands import ErrandKind
from bot.domain.people import Visitor
from bot.errors import Denied
from bot.ids import Token
from bot.presses import Decide, Tell, Why
from handlers import routes
from storage import aims
from tests.journeys.buttons import button
from tests.journeys.standings import PLACE, contents, others, staffed, visitor
from tests.journeys.terminal import Terminal
from tests.storage.seeds import NORTHWIND

Try = Callable[[Visitor, Place], Awaitable[object]]
TEAMS_OWN = Place(platform="console", workspace=NORTHWIND.name, id="anywhere")


async def tried(terminal: Terminal, deed: Deed, attempt: Try) -> None:
    """Nobody but those who may gets anywhere, and nothing changes; who may is not denied."""
    before = contents(terminal)
    for who in others(deed):
        with pytest.raises(Denied):
            await attempt(visitor(who), PLACE)
    assert contents(terminal) == before
    assert await attempt(visitor("owner"), PLACE)


async def test_verdicts_the_reasons_behind_them_and_texts_for_customers(terminal: Terminal) -> None:
    bot, suggestion = terminal.house.bot, NORTHWIND.suggestion.id
    await staffed(bot.database, bot.ids, NORTHWIND)
    tell = Aim(
        token=Token("tell"),
        organisation_id=NORTHWIND.id,
        goal=Goal.TELL,
        suggestion_id=suggestion,
        decision_id=NORTHWIND.decision.id,
    )
    async with bot.database.begin(NORTHWIND.id) as work:
        await aims.save_all(work, [tell])
    known = aims_of_suggestion(bot.ids, NORTHWIND.id, suggestion)
    verdict = next(each.token for each in known if each.verdict is Verdict.DECLINE)
    why = next(each.token for each in known if each.goal is Goal.WHY)

    async def press(pressed: Decide | Why | Tell, who: Visitor, place: Place) -> object:
        now = terminal.clock.now() + timedelta(minutes=1)
        terminal.clock.put(now)
        return await routes.press(bot, pressed, who, place, said_at=now, inbox=f"{who.identity} {now}")

    await tried(terminal, Deed.SEE, lambda who, place: press(Why(why), who, place))
    await tried(terminal, Deed.DECIDE, lambda who, place: prefill(bot, Tell(tell.token, ""), who, place))
    await tried(terminal, Deed.DECIDE, lambda who, place: press(Tell(tell.token, "It comes."), who, place))
    await tried(terminal, Deed.DECIDE, lambda who, place: press(Decide(verdict, "because"), who, place))
    for who in set(others(Deed.DECIDE)) - {"elsewhere"}:  # They learn not even whether there is such a button.
        with pytest.raises(Denied):
            await prefill(bot, Tell(Token("guessed"), ""), visitor(who), PLACE)
    written = terminal.rows("SELECT deed FROM audit_entry WHERE outcome = 'denied'")
    for word, deed in (("why", Deed.SEE), ("tell", Deed.DECIDE), ("decide", Deed.DECIDE)):
        assert written.count((word,)) == len(others(deed))


async def test_the_form_for_a_new_poll_its_lists_and_what_is_sent_with_it(terminal: Terminal) -> None:
    bot = terminal.house.bot
    await staffed(bot.database, bot.ids, NORTHWIND)
    token = (await button(bot.database, bot.ids, ErrandKind.NEW_POLL, NORTHWIND)).token
    filled = {QUESTION: "And what else?", KIND: "open"}
    elsewhere = [each for each in others(Deed.ASK) if each == "elsewhere"]
    nowhere = [each for each in others(Deed.ASK) if each not in elsewhere]
    before = contents(terminal)
    for who in nowhere:
        for attempt in (
            wizard.fitting_offers(bot, token, BOARD, "", visitor(who), PLACE),
            wizard.submit_form(bot, token, filled, visitor(who), PLACE),
            wizard.new_form(bot, visitor(who), TEAMS_OWN),
        ):
            with pytest.raises(Denied):
                await attempt
    for who in elsewhere:  # They ask on a board of their own, and of this one they are offered nothing.
        offered = await wizard.fitting_offers(bot, token, BOARD, "", visitor(who), PLACE)
        assert NORTHWIND.board.name not in [each.label for each in offered]
        assert isinstance(await wizard.submit_form(bot, token, filled, visitor(who), PLACE), Wrong)
    assert contents(terminal) == before
    offered = await wizard.fitting_offers(bot, token, BOARD, "", visitor("admin"), PLACE)
    assert NORTHWIND.board.name in [each.label for each in offered]
    assert not isinstance(await wizard.submit_form(bot, token, filled, visitor("owner"), PLACE), Wrong)
