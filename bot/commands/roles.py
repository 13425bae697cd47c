"""Reads who is to run a board or to look after a company: `board owner @kim`, `members owner @lea --account Acme`."""

from collections.abc import Mapping, Sequence

from bot.commands.roles_kinds import AccountOf, AccountOwner, BoardOwner
from bot.commands.words import plain, split
from bot.errors import Refusal
from bot.texts import Phrase

NOBODY = ("none", "nobody")


def read_board_owner(rest: str) -> BoardOwner:
    """Who is to run the board, or nobody; empty asks who does. Refusal with an example for anything else."""
    words, _ = split(plain(rest), {})
    match words:
        case []:
            return BoardOwner()
        case [one] if one.casefold() in NOBODY:
            return BoardOwner(nobody=True)
        case [one] if is_somebody(one):
            return BoardOwner(identity=one)
        case _:
            raise Refusal(Phrase("command.board_owner_example"))


def read_account_owner(words: Sequence[str], flags: Mapping[str, str]) -> AccountOwner:
    """Who is to look after which company, or nobody; Refusal with an example."""
    account = flags.get("account", "")
    match words:
        case [one] if account and one.casefold() in NOBODY:
            return AccountOwner(account=account, nobody=True)
        case [one] if account and is_somebody(one):
            return AccountOwner(account=account, identity=one)
        case _:
            raise Refusal(Phrase("command.account_owner_example"))


def read_account(rest: str) -> AccountOf:
    """Which company is meant."""
    return AccountOf(account=rest.strip().strip('"“”').strip())


def is_somebody(word: str) -> bool:
    """True for a mention and for an account such as `slack:T0123:U0456`."""
    return word.startswith(("<@", "@")) or word.count(":") >= 2
