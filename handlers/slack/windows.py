"""A press in a dialog is answered in that dialog: in its place, beneath what was pressed, or in a window on top.

Behind a dialog nobody reads: a reply in a channel would leave the dialog looking dead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.slack.blocks import Painted
from handlers.slack.payloads import Payload

MOST_BLOCKS = 100
SHORT = 3
"""Blocks of a reply that finds room beneath what was pressed; a longer one gets a window of its own."""
TITLE = 24
BESIDE = "beside"
"""How the first block of a reply beneath a button is named, so that the next reply takes its place."""

Json = Mapping[str, Any]
ViewJson = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An open dialog in which something was pressed."""

    id: str
    hash: str
    """Names the state of the dialog that was pressed: a newer one is not overwritten."""
    view: Json
    pressed: str
    """The block in which the press was made."""
    trigger: str
    """Lets another window open on top, for three seconds."""

    def instead(self, painted: Painted) -> ViewJson:
        """The reply in the dialog's place."""
        blocks = list(painted.blocks)
        title = _headline(blocks)
        if title is not None:
            blocks = blocks[1:] or blocks  # The window says it already.
        return self._showing(blocks, title)

    def beneath(self, painted: Painted) -> ViewJson | None:
        """The dialog as it stands, with the reply beneath what was pressed; None where there is no room for it."""
        standing = [dict(block) for block in self.view.get("blocks") or ()]
        standing = [block for block in standing if not str(block.get("block_id") or "").startswith(BESIDE)]
        reply = [{**block, "block_id": f"{BESIDE}{number}"} for number, block in enumerate(painted.blocks)]
        pressable = any(block.get("type") == "actions" or "accessory" in block for block in painted.blocks)
        if pressable or len(reply) > SHORT or len(standing) + len(reply) > MOST_BLOCKS:
            return None
        at = next((place for place, block in enumerate(standing, 1) if block.get("block_id") == self.pressed), 0)
        return self._showing([*standing[:at], *reply, *standing[at:]], None)

    def _showing(self, blocks: list[dict[str, Any]], title: Json | None) -> ViewJson:
        shown: ViewJson = {
            "type": "modal",
            "callback_id": "card",
            "title": dict(title or self.view["title"]),
            "blocks": blocks,
        }
        if self.view.get("close"):
            shown["close"] = dict(self.view["close"])
        return shown


def window_of(payload: Payload) -> Window | None:
    """The dialog in which something was pressed; None for a press in a message or in the Home tab."""
    view = payload.get("view") or {}
    if view.get("type") != "modal":
        return None
    action = (payload.get("actions") or [{}])[0]
    return Window(
        id=str(view.get("id") or ""),
        hash=str(view.get("hash") or ""),
        view=view,
        pressed=str(action.get("block_id") or ""),
        trigger=str(payload.get("trigger_id") or ""),
    )


def _headline(blocks: list[dict[str, Any]]) -> Json | None:
    """The first header, where it fits in the frame of a window."""
    first = blocks[0] if blocks else {}
    text = first.get("text") if first.get("type") == "header" else None
    return {**text, "emoji": False} if isinstance(text, Mapping) and len(str(text.get("text") or "")) <= TITLE else None
