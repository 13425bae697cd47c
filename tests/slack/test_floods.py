"""Somebody presses or types as fast as a program can: little of it is written, and nobody else notices."""

import copy
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.haste import MOST_CHANGES, MOST_LINES
from bot.domain.questions import Chosen, Value, options_of
from storage import engagements
from storage.tables import inbox
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import User
from tests.size import FULL
from tests.slack.office import Office
from tests.slack.rows import answers_of, owner, rounds_of
from tests.slack.running import posted

TOGGLES = 1_000 if FULL else 60
LINES = 300 if FULL else MOST_LINES + 10


async def toggled(desk: Office, message: Message, user: User, times: int, within: timedelta) -> list[str]:
    """Change an answer back and forth; what each press was answered with privately."""
    told = []
    for number in range(times):
        desk.clock.put(desk.clock.now() + within / times)
        label = ("Offline mode", "Faster search")[number % 2]
        done = await desk.slack.people.press(message, label, as_=user)
        assert done.ok, done.trouble
        await desk.house.chats.quiet()
        told.append(done.private_text)
    return told


async def presses_kept(desk: Office) -> int:
    """How many presses were ever written."""
    async with desk.house.bot.database.read(await owner(desk)) as work:
        return int(await work.connection.scalar(select(func.count()).select_from(inbox)) or 0)


async def meant(desk: Office, value: Value) -> list[str]:
    """The words of the options that were chosen."""
    (round_,) = await rounds_of(desk)
    async with desk.house.bot.database.read(await owner(desk)) as work:
        (question,) = await engagements.questions(work, round_.question_ids)
    assert isinstance(value, Chosen)
    return [each.text for each in options_of(question) if each.id in value.options]


async def test_a_flood_of_changes_is_written_ten_times_a_minute_and_others_are_heard_as_ever(desk: Office) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.cab('poll "What next?" "Offline mode" "Faster search"')
    message, before = posted(desk.slack, acme), await presses_kept(desk)
    told = await toggled(desk, message, ana, TOGGLES, timedelta(seconds=59))
    assert await presses_kept(desk) - before == MOST_CHANGES
    (hers,) = await answers_of(desk)
    assert hers.version == MOST_CHANGES
    assert "Faster search" in told[MOST_CHANGES - 1], "the last change that was acknowledged as kept is what stands"
    assert await meant(desk, hers.value) == ["Faster search"]
    assert "Your last recorded answer stands" in told[MOST_CHANGES]
    assert [each for each in told[MOST_CHANGES + 1 :] if each] == [], "told once, and not a thousand times"

    his = await desk.press(message, "Offline mode", as_=ben)
    assert "Offline mode" in his.private_text
    assert len(await answers_of(desk)) == 2

    desk.clock.put(desk.clock.now() + timedelta(seconds=61))
    again = await desk.press(message, "Offline mode", as_=ana)
    assert "Offline mode" in again.private_text
    assert sorted(each.version for each in await answers_of(desk)) == [1, MOST_CHANGES + 1]


@pytest.mark.soak
async def test_a_flood_of_lines_and_staff_buttons_is_cut_off_for_its_author_alone(desk: Office) -> None:
    quinn = desk.staff("Quinn Staff")
    looked, told = len(desk.slack.calls("users.info")), []
    for _ in range(LINES):
        done = await desk.slack.people.command("/cab", "status", as_=desk.pat, channel=desk.product)
        told.append(done.private_text)
    assert "more than I can take from one person" in told[-1]
    assert sum("more than I can take" in each for each in told) == LINES - MOST_LINES
    assert len(desk.slack.calls("users.info")) - looked <= 2
    other = await desk.slack.people.command("/cab", "help", as_=quinn, channel=desk.product)
    assert "more than I can take" not in other.private_text
    desk.clock.put(desk.clock.now() + timedelta(seconds=61))
    assert "more than I can take" not in (await desk.cab("status")).private_text


async def test_who_sends_an_anonymous_answer_without_end_is_told_so_once_and_forgotten_within_a_minute(
    desk: Office,
) -> None:
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.cab('poll "What next?" "Offline mode" "Faster search" --anon')
    message, sends = posted(desk.slack, acme), desk.house.bot.sends
    asked = [await desk.press(message, "Offline mode", as_=user) for user in (ana, ben)]
    hers, his = [each.private[-1] for each in asked]
    again, before = copy.deepcopy(hers), await presses_kept(desk)
    told = [(await desk.press(hers, "Send, cannot be changed", as_=ana)).private_text]
    for _ in range(TOGGLES if FULL else MOST_CHANGES + 5):
        desk.clock.put(desk.clock.now() + timedelta(seconds=59) / TOGGLES)
        done = await desk.slack.people.press(copy.deepcopy(again), "Send, cannot be changed", as_=ana)
        assert done.ok, done.trouble
        await desk.house.chats.quiet()
        told.append(done.private_text)
    assert await presses_kept(desk) - before == 1
    assert "Sent" in told[0]
    assert all("cannot be changed" in each and "very often" not in each for each in told[1:MOST_CHANGES])
    assert "very often" in told[MOST_CHANGES]
    assert [each for each in told[MOST_CHANGES + 1 :] if "very often" in each] == [], "told once"
    assert "Sent" in (await desk.press(his, "Send, cannot be changed", as_=ben)).private_text
    kept = str(sends._done)
    assert not any(word in kept for word in (ana.id, ben.id, ana.real_name, "Offline"))
    sends.forget(desk.clock.now() + timedelta(seconds=61))
    assert len(sends) == 0
