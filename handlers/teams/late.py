"""Words what a person reads whose press could not be answered in time, or not at all."""

from collections.abc import Mapping
from typing import Any

from bot.texts import Phrase, Say
from handlers.teams.heard import TRY_AGAIN, Reply

LATE, FAILED = Phrase("teams.late"), Phrase("teams.failed")
AT_IT = Phrase("teams.at_it")
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


def too_late(activity: Mapping[str, Any], say: Say) -> Reply:
    """The answer to an invoke whose work goes on: where its outcome will be read."""
    # A dialog cannot open by itself later on: it has to be asked for again.
    return _worded(activity, say(LATE if activity.get("name") == "task/fetch" else AT_IT))


def failed(activity: Mapping[str, Any], say: Say) -> Reply:
    """The answer to an invoke that came to nothing; the client shows it as the failure it is."""
    text = say(FAILED)
    if activity.get("name") == "adaptiveCard/action" and awaited(activity):
        error = {"code": "ServiceUnavailable", "message": text}
        return Reply(body={"statusCode": 500, "type": ERROR, "value": error})
    return _worded(activity, text)


def awaited(activity: Mapping[str, Any]) -> bool:
    """True where somebody pressed or sent something, and wants to know what came of it."""
    match activity:
        case {"type": "invoke", "value": {"trigger": "automatic"}}:
            return False
        case {"type": "invoke", "name": "application/search"}:
            return False
        case {"type": "invoke"}:
            return True
    return False


def _worded(activity: Mapping[str, Any], text: str) -> Reply:
    """The answer in the shape its kind asks for; TRY_AGAIN where nobody would read it.

    The shapes are the vendor's: `learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model` for a
    button (which is answered with HTTP 200 whatever happened, and says inside how it went),
    `learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots` for a dialog.
    """
    match activity:
        case {"type": "invoke", "value": {"trigger": "automatic"}}:
            return TRY_AGAIN  # A card that draws itself anew: nobody asked, and it stays as it is.
        case {"type": "invoke", "name": "adaptiveCard/action"}:
            return Reply(body={"statusCode": 200, "type": MESSAGE, "value": text})
        case {"type": "invoke", "name": "task/fetch" | "task/submit" | "composeExtension/fetchTask"}:
            return Reply(body={"task": {"type": "message", "value": text}})
    return TRY_AGAIN


def language_of(activity: Mapping[str, Any]) -> str:
    """The language of the person's own Teams, e.g. `de-DE`; English where it is not told."""
    locale = activity.get("locale")
    return locale if isinstance(locale, str) else "en"
