"""What every act of a person comes down to: an activity for the app, and what its answer shows that person."""

from tests.fakes.objects import Json
from tests.fakes.teams.answers import Answers
from tests.fakes.teams.courier import Courier, Delivery
from tests.fakes.teams.messages import APP, Message
from tests.fakes.teams.outcome import Outcome
from tests.fakes.teams.payloads import Payloads
from tests.fakes.teams.reading import Impossible
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.world import Conversation, Kind, Person


class Client:
    """Brings activities to the app where the app is, and keeps the answers."""

    def __init__(self, vendor: Vendor, courier: Courier) -> None:
        self._vendor = vendor
        self.payloads = Payloads(vendor)
        self._answers = Answers(vendor)
        self.courier = courier

    def since(self, person: Person, id: str) -> list[Message]:
        """What the app has said to somebody in their own chats after a message."""
        return [
            message
            for place in self._vendor.world.personals(person)
            for message in self._vendor.timeline.standing(place.id)
            if message.author == APP and int(message.id) > int(id)
        ]

    async def _told(self, person: Person, place: Conversation, *bodies: Json, began: str = "") -> Outcome:
        outcome = self._outcome(person, began)
        for body in bodies:
            if self._heard(place):
                self._answers.plain(outcome, await self._bring(outcome, body))
        return outcome

    def _heard(self, place: Conversation) -> bool:
        """Whether what happens in there reaches the app."""
        if place.kind is Kind.PERSONAL:
            return place.installed is not False
        return self._vendor.world.has_app(place)

    async def _bring(self, outcome: Outcome, body: Json) -> Delivery:
        delivery = await self.courier.bring(body)
        outcome.deliveries.append(delivery)
        return delivery

    def _outcome(self, person: Person, began: str = "") -> Outcome:
        return Outcome(person=person, began=began or self._vendor.stamps.fresh(), behind=self)

    def _seeing(self, on: Message, who: Person | str) -> Person:
        person = self._vendor.world.person(who)
        place = self._vendor.world.conversations[on.conversation]
        if on.deleted or place.deleted or not self._vendor.world.inside(person, place):
            raise Impossible(f"{person.name} does not see that message")
        return person
