"""Presses that no honest client sends, and the polls they are tried on."""

from collections.abc import Callable

from bot.actions.rights import make
from bot.domain.people import Identity, Role, Visitor
from tests.fakes.objects import Json
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import Outcome
from tests.fakes.slack.world import User
from tests.slack.office import Office
from tests.slack.rows import owner
from tests.slack.running import posted

Change = Callable[[Json], None]


def person(floor: Office, first_name: str) -> User:
    """Somebody by first name."""
    return next(user for user in floor.slack.world.users.values() if user.real_name.startswith(first_name))


async def asked(floor: Office, question: str, *options: str, more: str = "") -> Message:
    """A new poll; the message in Acme's channel."""
    spelt = " ".join(f'"{each}"' for each in options or ("Yes", "No"))
    done = await floor.cab(f'poll "{question}" {spelt} {more}')
    assert done.ok, done.trouble
    await floor.settle()
    return posted(floor.slack, floor.customers["Acme"])


async def pressed(floor: Office, message: Message, label: str, as_: User, change: Change) -> Outcome:
    """A press whose payload is altered before it is signed."""
    with floor.slack.people.courier.forging(change):
        return await floor.press(message, label, as_=as_)


def refused(outcome: Outcome) -> None:
    """Acknowledged, and told why, privately."""
    assert outcome.status == 200
    assert outcome.private_text


def wired(value: str) -> Change:
    """Alters what the pressed button says."""

    def change(body: Json) -> None:
        body["actions"][0]["value"] = value

    return change


async def appoint(floor: Office, user: User, role: Role) -> None:
    """Give one of the vendor's people a role, as an admin would."""
    identity = Identity(platform="slack", workspace=user.team_id, user=user.id)
    visitor = Visitor(identity=identity, name=user.real_name, staff=True)
    await make(floor.house.bot, await owner(floor), visitor, role)
