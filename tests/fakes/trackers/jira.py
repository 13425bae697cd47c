"""Jira Cloud as far as we use it: issues, comments, properties, and a search that lags behind."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.clock import Clock, SystemClock
from tests.fakes.trackers.server import StandIn, refused

LONGEST_SUMMARY, LONGEST_TEXT = 255, 32_767
JQL = re.compile(r'project = "(?P<project>[A-Z]+)" AND labels = "(?P<label>[^" ]+)"')
NODES = {"paragraph", "heading", "blockquote", "text"}
FIELDS = {"project", "issuetype", "summary", "description", "labels"}


@dataclass(slots=True)
class JiraStandIn(StandIn):
    """One site with one project."""

    email: str = "ops@northwind.example"
    token: str = "jira-token"
    project: str = "CAB"
    clock: Clock = field(default_factory=SystemClock)
    lag: timedelta = timedelta(seconds=20)
    """How long a new issue is not found by searching."""
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        """The part of version 3 that we call."""
        base = "/rest/api/3"
        return [
            web.get(f"{base}/myself", self._myself),
            web.get(f"{base}/project/{{key}}", self._project),
            web.post(f"{base}/issue", self._create),
            web.post(f"{base}/search/jql", self._search),
            web.get(f"{base}/issue/{{key}}/comment", self._listed),
            web.post(f"{base}/issue/{{key}}/comment", self._comment),
        ]

    def changes(self, request: web.Request, body: bytes) -> bool:
        """A search changes nothing."""
        return request.method == "POST" and not request.path.endswith("/jql")

    async def _myself(self, request: web.Request) -> web.Response:
        return self._stranger(request) or web.json_response({"displayName": "Ops", "accountId": "5b1"})

    async def _project(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        if request.match_info["key"] != self.project:
            return refused(404, "No project could be found")
        return web.json_response({"key": self.project})

    async def _create(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        body = json.loads(await request.read())
        fields = body.get("fields", {})
        faults = sorted(self._faults(fields))
        if faults or set(body) != {"fields"}:
            self.wrong.append(f"issue: {faults}")
            errors = dict.fromkeys(faults, "is not valid")
            return web.json_response({"errorMessages": [], "errors": errors}, status=400)
        key = f"{self.project}-{len(self.issues) + 1}"
        self.issues[key] = {**fields, "at": self.clock.now()}
        return web.json_response({"id": str(10_000 + len(self.issues)), "key": key, "self": self.url}, status=201)

    def _faults(self, fields: dict[str, Any]) -> list[str]:
        summary = fields.get("summary")
        wrong = [name for name in fields if name not in FIELDS]
        if fields.get("project") != {"key": self.project}:
            wrong.append("project")
        if fields.get("issuetype") != {"name": "Task"}:
            wrong.append("issuetype")
        if not isinstance(summary, str) or not summary.strip() or len(summary) > LONGEST_SUMMARY or "\n" in summary:
            wrong.append("summary")
        labels = fields.get("labels", [])
        if any(not each or " " in each or len(each) > LONGEST_SUMMARY for each in labels):
            wrong.append("labels")
        return wrong if is_document(fields.get("description")) else [*wrong, "description"]

    async def _search(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        asked = JQL.fullmatch(json.loads(await request.read()).get("jql", ""))
        if asked is None or asked["project"] != self.project:
            self.wrong.append("jql")
            return refused(400, "The JQL query is not bounded")
        seen = self.clock.now() - self.lag
        found = [key for key, one in self.issues.items() if asked["label"] in one["labels"] and one["at"] <= seen]
        return web.json_response({"issues": [{"id": "1", "key": key} for key in found], "isLast": True})

    async def _listed(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        comments = self.comments.get(request.match_info["key"], [])
        shown = [{**each, "properties": each["properties"]} for each in reversed(comments)]
        if request.query.get("expand") != "properties":
            shown = [{"body": each["body"]} for each in shown]
        return web.json_response({"comments": shown, "total": len(shown)})

    async def _comment(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        key = request.match_info["key"]
        if key not in self.issues:
            return refused(404, "Issue does not exist or you do not have permission to see it.")
        body = json.loads(await request.read())
        if set(body) - {"body", "properties"} or not is_document(body.get("body")):
            self.wrong.append("comment")
            return refused(400, "Comment body is not valid")
        self.comments.setdefault(key, []).append(body)
        return web.json_response({"id": "1"}, status=201)

    def _stranger(self, request: web.Request) -> web.Response | None:
        secret = b64encode(f"{self.email}:{self.token}".encode()).decode()
        if request.headers.get("Authorization") == f"Basic {secret}":
            return None
        return refused(401, "Client must be authenticated to access this resource.")


def is_document(document: object) -> bool:
    """True for a text in Atlassian's document format of the node types we may use, not too long."""
    match document:
        case {"version": 1, "type": "doc", "content": [_, *_] as content}:
            return all(_is_node(each) for each in content) and len(words_in(document)) <= LONGEST_TEXT
        case _:
            return False


def words_in(document: object) -> str:
    """Every text in it."""
    match document:
        case {"type": "text", "text": str(text)}:
            return text
        case {"content": [*content]}:
            return "\n".join(words_in(each) for each in content)
        case _:
            return ""


def _is_node(node: object) -> bool:
    match node:
        case {"type": "text", "text": str(text)}:
            return bool(text)
        case {"type": "paragraph" | "heading", "content": [*inside]}:
            return all(isinstance(each, dict) and each.get("type") == "text" and _is_node(each) for each in inside)
        case {"type": "blockquote", "content": [_, *_] as inside}:
            return all(isinstance(each, dict) and each.get("type") == "paragraph" and _is_node(each) for each in inside)
        case _:
            return False
