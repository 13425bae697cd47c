"""Words what a person reads whose press could not be answered in time, or not at all."""

from collections.abc import Mapping
from typing import Any

from bot.texts import Phrase, Say
from handlers.teams.heard import TRY_AGAIN, Reply

LATE, FAILED = Phrase("teams.late"), Phrase("teams.failed")
MESSAGE = "application/vnd.microsoft.activity.message"


def instead(activity: Mapping[str, Any], phrase: Phrase, say: Say) -> Reply:
    """The answer to an invoke in the shape its kind asks for; TRY_AGAIN where nobody would read it.

    The shapes are the vendor's: `learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model` for a
    button, `learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots` for a
    dialog.
    """
    match activity:
        case {"type": "invoke", "value": {"trigger": "automatic"}}:
            return TRY_AGAIN  # A card that draws itself anew: nobody asked, and it stays as it is.
        case {"type": "invoke", "name": "adaptiveCard/action"}:
            return Reply(body={"statusCode": 200, "type": MESSAGE, "value": say(phrase)})
        case {"type": "invoke", "name": "task/fetch" | "task/submit"}:
            return Reply(body={"task": {"type": "message", "value": say(phrase)}})
    return TRY_AGAIN


def language_of(activity: Mapping[str, Any]) -> str:
    """The language of the person's own Teams, e.g. `de-DE`; English where it is not told."""
    locale = activity.get("locale")
    return locale if isinstance(locale, str) else "en"
