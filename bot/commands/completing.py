"""Completes what was typed in short, and offers the likeliest word for a mistyped one.

Nothing is guessed: what could mean two things, or would put text of somebody's to customers, has to be typed in full.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from bot.domain.likeness import closest, meant
from bot.errors import Refusal
from bot.texts import Phrase, Phrases

T = TypeVar("T", bound=str)
VERBS = (
    "help", "results", "summary", "roadmap", "why", "decide", "handoff", "merge", "unmerge", "close", "extend",
    "remind", "cancel", "cases", "status", "export", "schedule", "members", "account", "channel", "board", "policy",
    "audit", "web",
)  # fmt: skip
"""Verbs of the team behind a board; what they begin with is enough."""
OF_MEMBERS = ("my", "who", "pause", "resume")
"""Verbs for everybody; where one of the team's begins the same, that one is meant."""
IN_FULL = ("poll", "ask", "claim", "report", "event", "erase", "heard")
"""Followed by free text: in "as we said" nobody means to ask customers anything. And nobody is erased by a slip."""
ALSO = {"channels": "channel", "boards": "board", "answers": "my"}
GREETINGS = frozenset({"hello", "hi", "hey", "hallo", "home", "menu", "start"})
"""What people write first to somebody new; where no empty line can be sent, these stand for it."""
ACTING = frozenset({"decide", "close", "extend", "remind", "cancel", "handoff", "merge", "unmerge"})
"""Verbs that do something at once."""
SHORTEST, SHORTEST_ACTING = 2, 3
MOST_SHOWN = 120
"""Characters of a line that is typed back as an example."""


def whole_verb(verb: str, rest: str) -> str:
    """The verb that `verb` spells or begins, empty for a greeting; Refusal with an example where that is not clear."""
    typed = verb.casefold()
    if typed.rstrip("!.,") in GREETINGS:
        return ""
    if not typed or typed in {*VERBS, *OF_MEMBERS, *IN_FULL, *ALSO}:
        return typed
    known = (*VERBS, *IN_FULL)
    found = (meant(typed, known) or meant(typed, OF_MEMBERS)) if len(typed) >= SHORTEST else []
    if len(found) > 1:
        names = Phrases(tuple(found))
        raise Refusal(Phrase("command.unknown_several", {"verb": verb[:40], "known": names, "example": found[0]}))
    if found and found[0] not in IN_FULL and (found[0] not in ACTING or len(typed) >= SHORTEST_ACTING):
        return found[0]
    near = found or closest(typed, (*known, *OF_MEMBERS), 1)
    if not near or len(typed) < SHORTEST:
        raise Refusal(Phrase("command.unknown", {"verb": verb[:40]}))
    line = f"{near[0]} {rest}".strip()
    if len(line) > MOST_SHOWN:
        line = near[0]
    raise Refusal(Phrase("command.unknown_near", {"verb": verb[:40], "line": line}))


def whole_flag(name: str, known: Mapping[str, bool]) -> str:
    """The flag (without its dashes) that `name` spells or begins; Refusal for any other."""
    found = meant(name, known) if name else []
    if len(found) == 1:
        return found[0]
    typed = f"--{name[:28]}"
    longer = [each for each in known if name.startswith(each)]
    if near := found or longer or closest(name, known, 1):
        shown = Phrases(tuple(f"--{each}" for each in near))
        raise Refusal(Phrase("command.unknown_flag_near", {"flag": typed, "near": shown}))
    listed = " ".join(f"--{each}" for each in known) or "–"
    raise Refusal(Phrase("command.unknown_flag", {"flag": typed, "known": listed}))


def whole_word(typed: str, known: Collection[T]) -> T | None:
    """The one word that `typed` spells or begins; None where there is none, or more than one."""
    found = meant(typed, known)
    return found[0] if len(found) == 1 else None


def nearest(typed: str, known: Iterable[T]) -> T | None:
    """The word that looks most like a mistyped one; None where none comes close."""
    found = closest(typed, known, 1)
    return found[0] if found else None
