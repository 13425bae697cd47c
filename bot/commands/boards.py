"""Reads what is typed about boards: `board create "Northwind Council"`, `board sponsor @ingrid`."""

from bot.commands.kinds import Boards, CreateBoard
from bot.commands.roles import NOBODY, is_somebody, read_board_owner
from bot.commands.roles_kinds import BoardOwner, MonthReport, Sponsor
from bot.commands.words import plain, split
from bot.errors import Refusal
from bot.texts import Phrase

FLAGS = {"zone": True, "language": True}


def read_boards(rest: str) -> Boards | CreateBoard | BoardOwner | Sponsor | MonthReport:
    """The boards there are, a new one, who runs one, or its monthly report; Refusal with an example that works."""
    action, _, detail = rest.partition(" ")
    match action.casefold():
        case "owner":
            return read_board_owner(detail)
        case "sponsor":
            return _sponsor(detail)
        case "report":
            return MonthReport()
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
        case [one] if one.casefold() in NOBODY:
            return Sponsor(nobody=True)
        case [one] if is_somebody(one):
            return Sponsor(identity=one)
        case _:
            raise Refusal(Phrase("command.sponsor_example"))
