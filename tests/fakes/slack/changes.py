"""What administrators and members change: channels renamed, shared or archived, people gone, the app removed."""

from tests.fakes.objects import Json
from tests.fakes.slack.courier import Courier
from tests.fakes.slack.events import Events, Told
from tests.fakes.slack.messages import Message
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.world import Channel, Team, User


class Changes(Events):
    """Happenings that alter what exists; each changes the world first, then tells."""

    def __init__(self, vendor: Vendor, courier: Courier) -> None:
        Events.__init__(self, vendor, courier)

    async def archive(self, channel: Channel | str, *, by: User | str, back: bool = False) -> Told:
        """Archive a channel, or bring it `back`."""
        place, user = self._vendor.world.channel(channel), self._vendor.world.user(by)
        place.is_archived = not back
        kind = f"{'group' if place.is_private else 'channel'}_{'unarchive' if back else 'archive'}"
        event: Json = {"type": kind, "channel": place.id, "user": user.id, "is_moved": 0}
        return await self.event(event, actor=user, channel=place)

    async def rename(self, channel: Channel | str, name: str) -> Told:
        """Rename a channel."""
        place = self._vendor.world.channel(channel)
        place.name = name
        body: Json = {"id": place.id, "name": name, "name_normalized": name, "created": place.created}
        event: Json = {"type": "group_rename" if place.is_private else "channel_rename", "channel": body}
        return await self.event(event, channel=place)

    async def change_id(self, channel: Channel | str, prefix: str = "C") -> Told:
        """Give a channel a new id, as when sharing starts."""
        place = self._vendor.world.channel(channel)
        old, new = self._vendor.world.change_id(place, prefix)
        self._vendor.timeline.move(old, new)
        event: Json = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
        return await self.event(event, channel=place)

    async def share(self, channel: Channel | str, team: Team) -> Told:
        """Connect a channel to another workspace."""
        place = self._vendor.world.share(channel, team)
        event: Json = {"type": "channel_shared", "connected_team_id": team.id, "channel": place.id}
        return await self.event(event, channel=place)

    async def unshare(self, channel: Channel | str, team: Team) -> tuple[Channel, Told]:
        """Sever a shared channel; the other workspace keeps a copy under a new id."""
        place = self._vendor.world.channel(channel)
        copy = self._vendor.world.severed(place, team)
        event: Json = {"type": "channel_unshared", "previously_connected_team_id": team.id, "channel": place.id}
        event["is_ext_shared"] = place.is_ext_shared
        return copy, await self.event(event, channel=place)

    async def delete_message(self, message: Message, *, by: User | str) -> Told:
        """An administrator, or the author, deletes a message."""
        place = self._vendor.world.channels[message.channel]
        before, user = message.wire(), self._vendor.world.user(by)
        message.deleted = True
        event: Json = {"type": "message", "subtype": "message_deleted", "hidden": True, "channel": place.id}
        event |= {"deleted_ts": message.ts, "previous_message": before, "channel_type": place.kind}
        event["ts"] = event["event_ts"] = self._vendor.stamps.fresh()
        return await self.event(event, actor=user, channel=place)

    async def edit_message(self, message: Message, text: str) -> Told:
        """The author changes the words of a message."""
        place, before = self._vendor.world.channels[message.channel], message.wire()
        self._vendor.timeline.revise(message, text, [])
        event: Json = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": place.id}
        event |= {"message": message.wire(), "previous_message": before, "channel_type": place.kind}
        event["ts"] = event["event_ts"] = self._vendor.stamps.fresh()
        return await self.event(event, actor=self._vendor.world.users[message.user], channel=place)

    async def change_user(self, user: User | str, *, team: Team | str | None = None) -> Told:
        """Tell of a person as they are now: change the value first (`deleted`, a name, a zone, a role)."""
        who = self._vendor.world.user(user)
        who.updated = int(self._vendor.stamps.now())
        profile: Json = {"real_name": who.real_name, "display_name": who.name, "title": who.title}
        if who.email:
            profile["email"] = who.email
        body: Json = {
            "id": who.id,
            "team_id": who.team_id,
            "name": who.name,
            "real_name": who.real_name,
            "deleted": who.deleted,
            "profile": profile,
            "is_bot": who.is_bot,
            "is_admin": who.is_admin,
            "is_owner": who.is_owner,
            "is_restricted": who.is_restricted,
            "is_ultra_restricted": who.is_ultra_restricted,
            "updated": who.updated,
            "tz": who.tz,
            "tz_offset": who.tz_offset,
            "locale": who.locale,
        }
        event: Json = {"type": "user_change", "user": body, "cache_ts": who.updated}
        return await self.event(event, team=team or self._home(who))

    async def deactivate(self, user: User | str) -> Told:
        """Deactivate an account, and tell."""
        who = self._vendor.world.user(user)
        who.deleted = True
        return await self.change_user(who)

    async def uninstall(self, team: Team | str) -> Told:
        """Remove the app from a workspace: its tokens die, then it is told."""
        installation = self._listening(team, None)
        self._vendor.installs.remove(installation)
        return await self.event({"type": "app_uninstalled"}, team=installation.team_id)

    async def revoke_tokens(self, team: Team | str, *, user_ids: list[str] | None = None) -> Told:
        """Revoke the bot's tokens, or (with `user_ids`) those of people; comes before or after an uninstall."""
        installation = self._listening(team, None)
        if user_ids is None:
            for token in installation.tokens:
                token.revoked = True
        tokens: Json = {"oauth": user_ids or [], "bot": [] if user_ids else [installation.bot_user_id]}
        return await self.event({"type": "tokens_revoked", "tokens": tokens}, team=installation.team_id)

    def _home(self, user: User) -> str | None:
        return user.team_id if self._vendor.installs.of(user.team_id) else None
