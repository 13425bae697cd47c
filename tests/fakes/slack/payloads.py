"""The bodies of clicks, submissions, commands and shortcuts, with every field the vendor sends."""

import re
from html import escape

from tests.fakes.objects import Json, copied
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.messages import Message
from tests.fakes.slack.vendor import APP_ID, Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, Team, User

TOKEN = "verification-token"
"""The vendor's old proof of origin; still in every payload, trusted by nobody."""


PICKED = re.compile(r"&lt;(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+)(\|[^&]*)?&gt;")


def typed(text: str) -> str:
    """What a person typed, as the vendor writes it: &, < and > are escaped; people and channels they picked are not."""
    return PICKED.sub(lambda match: f"<{match[1]}{match[2] or ''}>", escape(text, quote=False))


class Payloads:
    """Builds payloads from what stands in the world."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def user(self, user: User) -> Json:
        """The one who acts: `team_id` is always their own."""
        return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}

    def frame(self, kind: str, user: User, team: Team, installation: Installation) -> Json:
        """What every interactive payload has; an organisation-wide installation names no workspace."""
        whole = installation.is_enterprise_install
        grid = {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None
        return {
            "type": kind,
            "user": self.user(user),
            "api_app_id": APP_ID,
            "token": TOKEN,
            "team": None if whole else {"id": team.id, "domain": team.domain},
            "enterprise": grid,
            "is_enterprise_install": whole,
        }

    def on_message(self, body: Json, message: Message, channel: Channel, state: Json) -> Json:
        """What comes with a click on a message; of an ephemeral one its content does not come along."""
        private = message.ephemeral_to is not None
        body["container"] = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": private,
        }
        if message.thread_ts:
            body["container"]["thread_ts"] = message.thread_ts
        body["channel"] = self.channel(channel)
        if not private:
            body["message"] = message.wire()
        body["state"] = {"values": state}
        return body

    def in_view(self, body: Json, view: View, state: Json) -> Json:
        """What comes with a click in a modal or Home tab."""
        view.state = state
        body["container"] = {"type": "view", "view_id": view.id}
        body["view"] = view.wire()
        return body

    def channel(self, channel: Channel) -> Json:
        """A channel in an interactive payload."""
        return {"id": channel.id, "name": self.channel_name(channel)}

    def channel_name(self, channel: Channel) -> str:
        """Names are told of public channels only."""
        return {"im": "directmessage", "mpim": f"mpdm-{channel.name}", "group": "privategroup"}.get(
            channel.kind, channel.name
        )

    def team(self, team: Team) -> Json:
        """The submitter's workspace in a view_submission, with its enterprise."""
        body: Json = {"id": team.id, "domain": team.domain}
        if team.enterprise_id:
            body |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
        return body

    def submission(self, kind: str, user: User, view: View, state: Json) -> Json:
        """view_submission and view_closed: they carry the submitter's workspace, not the installed one."""
        team = self._vendor.world.teams[user.team_id]
        installation = self._vendor.installs.of(view.installed_team_id)
        whole = installation is not None and installation.is_enterprise_install
        view.state = state
        body: Json = {
            "type": kind,
            "team": None if whole else self.team(team),
            "user": self.user(user),
            "api_app_id": APP_ID,
            "token": TOKEN,
            "view": view.wire(),
            "is_enterprise_install": whole,
            "enterprise": {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None,
        }
        return body

    def command(self, name: str, text: str, user: User, channel: Channel, installation: Installation) -> dict[str, str]:
        """A slash command's form."""
        team = self._vendor.world.teams[user.team_id]
        fields = {
            "token": TOKEN,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": self.channel_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": typed(text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "true" if installation.is_enterprise_install else "false",
        }
        if team.enterprise_id:
            fields |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name or ""}
        return fields

    def event(
        self,
        event: Json,
        installation: Installation,
        *,
        actor: User | None = None,
        channel: Channel | None = None,
        event_id: str | None = None,
    ) -> Json:
        """An event in its envelope; in shared channels `team_id` may be the actor's, the authorization's never is."""
        installed = self._vendor.world.teams[installation.team_id]
        shown = installed
        if actor is not None and channel is not None and event["type"] == "message":
            shown = self._vendor.world.teams[actor.team_id]
        stamp = event.setdefault("event_ts", self._vendor.stamps.fresh())
        body: Json = {
            "token": TOKEN,
            "team_id": shown.id,
            "context_team_id": installed.id,
            "context_enterprise_id": installed.enterprise_id,
            "api_app_id": APP_ID,
            "event": copied(event),
            "type": "event_callback",
            "event_id": event_id or self._vendor.ids.fresh("Ev", 10),
            "event_time": int(float(str(stamp))),
            "authorizations": [
                {
                    "enterprise_id": installed.enterprise_id,
                    "team_id": None if installation.is_enterprise_install else installed.id,
                    "user_id": installation.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": installation.is_enterprise_install,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
            "event_context": self._vendor.ids.secret("4-"),
        }
        if shown.enterprise_id:
            body["enterprise_id"] = shown.enterprise_id
        return body
