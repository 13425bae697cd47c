"""Reads the manners of a board: `policy person 1 a week`, `policy quiet 20:00-08:00`, `policy ai on --account Acme`."""

import re

from bot.commands.policy_kinds import PolicyOf, SetAi, SetPolicy
from bot.commands.words import plain, split
from bot.errors import Refusal
from bot.texts import Phrase

_HOW_OFTEN = re.compile(r"(person|company)\s+(\d{1,3})\s*(?:a|per|/)?\s*(week|month)")
_KEEP = re.compile(r"keep\s+(?:(forever|for ever)|(\d{1,5})\s*(d|days?|m|months?|y|years?))")
_DAYS = {"d": 1, "m": 30, "y": 365}
_QUIET = re.compile(r"quiet\s+([01]?\d|2[0-3])[:.]([0-5]\d)\s*(?:-{1,2}|to|until)\s*([01]?\d|2[0-3])[:.]([0-5]\d)")


def read_policy(rest: str) -> PolicyOf | SetPolicy | SetAi:
    """What holds, or what is to hold from now on; Refusal with examples that work as pasted."""
    typed = " ".join(plain(rest).casefold().removeprefix("set ").split())
    if typed in ("", "list", "ai"):
        return PolicyOf()
    if typed.startswith("ai "):
        return _read_ai(rest)
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
    if found := _KEEP.fullmatch(typed):
        return SetPolicy(keep_days=0 if found[1] else int(found[2]) * _DAYS[found[3][0]])
    raise Refusal(Phrase("command.policy_example"))


def _read_ai(rest: str) -> SetAi:
    words, flags = split(plain(rest), {"account": True})
    match [word.casefold() for word in words if word.casefold() != "set"]:
        case ["ai", "on" | "off" as wanted] if "account" not in flags or flags["account"]:
            return SetAi(on=wanted == "on", account=flags.get("account", ""))
        case _:
            raise Refusal(Phrase("command.ai_example"))
