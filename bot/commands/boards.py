"""Reads what is typed about boards: `board create "Northwind Council"`, `board sponsor @ingrid`."""

from bot.commands.kinds import Boards, CreateBoard, Sponsor
from bot.commands.words import plain, split
from bot.errors import Refusal
from bot.texts import Phrase

FLAGS = {"zone": True, "language": True}


def read_boards(rest: str) -> Boards | CreateBoard | Sponsor:
    """The boards there are, a new one, or who reads the monthly report of one; Refusal with an example that works."""
    action, _, detail = rest.partition(" ")
    if action.casefold() == "sponsor":
        return _sponsor(detail)
    words, flags = split(plain(detail), FLAGS)
    if action.casefold() in ("", "list"):
        return Boards()
    if action.casefold() != "create" or not words:
        raise Refusal(Phrase("command.board_create_example"))
    return CreateBoard(name=" ".join(words), zone=flags.get("zone") or "UTC", language=flags.get("language") or "en")


def _sponsor(rest: str) -> Sponsor:
    words, _ = split(plain(rest), {})
    match words:
        case []:
            return Sponsor()
        case [one] if one.casefold() in ("none", "nobody"):
            return Sponsor(nobody=True)
        case [one] if one.startswith(("<@", "@")) or one.count(":") >= 2:
            return Sponsor(identity=one)
        case _:
            raise Refusal(Phrase("command.sponsor_example"))
