"""How the stand-in says no: the vendor's own error word, with what it adds to explain it."""

from tests.fakes.objects import Json


class Refused(Exception):
    """A Web API call that is answered `{"ok": false, "error": word}`."""

    def __init__(self, word: str, messages: list[str] | None = None, extra: Json | None = None) -> None:
        super().__init__(word if not messages else f"{word}: {'; '.join(messages)}")
        self.word = word
        self.messages = messages or []
        self.extra = extra or {}

    def answer(self) -> Json:
        """The body of the answer."""
        body: Json = {"ok": False, "error": self.word} | self.extra
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class TooMany(Exception):
    """A call over the rate: HTTP 429 with `Retry-After` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after
