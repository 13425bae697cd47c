"""Who and what exists on the stand-in's side: tenants, people, teams with channels, and chats."""

from dataclasses import dataclass, field
from enum import StrEnum

from tests.fakes.teams.wire import Ids


class Kind(StrEnum):
    """Where a conversation takes place; the vendor's own words."""

    PERSONAL = "personal"
    CHANNEL = "channel"
    GROUP_CHAT = "groupChat"


class ChannelType(StrEnum):
    """Who can be in a channel: the whole team, some of it, or people of other tenants too."""

    STANDARD = "standard"
    PRIVATE = "private"
    SHARED = "shared"


@dataclass(slots=True, kw_only=True)
class Tenant:
    """One organisation; `region` is the part of the vendor's service that speaks for it."""

    id: str
    name: str
    domain: str
    region: str = "amer"


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with an account in a tenant of their own; `guest_of` are the tenants that invited them as a guest."""

    aad: str
    mri: str
    name: str
    tenant_id: str
    email: str
    guest_of: set[str] = field(default_factory=set)
    locale: str = "en-US"
    zone: str = "Europe/Berlin"
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A channel, a chat or somebody's chat with the app; `members` are aad ids (of a standard channel: the team's).

    `installed` = the app is in this chat; of a channel the team decides, unless it is set here. A personal chat where
    it is None may be written to as long as its person meets the app elsewhere; False = the app was removed.
    """

    id: str
    kind: Kind
    tenant_id: str
    name: str = ""
    team_id: str | None = None
    channel_type: ChannelType | None = None
    members: set[str] = field(default_factory=set)
    shared_with: list[str] = field(default_factory=list)
    installed: bool | None = None
    blocked: bool = False
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Team:
    """A team; its id is that of its first channel."""

    id: str
    name: str
    aad_group: str
    tenant_id: str
    members: set[str] = field(default_factory=set)
    installed: bool = False
    archived: bool = False
    deleted: bool = False


class World:
    """Every tenant, person, team and conversation; tests change it as a person would change the real thing."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.tenants: dict[str, Tenant] = {}
        self.people: dict[str, Person] = {}
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, Conversation] = {}
        self._rooms: list[Conversation] = []
        self._by_mri: dict[str, Person] = {}
        self._personal: dict[str, dict[str, Conversation]] = {}

    def add_tenant(self, name: str, id: str | None = None) -> Tenant:
        """A new organisation."""
        domain = "-".join(name.lower().split()) + ".example"
        tenant = Tenant(id=id or self.ids.guid(), name=name, domain=domain)
        self.tenants[tenant.id] = tenant
        return tenant

    def add_person(self, name: str, tenant: Tenant | str, *, guest_of: Tenant | None = None) -> Person:
        """A new person of `tenant`, whom another tenant may have invited as a guest."""
        home = self.tenants[tenant if isinstance(tenant, str) else tenant.id]
        handle = ".".join(name.lower().split())
        person = Person(
            aad=self.ids.guid(),
            mri=self.ids.person(),
            name=name,
            tenant_id=home.id,
            email=f"{handle}@{home.domain}",
            guest_of={guest_of.id} if guest_of else set(),
        )
        self.people[person.aad] = self._by_mri[person.mri] = person
        return person

    def add_team(
        self, name: str, tenant: Tenant, members: list[Person] | None = None, *, installed: bool = False
    ) -> Team:
        """A new team with its first channel, General; `installed` = the app is in it already."""
        inside = {person.aad for person in members or []}
        team = Team(
            id=self.ids.channel(),
            name=name,
            aad_group=self.ids.guid(),
            tenant_id=tenant.id,
            members=inside,
            installed=installed,
        )
        self.teams[team.id] = team
        self._keep_channel(team.id, "General", team, ChannelType.STANDARD, [])
        return team

    def add_channel(
        self, name: str, team: Team, members: list[Person] | None = None, *, type: ChannelType = ChannelType.STANDARD
    ) -> Conversation:
        """A new channel of `team`; with `members` of its own it is a shared one, where nothing else is said."""
        kind = ChannelType.SHARED if members and type is ChannelType.STANDARD else type
        return self._keep_channel(self.ids.channel(), name, team, kind, members or [])

    def add_chat(self, name: str, tenant: Tenant, members: list[Person], *, installed: bool = False) -> Conversation:
        """A new chat of several people."""
        chat = Conversation(
            id=self.ids.chat(),
            kind=Kind.GROUP_CHAT,
            tenant_id=tenant.id,
            name=name,
            members={person.aad for person in members},
            installed=installed,
        )
        self.conversations[chat.id] = chat
        self._rooms.append(chat)
        return chat

    def personal(self, person: Person, tenant_id: str | None = None) -> Conversation:
        """Somebody's chat with the app in a tenant (their own, if none is named); made when first asked for."""
        where = tenant_id or person.tenant_id
        if known := self._personal.get(person.aad, {}).get(where):
            return known
        chat = Conversation(id=self.ids.personal(), kind=Kind.PERSONAL, tenant_id=where, members={person.aad})
        self.conversations[chat.id] = self._personal.setdefault(person.aad, {})[where] = chat
        return chat

    def personals(self, person: Person) -> list[Conversation]:
        """Somebody's chats with the app."""
        return list(self._personal.get(person.aad, {}).values())

    def person(self, who: Person | str) -> Person:
        """A person by aad id, by what bots know them by, or by name; or the person given."""
        found = who if isinstance(who, Person) else self.lookup(who)
        return found or next(person for person in self.people.values() if person.name == who)

    def lookup(self, id: str) -> Person | None:
        """A person by aad id or by what bots know them by."""
        return self.people.get(id) or self._by_mri.get(id)

    def conversation(self, where: Conversation | str) -> Conversation:
        """A conversation by id or by name (with or without #), or the one given."""
        if isinstance(where, Conversation):
            return where
        if where in self.conversations:
            return self.conversations[where]
        return next(c for c in self.conversations.values() if c.name == where.removeprefix("#"))

    def channels(self, team: Team) -> list[Conversation]:
        """The channels of a team that were not deleted, its first one in front."""
        return [c for c in self._rooms if c.team_id == team.id and not c.deleted]

    def members(self, where: Conversation) -> list[Person]:
        """Who is in there, by aad id."""
        inside = where.members
        if where.channel_type is ChannelType.STANDARD and where.team_id:
            inside = self.teams[where.team_id].members
        return [self.people[aad] for aad in sorted(inside) if not self.people[aad].deleted]

    def inside(self, person: Person, where: Conversation) -> bool:
        """Whether somebody is in there."""
        return not person.deleted and person.aad in (
            self.teams[where.team_id].members
            if where.channel_type is ChannelType.STANDARD and where.team_id
            else where.members
        )

    def has_app(self, where: Conversation) -> bool:
        """Whether the app is part of a conversation."""
        if where.installed is not None or where.team_id is None:
            return bool(where.installed)
        team = self.teams[where.team_id]
        return team.installed and not team.deleted

    def belongs(self, person: Person, tenant_id: str) -> bool:
        """Whether a tenant knows somebody: one of its own people, or a guest."""
        return not person.deleted and (person.tenant_id == tenant_id or tenant_id in person.guest_of)

    def meets_app(self, person: Person, tenant_id: str) -> bool:
        """Whether the app may begin a chat with somebody: they have it, or sit somewhere in the tenant where it is."""
        own = self._personal.get(person.aad, {}).get(tenant_id)
        return bool(own and own.installed) or any(
            c.tenant_id == tenant_id and not c.deleted and self.has_app(c) and self.inside(person, c)
            for c in self._rooms
        )

    def _keep_channel(self, id: str, name: str, team: Team, type: ChannelType, members: list[Person]) -> Conversation:
        channel = Conversation(
            id=id,
            kind=Kind.CHANNEL,
            tenant_id=team.tenant_id,
            name=name,
            team_id=team.id,
            channel_type=type,
            members={person.aad for person in members},
        )
        self.conversations[channel.id] = channel
        self._rooms.append(channel)
        return channel
