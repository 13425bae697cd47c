"""Slack's mouth before the strict stand-in: posts, threads, private words, what is found again, what Slack refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.cards.parts import Card, Chart, Series, Text
from bot.clock import SetClock
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.ids import Token
from bot.ports import NotPosted, Permanent, Shut, Unknown, Unreadable
from handlers.slack.client import SlackCalls
from handlers.slack.messenger import SlackMessenger
from prompts.catalogue import say_in
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.world import Channel
from tests.handlers.slack.lanes import TEAM, OneToken
from tests.storage.houses import NOW

TOKEN = Token("a7pk2mzv5q3x6wy4bndc2rjhte")
CARD = Card(summary="A question for you", parts=(Text("What next?"),), more=(Text("The small print."),))
CHART = Chart(alt="Search grew", title="Search", ticks=("W1", "W2"), series=(Series("search", (1.0, 2.0)),))


class Here:
    """A messenger, a channel with the bot and Ana in it, and the stand-in."""

    def __init__(self, slack: SlackStandIn, messenger: SlackMessenger) -> None:
        self.slack = slack
        self.messenger = messenger
        acme = slack.world.add_team("Acme", "T0ACME")
        self.ana = slack.world.add_user("Ana Ruiz", acme)
        self.channel: Channel = slack.world.add_channel(
            "acme", TEAM, [slack.vendor.bot_of(slack.installation), self.ana]
        )
        self.place = Place(platform="slack", workspace=TEAM, id=self.channel.id)
        self.reader = Identity(platform="slack", workspace=TEAM, user=self.ana.id)


@asynccontextmanager
async def here() -> AsyncIterator[Here]:
    """Everything ready, on a clock that stands."""
    clock = SetClock(NOW)
    async with SlackStandIn(clock=clock, limits=False) as slack:
        calls = SlackCalls(OneToken(slack.bot_token), slack.api_url, clock=clock)
        try:
            yield Here(slack, SlackMessenger(calls, say_in))
        finally:
            await calls.close()


async def test_a_post_carries_its_token_twice_and_unfurls_nothing() -> None:
    async with here() as at:
        ref = await at.messenger.post(at.place, CARD, TOKEN, "en")
        [message] = at.slack.vendor.timeline.standing(at.channel.id)
        assert ref == f"{at.channel.id}:{message.ts}"
        assert message.metadata == {"event_type": "cab_message", "event_payload": {"token": TOKEN}}
        assert message.blocks[0]["block_id"] == f"m:{TOKEN}"
        assert (message.unfurl_links, message.unfurl_media, message.link_names) == (False, False, False)
        assert message.text == "A question for you"
        assert "small print" not in str(message.blocks)


async def test_a_message_under_another_stands_in_its_thread_and_is_found_there() -> None:
    async with here() as at:
        above = await at.messenger.post(at.place, CARD, TOKEN, "en")
        below = await at.messenger.post(at.place, Card(summary="More", parts=CARD.more), Token("below"), "en", above)
        first, second = at.slack.vendor.timeline.standing(at.channel.id)
        assert second.thread_ts == first.ts
        since = NOW - timedelta(minutes=1)
        assert await at.messenger.find(at.place, [Token("below")], since) == {}
        assert await at.messenger.find(at.place, [Token("below")], since, under=above) == {"below": below}


async def test_a_message_drawn_anew_keeps_its_place_and_its_mark() -> None:
    async with here() as at:
        ref = await at.messenger.post(at.place, CARD, TOKEN, "en")
        await at.messenger.redraw(at.place, ref, Card(summary="Thanks", parts=(Text("It is over."),)), TOKEN, "en")
        [message] = at.slack.vendor.timeline.standing(at.channel.id)
        assert "It is over." in str(message.blocks)
        assert await at.messenger.find(at.place, [TOKEN], NOW - timedelta(minutes=1)) == {TOKEN: ref}


async def test_a_message_that_was_deleted_cannot_be_drawn_anew() -> None:
    async with here() as at:
        ref = await at.messenger.post(at.place, CARD, TOKEN, "en")
        at.slack.vendor.timeline.all[0].deleted = True
        with pytest.raises(Permanent, match="message_not_found"):
            await at.messenger.redraw(at.place, ref, CARD, TOKEN, "en")


async def test_messages_are_found_among_many_pages_by_either_mark() -> None:
    async with here() as at:
        wanted = {Token(f"token{n}") for n in range(0, 450, 50)}
        for n in range(450):
            if n % 100 == 0:
                at.slack.script.ignores_metadata = not at.slack.script.ignores_metadata
            await at.messenger.post(at.place, CARD, Token(f"token{n}"), "en")
        found = await at.messenger.find(at.place, sorted({*wanted, Token("other")}), NOW)
        assert isinstance(found, dict)
        assert found.keys() == wanted
        assert len(at.slack.calls("conversations.history")) == 3


@pytest.mark.parametrize("word", ["missing_scope", "access_denied", "method_not_supported_for_channel_type"])
async def test_a_history_that_is_closed_to_us_is_said_to_be_so(word: str) -> None:
    async with here() as at:
        at.slack.script.history_unreadable = word
        assert isinstance(await at.messenger.find(at.place, [TOKEN], NOW), Unreadable)
        assert at.messenger.degraded == {"conversations.history": word}


async def test_a_busy_history_is_not_taken_for_an_empty_one() -> None:
    async with here() as at:
        at.slack.script.too_many("conversations.history", "20")
        with pytest.raises(NotPosted):
            await at.messenger.find(at.place, [TOKEN], NOW)
        at.slack.script.http("conversations.history", 502)
        with pytest.raises(NotPosted):
            await at.messenger.find(at.place, [TOKEN], NOW)


async def test_a_private_word_goes_to_the_person_with_all_of_the_card_and_is_found_again() -> None:
    async with here() as at:
        ref = await at.messenger.whisper(at.reader, at.place, CARD, TOKEN, "en")
        [message] = at.slack.vendor.timeline.standing()
        assert at.slack.world.channels[message.channel].is_im
        assert "small print" in str(message.blocks)
        found = await at.messenger.find(at.place, [TOKEN], NOW - timedelta(minutes=1), to=at.reader)
        assert found == {TOKEN: ref}


async def test_where_a_person_cannot_be_written_to_the_channel_shows_it_to_them_alone() -> None:
    async with here() as at:
        at.slack.script.refuse("chat.postMessage", "user_not_visible")
        assert await at.messenger.whisper(at.reader, at.place, CARD, TOKEN, "en") == ""
        [message] = at.slack.vendor.timeline.standing()
        assert (message.channel, message.ephemeral_to) == (at.channel.id, at.ana.id)


async def test_a_person_out_of_reach_everywhere_is_given_up_with_the_first_reason() -> None:
    async with here() as at:
        at.slack.world.leave(at.channel, at.ana)
        with pytest.raises(Permanent) as never:
            await at.messenger.whisper(at.reader, at.place, CARD, TOKEN, "en")
        assert (never.value.reason, never.value.paused_for) == ("channel_not_found", "")


async def test_metadata_that_is_refused_is_left_out_at_once_and_from_then_on() -> None:
    async with here() as at:
        at.slack.script.refuse("chat.postMessage", "invalid_metadata_format")
        for number in range(2):
            await at.messenger.post(at.place, CARD, Token(f"token{number}"), "en")
        assert ["metadata" in call.args for call in at.slack.calls("chat.postMessage")] == [True, False, False]
        assert at.messenger.degraded == {"chat.postMessage metadata": "invalid_metadata_format"}
        found = await at.messenger.find(at.place, [Token("token0"), Token("token1")], NOW - timedelta(minutes=1))
        assert isinstance(found, dict)
        assert len(found) == 2


async def test_a_chart_is_uploaded_once_and_shown_by_its_file() -> None:
    async with here() as at:
        card = Card(summary="Trends", parts=(Text("Look"), CHART))
        for number in range(2):
            await at.messenger.post(at.place, card, Token(f"token{number}"), "en")
        [file] = at.slack.vendor.files.values()
        assert file.content is not None
        assert file.content.startswith(b"\x89PNG")
        for message in at.slack.vendor.timeline.standing(at.channel.id):
            assert file.id in str(message.blocks)
            assert "Search grew" in str(message.blocks)
        assert at.messenger.degraded == {}


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_where_no_file_may_be_uploaded_the_words_stand_for_the_chart(method: str) -> None:
    async with here() as at:
        at.slack.script.refuse_scope(method)
        await at.messenger.post(at.place, Card(summary="Trends", parts=(Text("Look"), CHART)), TOKEN, "en")
        [message] = at.slack.vendor.timeline.standing(at.channel.id)
        assert "slack_file" not in str(message.blocks)
        assert "Search grew" in str(message.blocks)
        assert at.messenger.degraded == {"files.getUploadURLExternal": "missing_scope"}


async def test_where_slack_refuses_the_picture_the_words_stand_for_it() -> None:
    async with here() as at:
        at.slack.script.refuse("chat.postMessage", "invalid_blocks")
        await at.messenger.post(at.place, Card(summary="Trends", parts=(Text("Look"), CHART)), TOKEN, "en")
        [message] = at.slack.vendor.timeline.standing(at.channel.id)
        assert "slack_file" not in str(message.blocks)
        assert at.messenger.degraded == {"chat.postMessage slack_file": "invalid_blocks"}


async def test_a_post_that_may_stand_is_never_posted_again_by_the_messenger() -> None:
    async with here() as at:
        at.slack.script.reset("chat.postMessage", after=True)
        with pytest.raises(Unknown):
            await at.messenger.post(at.place, CARD, TOKEN, "en")
        at.slack.script.http("chat.postMessage", 200, '{"ok": true}', "application/json", after=True)
        with pytest.raises(Unknown):
            await at.messenger.post(at.place, CARD, TOKEN, "en")
        assert len(at.slack.calls("chat.postMessage")) == 2


async def test_an_uninstalled_workspace_says_so_for_every_call() -> None:
    async with here() as at:
        at.slack.installation.removed = True
        with pytest.raises(Shut):
            await at.messenger.post(at.place, CARD, TOKEN, "en")
        with pytest.raises(Shut):
            await at.messenger.whisper(at.reader, at.place, CARD, TOKEN, "en")
        with pytest.raises(Shut):
            await at.messenger.find(at.place, [TOKEN], NOW)
