"""An app that only listens, checks every token as the vendor asks for, and answers as a test tells it to."""

import asyncio
import json

import jwt
from aiohttp import web

from tests.fakes.objects import Json, encoded
from tests.fakes.teams import Connector
from tests.fakes.teams.key_set import ISSUER


class Ear:
    """Keeps every activity it hears; `answers` are given in turn, then empty 200s; `slow` = seconds before each."""

    def __init__(self, teams: Connector) -> None:
        self._teams = teams
        self.heard: list[Json] = []
        self.refused: list[str] = []
        self.answers: list[tuple[int, Json | None]] = []
        self.slow = 0.0

    async def hear(self, request: web.Request) -> web.Response:
        """One request."""
        activity = json.loads(await request.read())
        try:
            self._verify(request.headers.get("Authorization", ""), activity)
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            self.refused.append(f"{type(error).__name__}: {error}")
            return web.Response(status=401)
        self.heard.append(activity)
        if self.slow:
            await asyncio.sleep(self.slow)
        status, body = self.answers.pop(0) if self.answers else (200, None)
        return web.Response(status=status, text="" if body is None else encoded(body), content_type="application/json")

    def answer(self, body: Json, status: int = 200) -> None:
        """What the next activity is answered."""
        self.answers.append((status, body))

    @property
    def last(self) -> Json:
        """The newest activity."""
        return self.heard[-1]

    def _verify(self, authorization: str, activity: Json) -> None:
        token = authorization.removeprefix("Bearer ")
        kid = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(self._teams.keys.document())
        now = self._teams.vendor.stamps.now()
        claims = jwt.decode(
            token,
            keys[str(kid)],
            algorithms=["RS256"],
            audience=self._teams.app_id,
            issuer=ISSUER,
            options={"verify_exp": False, "verify_nbf": False, "require": ["exp", "iss", "aud"]},
        )
        if claims["exp"] < now:
            raise ValueError("expired")
        if claims.get("serviceurl") != activity["serviceUrl"]:
            raise ValueError("another service")
