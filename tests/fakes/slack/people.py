"""People in the client: everything they can do to the app, and everything they see of it."""

from tests.fakes.slack.acts import Acts
from tests.fakes.slack.changes import Changes
from tests.fakes.slack.controls import Impossible
from tests.fakes.slack.courier import Courier, Delivery
from tests.fakes.slack.hooks import Hooks
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, User


class People(Acts, Changes):
    """Acts, happenings and sights in one place."""

    def __init__(self, vendor: Vendor, courier: Courier, hooks: Hooks) -> None:
        Acts.__init__(self, vendor, courier, hooks)

    @property
    def request_url(self) -> str:
        """The app's address for everything: events, clicks, commands."""
        return self.courier.url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.courier.url = url

    @property
    def via(self) -> str:
        """How the app is reached: "http" or "socket"."""
        return self.courier.via

    @via.setter
    def via(self, way: str) -> None:
        self.courier.via = way

    @property
    def deliveries(self) -> list[Delivery]:
        """Every request made to the app."""
        return self.courier.deliveries

    @property
    def errors(self) -> list[str]:
        """The failures among them: what people saw as a warning sign."""
        return self.courier.errors

    def sees(self, user: User | str, channel: Channel | str | None = None) -> list[Message]:
        """What stands before somebody's eyes in a channel (none named: the direct conversation with the bot)."""
        who = self._vendor.world.user(user)
        if channel is not None:
            return self._vendor.timeline.seen_by(who, self._vendor.world.channel(channel))
        mine = [c for c in self._vendor.world.channels.values() if c.is_im and who.id in c.members]
        return [message for place in mine for message in self._vendor.timeline.seen_by(who, place)]

    def reads(self, user: User | str, channel: Channel | str | None = None) -> str:
        """All of that as text."""
        return "\n".join(words(m.text, m.blocks) for m in self.sees(user, channel))

    def latest(self, user: User | str, channel: Channel | str | None = None) -> Message:
        """The newest message somebody sees."""
        seen = self.sees(user, channel)
        if not seen:
            raise Impossible("there is nothing to see")
        return seen[-1]

    def modal(self, user: User | str) -> View | None:
        """The modal somebody has open."""
        return self._vendor.views.open_for(self._vendor.world.user(user).id)

    def home(self, user: User | str) -> View | None:
        """Somebody's Home tab, once the app has published it."""
        who = self._vendor.world.user(user)
        return self._vendor.views.homes.get((who.team_id, who.id))

    def reload(self, user: User | str) -> None:
        """Restart the client: every ephemeral message is gone."""
        who = self._vendor.world.user(user)
        for message in self._vendor.timeline.all:
            message.deleted = message.deleted or message.ephemeral_to == who.id
