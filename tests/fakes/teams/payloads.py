"""What the vendor tells the app when something happens: whole activities with everything a real one carries."""

from html import escape

from tests.fakes.objects import Json
from tests.fakes.teams.messages import Message
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.world import Conversation, Kind, Person, Team

MENTION = "{app} {text}\n"
"""How a message usually names the app."""


class Payloads:
    """Puts activities together; the courier signs them."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def frame(self, kind: str, person: Person, where: Conversation, *, thread: str | None = None) -> Json:
        """What every activity has in common: who, where, when, and in which tenant."""
        vendor = self._vendor
        return {
            "type": kind,
            "id": vendor.ids.event(),
            **vendor.stamps.told(person.zone),
            "channelId": "msteams",
            "serviceUrl": vendor.region_url(where.tenant_id),
            "from": {"id": person.mri, "name": person.name, "aadObjectId": person.aad},
            "conversation": self.conversation(where, thread),
            "recipient": vendor.bot,
            "entities": [self._client(person)],
            "channelData": self.channel_data(where),
            "locale": person.locale,
        }

    def conversation(self, where: Conversation, thread: str | None = None) -> Json:
        """The conversation of an activity; in a channel with the thread, where there is one."""
        told: Json = {"conversationType": str(where.kind), "tenantId": where.tenant_id}
        told["id"] = f"{where.id};messageid={thread}" if thread else where.id
        if where.kind is not Kind.PERSONAL:
            told["isGroup"] = True
        if where.kind is Kind.GROUP_CHAT and where.name:
            told["name"] = where.name
        return told

    def channel_data(self, where: Conversation) -> Json:
        """What this vendor adds: tenant, team and channel."""
        data: Json = {"tenant": {"id": where.tenant_id}}
        if where.team_id is not None:
            data |= {
                "teamsChannelId": where.id,
                "teamsTeamId": where.team_id,
                "channel": {"id": where.id},
                "team": {"id": where.team_id},
            }
        return data

    def message(
        self, person: Person, where: Conversation, id: str, text: str, thread: str | None, *, mention: str = ""
    ) -> Json:
        """Something that was written; `mention` is the pattern in which the app is named, if it is.

        Others are named as `<at>Name</at>`.
        """
        body, bot = self.frame("message", person, where, thread=thread), self._vendor.bot
        body |= {"id": id, "textFormat": "plain", "text": text}
        shown = f"<p>{escape(text)}</p>"
        if mention:
            name = f"<at>{bot['name']}</at>"
            body["text"] = mention.format(app=name, text=text)
            body["entities"].append({"type": "mention", "mentioned": bot, "text": name})
            named = f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">{bot["name"]}</span>'
            shown = f"<p>{named}&nbsp;{escape(text)}</p>"
        for each in self._vendor.world.people.values():
            if (name := f"<at>{each.name}</at>") in text:
                mentioned = {"id": each.mri, "name": each.name}
                body["entities"].append({"type": "mention", "mentioned": mentioned, "text": name})
        body["attachments"] = [{"contentType": "text/html", "content": shown}]
        body["channelData"]["source"] = {"name": "compose"}
        return body

    def submitted(self, person: Person, where: Conversation, on: Message, value: Json) -> Json:
        """A press of an Action.Submit: a message without a text that carries what the button carries."""
        body = self.frame("message", person, where, thread=on.thread)
        body |= {"id": self._vendor.stamps.fresh(), "replyToId": on.id, "value": value}
        body["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": on.id}}
        return body

    def invoke(self, name: str, person: Person, where: Conversation, on: Message | None, value: Json) -> Json:
        """A question that the client waits for the answer of: a press, a refresh, a dialog."""
        body = self.frame("invoke", person, where, thread=on.thread if on else None)
        body |= {"name": name, "value": value}
        if on is not None:
            body["replyToId"] = on.id
        body["channelData"]["source"] = {"name": "message"}
        return body

    def reaction(self, person: Person, where: Conversation, on: Message, key: str, *, added: bool) -> Json:
        """A reaction to one of the app's messages."""
        body = self.frame("messageReaction", person, where, thread=on.thread)
        body["replyToId"] = on.id
        body["reactionsAdded" if added else "reactionsRemoved"] = [{"type": key}]
        return body

    def edited(self, person: Person, where: Conversation, on: Message, text: str) -> Json:
        """Somebody's own message with other words."""
        body = self.message(
            person, where, on.id, text, on.thread, mention="" if where.kind is Kind.PERSONAL else MENTION
        )
        body["type"] = "messageUpdate"
        body["channelData"]["eventType"] = "editMessage"
        return body

    def removed(self, person: Person, where: Conversation, on: Message) -> Json:
        """Somebody's own message, taken away."""
        body = self.frame("messageDelete", person, where, thread=on.thread)
        body["id"] = on.id
        body["channelData"]["eventType"] = "softDeleteMessage"
        return body

    def installation(self, person: Person, where: Conversation, *, added: bool, upgrade: bool = False) -> Json:
        """The app came into a conversation, or went."""
        body = self.frame("installationUpdate", person, where)
        body["action"] = ("add" if added else "remove") + ("-upgrade" if upgrade else "")
        body["channelData"]["source"] = {"name": "message"}
        if where.team_id is not None:
            body["channelData"]["settings"] = {"selectedChannel": {"id": where.id}}
        return body

    def membership(
        self, person: Person, where: Conversation, who: list[Json], *, added: bool, team: Team | None
    ) -> Json:
        """Somebody, or the app, was added or removed; `who` as members of activities."""
        body = self.frame("conversationUpdate", person, where)
        body["membersAdded" if added else "membersRemoved"] = who
        if team is not None:
            body["channelData"]["team"] = self.team(team)
            body["channelData"]["eventType"] = "teamMemberAdded" if added else "teamMemberRemoved"
        return body

    def happening(self, event: str, person: Person, team: Team, channel: Conversation | None = None) -> Json:
        """Something about a team or one of its channels: `channelCreated`, `teamArchived`, …"""
        where = self._vendor.world.conversations[team.id]
        body = self.frame(
            "conversationUpdate", person, channel if event.startswith("channelMember") and channel else where
        )
        data = body["channelData"]
        data |= {"eventType": event, "team": self.team(team)}
        if channel is not None:
            data["channel"] = {"id": channel.id, "name": channel.name, "type": str(channel.channel_type)}
            data["teamsChannelId"] = channel.id
        return body

    def team(self, team: Team) -> Json:
        """A team as events describe it."""
        return {"aadGroupId": team.aad_group, "name": team.name, "id": team.id, "tenantId": team.tenant_id}

    def member(self, person: Person) -> Json:
        """A person as member of an event."""
        return {"id": person.mri, "aadObjectId": person.aad}

    def _client(self, person: Person) -> Json:
        country = person.locale.partition("-")[2] or "US"
        about = {"locale": person.locale, "country": country, "platform": "Web", "timezone": person.zone}
        return about | {"type": "clientInfo"}
