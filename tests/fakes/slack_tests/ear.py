"""An app that only listens, and answers as a test tells it to."""

import json

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.fakes.objects import Json
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.wire import form


class Ear:
    """Keeps every body and header it hears; `answers` are given in turn, then empty 200s."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.verifier = SignatureVerifier(slack.signing_secret)
        self.bodies: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[tuple[int, str]] = []

    async def hear(self, request: web.Request) -> web.Response:
        """One request."""
        raw = (await request.read()).decode()
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if request.content_type == "application/json":
            self.bodies.append(json.loads(raw))
        else:
            fields = form(raw)
            self.bodies.append(json.loads(fields["payload"]) if "payload" in fields else dict(fields))
        status, text = self.answers.pop(0) if self.answers else (200, "")
        return web.Response(status=status, text=text)

    @property
    def last(self) -> Json:
        """The newest body."""
        return self.bodies[-1]
