"""What only one person reads: the receipt of an answer, a reply to a command, the reason for a refusal.

Best effort, after the answer is kept and acknowledged: an aside that does not arrive loses nothing.
"""

from dataclasses import dataclass

import structlog

from bot.cards.parts import Card
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Say
from handlers.slack.blocks import Painted, paint
from handlers.slack.client import SlackCalls

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Where an aside goes: the address the vendor gave for replies, or else the place in which the person is."""

    lane: str
    user: str
    channel: str = ""
    """Empty where there is none: then it goes to the person's own chat with the bot."""
    response_url: str = ""
    replaces: bool = False
    """True when it takes the place of the aside on which something was pressed."""
    thread: str = ""


class Asides:
    """Sends asides over one set of calls."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls

    async def say(self, to: Aside, card: Card, say: Say) -> None:
        """Show `card` to one person; what goes wrong is logged, never raised."""
        await self.show(to, paint(card, say))

    async def show(self, to: Aside, painted: Painted) -> None:
        """The same, of a card that is painted already."""
        try:
            if not await self._responded(to, painted):
                await self._whispered(to, painted)
        except (NotPosted, Unknown, Permanent) as lost:
            log.warning("aside was not shown", lane=to.lane, why=str(lost)[:80])

    async def _responded(self, to: Aside, painted: Painted) -> bool:
        if not to.response_url:
            return False
        body: dict[str, object] = {
            "response_type": "ephemeral",
            "replace_original": to.replaces,
            "text": painted.text,
            "blocks": painted.blocks,
        }
        if to.thread and not to.replaces:
            body["thread_ts"] = to.thread
        try:
            await self._calls.respond(to.response_url, body)
        except (NotPosted, Permanent):
            return False
        return True

    async def _whispered(self, to: Aside, painted: Painted) -> None:
        shown: dict[str, object] = {"text": painted.text, "blocks": painted.blocks}
        if to.channel and not to.channel.startswith("D"):
            where: dict[str, object] = {"channel": to.channel, "user": to.user}
            if to.thread:
                where["thread_ts"] = to.thread
            try:
                await self._calls.call(to.lane, "chat.postEphemeral", {**where, **shown})
                return
            except Permanent:
                pass  # Not in that channel, or not there any more: then the person's own chat.
        quiet = {"unfurl_links": False, "unfurl_media": False}
        await self._calls.call(to.lane, "chat.postMessage", {"channel": to.channel or to.user, **shown, **quiet})
