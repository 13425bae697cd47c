"""Tells apart what Slack sends: a press on a button goes straight to the ear, all else by the vendor's own framework.

The doors have verified and parsed the payload, and know through which installation it came. Every listener takes all
ids of its kind, so that a button of an older release gets an answer too, and ends with its acknowledgement.

Crowds press buttons, and do nothing else. The framework would add nothing to a press but half of what it costs.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.slack.dialogs import Dialogs
from handlers.slack.ear import Ear
from handlers.slack.events import Events
from handlers.slack.heard import OK, Heard
from handlers.slack.lanes import LANE
from handlers.slack.options import Options
from handlers.slack.shortcuts import Shortcuts

log = structlog.get_logger()
ANY = re.compile(r"[\s\S]*")
TAKEN = BoltResponse(status=200, body="")
"""What most presses are answered with."""
Authorize = Callable[..., Awaitable[AuthorizeResult | None]]
"""Finds what the framework must know of a request in its context."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """The ear for presses and one framework app, reached by every door."""

    app: AsyncApp
    ear: Ear

    async def dispatch(self, payload: Mapping[str, Any], lane: str) -> BoltResponse:
        """What to send back for a verified payload."""
        if payload.get("type") == "block_actions":
            try:
                return _said(await self.ear.press(payload, lane))
            except Exception as error:
                return _broken("block_actions", error)
        request = AsyncBoltRequest(body=dict(payload), mode="socket_mode", context={LANE: lane})
        return await self.app.async_dispatch(request)


def listeners(
    ear: Ear, dialogs: Dialogs, events: Events, shortcuts: Shortcuts, options: Options, authorize: Authorize
) -> Listeners:
    """The app with all its listeners; unknown ids reach them too and are answered privately."""
    logger = logging.getLogger("cab.slack")
    logger.setLevel(logging.CRITICAL)  # It would write whole payloads; what matters is logged by the ears.

    async def authorized(context: AsyncBoltContext) -> AuthorizeResult | None:
        return await authorize(context)  # The framework looks at the arguments' names, and trips over methods.

    app = AsyncApp(
        name="sounding-board",  # Else it looks for who calls it, which reads a good part of all source files.
        logger=logger,
        authorize=authorized,  # type: ignore[arg-type]  # None is fine: not installed
        process_before_response=True,  # Acknowledged by returning; the other way looks every ten milliseconds.
        request_verification_enabled=False,  # The guard in front of the doors has done that, on the raw bytes.
        ssl_check_enabled=False,  # Both are answered at the door.
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    async def views(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
        return _said(await dialogs.submit(body, context[LANE]))

    async def closed(body: dict[str, Any]) -> BoltResponse:
        return BoltResponse(status=200)

    async def commands(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
        return _said(await ear.command(body, context[LANE]))

    async def short(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
        return _said(await shortcuts.use(body, context[LANE]))

    async def happened(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
        return _said(await events.receive(body, context[LANE]))

    async def broken(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return _broken(str(body.get("type") or ("command" if "command" in body else "")), error)

    async def suggested(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
        return BoltResponse(status=200, body={"options": await options.offered(body, context[LANE])})

    app.error(broken)
    app.view(ANY)(views)
    app.view_closed(ANY)(closed)
    app.command(ANY)(commands)
    app.shortcut(ANY)(short)
    app.event(ANY)(happened)
    app.options(ANY)(suggested)
    return Listeners(app, ear)


def _broken(kind: str, error: Exception) -> BoltResponse:
    log.error("a listener broke", kind=kind[:40], error=type(error).__name__, exc_info=error)
    return BoltResponse(status=500)


def _said(heard: Heard) -> BoltResponse:
    if heard is OK:
        return TAKEN
    return BoltResponse(status=heard.status, body=heard.body if heard.body is not None else "")
