"""Linear's GraphQL as far as we use it: one team, issues and comments whose ids the client may choose."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aiohttp import web

from tests.fakes.trackers.server import StandIn

LONGEST_TITLE = 255
ISSUE_INPUT = {"id", "teamId", "title", "description"}
COMMENT_INPUT = {"id", "issueId", "body"}
_FIELD = re.compile(r"\{\s*(\w+)")


@dataclass(slots=True)
class LinearStandIn(StandIn):
    """One workspace with the team ENG."""

    key: str = "lin_api_key"
    team: str = "3f5d1c2a-0d2f-4c55-9a63-0d2f4c559a63"
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def api(self) -> str:
        """The GraphQL endpoint."""
        return f"{self.url}/graphql"

    def routes(self) -> list[web.RouteDef]:
        """One address."""
        return [web.post("/graphql", self._asked)]

    def changes(self, request: web.Request, body: bytes) -> bool:
        """Only a mutation does."""
        return body.startswith(b'{"query":"mutation')

    async def _asked(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != self.key:
            return _error("AUTHENTICATION_ERROR", 401)
        asked = json.loads(await request.read())
        query, variables = str(asked.get("query")), asked.get("variables") or {}
        name = _FIELD.search(query)
        match name[1] if name else "":
            case "viewer":
                return _data({"viewer": {"name": "Ops"}})
            case "teams":
                return _data({"teams": {"nodes": [{"id": self.team}] if variables.get("key") == "ENG" else []}})
            case "issues":
                found = self.issues.get(variables["id"])
                return _data({"issues": {"nodes": [_shown(found)] if found else []}})
            case "comments":
                known = variables["id"] in self.comments
                return _data({"comments": {"nodes": [{"id": variables["id"]}] if known else []}})
            case "issueCreate":
                return self._issue(variables.get("input") or {})
            case "commentCreate":
                return self._comment(variables.get("input") or {})
            case _:
                self.wrong.append(f"query {query[:60]}")
                return _error("GRAPHQL_VALIDATION_FAILED", 400)

    def _issue(self, wanted: dict[str, Any]) -> web.Response:
        title = wanted.get("title") or ""
        bad = set(wanted) - ISSUE_INPUT or not title.strip() or len(title) > LONGEST_TITLE
        if bad or wanted.get("teamId") != self.team or not _is_v4(wanted.get("id")):
            self.wrong.append("issueCreate")
            return _error("INPUT_ERROR", 400)
        if wanted["id"] in self.issues:
            return _error("INPUT_ERROR", 400)
        number = f"ENG-{len(self.issues) + 1}"
        self.issues[wanted["id"]] = {
            **wanted,
            "identifier": number,
            "url": f"https://linear.app/northwind/issue/{number}",
        }
        return _data({"issueCreate": {"success": True, "issue": _shown(self.issues[wanted["id"]])}})

    def _comment(self, wanted: dict[str, Any]) -> web.Response:
        there = any(each["identifier"] == wanted.get("issueId") for each in self.issues.values())
        if set(wanted) - COMMENT_INPUT or not there or not wanted.get("body") or not _is_v4(wanted.get("id")):
            self.wrong.append("commentCreate")
            return _error("INPUT_ERROR", 400)
        if wanted["id"] in self.comments:
            return _error("INPUT_ERROR", 400)
        self.comments[wanted["id"]] = wanted
        return _data({"commentCreate": {"success": True, "comment": {"id": wanted["id"]}}})


def _shown(issue: dict[str, Any]) -> dict[str, Any]:
    return {"identifier": issue["identifier"], "url": issue["url"]}


def _data(data: dict[str, Any]) -> web.Response:
    return web.json_response({"data": data})


def _error(code: str, status: int) -> web.Response:
    return web.json_response({"errors": [{"message": "no", "extensions": {"code": code}}]}, status=status)


def _is_v4(text: object) -> bool:
    try:
        return UUID(str(text)).version == 4
    except ValueError:
        return False
