"""What happens around the app: it comes and goes, people come and go, teams and channels change; the app is told."""

from tests.fakes.objects import Json
from tests.fakes.teams.acts import Acts
from tests.fakes.teams.outcome import Outcome
from tests.fakes.teams.world import ChannelType, Conversation, Person, Team


class Changes(Acts):
    """One happening per method; `by` is who caused it."""

    async def install(self, *, as_: Person | str, tenant_id: str | None = None) -> Outcome:
        """Get the app for oneself."""
        person = self._vendor.world.person(as_)
        chat = self._vendor.world.personal(person, tenant_id)
        chat.installed = True
        return await self._told(
            person,
            chat,
            self.payloads.membership(person, chat, [self._vendor.bot], added=True, team=None),
            self.payloads.installation(person, chat, added=True),
        )

    async def uninstall(self, *, as_: Person | str, tenant_id: str | None = None) -> Outcome:
        """Remove the app from one's own chats; its messages stay."""
        person = self._vendor.world.person(as_)
        chat = self._vendor.world.personal(person, tenant_id)
        outcome = await self._told(person, chat, self.payloads.installation(person, chat, added=False))
        chat.installed = False
        return outcome

    def block(self, *, as_: Person | str, blocked: bool = True) -> None:
        """Block the app, or let it speak again; it is not told."""
        person = self._vendor.world.person(as_)
        for chat in self._vendor.world.personals(person):
            chat.blocked = blocked

    async def add_to_team(self, team: Team, *, by: Person | str, channel: Conversation | None = None) -> Outcome:
        """Add the app to a team, from one of its channels (its first, if none is named)."""
        person, where = self._vendor.world.person(by), channel or self._vendor.world.conversations[team.id]
        first = self._vendor.world.conversations[team.id]
        team.installed = True
        return await self._told(
            person,
            where,
            self.payloads.membership(person, first, [self._vendor.bot], added=True, team=team),
            self.payloads.installation(person, where, added=True),
        )

    async def remove_from_team(self, team: Team, *, by: Person | str) -> Outcome:
        """Remove the app from a team."""
        person, first = self._vendor.world.person(by), self._vendor.world.conversations[team.id]
        outcome = await self._told(
            person,
            first,
            self.payloads.membership(person, first, [self._vendor.bot], added=False, team=team),
            self.payloads.installation(person, first, added=False),
        )
        team.installed = False
        return outcome

    async def add_to_chat(self, chat: Conversation, *, by: Person | str) -> Outcome:
        """Add the app to a chat of several people."""
        person = self._vendor.world.person(by)
        chat.installed = True
        return await self._told(
            person,
            chat,
            self.payloads.membership(person, chat, [self._vendor.bot], added=True, team=None),
            self.payloads.installation(person, chat, added=True),
        )

    async def remove_from_chat(self, chat: Conversation, *, by: Person | str) -> Outcome:
        """Remove the app from a chat."""
        person = self._vendor.world.person(by)
        outcome = await self._told(
            person,
            chat,
            self.payloads.membership(person, chat, [self._vendor.bot], added=False, team=None),
            self.payloads.installation(person, chat, added=False),
        )
        chat.installed = False
        return outcome

    async def upgrade(self, where: Conversation, *, by: Person | str) -> Outcome:
        """Update the app to a newer version."""
        person = self._vendor.world.person(by)
        body = self.payloads.installation(person, where, added=True, upgrade=True)
        return await self._told(person, where, body)

    async def join(self, where: Team | Conversation, *, who: Person | str, by: Person | str) -> Outcome:
        """Bring somebody into a team, a shared channel, or a chat."""
        return await self._moved(where, self._vendor.world.person(who), self._vendor.world.person(by), added=True)

    async def leave(self, where: Team | Conversation, *, who: Person | str, by: Person | str | None = None) -> Outcome:
        """Take somebody out; without `by` they go by themselves."""
        person = self._vendor.world.person(who)
        return await self._moved(where, person, self._vendor.world.person(by or person), added=False)

    async def create_channel(
        self,
        team: Team,
        name: str,
        *,
        by: Person | str,
        members: list[Person] | None = None,
        type: ChannelType = ChannelType.STANDARD,
    ) -> tuple[Conversation, Outcome]:
        """A new channel."""
        channel = self._vendor.world.add_channel(name, team, members, type=type)
        return channel, await self._happened("channelCreated", team, channel, by)

    async def rename_channel(self, channel: Conversation, name: str, *, by: Person | str) -> Outcome:
        """Another name for a channel."""
        channel.name = name
        return await self._happened("channelRenamed", self._team(channel), channel, by)

    async def delete_channel(self, channel: Conversation, *, by: Person | str) -> Outcome:
        """Delete a channel; it can be restored."""
        channel.deleted = True
        return await self._happened("channelDeleted", self._team(channel), channel, by)

    async def restore_channel(self, channel: Conversation, *, by: Person | str) -> Outcome:
        """Bring a deleted channel back."""
        channel.deleted = False
        return await self._happened("channelRestored", self._team(channel), channel, by)

    async def rename_team(self, team: Team, name: str, *, by: Person | str) -> Outcome:
        """Another name for a team."""
        team.name = name
        return await self._happened("teamRenamed", team, None, by)

    async def archive_team(self, team: Team, *, by: Person | str, back: bool = False) -> Outcome:
        """Archive a team, so that nothing can be written there, or take it `back`."""
        team.archived = not back
        return await self._happened("teamUnarchived" if back else "teamArchived", team, None, by)

    async def delete_team(self, team: Team, *, by: Person | str, for_ever: bool = False) -> Outcome:
        """Delete a team."""
        outcome = await self._happened("teamHardDeleted" if for_ever else "teamDeleted", team, None, by)
        team.deleted = True
        return outcome

    async def restore_team(self, team: Team, *, by: Person | str) -> Outcome:
        """Bring a deleted team back."""
        team.deleted = False
        return await self._happened("teamRestored", team, None, by)

    async def share_channel(self, channel: Conversation, other: Team, *, by: Person | str) -> Outcome:
        """Share a channel with another team, perhaps of another tenant: its members come in."""
        channel.members |= other.members
        channel.shared_with.append(other.id)
        more = {"sharedWithTeams": [self.payloads.team(other)]}
        return await self._happened("channelShared", self._team(channel), channel, by, more)

    async def unshare_channel(self, channel: Conversation, other: Team, *, by: Person | str) -> Outcome:
        """Share it no more: the other team's members go."""
        channel.members -= other.members
        channel.shared_with.remove(other.id)
        more = {"unsharedFromTeams": [self.payloads.team(other)]}
        return await self._happened("channelUnshared", self._team(channel), channel, by, more)

    def move_region(self, tenant_id: str, region: str) -> None:
        """Serve a tenant from elsewhere: its service URL changes, the old one finds nothing any more."""
        self._vendor.world.tenants[tenant_id].region = region

    def forget(self, who: Person | str) -> None:
        """Delete somebody's account."""
        self._vendor.world.person(who).deleted = True

    async def _moved(self, where: Team | Conversation, person: Person, by: Person, *, added: bool) -> Outcome:
        team = where if isinstance(where, Team) else None
        place = self._vendor.world.conversations[where.id]
        inside = where.members
        if added:
            inside.add(person.aad)
        else:
            inside.discard(person.aad)
        who = [self.payloads.member(person)]
        if team is not None or place.team_id is None:
            body = self.payloads.membership(by, place, who, added=added, team=team)
        else:
            event = "channelMemberAdded" if added else "channelMemberRemoved"
            body = self.payloads.happening(event, by, self._team(place), place)
            body["membersAdded" if added else "membersRemoved"] = who
        return await self._told(by, place, body)

    async def _happened(
        self, event: str, team: Team, channel: Conversation | None, by: Person | str, more: Json | None = None
    ) -> Outcome:
        person = self._vendor.world.person(by)
        body = self.payloads.happening(event, person, team, channel)
        body["channelData"] |= more or {}
        return await self._told(person, self._vendor.world.conversations[team.id], body)

    def _team(self, channel: Conversation) -> Team:
        return self._vendor.world.teams[str(channel.team_id)]
