"""What a person saw happen after they did something."""

from dataclasses import dataclass, field

from tests.fakes.objects import Json
from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.messages import Message
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import User


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The answer to one act; what arrives later (a response_url, a modal) is seen when it is looked at.

    `trouble` is what the client shows of its own when the app did not answer well, or may not be asked at all.
    """

    user: User
    vendor: Vendor
    since: str
    delivery: Delivery | None = None
    trouble: str | None = None
    trigger_id: str | None = None
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing looked broken to the person."""
        return self.trouble is None

    @property
    def status(self) -> int | None:
        """The HTTP status the app gave; None when it never answered, or never was asked."""
        return self.delivery.status if self.delivery else None

    @property
    def json(self) -> Json:
        """The app's answer where it was JSON."""
        return self.delivery.json if self.delivery else {}

    @property
    def private(self) -> list[Message]:
        """What only this person has been shown since."""
        mine = [m for m in self.vendor.timeline.standing() if m.ephemeral_to == self.user.id]
        return [m for m in mine if m.ts > self.since or (m.edited_ts or "") > self.since]

    @property
    def private_text(self) -> str:
        """All of that as text: fallback text and the words of blocks."""
        return "\n".join(words(m.text, m.blocks) for m in self.private)

    @property
    def opened(self) -> View | None:
        """The modal that this act opened."""
        return next((v for v in self.vendor.views.all.values() if v.trigger_id == self.trigger_id), None)


def words(text: str, blocks: list[Json]) -> str:
    """Everything legible in a message: its text, then each text inside its blocks."""
    found = [text] if text else []
    _gather(blocks, found)
    return "\n".join(found)


def _gather(node: object, found: list[str]) -> None:
    if isinstance(node, list):
        for item in node:
            _gather(item, found)
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and key in ("text", "alt_text"):
                found.append(value)
            else:
                _gather(value, found)
