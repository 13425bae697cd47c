"""A platform that limits the product or fails for a moment, drawn by lot."""

from random import Random

from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk


def stumble(desk: Desk, chance: Random) -> None:
    """The next few calls of one kind are refused."""
    times = chance.randint(1, 3)
    match desk:
        case SlackDesk(office=there):
            method = chance.choice(["chat.postMessage", "chat.update", "users.info"])
            if chance.random() < 0.5:
                there.slack.script.too_many(method, "1", times=times)
            else:
                there.slack.script.http(method, 500, times=times)
        case TeamsDesk(office=crew):
            if chance.random() < 0.5:
                crew.teams.script.too_many("create", "1", times=times)
            else:
                crew.teams.script.refuse("create", 500, times=times)


def recover(desk: Desk) -> None:
    """Everything works again."""
    match desk:
        case SlackDesk(office=there):
            there.slack.script.clear()
        case TeamsDesk(office=crew):
            crew.teams.script.clear()
