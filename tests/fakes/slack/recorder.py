"""Remembers every call an app made: the method, its arguments, when, with which token, and how it was answered."""

from dataclasses import dataclass, field

from tests.fakes.objects import Json


@dataclass(slots=True, kw_only=True)
class Call:
    """One call of the Web API, one post to a response_url (method `response_url`), or one upload (`upload`)."""

    method: str
    args: Json
    at: float
    token: str
    team_id: str = ""
    status: int = 0
    error: str | None = None
    answer: Json = field(default_factory=dict)
    processed: bool = False
    borne: float | None = None
    """Of an answer that drips: for how many real seconds the app listened, before it hung up or all was said."""

    @property
    def kind(self) -> str:
        """The method, as a script knows it."""
        return self.method

    @property
    def ok(self) -> bool:
        """Whether the app was told that it worked."""
        return self.status == 200 and bool(self.answer.get("ok"))


class Recorder:
    """All calls, in the order they came in."""

    def __init__(self) -> None:
        self.all: list[Call] = []

    def calls(self, *methods: str, team_id: str | None = None) -> list[Call]:
        """The calls of these methods (none named: all of them), of one workspace where given."""
        return [c for c in self.all if (not methods or c.method in methods) and team_id in (None, c.team_id)]

    def errors(self, *methods: str) -> list[str]:
        """The error words given to these methods."""
        return [c.error for c in self.calls(*methods) if c.error]

    def clear(self) -> None:
        """Forget all calls."""
        self.all.clear()
