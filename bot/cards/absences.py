"""What the owner reads when somebody or something of a board is gone: a channel, a message, a person."""

from collections.abc import Mapping

from bot.cards.parts import Card, Note, Text, Title
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.channels import Channel, Place
from bot.texts import Argument, Phrase


def channel_paused_card(*, board: Board, channel: Channel, account: str, why: str) -> Card:
    """Nothing is posted in a channel for now, why, and what brings it back."""
    called = channel.name or channel.place.id
    name = Phrase("paused.channel", {"channel": called})
    args: dict[str, Argument] = {"channel": name, "account": account or board.name, "why": why, "called": called}
    line = _why(why, args)
    return Card(
        summary=line,
        parts=(
            Title(Phrase("paused.title", {"board": board.name})),
            Text(line),
            Note(_how(why, args)),
        ),
    )


def _why(why: str, args: Mapping[str, Argument]) -> Phrase:
    match why:
        case "archived":
            return Phrase("paused.archived", args)
        case "left":
            return Phrase("paused.left", args)
        case "severed":
            return Phrase("paused.severed", args)
        case "shared":
            return Phrase("paused.shared", args)
        case "rivals":
            return Phrase("paused.rivals", args)
        case "deleted":
            return Phrase("paused.deleted", args)
        case _:
            return Phrase("paused.refused", args)


def _how(why: str, args: Mapping[str, Argument]) -> Phrase:
    match why:
        case "shared":
            return Phrase("paused.how_shared")
        case "rivals":
            return Phrase("paused.how_rivals", args)
        case _:
            return Phrase("paused.how")


def message_removed_card(*, board: Board, place: Place, account: str) -> Card:
    """Somebody deleted a message of ours; it is not posted again."""
    line = Phrase("removed.line", {"account": account or board.name})
    return Card(
        summary=line,
        parts=(Title(Phrase("removed.title", {"board": board.name})), Text(line), Note(Phrase("removed.how"))),
    )


def person_gone_card(*, board: Board, person_name: str, account: str) -> Card:
    """A person's account was closed: they are asked nothing more, and have no rights."""
    line = Phrase("gone.member" if account else "gone.colleague", {"person": person_name, "account": account})
    return Card(
        summary=line,
        parts=(Title(Phrase("gone.title", {"board": board.name})), Text(line), Note(Phrase("gone.how"))),
    )


def schedule_rests_card(*, board: Board, cadence: Cadence, person_name: str) -> Card:
    """Somebody's schedule rests, because they have left or lost their rights; an admin lets it go on."""
    line = Phrase("rests.line", {"person": person_name, "rule": cadence.rule})
    return Card(
        summary=line,
        parts=(Title(Phrase("rests.title", {"board": board.name})), Text(line), Note(Phrase("rests.how"))),
    )
