"""Where the app is installed, and the tokens each installation holds."""

from dataclasses import dataclass, field

from tests.fakes.slack.wire import Ids, Stamps
from tests.fakes.slack.world import Team, User, World

BOT_SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
)
"""What an installation may do unless a test says otherwise."""

TOKEN_LIFE = 43_200
"""Seconds that an access token lives where tokens rotate."""


@dataclass(slots=True, kw_only=True)
class Token:
    """One access token: until when it lives (None = for ever), and whether it was revoked."""

    text: str
    expires_at: float | None = None
    revoked: bool = False


@dataclass(slots=True, kw_only=True)
class Installation:
    """The app in one workspace, or in a whole enterprise (`is_enterprise_install`)."""

    team_id: str
    app_id: str
    bot_user_id: str
    bot_id: str
    installed_by: str
    scopes: set[str]
    tokens: list[Token] = field(default_factory=list)
    refresh_tokens: list[str] = field(default_factory=list)
    used_refresh_tokens: list[str] = field(default_factory=list)
    is_enterprise_install: bool = False
    enterprise_id: str | None = None
    removed: bool = False

    @property
    def bot_token(self) -> str:
        """The newest access token."""
        return self.tokens[-1].text

    @property
    def rotates(self) -> bool:
        """Whether its tokens expire."""
        return bool(self.refresh_tokens or self.used_refresh_tokens)


class Installations:
    """Every installation of the one app the stand-in knows."""

    def __init__(self, world: World, ids: Ids, stamps: Stamps, app_id: str) -> None:
        self._world = world
        self._ids = ids
        self._stamps = stamps
        self.app_id = app_id
        self.all: list[Installation] = []

    def install(
        self,
        team: Team,
        by: User | str = "U00000000",
        *,
        scopes: tuple[str, ...] = BOT_SCOPES,
        rotating: bool = False,
        whole_enterprise: bool = False,
        bot_name: str = "Council",
    ) -> Installation:
        """Install the app in `team` (again: the bot user stays, the token is a new one)."""
        before = next((i for i in self.all if i.team_id == team.id), None)
        bot_user_id = before.bot_user_id if before else self._bot(team, bot_name).id
        installation = Installation(
            team_id=team.id,
            app_id=self.app_id,
            bot_user_id=bot_user_id,
            bot_id=before.bot_id if before else self._ids.fresh("B", 10),
            installed_by=by if isinstance(by, str) else by.id,
            scopes=set(scopes),
            is_enterprise_install=whole_enterprise,
            enterprise_id=team.enterprise_id,
        )
        self.issue(installation, rotating=rotating)
        self._world.users[bot_user_id].deleted = False
        self.all = [i for i in self.all if i.team_id != team.id] + [installation]
        return installation

    def issue(self, installation: Installation, *, rotating: bool) -> Token:
        """A new access token; where tokens rotate it comes with a refresh token that works once."""
        if rotating:
            token = Token(text=self._ids.secret("xoxe.xoxb-1-"), expires_at=self._stamps.now() + TOKEN_LIFE)
            installation.refresh_tokens.append(self._ids.secret("xoxe-1-"))
        else:
            token = Token(text=self._ids.secret(f"xoxb-{len(self.all) + 1}-"))
        installation.tokens.append(token)
        return token

    def remove(self, installation: Installation) -> None:
        """Uninstall: every token dies and the bot leaves its channels."""
        installation.removed = True
        for token in installation.tokens:
            token.revoked = True
        self._world.users[installation.bot_user_id].deleted = True
        for channel in self._world.channels.values():
            channel.members.discard(installation.bot_user_id)

    def holding(self, token: str) -> tuple[Installation, Token] | None:
        """The installation a token belongs to."""
        for installation in self.all:
            for known in installation.tokens:
                if known.text == token:
                    return installation, known
        return None

    def refreshable(self, refresh_token: str) -> Installation | None:
        """The installation whose unused refresh token this is."""
        return next((i for i in self.all if refresh_token in i.refresh_tokens), None)

    def of(self, team_id: str) -> Installation | None:
        """The living installation in a workspace."""
        return next((i for i in self.all if i.team_id == team_id and not i.removed), None)

    def by_bot(self, bot_user_id: str) -> Installation | None:
        """The installation whose bot this is."""
        return next((i for i in self.all if i.bot_user_id == bot_user_id), None)

    def _bot(self, team: Team, name: str) -> User:
        bot = self._world.add_user(name, team)
        bot.is_bot, bot.email = True, None
        return bot
