"""Reads who is meant by a command about one person's data."""

from bot.commands.rights_kinds import ErasePerson
from bot.errors import Refusal
from bot.texts import Phrase


def person_in(rest: str) -> str:
    """Who is meant by `person Ana Ruiz`, or by a mention; empty where the line speaks of something else."""
    word, _, after = rest.strip().partition(" ")
    if word.casefold() == "person":
        return after.strip().strip('"“”').strip()
    named = rest.strip()
    return named.removeprefix("@") if named.startswith(("<@", "@")) else ""


def read_erase(rest: str) -> ErasePerson:
    """Whom to erase; Refusal with an example when nobody is named."""
    whose = person_in(rest) or rest.strip().strip('"“”').strip()
    if not whose:
        raise Refusal(Phrase("command.erase_example"))
    return ErasePerson(identity=whose)
