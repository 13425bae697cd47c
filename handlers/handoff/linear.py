"""Opens issues in Linear, and comments on them (GraphQL).

The client may name what it makes by a UUID: a second one of the same name is refused there, and the first is found by
it. (https://linear.app/developers/graphql)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from bot.clock import Clock
from bot.domain.handoffs import Issue, is_ref, uuid_of
from bot.ports import NotPosted, Parcel, Permanent
from bot.texts import Say
from handlers.handoff.writing import as_markdown, change_of, lines_of, title_of
from handlers.outbound import broken
from handlers.outside import Outside, trouble_in
from handlers.wire import Malformed, read_json

API = "https://api.linear.app/graphql"
SITE = "linear.app"
LIMITED = "RATELIMITED"
"""Linear says so with the status 400 (https://linear.app/developers/rate-limiting)."""
WAIT = 60.0

ISSUES = "query($id: ID!) { issues(filter: {id: {eq: $id}}, includeArchived: true) { nodes { identifier url } } }"
COMMENTS = "query($id: ID!) { comments(filter: {id: {eq: $id}}, includeArchived: true) { nodes { id } } }"
TEAMS = "query($key: String!) { teams(filter: {key: {eq: $key}}) { nodes { id } } }"
VIEWER = "query { viewer { name } }"
CREATE = "mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { identifier url } } }"
COMMENT = "mutation($input: CommentCreateInput!) { commentCreate(input: $input) { success comment { id } } }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Implements `IssueTracker` for one team."""

    outside: Outside
    clock: Clock
    say_in: Callable[..., Say]
    key: str
    team: str
    """The key of the team, e.g. `ENG`, or its UUID."""
    url: str = API
    _teams: dict[str, str] = field(default_factory=dict)
    """The UUID of each team by its key, once it was asked for."""

    async def find(self, parcel: Parcel) -> Issue | None:
        """What bears the name we gave it."""
        name = uuid_of(parcel.handoff)
        if parcel.issue is not None:
            return parcel.issue if _nodes(await self._ask(COMMENTS, {"id": name}), "comments") else None
        found = _nodes(await self._ask(ISSUES, {"id": name}), "issues")
        return _issue(found[0]) if found else None

    async def send(self, parcel: Parcel) -> Issue:
        """Create the issue, or add a comment to it."""
        say = self.say_in(parcel.brief.language)
        name = uuid_of(parcel.handoff)
        if parcel.issue is not None:
            body = as_markdown(change_of(parcel.handoff, parcel.brief, say))
            wanted: Mapping[str, object] = {"id": name, "issueId": parcel.issue.ref, "body": body}
            _made(await self._ask(COMMENT, {"input": wanted}, posts=True), "commentCreate")
            return parcel.issue
        wanted = {
            "id": name,
            "teamId": await self._team(),
            "title": title_of(parcel.brief, say),
            "description": as_markdown(lines_of(parcel.brief, say)),
        }
        made = _made(await self._ask(CREATE, {"input": wanted}, posts=True), "issueCreate").get("issue")
        return _issue(made)

    async def check(self) -> str:
        """The person whose key it is."""
        viewer = (await self._ask(VIEWER, {})).get("viewer")
        await self._team()
        return str(viewer.get("name") or "") if isinstance(viewer, dict) else ""

    async def _team(self) -> str:
        if _is_uuid(self.team):
            return self.team
        if self.team not in self._teams:
            found = _nodes(await self._ask(TEAMS, {"key": self.team}), "teams")
            if not found or not isinstance(found[0].get("id"), str):
                raise Permanent("no_such_team")
            self._teams[self.team] = found[0]["id"]
        return self._teams[self.team]

    async def _ask(self, query: str, variables: Mapping[str, object], *, posts: bool = False) -> Mapping[str, Any]:
        headers = {"Authorization": self.key, "Content-Type": "application/json", "Accept": "application/json"}
        body = orjson.dumps({"query": query, "variables": dict(variables)})
        answer = await self.outside.call("POST", self.url, headers=headers, body=body, posts=posts)
        trouble = trouble_in(answer, self.clock.now(), posts=posts)
        if trouble is not None:
            raise trouble
        try:
            said = read_json(answer.body)
        except Malformed:
            raise broken(posts) from None
        if errors := said.get("errors"):
            raise _refused(errors)
        match said:
            case {"data": dict(data)} if 200 <= answer.status < 300:
                return data
            case _:
                raise Permanent(f"http_{answer.status}")


def _refused(errors: Any) -> NotPosted | Permanent:
    """Linear's own code for why; its sentences may repeat what we sent, and are left out."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    extensions = first.get("extensions")
    code = str(extensions.get("code") or "") if isinstance(extensions, dict) else ""
    if code == LIMITED:
        return NotPosted(WAIT, everywhere=True)
    return Permanent(code.lower() if code.isascii() and code.replace("_", "").isalnum() else "refused")


def _nodes(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    match data.get(name):
        case {"nodes": [*nodes]}:
            return [each for each in nodes if isinstance(each, dict)]
        case _:
            raise NotPosted


def _made(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    made: Any = data.get(name)
    if not isinstance(made, dict) or made.get("success") is not True:
        raise Permanent("refused")
    return made


def _issue(made: Any) -> Issue:
    match made:
        case {"identifier": str(ref), "url": str(url)} if is_ref(ref):
            parts = urlsplit(url)
            host = parts.hostname or ""
            ours = parts.scheme == "https" and (host == SITE or host.endswith(f".{SITE}"))
            return Issue(ref=ref, url=url if ours else "")
        case _:
            raise broken(True)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
