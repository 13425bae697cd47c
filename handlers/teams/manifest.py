"""The app's manifest as Teams reads it: what the bot is called, where it may be added, what it may know."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.errors import Refusal
from bot.texts import Phrase, Say
from handlers.teams.icons import ACCENT

VERSION = "1.25"
"""The first version of the manifest that knows shared channels."""
SCHEMA = f"https://developer.microsoft.com/en-us/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
ENDPOINT = "/teams/messages"
"""Where Teams hands over what happens, below the public address."""
LONGEST_NAME, LONGEST_FULL_NAME, LONGEST_DEVELOPER = 30, 100, 32
RIGHTS = (
    "ChannelMember.Read.Group",  # learns who comes and goes in channels with people of other companies
)
"""Rights within a team, which its owner gives by adding the app; each with its reason."""
PERSONAL = (
    ("help", "help"),
    ("my answers", "my_answers"),
    ("who sees this", "who_sees"),
    ("pause", "pause"),
    ("report", "report"),
    ("poll", "poll"),
    ("results", "results"),
    ("roadmap", "roadmap"),
    ("summary", "summary"),
    ("status", "status"),
)
TOGETHER = (
    ("help", "help"),
    ("my answers", "my_answers"),
    ("who sees this", "who_sees"),
    ("report", "report"),
    ("poll", "poll"),
    ("results", "results"),
    ("close", "close"),
    ("roadmap", "roadmap"),
    ("summary", "summary"),
    ("status", "status"),
)
SCOPES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("personal", PERSONAL),
    ("team", TOGETHER),
    ("groupChat", TOGETHER),
)
"""Where the bot can be added, and the words that Teams offers there: at most ten, typed as they stand."""
ON_A_MESSAGE = ("save_feedback", "report_problem")
"""What the menu of any message offers; each opens a dialog that the bot fills."""
_APP_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_RELEASE = re.compile(r"\d{1,5}\.\d{1,5}\.\d{1,5}")

Words = Mapping[str, Say]
"""How phrases are worded, by language; the first is what Teams shows to everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What the operator says about the app; nothing of it can be wrong once it is made."""

    name: str
    """What customers see in front of every message."""
    app_id: str
    """Of the registration; the bot and the package bear the same."""
    url: str
    """Where our server is reached from outside."""
    release: str
    """Teams takes a changed package only under a higher one."""
    full_name: str = ""
    website: str = ""
    privacy: str = ""
    terms: str = ""

    def __post_init__(self) -> None:
        """Refusal, in a sentence that says what to give instead."""
        if not self.app_id:
            raise Refusal(Phrase("cli.teams_no_app_id"))
        if not _APP_ID.fullmatch(self.app_id):
            raise Refusal(Phrase("cli.teams_bad_app_id", {"id": self.app_id}))
        if not self.url:
            raise Refusal(Phrase("cli.teams_no_address"))
        for address in (self.url, self.website, self.privacy, self.terms):
            if address:
                host_of(address)
        if not self.name.strip():
            raise Refusal(Phrase("cli.teams_no_name"))
        if len(self.name) > LONGEST_NAME:
            raise Refusal(Phrase("cli.teams_long_name", {"n": len(self.name), "most": LONGEST_NAME}))
        if len(self.full_name) > LONGEST_FULL_NAME:
            found = {"n": len(self.full_name), "most": LONGEST_FULL_NAME}
            raise Refusal(Phrase("cli.teams_long_full_name", found))
        if not _RELEASE.fullmatch(self.release):
            raise Refusal(Phrase("cli.teams_bad_release", {"release": self.release}))


def host_of(address: str) -> str:
    """The name of the machine in an HTTPS address; Refusal where it is none, since Teams takes no other."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not address.casefold().startswith("https://") or "." not in host:
        raise Refusal(Phrase("cli.teams_bad_address", {"url": address}))
    return host


def manifest(app: App, words: Words) -> dict[str, object]:
    """What `manifest.json` holds: checked against version 1.25 of the vendor's schema by the tests."""
    tag, say = next(iter(words.items()))
    host, base = host_of(app.url), app.url.rstrip("/")
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": app.release,
        "id": app.app_id,
        "localizationInfo": {
            "defaultLanguageTag": tag,
            "additionalLanguages": [
                {"languageTag": other, "file": language_file(other)} for other in words if other != tag
            ],
        },
        "developer": {
            "name": app.name[:LONGEST_DEVELOPER],
            "websiteUrl": app.website or base,
            "privacyUrl": app.privacy or base,
            "termsOfUseUrl": app.terms or base,
        },
        "name": {"short": app.name, "full": app.full_name or app.name},
        "description": {"short": say(Phrase("teams.about")), "full": say(Phrase("teams.about_full"))},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": "tier1",
        "bots": [
            {
                "botId": app.app_id,
                "scopes": [scope for scope, _ in SCOPES],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "supportsCalling": False,
                "supportsVideo": False,
                "commandLists": [
                    {"scopes": [scope], "commands": [_command(title, key, say) for title, key in offered]}
                    for scope, offered in SCOPES
                ],
            }
        ],
        "composeExtensions": [
            {"botId": app.app_id, "commands": [_on_a_message(action, say) for action in ON_A_MESSAGE]}
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
        # Rights within a team are given to this registration; Teams wants a resource beside it, and never asks for it.
        "webApplicationInfo": {"id": app.app_id, "resource": base},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": right, "type": "Application"} for right in RIGHTS]}
        },
    }


def translation(app: App, say: Say) -> dict[str, str]:
    """The texts of the manifest in another language, by their places in it; what is typed stays as it is."""
    found = {
        "name.short": app.name,
        "name.full": app.full_name or app.name,
        "description.short": say(Phrase("teams.about")),
        "description.full": say(Phrase("teams.about_full")),
    }
    return found | dict(_commands(SCOPES, say)) | dict(_actions(ON_A_MESSAGE, say))


def language_file(language: str) -> str:
    """What the file with the texts of a language is called in the package."""
    return f"{language}.json"


def _command(title: str, key: str, say: Say) -> dict[str, str]:
    return {"title": title, "description": say(Phrase(f"teams.command.{key}"))}


def _on_a_message(action: str, say: Say) -> dict[str, object]:
    return {
        "id": action,
        "type": "action",
        "context": ["message"],
        "title": say(Phrase(f"teams.action.{action}")),
        "description": say(Phrase(f"teams.action_about.{action}")),
        "fetchTask": True,
    }


def _commands(scopes: Sequence[tuple[str, Sequence[tuple[str, str]]]], say: Say) -> Iterator[tuple[str, str]]:
    for number, (_, offered) in enumerate(scopes):
        for place, (title, key) in enumerate(offered):
            for field, text in _command(title, key, say).items():
                yield f"bots[0].commandLists[{number}].commands[{place}].{field}", text


def _actions(actions: Sequence[str], say: Say) -> Iterator[tuple[str, str]]:
    for place, action in enumerate(actions):
        yield f"composeExtensions[0].commands[{place}].title", say(Phrase(f"teams.action.{action}"))
        yield f"composeExtensions[0].commands[{place}].description", say(Phrase(f"teams.action_about.{action}"))
