"""Reads how often a board may ask and when it is quiet: `policy person 1 a week`, `policy quiet 20:00-08:00`."""

import re

from bot.commands.kinds import PolicyOf, SetPolicy
from bot.commands.words import plain
from bot.errors import Refusal
from bot.texts import Phrase

_HOW_OFTEN = re.compile(r"(person|company)\s+(\d{1,3})\s*(?:a|per|/)?\s*(week|month)")
_QUIET = re.compile(r"quiet\s+([01]?\d|2[0-3])[:.]([0-5]\d)\s*(?:-{1,2}|to|until)\s*([01]?\d|2[0-3])[:.]([0-5]\d)")


def read_policy(rest: str) -> PolicyOf | SetPolicy:
    """What holds, or what is to hold from now on; Refusal with examples that work as pasted."""
    typed = " ".join(plain(rest).casefold().removeprefix("set ").split())
    if typed in ("", "list"):
        return PolicyOf()
    if found := _HOW_OFTEN.fullmatch(typed):
        match found[1], found[3]:
            case "person", "week":
                return SetPolicy(asks_per_week=int(found[2]))
            case "person", "month":
                return SetPolicy(asks_per_month=int(found[2]))
            case "company", "week":
                return SetPolicy(rounds_per_week=int(found[2]))
    if found := _QUIET.fullmatch(typed):
        begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        return SetPolicy(quiet_from=begin, quiet_until=end)
    raise Refusal(Phrase("command.policy_example"))
