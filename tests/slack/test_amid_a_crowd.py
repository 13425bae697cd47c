"""Amid a crowd people are known from some seconds ago; what they are by now is never held against them."""

from dataclasses import replace

import pytest

from bot.actions.comment import keep_comment
from bot.errors import Refusal
from bot.ids import MemberId
from storage import accounts, boards, members, rounds
from storage.faults import busy
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.slack.office import Office
from tests.slack.rows import answers_of


async def test_who_was_given_a_seat_a_moment_ago_is_heard_for_that_company(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    globex, (eve,) = await desk.customer("Globex", "Eve Lund")
    desk.slack.world.join(globex, ana)
    await desk.cab('poll "Which colour?" "Green" "Blue"')
    await desk.press(desk.latest(ana, acme), "Blue", as_=ana)
    (for_acme,) = await answers_of(desk)
    desk.house.bot.lookups.ahead.crowd.of = 1
    await desk.cab('poll "Which shape?" "Round" "Square"')
    poll = desk.latest(ana, globex)
    for label in ("Round", "Square"):
        await desk.press(poll, label, as_=eve)
    async with desk.house.bot.database.begin(for_acme.organisation_id) as work:
        (of_globex,) = [each for each in await accounts.all(work) if each.name == "Globex"]
        (seat,) = await members.seats(work, (await boards.all(work))[0].id, for_acme.person_id)
        await members.save(work, replace(seat, id=MemberId("another"), account_id=of_globex.id))
    pressed = await desk.press(poll, "Round", as_=ana)
    assert "Round" in pressed.private_text
    (hers,) = [each for each in await answers_of(desk) if each.person_id == seat.person_id and each != for_acme]
    assert hers.account_id == of_globex.id


async def known_ahead(desk: Office) -> tuple[User, Message]:
    """Ana of Acme, who has answered before, and an open poll, for which a crowd presses without her so far."""
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Okoro")
    await desk.cab('poll "Which colour?" "Green" "Blue"')
    poll = desk.latest(ana, acme)
    for each in (ana, ben):
        await desk.press(poll, "Blue", as_=each)
    desk.house.bot.lookups.ahead.crowd.of = 1
    await desk.cab('poll "Which shape?" "Round" "Square"')
    poll = desk.latest(ben, acme)
    for label in ("Round", "Square"):
        await desk.press(poll, label, as_=ben)
    return ana, poll


async def test_who_leaves_is_known_by_their_old_seat_no_more(desk: Office) -> None:
    ana, poll = await known_ahead(desk)
    mine = await desk.slack.people.choose(poll, "My answers", as_=ana)
    await desk.settle()
    left = await desk.press(mine.private[-1], "Leave the board", as_=ana)
    assert "You are off the board" in left.private_text
    pressed = await desk.press(poll, "Round", as_=ana)
    assert "Acme" in pressed.private_text, "she joins anew, and is told so"


async def test_who_is_known_amid_a_crowd_and_was_erased_a_moment_ago_starts_anew(desk: Office) -> None:
    ana, poll = await known_ahead(desk)
    asked = await desk.cab(f"erase person slack:{ana.team_id}:{ana.id}")
    await desk.press(asked.private[-1], "Erase for good", as_=desk.pat)
    since = desk.clock.now()
    pressed = await desk.press(poll, "Round", as_=ana)
    assert pressed.ok
    assert "Round" in pressed.private_text
    (hers,) = [each for each in await answers_of(desk) if each.received_at >= since]
    assert hers.version == 1


async def test_a_comment_is_refused_politely_where_its_author_is_erased_between_its_press_and_its_keeping(
    desk: Office,
) -> None:
    ana, poll = await known_ahead(desk)
    await desk.press(poll, "Round", as_=ana)
    hers = max(await answers_of(desk), key=lambda each: each.received_at)
    async with desk.house.bot.database.read(hers.organisation_id) as work:
        asked = await rounds.get(work, hers.round_id)
    gone = await desk.cab(f"erase person slack:{ana.team_id}:{ana.id}")
    await desk.press(gone.private[-1], "Erase for good", as_=desk.pat)
    with pytest.raises(Refusal) as refused:
        await keep_comment(desk.house.bot, asked, hers, "Round ones roll.", inbox="late")
    assert refused.value.phrase == busy().phrase
    assert hers.id not in {each.id for each in await answers_of(desk)}
