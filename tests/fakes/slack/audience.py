"""Everything the app has shown to anybody, piece by piece, with who could read it: what a search for leaks reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.objects import encoded
from tests.fakes.slack.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing that left the app: `kind` is text, blocks, metadata, view, home or file."""

    kind: str
    where: str
    content: str
    readers: frozenset[str]


def shown(vendor: Vendor) -> Iterator[Shown]:
    """Every text, block, metadata, modal, Home tab and file, in all the versions that ever stood there."""
    yield from _messages(vendor)
    for view in vendor.views.all.values():
        kind = "home" if view.body.get("type") == "home" else "view"
        for body in (*view.versions, view.body):
            yield Shown(kind=kind, where=view.id, content=encoded(body), readers=frozenset({view.user_id}))


def teams_of(vendor: Vendor, readers: frozenset[str]) -> frozenset[str]:
    """The workspaces that people come from."""
    return frozenset(vendor.world.users[reader].team_id for reader in readers if reader in vendor.world.users)


def _messages(vendor: Vendor) -> Iterator[Shown]:
    for message in vendor.timeline.all:
        if message.bot_id is None:
            continue
        readers, where = frozenset(vendor.timeline.readers(message)), f"{message.channel}/{message.ts}"
        for text, blocks in (*message.versions, (message.text, message.blocks)):
            yield Shown(kind="text", where=where, content=text, readers=readers)
            yield Shown(kind="blocks", where=where, content=encoded(blocks), readers=readers)
        if message.metadata is not None:
            yield Shown(kind="metadata", where=where, content=encoded(message.metadata), readers=readers)
        for described in message.files:
            file = vendor.files[described["id"]]
            content = f"{file.name}\n{file.title}\n{(file.content or b'').decode(errors='replace')}"
            yield Shown(kind="file", where=where, content=content, readers=readers)
