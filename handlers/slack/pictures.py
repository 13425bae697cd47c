"""Puts charts where messages can show them: each is drawn once, uploaded as a file, and shown by the file's id."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.cards.parts import Chart, Words
from bot.ports import NotPosted, Permanent, Shut, Unknown
from bot.texts import Say
from handlers.slack.client import SlackCalls

REMEMBERED = 500
PATIENCE = 8.0
"""Seconds for all pictures of one message; it must go out itself within the time that a message has."""
_Seen = tuple[str, str, tuple[str, ...], tuple[tuple[str, tuple[float | None, ...]], ...]]
"""A chart as one reader sees it: phrases are worded, since they can be no keys."""


class Pictures:
    """Uploads the charts of messages; `told(method, word)` hears why where one cannot be shown."""

    def __init__(self, calls: SlackCalls, told: Callable[[str, str], None]) -> None:
        self._calls = calls
        self._told = told
        self._known: OrderedDict[tuple[str, _Seen], str] = OrderedDict()

    async def of(self, lane: str, charts: Sequence[Chart], say: Say) -> list[str]:
        """The files' ids in the order of the charts, up to the first that cannot be uploaded now."""
        found: list[str] = []
        until = asyncio.get_running_loop().time() + PATIENCE
        for chart in charts:
            alt = _worded(chart.alt, say)
            key = (lane, _seen(chart, say))
            try:
                async with asyncio.timeout_at(until):
                    picture = self._known.get(key) or await self._uploaded(lane, chart, alt, say)
            except Shut:
                raise
            except (NotPosted, Unknown, Permanent, TimeoutError) as refused:
                word = refused.reason if isinstance(refused, Permanent) else type(refused).__name__
                self._told("files.getUploadURLExternal", word)
                break
            self._known[key] = picture
            self._known.move_to_end(key)
            found.append(picture)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    async def _uploaded(self, lane: str, chart: Chart, alt: str, say: Say) -> str:
        from handlers.slack.chart import png

        content = await asyncio.to_thread(png, chart, say)
        wanted = {"filename": "chart.png", "length": len(content), "alt_txt": alt[:1000]}
        place = await self._calls.call(lane, "files.getUploadURLExternal", wanted)
        await self._calls.upload(lane, str(place["upload_url"]), content)
        files = [{"id": str(place["file_id"]), "title": _worded(chart.title, say)[:200]}]
        await self._calls.call(lane, "files.completeUploadExternal", {"files": files})
        return str(place["file_id"])


def _seen(chart: Chart, say: Say) -> _Seen:
    lines = tuple((_worded(line.label, say), line.values) for line in chart.series)
    return _worded(chart.alt, say), _worded(chart.title, say), chart.ticks, lines


def _worded(words: Words, say: Say) -> str:
    return words if isinstance(words, str) else say(words)
