"""What the page lets a person do, handed to `people`; what went wrong comes back in the client's own words."""

from tests.fakes.objects import Json
from tests.fakes.slack.controls import Control, Impossible, controls, valued
from tests.fakes.slack.events import Told
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import Outcome
from tests.fakes.slack.people import People
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, Team, User

NOBODY = "The app does not answer: nothing is connected, and no request URL is set."
LOST = "The app did not take this event; it would be told again later."


class Deeds:
    """One act of one person at a time."""

    def __init__(self, vendor: Vendor, people: People, sockets: SocketMode) -> None:
        self._vendor = vendor
        self._people = people
        self._sockets = sockets

    async def do(self, act: Json) -> Json:
        """Do it. `trouble` is what the client shows beside it, `errors` what stands at the fields of a dialog."""
        self._people.via = "socket" if self._sockets.connections else "http"
        try:
            done = await self._do(act, self._vendor.world.user(str(act.get("as"))))
        except Impossible as wrong:
            return {"trouble": str(wrong), "errors": {}}
        except RuntimeError:
            return {"trouble": NOBODY, "errors": {}}
        except (LookupError, StopIteration) as wrong:
            return {"trouble": f"There is no such thing: {wrong}", "errors": {}}
        if isinstance(done, Outcome):
            return {"trouble": done.trouble, "errors": done.errors}
        if isinstance(done, Told) and done.envelope and not done.ok:
            return {"trouble": LOST, "errors": {}}
        return {"trouble": None, "errors": {}}

    async def _do(self, act: Json, who: User) -> Outcome | Told | None:
        match act.get("do"):
            case "press":
                return await self._people.press(self._on(act, who), str(act["action"]), as_=who)
            case "choose":
                on, label = self._on(act, who), str(act["value"])
                return await self._people.choose(on, label, as_=who, action_id=str(act["action"]))
            case "tick":
                on, labels = self._on(act, who), [str(each) for each in act["value"]]
                return await self._people.tick(on, labels, as_=who, action_id=str(act["action"]))
            case "pick":
                return await self._people.pick(self._on(act, who), str(act["action"]), act["value"], as_=who)
            case "submit":
                return await self._submit(self._view(act), act, who)
            case "close":
                return await self._people.close(self._view(act), as_=who)
            case "dismiss":
                self._message(act, who).deleted = True
                return None
            case "say":
                return await self._say(act, who)
            case "shortcut":
                message = self._message(act, who) if act.get("ts") else None
                return await self._people.shortcut(str(act["callback"]), as_=who, message=message)
            case "open home":
                return await self._people.open_home(who)
            case "reload":
                self._people.reload(who)
                return None
            case _:
                return await self._arrange(act, who)

    async def _arrange(self, act: Json, who: User) -> Told | None:
        """What changes who and what there is."""
        world = self._vendor.world
        match act.get("do"):
            case "join":
                return await self._people.joined(self._place(act), who)
            case "invite bot":
                return await self._people.join_channel(self._place(act), inviter=who)
            case "remove bot":
                place = self._place(act)
                bot = next(i.bot_user_id for i in self._vendor.installs.all if i.bot_user_id in place.members)
                return await self._people.left(place, bot)
            case "archive":
                place = self._place(act)
                return await self._people.archive(place, by=who, back=place.is_archived)
            case "add channel":
                inside = [who, *self._newcomers(act)]
                world.add_channel(_handle(str(act["name"])), who.team_id, inside, private=bool(act.get("private")))
                return None
            case "add person":
                person = world.add_user(_named(act["person"]), self._company(act, who))
                return await self._people.joined(self._place(act), person) if act.get("channel") else None
            case other:
                raise Impossible(f"nobody can {other!r} here")

    async def _say(self, act: Json, who: User) -> Outcome | Told | None:
        """A line from the composer: a command where it begins with a slash, else a message."""
        text, place = str(act["text"]), self._place(act)
        if text.startswith("/"):
            if act.get("thread"):
                return Outcome(user=who, vendor=self._vendor, since="", trouble="Commands do not work in threads.")
            name, _, rest = text.partition(" ")
            return await self._people.command(name, rest.strip(), as_=who, channel=place)
        if who.id not in place.members:
            raise Impossible("you are not in this channel")
        if place.is_archived:
            raise Impossible("this channel is archived")
        thread = self._vendor.timeline.find(place.id, str(act["thread"])) if act.get("thread") else None
        _, told = await self._people.write(self._picked(text), as_=who, channel=place, thread=thread)
        return told

    async def _submit(self, view: View, act: Json, who: User) -> Outcome:
        for block_id, action_id, value in act.get("values", []):
            found = self._control(view, str(block_id), str(action_id))
            view.state.setdefault(found.block_id, {})[found.action_id] = valued(found, value)
        return await self._people.submit(view, as_=who)

    def _picked(self, text: str) -> str:
        """The text with `@Full Name` as the client sends it once a person was picked."""
        for user in sorted(self._vendor.world.users.values(), key=lambda each: -len(each.real_name)):
            text = text.replace(f"@{user.real_name}", f"<@{user.id}>")
        return text

    def _newcomers(self, act: Json) -> list[User]:
        """People of the company with which a new channel is shared: the one named, or all who are there."""
        if not str(act.get("company") or "").strip():
            return []
        team = self._company(act, None)
        if str(act.get("person") or "").strip():
            return [self._vendor.world.add_user(_named(act["person"]), team)]
        return [user for user in self._vendor.world.users.values() if user.team_id == team.id and not user.is_bot]

    def _company(self, act: Json, who: User | None) -> Team:
        """The workspace with this name, made where there is none; without a name the person's own."""
        world, name = self._vendor.world, " ".join(str(act.get("company") or "").split())
        if not name and who is not None:
            return world.teams[who.team_id]
        known = (team for team in world.teams.values() if team.name.lower() == name.lower())
        return next(known, None) or world.add_team(_named(name))

    def _on(self, act: Json, who: User) -> Message | View:
        return self._view(act) if act.get("view") else self._message(act, who)

    def _view(self, act: Json) -> View:
        view = self._vendor.views.all[str(act["view"])]
        if view.closed:
            raise Impossible("this window is closed")
        return view

    def _message(self, act: Json, who: User) -> Message:
        for message in self._vendor.timeline.seen_by(who, self._place(act)):
            if message.ts == act["ts"]:
                return message
        raise Impossible("this message is gone")

    def _place(self, act: Json) -> Channel:
        return self._vendor.world.channels[str(act["channel"])]

    def _control(self, view: View, block_id: str, action_id: str) -> Control:
        return next(c for c in controls(view.blocks) if (c.block_id, c.action_id) == (block_id, action_id))


def _named(name: object) -> str:
    words = " ".join(str(name or "").split())
    if not words:
        raise Impossible("a name is needed")
    return words


def _handle(name: str) -> str:
    """A channel's name as the client makes it of what was typed."""
    return "-".join(_named(name).lower().lstrip("#").split())
