"""Who and what exists on the stand-in's side: enterprises, workspaces, people and channels."""

from dataclasses import dataclass, field, replace

from tests.fakes.slack.wire import Ids


@dataclass(slots=True, kw_only=True)
class Team:
    """One workspace; `enterprise_id` where it belongs to an Enterprise Grid."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None
    enterprise_name: str | None = None


@dataclass(slots=True, kw_only=True)
class User:
    """One account in one workspace: a person, a guest or a bot."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str | None = None
    email_shown_outside: bool = False
    tz: str | None = "Europe/Berlin"
    tz_offset: int = 3600
    locale: str = "en-GB"
    title: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_stranger: bool = False
    updated: int = 1_700_000_000


@dataclass(slots=True, kw_only=True)
class Channel:
    """A place where messages stand; `members` are user ids of any workspace."""

    id: str
    name: str
    team_id: str
    creator: str
    members: set[str] = field(default_factory=set)
    connected_teams: set[str] = field(default_factory=set)
    post_only: set[str] = field(default_factory=set)
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_org_shared: bool = False
    pending_teams: set[str] = field(default_factory=set)
    former_ids: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    created: int = 1_700_000_000

    @property
    def is_ext_shared(self) -> bool:
        """Whether another organisation sits in here."""
        return bool(self.connected_teams - {self.team_id}) and not self.is_org_shared

    @property
    def kind(self) -> str:
        """channel, group, im or mpim: the word in scopes, events and `types`."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "group" if self.is_private else "channel"

    @property
    def public(self) -> bool:
        """Whether every full member of its workspaces may read it."""
        return self.kind == "channel"


class World:
    """Every workspace, person and channel; tests change it as a person would change the real thing."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._directs: dict[tuple[str, str], str] = {}

    def add_team(self, name: str, id: str | None = None, *, enterprise: str | None = None) -> Team:
        """A new workspace; `enterprise` is the id (E…) of the organisation it belongs to."""
        domain = "-".join(name.lower().split())
        grid = f"{name} Grid" if enterprise else None
        team_id = id or self.ids.fresh("T", 10)
        team = Team(id=team_id, name=name, domain=domain, enterprise_id=enterprise, enterprise_name=grid)
        self.teams[team.id] = team
        return team

    def add_user(self, real_name: str, team: Team | str, id: str | None = None) -> User:
        """A new full member of `team`; change the flags of what comes back for guests, admins and strangers."""
        home = self.teams[team if isinstance(team, str) else team.id]
        handle = ".".join(real_name.lower().split())
        user_id = id or self.ids.fresh("W" if home.enterprise_id else "U", 10)
        user = User(
            id=user_id, team_id=home.id, name=handle, real_name=real_name, email=f"{handle}@{home.domain}.example"
        )
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, team: Team | str, members: list[User] | None = None, *, private: bool = False
    ) -> Channel:
        """A new channel of `team`; members of other workspaces make it a shared one."""
        home = self.teams[team if isinstance(team, str) else team.id]
        inside = members or []
        channel = Channel(
            id=self.ids.fresh("C", 10),
            name=name,
            team_id=home.id,
            creator=inside[0].id if inside else "U00000000",
            members={user.id for user in inside},
            connected_teams={home.id} | {user.team_id for user in inside},
            is_private=private,
        )
        self.channels[channel.id] = channel
        return channel

    def direct(self, bot: User, person: User) -> Channel:
        """The conversation of a bot with one person; made when first asked for."""
        known = self.channels.get(self._directs.get((bot.id, person.id), ""))
        if known is not None:
            return known
        channel = Channel(
            id=self.ids.fresh("D", 10),
            name="",
            team_id=bot.team_id,
            creator=bot.id,
            members={bot.id, person.id},
            connected_teams={bot.team_id, person.team_id},
            is_im=True,
        )
        self.channels[channel.id] = channel
        self._directs[bot.id, person.id] = channel.id
        return channel

    def user(self, who: User | str) -> User:
        """A person by id, or the person given."""
        return self.users[who] if isinstance(who, str) else who

    def channel(self, where: Channel | str) -> Channel:
        """A channel by id or by name (with or without #), or the channel given."""
        if isinstance(where, Channel):
            return where
        if where in self.channels:
            return self.channels[where]
        name = where.removeprefix("#")
        return next(channel for channel in self.channels.values() if channel.name == name and not channel.is_im)

    def share(self, where: Channel | str, team: Team) -> Channel:
        """Connect a channel to another workspace, before its people come in."""
        channel = self.channel(where)
        channel.connected_teams |= {channel.team_id, team.id}
        return channel

    def join(self, where: Channel | str, who: User | str, *, post_only: bool = False) -> None:
        """Bring somebody in; `post_only` outsiders may write, and cannot use any app."""
        channel, user = self.channel(where), self.user(who)
        channel.members.add(user.id)
        channel.connected_teams |= {channel.team_id, user.team_id}
        if post_only:
            channel.post_only.add(user.id)

    def leave(self, where: Channel | str, who: User | str) -> None:
        """Take somebody out."""
        channel, user = self.channel(where), self.user(who)
        channel.members.discard(user.id)
        channel.post_only.discard(user.id)

    def change_id(self, where: Channel | str, prefix: str = "C") -> tuple[str, str]:
        """Give a channel a new id, as happens when sharing starts; the old one is not found any more."""
        channel = self.channel(where)
        old, new = channel.id, self.ids.fresh(prefix, 10)
        del self.channels[old]
        channel.id = new
        channel.former_ids.append(old)
        self.channels[new] = channel
        return old, new

    def severed(self, where: Channel | str, team: Team) -> Channel:
        """Cut a shared channel: `team` keeps a copy of its own under a new id, its people leave the original."""
        channel = self.channel(where)
        theirs = {member for member in channel.members if self.users[member].team_id == team.id}
        channel.members -= theirs
        channel.post_only -= theirs
        channel.connected_teams.discard(team.id)
        copy = replace(
            channel,
            id=self.ids.fresh("C", 10),
            team_id=team.id,
            members=theirs,
            connected_teams={team.id},
            post_only=set(),
            former_ids=[],
        )
        self.channels[copy.id] = copy
        return copy

    def meet(self, one: User, other: User) -> bool:
        """Whether two people share a workspace, or a channel that is not a direct one."""
        if one.team_id == other.team_id:
            return True
        return any({one.id, other.id} <= c.members for c in self.channels.values() if not c.is_im)

    def knows(self, team_id: str, user: User) -> bool:
        """Whether a workspace has any business with a person: its own, or one in a channel it is connected to."""
        if user.team_id == team_id or user.is_stranger:
            return True
        return any(user.id in c.members and team_id in c.connected_teams for c in self.channels.values())
