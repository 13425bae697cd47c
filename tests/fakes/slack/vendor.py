"""Everything the stand-in knows, in one value that its doors hand to each other."""

from dataclasses import dataclass, field

from bot.clock import Clock
from tests.fakes.objects import Json
from tests.fakes.slack.installs import Installation, Installations
from tests.fakes.slack.limits import Limits
from tests.fakes.slack.messages import Message, Timeline
from tests.fakes.slack.recorder import Recorder
from tests.fakes.slack.script import Script
from tests.fakes.slack.views import Views
from tests.fakes.slack.wire import Ids, Stamps
from tests.fakes.slack.world import Channel, User, World

APP_ID = "A0STANDIN"
CLIENT_ID = "1111111111.2222222222"


@dataclass(slots=True, kw_only=True)
class File:
    """One uploaded file: its bytes, and where it was shared."""

    id: str
    name: str
    title: str
    length: int
    team_id: str
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)

    def wire(self) -> Json:
        """The file as the vendor describes it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "channels": list(self.channels),
        }


@dataclass(slots=True, kw_only=True)
class Code:
    """A code of an installation under way: who agreed, for which workspace and for what."""

    text: str
    team_id: str
    user_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    born: float
    used: bool = False


@dataclass(slots=True, kw_only=True)
class Vendor:
    """The stand-in's memory."""

    clock: Clock
    ids: Ids
    stamps: Stamps
    world: World
    installs: Installations
    timeline: Timeline
    views: Views
    limits: Limits
    script: Script
    recorder: Recorder
    signing_secret: str
    client_secret: str
    app_token: str
    rotating: bool = False
    home_enabled: bool = True
    base_url: str = ""
    files: dict[str, File] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)

    def bot_of(self, installation: Installation) -> User:
        """The bot user of an installation."""
        return self.world.users[installation.bot_user_id]

    def speak(
        self, installation: Installation, channel: Channel, text: str, blocks: list[Json], *, to: str | None = None
    ) -> Message:
        """Let the bot say something in a channel; `to` = only this person sees it, until a reload."""
        message = self.timeline.post(channel, self.bot_of(installation), text, blocks)
        message.bot_id, message.app_id, message.ephemeral_to = installation.bot_id, installation.app_id, to
        if to:
            message.readers = {to}
        return message

    def speaker_of(self, message: Message) -> Installation:
        """The installation whose bot wrote a message."""
        installation = self.installs.by_bot(message.user)
        if installation is None:
            raise LookupError(f"message {message.ts} was not written by the app")
        return installation


def new_vendor(clock: Clock, *, limits: bool) -> Vendor:
    """An empty world with its clocks, ids and secrets."""
    ids, stamps = Ids(), Stamps(clock)
    world = World(ids)
    return Vendor(
        clock=clock,
        ids=ids,
        stamps=stamps,
        world=world,
        installs=Installations(world, ids, stamps, APP_ID),
        timeline=Timeline(world, ids, stamps),
        views=Views(ids, stamps),
        limits=Limits(clock, enabled=limits),
        script=Script(),
        recorder=Recorder(),
        signing_secret=ids.secret(),
        client_secret=ids.secret(),
        app_token=ids.secret("xapp-1-A0STANDIN-"),
    )
