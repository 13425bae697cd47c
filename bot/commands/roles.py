"""Reads who is to run a board or to look after a company: `board owner @kim`, `members owner @lea --account Acme`."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.commands.roles_kinds import AccountOf, AccountOwner, BoardOwner, Heard
from bot.commands.words import number_of, plain, split
from bot.errors import Refusal
from bot.texts import Phrase

NOBODY = ("none", "nobody")
HEARD_FLAGS = {"account": True, "by": True, "on": True, "question": True}
_POLL = re.compile(r"#?[Pp]#?\d{1,9}")


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


def read_heard(rest: str) -> Heard:
    """`P3 "what they said" --account Acme --by Ana --on 2026-03-02 --question 2`; Refusal with an example."""
    words, flags = split(plain(rest), HEARD_FLAGS)
    number = number_of(words.pop(0), "P") if len(words) > 1 and _POLL.fullmatch(words[0]) else None
    text = " ".join(words).strip()
    if not text:
        raise Refusal(Phrase("command.heard_example"))
    try:
        on = date.fromisoformat(flags["on"]) if "on" in flags else None
    except ValueError:
        raise Refusal(Phrase("command.heard_day", {"text": flags["on"][:20]})) from None
    return Heard(
        text=text,
        number=number,
        question=number_of(flags["question"], "Q") if "question" in flags else None,
        account=flags.get("account", ""),
        said_by=flags.get("by", ""),
        on=on,
    )


def is_somebody(word: str) -> bool:
    """True for a mention and for an account such as `slack:T0123:U0456`."""
    return word.startswith(("<@", "@")) or word.count(":") >= 2
