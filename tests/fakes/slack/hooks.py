"""The response_urls that come with clicks and commands: five posts within half an hour, no token needed."""

from dataclasses import dataclass

from tests.fakes.objects import Json
from tests.fakes.slack.blockkit import check_message_blocks
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.messages import Message
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.world import Channel

USES = 5
LIFE = 1_800.0
"""Seconds that a response_url lives."""


@dataclass(slots=True, kw_only=True)
class Hook:
    """One response_url: for what one person did in one channel, perhaps on one message."""

    id: str
    team_id: str
    user_id: str
    channel: Channel
    installation: Installation
    born: float
    source: Message | None = None
    uses: int = 0


class Hooks:
    """Every response_url given out."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self.all: dict[str, Hook] = {}

    def fresh(
        self, installation: Installation, channel: Channel, user_id: str, team_id: str, source: Message | None = None
    ) -> str:
        """The address of a new one."""
        hook = Hook(
            id=self._vendor.ids.secret(),
            team_id=team_id,
            user_id=user_id,
            channel=channel,
            installation=installation,
            born=self._vendor.stamps.now(),
            source=source,
        )
        self.all[hook.id] = hook
        return f"{self._vendor.base_url}/actions/{team_id}/{hook.id}"

    def post(self, hook_id: str, body: object) -> tuple[int, str]:
        """What an app sends to a response_url: a private message to the person, unless it says otherwise."""
        hook = self.all.get(hook_id)
        if hook is None:
            return 404, "no_service"
        if self._vendor.stamps.now() - hook.born > LIFE:
            return 404, "expired_url"
        if hook.uses >= USES:
            return 404, "used_url"
        if not isinstance(body, dict):
            return 400, "invalid_payload"
        try:
            self._apply(hook, body)
        except Refused as refusal:
            return 400 if refusal.word != "message_not_found" else 404, refusal.word
        hook.uses += 1
        return 200, "ok"

    def _apply(self, hook: Hook, body: Json) -> None:
        source = hook.source
        if body.get("delete_original"):
            if source is None or source.deleted:
                raise Refused("message_not_found")
            source.deleted = True
            return
        text, blocks = speech(body)
        if body.get("replace_original"):
            if source is None or source.deleted:
                raise Refused("message_not_found")
            self._vendor.timeline.revise(source, text, blocks)
            return
        say(self._vendor, hook.installation, hook.channel, hook.user_id, body)


def speech(body: Json) -> tuple[str, list[Json]]:
    """The text and blocks of a reply, refused as a post would be."""
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    if not text and not blocks and not body.get("attachments"):
        raise Refused("no_text")
    if blocks:
        check_message_blocks(blocks)
    return text, blocks


def say(vendor: Vendor, installation: Installation, channel: Channel, user_id: str, body: Json) -> Message:
    """Show a reply: to the person alone, or to the channel where it says `in_channel`."""
    text, blocks = speech(body)
    private = body.get("response_type", "ephemeral") != "in_channel"
    message = vendor.speak(installation, channel, text, blocks, to=user_id if private else None)
    message.thread_ts = body.get("thread_ts") or None
    return message
