"""What only one person reads: the receipt of an answer, a reply to a command, the reason for a refusal.

Best effort, after the answer is kept and acknowledged: an aside that does not arrive loses nothing.
"""

from dataclasses import dataclass, replace

import structlog

from bot.cards.parts import Card
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Say
from handlers.slack.blocks import Painted, paint
from handlers.slack.client import SlackCalls
from handlers.slack.payloads import Payload
from handlers.slack.windows import Window, window_of

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
    window: Window | None = None
    """The dialog in which something was pressed; what came of it is shown there."""


def aside_of(payload: Payload, lane: str) -> Aside:
    """Where the reply to a press belongs: into the dialog it was made in, or beside the message, or in its place."""
    container, channel = payload.get("container") or {}, payload.get("channel") or {}
    window = window_of(payload)
    return Aside(
        lane=lane,
        user=str(payload["user"]["id"]),
        channel=str(channel.get("id") or container.get("channel_id") or ""),
        response_url=str(payload.get("response_url") or ""),
        replaces=bool(container.get("is_ephemeral")) or window is not None,
        window=window,
    )


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
            if to.window is not None and await self._in_window(to, to.window, painted):
                if not painted.lasting:
                    return
                to = replace(to, window=None, replaces=False)
            if not await self._responded(to, painted):
                await self._whispered(to, painted)
        except (NotPosted, Unknown, Permanent) as lost:
            log.warning("aside was not shown", lane=to.lane, why=str(lost)[:80])

    async def _in_window(self, to: Aside, window: Window, painted: Painted) -> bool:
        """True when the reply stands in the dialog, or in one on top of it; a dialog may be closed by now."""
        if not to.replaces and (view := window.beneath(painted)) is None:
            method: str = "views.push"
            args: dict[str, object] = {"trigger_id": window.trigger, "view": window.instead(painted)}
        else:
            shown = window.instead(painted) if to.replaces else view
            method, args = "views.update", {"view_id": window.id, "hash": window.hash, "view": shown}
        try:
            await self._calls.call(to.lane, method, args)
        except (NotPosted, Unknown, Permanent):
            return False
        return True

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
            await self._calls.respond(to.lane, to.response_url, body)
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
