"""Remembers every call an app made: what kind, where, with which body, when, and how it was answered."""

from dataclasses import dataclass, field

from tests.fakes.objects import Json


@dataclass(slots=True, kw_only=True)
class Call:
    """One request; `kind` is create, send, reply, update, delete, members, member, team, channels,
    token, openid or keys."""

    kind: str
    path: str
    at: float
    body: Json = field(default_factory=dict)
    conversation: str = ""
    activity: str = ""
    query: dict[str, str] = field(default_factory=dict)
    token: str = ""
    status: int = 0
    error: str | None = None
    answer: Json = field(default_factory=dict)
    processed: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app was told that it worked."""
        return 200 <= self.status < 300


class Recorder:
    """All calls, in the order they came in."""

    def __init__(self) -> None:
        self.all: list[Call] = []

    def calls(self, *kinds: str, conversation: str | None = None) -> list[Call]:
        """The calls of these kinds (none named: all of them), of one conversation where given."""
        return [c for c in self.all if (not kinds or c.kind in kinds) and conversation in (None, c.conversation)]

    def errors(self, *kinds: str) -> list[str]:
        """The error codes given to these kinds."""
        return [c.error for c in self.calls(*kinds) if c.error]

    def clear(self) -> None:
        """Forget all calls."""
        self.all.clear()
