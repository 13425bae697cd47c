"""Opens issues in Jira Cloud, and comments on them (REST API, version 3).

An issue bears our key as a label. After a try whose outcome nobody knows it is looked for by that label; the search
lags a little behind, so that we wait a minute before. Comments bear it as a property, and are listed without any lag.
(https://developer.atlassian.com/cloud/jira/platform/rest/v3/)
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bot.clock import Clock
from bot.domain.handoffs import Issue, is_ref, label
from bot.ports import NotPosted, Parcel, Permanent
from bot.texts import Say
from handlers.handoff.writing import as_adf, change_of, lines_of, title_of
from handlers.outside import Answer, Outside, trouble_in
from handlers.wire import Malformed, read_json

PROPERTY = "cab"
"""The name of the property by which a comment of ours is known again."""
MOST_COMMENTS = 100
WORD = 80
"""Characters of a tracker's own word that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jira:
    """Implements `IssueTracker` for one project."""

    outside: Outside
    clock: Clock
    say_in: Callable[..., Say]
    url: str
    """The site, e.g. `https://northwind.atlassian.net`."""
    email: str
    token: str
    project: str
    issue_type: str

    async def find(self, parcel: Parcel) -> Issue | None:
        """The issue that bears our label, or the one whose comment bears our property."""
        if parcel.issue is not None:
            return parcel.issue if await self._has_said(parcel.issue, parcel.handoff.id) else None
        mark = label(parcel.handoff, parcel.brief.label)
        wanted = {"jql": f'project = "{self.project}" AND labels = "{mark}"', "fields": ["key"], "maxResults": 1}
        found = await self._call("POST", "search/jql", wanted)
        match found.get("issues"):
            case [{"key": str(key)}, *_]:
                return self._issue(key)
            case []:
                return None
            case _:
                raise NotPosted

    async def send(self, parcel: Parcel) -> Issue:
        """Create the issue, or add a comment to it."""
        say = self.say_in(parcel.brief.language)
        if parcel.issue is not None:
            comment = {
                "body": as_adf(change_of(parcel.handoff, parcel.brief, say)),
                "properties": [{"key": PROPERTY, "value": {"id": parcel.handoff.id}}],
            }
            await self._call("POST", f"issue/{parcel.issue.ref}/comment", comment, posts=True)
            return parcel.issue
        fields = {
            "project": {"key": self.project},
            "issuetype": {"name": self.issue_type},
            "summary": title_of(parcel.brief, say),
            "description": as_adf(lines_of(parcel.brief, say)),
            "labels": [label(parcel.handoff, parcel.brief.label)],
        }
        made = await self._call("POST", "issue", {"fields": fields}, posts=True)
        return self._issue(made.get("key"))

    async def check(self) -> str:
        """The account whose token it is."""
        myself = await self._call("GET", "myself")
        await self._call("GET", f"project/{self.project}")
        return str(myself.get("displayName") or self.email)

    async def _has_said(self, issue: Issue, key: str) -> bool:
        asked = f"issue/{issue.ref}/comment?orderBy=-created&maxResults={MOST_COMMENTS}&expand=properties"
        found = (await self._call("GET", asked)).get("comments")
        if not isinstance(found, list):
            raise NotPosted
        wanted = {"key": PROPERTY, "value": {"id": key}}
        return any(wanted in (each.get("properties") or []) for each in found if isinstance(each, dict))

    async def _call(
        self, method: str, what: str, body: Mapping[str, object] | None = None, *, posts: bool = False
    ) -> Mapping[str, Any]:
        secret = b64encode(f"{self.email}:{self.token}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        address = f"{self.url.rstrip('/')}/rest/api/3/{what}"
        packed = orjson.dumps(dict(body)) if body is not None else None
        answer = await self.outside.call(method, address, headers=headers, body=packed, posts=posts)
        trouble = trouble_in(answer, self.clock.now(), posts=posts)
        if trouble is not None:
            raise trouble
        said = _object(answer)
        if not 200 <= answer.status < 300:
            raise Permanent(f"http_{answer.status}{_reason(said)}")
        return said

    def _issue(self, key: object) -> Issue:
        if not isinstance(key, str) or not is_ref(key):
            raise NotPosted
        return Issue(ref=key, url=f"{self.url.rstrip('/')}/browse/{key}")


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        said = read_json(answer.body)
    except Malformed:
        return {}
    return said if isinstance(said, dict) else {}


def _reason(said: Mapping[str, Any]) -> str:
    """Which fields Jira objects to; its sentences may repeat what we sent, and are left out."""
    errors = said.get("errors")
    names = sorted(str(each) for each in errors) if isinstance(errors, dict) else []
    return f":{','.join(names)}"[:WORD] if names else ""
