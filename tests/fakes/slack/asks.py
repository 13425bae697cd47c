"""One call of the Web API as a method sees it: who asks, with which arguments, and how they are read."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.objects import Json, decoded
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.recorder import Call
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.world import Channel, User


@dataclass(slots=True, kw_only=True)
class Ask:
    """The installation that calls, and its arguments; forms send everything as text, JSON bodies do not."""

    vendor: Vendor
    installation: Installation
    call: Call
    token: str

    @property
    def args(self) -> Json:
        """What was sent, as it was sent."""
        return self.call.args

    def text(self, name: str, default: str = "") -> str:
        """A text argument."""
        value = self.args.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise Refused("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])
        return str(value)

    def needed(self, name: str) -> str:
        """A text argument that must be there."""
        value = self.text(name)
        if not value:
            raise Refused("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no: true, 1 or "true"."""
        value = self.args.get(name)
        return default if value is None else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number between 1 and `most`."""
        try:
            value = int(self.text(name, str(default)))
        except ValueError:
            raise Refused("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]) from None
        if not 0 < value <= most:
            raise Refused("invalid_limit" if name == "limit" else "invalid_arguments")
        return value

    def structure(self, name: str) -> object:
        """A JSON argument: itself in a JSON body, a JSON text in a form; None when it was left out."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        parsed: object = decoded(value)
        if parsed is None:
            word = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise Refused(word, [f"must be valid JSON [json-pointer:/{name}]"])
        return parsed

    def require(self, scope: str) -> None:
        """Refuse a call for which the installation has no scope."""
        if scope not in self.installation.scopes:
            provided = ",".join(sorted(self.installation.scopes))
            raise Refused("missing_scope", extra={"needed": scope, "provided": provided})

    def channel(self, name: str = "channel") -> Channel:
        """The channel of an argument, as far as this bot may know that it exists."""
        channel = self.vendor.world.channels.get(self.needed(name))
        if channel is None or not self.sees(channel):
            raise Refused("channel_not_found")
        return channel

    def sees(self, channel: Channel) -> bool:
        """Whether the bot knows a channel: it is inside, or the channel is a public one of its workspace."""
        inside = self.installation.bot_user_id in channel.members
        return inside or (channel.public and self.installation.team_id in channel.connected_teams)

    def inside(self, channel: Channel) -> bool:
        """Whether the bot is a member."""
        return self.installation.bot_user_id in channel.members

    def person(self, user_id: str, word: str = "user_not_found") -> User:
        """A person this workspace may know."""
        user = self.vendor.world.users.get(user_id)
        if user is None or not self.vendor.world.knows(self.installation.team_id, user):
            raise Refused(word)
        return user

    @property
    def bot(self) -> User:
        """The bot that asks."""
        return self.vendor.bot_of(self.installation)

    def paged(self, key: str, items: list[Json], default: int = 100, most: int = 1000) -> Json:
        """One page of a list, and the cursor of the next."""
        limit, cursor = self.number("limit", default, most), self.text("cursor")
        start = 0
        if cursor:
            try:
                start = int(bytes.fromhex(cursor).decode().removeprefix("at:"))
            except ValueError:
                raise Refused("invalid_cursor") from None
        following = start + limit
        onward = f"at:{following}".encode().hex() if following < len(items) else ""
        return {key: items[start:following], "response_metadata": {"next_cursor": onward}}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API: what it does, the scope it needs and its rate tier."""

    run: Callable[[Ask], Json]
    tier: int
    scope: str | None = None
