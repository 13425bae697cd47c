"""How the stand-in says no: an HTTP status, the vendor's own code, and a sentence for people."""

import json

from tests.fakes.objects import Json

GONE = "Conversation not found."
NOT_IN_ROSTER = "The bot is not part of the conversation roster."
BLOCKED = "Message writes are blocked by the user."


class Refused(Exception):
    """A call that is answered `{"error": {"code": …, "message": …}}`."""

    def __init__(self, status: int, code: str, message: str = "", retry_after: int | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def answer(self) -> Json:
        """The body of the answer."""
        return error(self.code, self.message)

    def nested(self) -> Json:
        """The same as some parts of the service word a 403: the code inside a message that is JSON once more."""
        inner = json.dumps({"subCode": self.code, "details": None, "errorCode": 209})
        return error("ForbiddenOperationException", inner)

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says beside its body."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


def error(code: str, message: str = "") -> Json:
    """An error as the vendor writes it."""
    return {"error": {"code": code, "message": message or code}}


def not_found() -> Refused:
    """No such conversation, or one that was deleted."""
    return Refused(404, "ConversationNotFound", GONE)


def not_in_roster() -> Refused:
    """The app is not installed there."""
    return Refused(403, "BotNotInConversationRoster", NOT_IN_ROSTER)


def blocked() -> Refused:
    """The person does not want to hear from the app."""
    return Refused(403, "MessageWritesBlocked", BLOCKED)


def malformed(message: str) -> Refused:
    """A body that is not what the documents ask for."""
    return Refused(400, "BadArgument", message)
