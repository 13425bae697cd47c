"""The modals people have open, their Home tabs, and the trigger_ids that let an app open a modal."""

from dataclasses import dataclass, field

from tests.fakes.objects import Json, copied
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.wire import Ids, Stamps

TRIGGER_LIFE = 3.0
"""Seconds within which a trigger_id must be exchanged."""

STACK = 3
"""Modals that may lie on each other."""


@dataclass(slots=True, kw_only=True)
class Trigger:
    """The right to open one modal, given by one act of one person."""

    id: str
    user_id: str
    team_id: str
    born: float
    used: bool = False
    view_id: str | None = None


@dataclass(slots=True, kw_only=True)
class View:
    """One modal or Home tab as it stands before one person."""

    id: str
    user_id: str
    team_id: str
    installed_team_id: str
    app_id: str
    bot_id: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    trigger_id: str | None = None
    closed: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    state: Json = field(default_factory=dict)
    versions: list[Json] = field(default_factory=list)

    @property
    def blocks(self) -> list[Json]:
        """What it shows."""
        blocks: list[Json] = self.body.get("blocks", [])
        return blocks

    @property
    def callback_id(self) -> str:
        """The app's own name for it."""
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app hid in it."""
        return str(self.body.get("private_metadata", ""))

    def wire(self) -> Json:
        """The view as the vendor sends it in answers and payloads."""
        body = self.body
        whole: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "type": body["type"],
            "blocks": copied(self.blocks),
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": copied(self.state)},
            "hash": self.hash,
            "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(body.get("clear_on_close", False)),
            "notify_on_close": bool(body.get("notify_on_close", False)),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": self.installed_team_id,
            "bot_id": self.bot_id,
        }
        return whole


class Views:
    """Every view ever shown; `open_for` tells what a person has before them now."""

    def __init__(self, ids: Ids, stamps: Stamps) -> None:
        self._ids = ids
        self._stamps = stamps
        self.triggers: dict[str, Trigger] = {}
        self.all: dict[str, View] = {}
        self.homes: dict[tuple[str, str], View] = {}

    def trigger(self, user_id: str, team_id: str, view_id: str | None = None) -> Trigger:
        """A fresh trigger_id for something a person just did, inside `view_id` or elsewhere."""
        born = self._stamps.now()
        number = f"{self._ids.number()}.{int(born)}.{self._ids.secret()}"
        trigger = Trigger(id=number, user_id=user_id, team_id=team_id, born=born, view_id=view_id)
        self.triggers[trigger.id] = trigger
        return trigger

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger_id up; refused when unknown, used before, or older than three seconds."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._stamps.now() - trigger.born > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def show(
        self,
        body: Json,
        *,
        user_id: str,
        team_id: str,
        installed_team_id: str,
        app_id: str,
        bot_id: str,
        over: View | None = None,
        trigger_id: str | None = None,
    ) -> View:
        """Open a modal, on top of `over` where given."""
        self.check_external_id(body)
        if over is not None and self._depth(over) >= STACK:
            raise Refused("push_limit_reached")
        view_id = self._ids.fresh("V", 10)
        view = View(
            id=view_id,
            user_id=user_id,
            team_id=team_id,
            installed_team_id=installed_team_id,
            app_id=app_id,
            bot_id=bot_id,
            body=body,
            hash=self._hash(),
            root_id=over.root_id if over else view_id,
            previous_id=over.id if over else None,
            trigger_id=trigger_id,
        )
        self.all[view.id] = view
        return view

    def revise(self, view: View, body: Json) -> None:
        """Show something else in the same view; what a person typed in blocks that stay is kept."""
        view.versions.append(view.body)
        view.body, view.hash, view.errors = body, self._hash(), {}
        kept = {str(block.get("block_id")) for block in view.blocks}
        view.state = {block_id: values for block_id, values in view.state.items() if block_id in kept}

    def publish(self, home: View) -> View:
        """Put up a person's Home tab, or replace it."""
        key = (home.installed_team_id, home.user_id)
        standing = self.homes.get(key)
        if standing is None:
            self.homes[key] = self.all[home.id] = home
            return home
        self.revise(standing, home.body)
        return standing

    def blank_home(self, user_id: str, team_id: str, app_id: str, bot_id: str, body: Json) -> View:
        """A Home tab before it is published."""
        view_id = self._ids.fresh("V", 10)
        return View(
            id=view_id,
            user_id=user_id,
            team_id=team_id,
            installed_team_id=team_id,
            app_id=app_id,
            bot_id=bot_id,
            body=body,
            hash=self._hash(),
            root_id=view_id,
        )

    def named(self, view_id: str, external_id: str) -> View | None:
        """An open view by its id, or by the id the app gave it."""
        if view_id:
            view = self.all.get(view_id)
            return None if view is None or view.closed else view
        return next((v for v in self._open() if v.body.get("external_id") == external_id and external_id), None)

    def check_external_id(self, body: Json, but: View | None = None) -> None:
        """An external_id names one open view."""
        wanted = body.get("external_id")
        if wanted and any(v is not but and v.body.get("external_id") == wanted for v in self._open()):
            raise Refused("duplicate_external_id")

    def open_for(self, user_id: str) -> View | None:
        """The modal a person sees: the topmost one."""
        mine = [v for v in self._open() if v.user_id == user_id and v.body.get("type") == "modal"]
        return mine[-1] if mine else None

    def close(self, view: View, *, whole_stack: bool = False) -> None:
        """Close a modal, or everything that lies under and over it."""
        for other in self.all.values():
            if other is view or (whole_stack and other.root_id == view.root_id):
                other.closed = True

    def _open(self) -> list[View]:
        return [v for v in self.all.values() if not v.closed]

    def _depth(self, view: View) -> int:
        return sum(1 for v in self._open() if v.root_id == view.root_id)

    def _hash(self) -> str:
        return f"{int(self._stamps.now())}.{self._ids.secret()[:8]}"
