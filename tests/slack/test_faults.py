"""Slack stumbles, refuses or says nothing: each message stands exactly once, who must know is told once, votes count.

A whole round goes through each fault: asked by a command, posted by the queue, answered through signed requests.
`CAB_TEST_SIZE=full` stands for every way of stumbling; else some of each kind are tried.
"""

from collections.abc import Callable

import pytest

from tests.fakes.script import HTML_PAGE
from tests.fakes.slack.messages import Message
from tests.fakes.slack.recorder import Call
from tests.fakes.slack.script import CUT_JSON, Script
from tests.fakes.slack.world import Channel
from tests.size import FULL
from tests.slack.office import Office

POST = "chat.postMessage"
STUMBLES: dict[str, Callable[[Script], object]] = {
    "no Retry-After": lambda script: script.too_many(POST, None, times=2),
    "Retry-After 0": lambda script: script.too_many(POST, "0", times=2),
    "Retry-After 1.5": lambda script: script.too_many(POST, "1.5", times=2),
    "Retry-After a date": lambda script: script.too_many(POST, "Mon, 02 Mar 2026 08:01:00 GMT", times=2),
    "Retry-After 99999": lambda script: script.too_many(POST, "99999", times=2),
    "Retry-After nonsense": lambda script: script.too_many(POST, "soon", times=2),
    "ratelimited": lambda script: script.refuse(POST, "ratelimited", times=2),
    "rate_limited": lambda script: script.refuse(POST, "rate_limited", times=2),
    "message_limit_exceeded": lambda script: script.refuse(POST, "message_limit_exceeded", times=2),
    "external_channel_migrating": lambda script: script.refuse(POST, "external_channel_migrating", times=2),
    "500": lambda script: script.http(POST, 500, times=2),
    "502 in HTML": lambda script: script.http(POST, 502, HTML_PAGE, times=2),
    "503": lambda script: script.http(POST, 503, times=2),
    "504 after it was posted": lambda script: script.http(POST, 504, HTML_PAGE, after=True),
    "HTML instead of JSON": lambda script: script.http(POST, 200, HTML_PAGE),
    "half of the JSON, posted": lambda script: script.http(POST, 200, CUT_JSON, "application/json", after=True),
    "half of the JSON, not posted": lambda script: script.http(POST, 200, CUT_JSON, "application/json"),
    "cut off before": lambda script: script.reset(POST),
    "cut off after": lambda script: script.reset(POST, after=True),
    "cut off again and again": lambda script: script.reset(POST, after=True, times=3),
    "drop by drop": lambda script: script.drip(POST, 60),
}

IN_SHORT = (
    "no Retry-After", "Retry-After a date", "message_limit_exceeded", "external_channel_migrating", "502 in HTML",
    "504 after it was posted", "half of the JSON, posted", "cut off again and again",
)  # fmt: skip


def asks(desk: Office, channel: Channel, title: str) -> list[Message]:
    """The messages in a channel, visible to all of it, that ask this."""
    standing = desk.slack.timeline.standing(channel.id)
    return [each for each in standing if not each.ephemeral_to and title in str(each.blocks)]


@pytest.mark.soak
async def test_however_slack_stumbles_each_poll_stands_exactly_once_and_can_be_answered(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    desk.slack.limits.forget()
    tried = list(STUMBLES) if FULL else list(IN_SHORT)
    for number, name in enumerate(tried, 1):
        title = f"Question number {number}?"
        STUMBLES[name](desk.slack.script)
        assert (await desk.cab(f'poll "{title}" "Yes" "No"')).ok, name
        for _ in range(5):  # A message in doubt is looked for after a while, and only then said again.
            await desk.wait(minutes=2)
            if asks(desk, acme, title):
                break
        answered = await desk.press(asks(desk, acme, title)[0], "Yes", as_=ana)
        assert answered.ok, name
        assert "Yes" in answered.private_text, name
        desk.slack.script.clear()
    await desk.wait(minutes=30)
    for number, name in enumerate(tried, 1):
        assert len(asks(desk, acme, f"Question number {number}?")) == 1, name
    assert not desk.slack.people.errors


NEVER = (
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "invalid_blocks",
    "msg_too_long",
    "no_permission",
    "some_word_that_nobody_has_heard_before",
)


def into(channel: Channel) -> Callable[[Call], bool]:
    """Calls about this channel."""
    return lambda call: call.args.get("channel") == channel.id


async def test_what_is_refused_for_good_is_told_once_and_never_tried_again_while_other_channels_go_on(
    desk: Office,
) -> None:
    refused = {word: (await desk.customer(f"Company {n}", f"Person {n}"))[0] for n, word in enumerate(NEVER)}
    well, (cem,) = await desk.customer("Globex", "Cem Kaya")
    for word, channel in refused.items():
        desk.slack.script.refuse(POST, word, times=None, where=into(channel))
    assert (await desk.cab('poll "What next?" "Yes" "No"')).ok
    await desk.wait(hours=30)
    assert (await desk.press(asks(desk, well, "What next?")[0], "Yes", as_=cem)).ok
    for word, channel in refused.items():
        assert len([each for each in desk.slack.calls(POST) if into(channel)(each)]) == 1, word
        told = [each for each in desk.slack.timeline.standing(desk.product.id) if channel.id in str(each.blocks)]
        assert len(told) == 1, word
        assert word in str(told[0].blocks)


async def test_a_message_that_cannot_be_changed_any_more_is_left_alone(desk: Office) -> None:
    words = ("message_not_found", "cant_update_message", "edit_window_closed", "is_inactive")
    rooms = {word: (await desk.customer(f"Company {n}", f"Person {n}"))[0] for n, word in enumerate(words)}
    assert (await desk.cab('poll "What next?" "Yes" "No"')).ok
    await desk.wait(minutes=2)
    for word, channel in rooms.items():
        desk.slack.script.refuse("chat.update", word, times=None, where=into(channel))
    assert (await desk.cab("close P1")).ok
    await desk.wait(hours=2)
    for word, channel in rooms.items():
        assert len([each for each in desk.slack.calls("chat.update") if into(channel)(each)]) == 1, word
    assert "What next?" in desk.slack.people.reads(desk.pat, desk.product)


@pytest.mark.soak
@pytest.mark.parametrize("way", ["missing", "refused"])
async def test_without_files_pages_and_metadata_the_loop_goes_round_in_words(desk: Office, way: str) -> None:
    script = desk.slack.script
    for method in ("files.getUploadURLExternal", "views.publish", "conversations.history", "conversations.info"):
        (script.lose_method if way == "missing" else script.refuse_scope)(method)
    if way == "refused":
        script.refuse(POST, "invalid_metadata_format", times=None, where=lambda call: "metadata" in call.args)
        script.refuse("chat.update", "invalid_metadata_format", times=None, where=lambda call: "metadata" in call.args)
    else:
        script.ignores_metadata = True
    acme, (ana, _) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    await desk.slack.people.open_home(desk.pat)
    assert (await desk.cab('poll "What next?" "Offline mode" "Single sign-on"')).ok
    assert (await desk.press(asks(desk, acme, "What next?")[0], "Offline mode", as_=ana)).ok
    assert (await desk.cab("close P1")).ok
    await desk.wait(minutes=1)
    assert "Thank you" in desk.slack.people.reads(ana, acme)
    assert "Offline mode" in desk.slack.people.reads(desk.pat, desk.product)
