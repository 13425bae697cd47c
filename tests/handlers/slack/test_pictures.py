"""A chart is drawn and uploaded once, however often it is shown."""

from bot.cards.parts import Chart, Series
from bot.clock import SystemClock
from bot.texts import Phrase
from handlers.slack.client import SlackCalls
from handlers.slack.pictures import Pictures
from prompts.catalogue import say_in
from tests.fakes.slack import SlackStandIn


class OneToken:
    """Knows the stand-in's one token."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def token_for(self, lane: str) -> str:
        """The same one everywhere."""
        return self.token


def chart(n: int) -> Chart:
    """A chart whose words are phrases with arguments, as digests have it."""
    words = Phrase("receipt.joined", {"account": f"Acme {n}"})
    return Chart(words, words, ("a", "b"), (Series(words, (1.0, None)),))


async def test_a_chart_whose_words_are_phrases_is_uploaded_once_for_each_language() -> None:
    troubles: list[str] = []
    async with SlackStandIn() as slack:
        calls = SlackCalls(OneToken(slack.bot_token), slack.api_url, clock=SystemClock())
        pictures = Pictures(calls, lambda method, word: troubles.append(f"{method} {word}"))
        lane, english, german = f"slack:{slack.team.id}", say_in("en"), say_in("de")
        first = await pictures.of(lane, [chart(1), chart(2)], english)
        assert len(set(first)) == 2
        assert await pictures.of(lane, [chart(1), chart(2)], english) == first
        assert await pictures.of(lane, [chart(1)], german) != first[:1]
        assert len(slack.calls("files.completeUploadExternal")) == 3
        await calls.close()
    assert troubles == []
