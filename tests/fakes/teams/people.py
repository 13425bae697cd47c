"""People in the client: everything they can do to the app, and everything they see of it."""

from tests.fakes.teams.changes import Changes
from tests.fakes.teams.courier import Delivery
from tests.fakes.teams.messages import Message
from tests.fakes.teams.reading import Impossible, labels, lines
from tests.fakes.teams.world import Conversation, Person


class People(Changes):
    """Acts, happenings and sights in one place."""

    @property
    def request_url(self) -> str:
        """The app's address for every activity."""
        return self.courier.url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.courier.url = url

    @property
    def deliveries(self) -> list[Delivery]:
        """Every request made to the app."""
        return self.courier.deliveries

    @property
    def errors(self) -> list[str]:
        """The failures among them."""
        return self.courier.errors

    def sees(self, who: Person | str, where: Conversation | str | None = None) -> list[Message]:
        """What stands before somebody's eyes in a conversation (none named: their own chats with the app)."""
        person = self._vendor.world.person(who)
        places = self._vendor.world.personals(person) if where is None else [self._vendor.world.conversation(where)]
        return [
            message
            for place in places
            if not place.deleted and self._vendor.world.inside(person, place)
            for message in self._vendor.timeline.standing(place.id)
        ]

    def reads(self, who: Person | str, where: Conversation | str | None = None) -> str:
        """All of that as text, cards of one's own in place of those that everybody sees."""
        return "\n".join(line for message in self.sees(who, where) for line in self.lines(who, message))

    def lines(self, who: Person | str, message: Message) -> list[str]:
        """One message as somebody reads it."""
        said = [message.text] if message.text else []
        return [*said, *lines(message.seen_by(self._vendor.world.person(who)))]

    def buttons(self, who: Person | str, message: Message) -> list[str]:
        """The labels of the buttons somebody sees on a message."""
        return labels(message.seen_by(self._vendor.world.person(who)))

    def latest(self, who: Person | str, where: Conversation | str | None = None) -> Message:
        """The newest message of the app that somebody sees."""
        seen = [message for message in self.sees(who, where) if message.from_app]
        if not seen:
            raise Impossible("there is nothing to see")
        return max(seen, key=lambda message: int(message.id))

    def offering(self, who: Person | str, what: str, where: Conversation | str | None = None) -> Message:
        """The newest message on which somebody sees a button of this label."""
        for message in reversed(self.sees(who, where)):
            if what in self.buttons(who, message):
                return message
        raise Impossible(f"nobody offers {what!r}")
