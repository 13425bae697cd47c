"""What is read about who runs a board and who looks after a company: by admins, and by those who do it."""

from collections.abc import Sequence

from bot.cards.parts import Button, Buttons, Card, Note, Part, Text
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.people import Person
from bot.presses import Do
from bot.texts import Phrase


def board_owner_card(board: Board, owner: Person) -> Card:
    """Who runs the board."""
    line = Phrase("owner.runs", {"name": owner.name, "board": board.name})
    return _card(line, Note(Phrase("owner.how_to_end_board")))


def no_board_owner_card(board: Board) -> Card:
    """Nobody runs it but the admins."""
    return _card(Phrase("owner.nobody_runs", {"board": board.name}), Note(Phrase("command.board_owner_example")))


def account_owner_card(account: Account, owner: Person) -> Card:
    """Who looks after the company."""
    line = Phrase("owner.looks_after", {"name": owner.name, "account": account.name})
    return _card(line, Note(Phrase("owner.how_to_end_account", {"account": account.name})))


def no_account_owner_card(account: Account) -> Card:
    """Nobody looks after it."""
    line = Phrase("owner.nobody_looks", {"account": account.name})
    return _card(line, Note(Phrase("command.account_owner_example")))


def you_run_card(board: Board) -> Card:
    """To whoever runs a board from now on."""
    return _card(Phrase("owner.you_run", {"board": board.name}))


def you_look_after_card(account: Account) -> Card:
    """To whoever looks after a company from now on."""
    return _card(Phrase("owner.you_look", {"account": account.name}), Note(Phrase("owner.you_look_how")))


def own_duties(companies: Sequence[tuple[Account, Do]], reports: Sequence[tuple[Board, Do]]) -> tuple[Part, ...]:
    """What a colleague without a role can still do: the companies they look after, the reports they read."""
    buttons = [Button(account.name, press) for account, press in companies]
    buttons += [Button(Phrase("owner.month", {"board": board.name}), press) for board, press in reports]
    if not buttons:
        return ()
    return Text(Phrase("owner.duties")), Buttons(tuple(buttons))


def new_voice_card(*, board: Board, account: Account, name: str) -> Card:
    """To whoever looks after a company: somebody there has answered for the first time."""
    line = Phrase("owner.new_voice", {"name": name, "account": account.name, "board": board.name})
    return _card(line, Note(Phrase("owner.you_look_how")))


def _card(line: Phrase, *more: Part) -> Card:
    return Card(summary=line, parts=(Text(line), *more))
