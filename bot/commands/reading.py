"""Reads a typed line: which command it is and which board it means; a mistake comes back with a working example."""

import re
from dataclasses import dataclass

from bot.commands.boards import read_boards
from bot.commands.completing import whole_verb, whole_word
from bot.commands.kinds import (
    AddChannel,
    AddMember,
    AskOpen,
    Audit,
    Bare,
    Cases,
    Channels,
    Claim,
    Command,
    Complain,
    Help,
    Members,
    MyAnswers,
    PauseMe,
    Poll,
    Results,
    ResumeMe,
    Roadmap,
    Status,
    Web,
    WhoSees,
    WhyOf,
)
from bot.commands.policy import read_policy
from bot.commands.rights import read_erase
from bot.commands.roadmap import read_decide, read_export, read_merge, read_summary, read_unmerge
from bot.commands.roadmap_kinds import HandOff
from bot.commands.roles import read_account, read_account_owner, read_heard
from bot.commands.roles_kinds import AccountOwner, GiveRights
from bot.commands.round_kinds import Cancel, Close, Extend, Remind
from bot.commands.schedules import read_event, read_schedule
from bot.commands.words import as_bars, has_bar, length, listed, near_length, number_of, plain, split, window
from bot.domain.channels import ChannelKind
from bot.domain.people import Role
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.texts import Phrase

POLL_FLAGS = {
    "multi": False, "rank": False, "nps": False, "anon": False, "live": False,
    "close": True, "segment": True, "board": True,
}  # fmt: skip
ASK_FLAGS = {"anon": False, "close": True, "segment": True, "board": True}
MEMBER_FLAGS = {"account": True, "again": False}
CHANNEL_FLAGS = {"account": True, "kind": True}
"""The flags of each verb, and whether a value follows."""
LONGEST_LINE = 1 << 20
"""Characters; no door takes as many, so that no line loses a flag at its end."""
ROLES = {"pm": Role.PRODUCT_MANAGER, "admin": Role.ADMIN, "none": Role.NONE}
_BOARD = re.compile(r'(?<!\S)--b(?:oard|oar|oa|o)?(?:\s+(?:"([^"]*)"|(?!--)(\S+)))?(?!\S)', re.IGNORECASE)
_SLASH = re.compile(r"^/cab(?:\s+|$)", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was typed: a command, and the board that was named with it."""

    command: Command
    board: str = ""
    """Empty where none was named."""


def parse(text: str) -> Command:
    """The command that `text` spells; Refusal with an example that works as pasted."""
    return read(text).command


def read(text: str) -> Line:
    """The command that `text` spells and the board it names; `--board` may stand behind any verb, anywhere.

    What cannot be seen, or stored, is left out of it before anything is looked up by it.
    """
    # Examples begin as they are typed in Slack; behind a mention, or to ourselves, they work just as well.
    rest, board = _without_board(_SLASH.sub("", clean(text, LONGEST_LINE).text.strip(), count=1))
    verb, _, detail = rest.strip().partition(" ")
    return Line(command=_command(whole_verb(verb, detail.strip()), detail.strip()), board=board)


def _without_board(text: str) -> tuple[str, str]:
    """The line without `--board X`, and X; what stands inside of quotation marks is left alone."""
    flat = plain(text)
    if "--b" not in flat.casefold():
        return text, ""
    inside = [(each.start(), each.end()) for each in _QUOTED.finditer(flat)]
    for found in _BOARD.finditer(flat):
        if any(start < found.start() < end for start, end in inside):
            continue
        name = (found[1] or found[2] or "").strip()
        if not name:
            raise Refusal(Phrase("command.board_example"))
        return f"{flat[: found.start()]}{flat[found.end() :]}", name
    return text, ""


def _command(verb: str, rest: str) -> Command:
    match verb:
        case "":
            return Bare()
        case "help":
            return Help()
        case "my" | "answers" if rest.casefold() in ("", "answers"):
            return MyAnswers()
        case "who":
            return WhoSees()
        case "pause":
            return _pause_me(rest)
        case "resume":
            return ResumeMe()
        case "report":
            return Complain(text=rest)
        case "claim":
            return _claim(rest)
        case "poll":
            return _poll(rest)
        case "ask":
            return _ask(rest)
        case "results":
            return Results(number=number_of(rest, "P"))
        case "summary":
            return read_summary(rest)
        case "roadmap":
            return Roadmap()
        case "why":
            return WhyOf(number=number_of(rest, "S"))
        case "decide":
            return read_decide(rest)
        case "handoff":
            return HandOff(number=number_of(rest, "S"))
        case "merge":
            return read_merge(rest)
        case "unmerge":
            return read_unmerge(rest)
        case "close":
            return Close(number=number_of(rest, "P"))
        case "extend":
            return _extend(rest)
        case "remind":
            return Remind(number=number_of(rest, "P"))
        case "cancel":
            return Cancel(number=number_of(rest, "P"))
        case "cases":
            return Cases()
        case "status":
            return Status()
        case "erase":
            return read_erase(rest)
        case "export":
            return read_export(rest)
        case "schedule":
            return read_schedule(rest)
        case "event":
            return read_event(rest)
        case "members":
            return _members(rest)
        case "account":
            return read_account(rest)
        case "heard":
            return read_heard(rest)
        case "channel" | "channels":
            return _channels(rest)
        case "board" | "boards":
            return read_boards(rest)
        case "policy":
            return read_policy(rest)
        case "audit":
            return Audit(verify=whole_word(rest, ("verify",)) is not None)
        case "web":
            return Web()
        case _:
            raise Refusal(Phrase("command.unknown", {"verb": verb[:40]}))


def _pause_me(rest: str) -> PauseMe:
    if not rest:
        return PauseMe()
    found = length(rest)
    if found is None:
        raise Refusal(Phrase("command.pause_example", {"text": rest[:20]}))
    return PauseMe(length=found)


def _claim(rest: str) -> Claim:
    words, _ = split(plain(rest), {})
    if not words:
        raise Refusal(Phrase("command.claim_example"))
    return Claim(code="".join(words)[:40])


def _poll(rest: str) -> Poll:
    flat = as_bars(plain(rest))
    if has_bar(flat):
        head, marks, tail = flat.partition(" --")
        words = [word.strip().strip('"').strip() for word in head.split("|")]
        _, flags = split(marks + tail, POLL_FLAGS)
    else:
        words, flags = split(flat, POLL_FLAGS)
        if not flat.lstrip().startswith(('"', "--")):
            raise Refusal(Phrase("command.poll_example"))  # without quotes nobody can tell where the question ends
    words = [word for word in words if word]
    if not words and "nps" in flags:
        raise Refusal(Phrase("command.nps_example"))
    if len(words) < 3 and "nps" not in flags:
        raise Refusal(Phrase("command.rank_example" if "rank" in flags else "command.poll_example"))
    if "live" in flags and "anon" in flags:
        raise Refusal(Phrase("command.live_or_anonymous"))
    return Poll(
        question=words[0],
        options=tuple(words[1:]),
        multi="multi" in flags,
        nps="nps" in flags,
        rank="rank" in flags,
        anonymous="anon" in flags,
        live="live" in flags,
        segments=_segments(flags),
        window=window(flags),
    )


def _ask(rest: str) -> AskOpen:
    words, flags = split(plain(rest), ASK_FLAGS)
    question = " ".join(words).strip()
    if not question:
        raise Refusal(Phrase("command.ask_example"))
    return AskOpen(question=question, anonymous="anon" in flags, segments=_segments(flags), window=window(flags))


def _segments(flags: dict[str, str]) -> tuple[str, ...]:
    if "segment" not in flags:
        return ()
    found = listed(flags["segment"])
    if not found:
        raise Refusal(Phrase("command.segment_example"))
    return found


def _extend(rest: str) -> Extend:
    words, _ = split(plain(rest), {})
    number = None
    if words and re.fullmatch(r"#?[Pp]?#?\d{1,9}", words[0]):
        number = number_of(words.pop(0), "P")
    spelt = " ".join(word for word in words if word.casefold() not in ("by", "um"))
    by = length(spelt)
    if by is None:
        near = near_length(spelt)
        line = f"extend P{number or 1} {near or '2d'}"
        raise Refusal(Phrase("command.extend_near" if near else "command.extend_example", {"line": line}))
    return Extend(number=number, by=by)


def _members(rest: str) -> Members | AddMember | AccountOwner | GiveRights:
    action, _, detail = rest.partition(" ")
    words, flags = split(plain(detail), MEMBER_FLAGS)
    match action.casefold(), words:
        case "" | "list", _:
            return Members()
        case "add", [identity, *name] if (name or identity.startswith("<@")) and flags.get("account"):
            return AddMember(identity=identity, name=" ".join(name), account=flags["account"], again="again" in flags)
        case "rights", [identity, role] if role.casefold() in ROLES:
            return GiveRights(identity=identity, role=ROLES[role.casefold()])
        case "owner", _:
            return read_account_owner(words, flags)
        case "rights", _:
            raise Refusal(Phrase("command.rights_example"))
        case _:
            raise Refusal(Phrase("command.members_example"))


def _channels(rest: str) -> Channels | AddChannel:
    action, _, detail = rest.partition(" ")
    words, flags = split(plain(detail), CHANNEL_FLAGS)
    if action.casefold() in ("", "list"):
        return Channels()
    kinds = {kind.value: kind for kind in ChannelKind if kind is not ChannelKind.DIRECT}
    kind = kinds.get(flags.get("kind", ChannelKind.CUSTOMER.value).casefold())
    account = flags.get("account") or None
    if action.casefold() != "add" or len(words) != 1 or kind is None:
        raise Refusal(Phrase("command.channel_example"))
    if kind is not ChannelKind.SHARED_ROOM and (kind is ChannelKind.CUSTOMER) != (account is not None):
        raise Refusal(Phrase("command.channel_example"))
    return AddChannel(place=words[0], account=account, kind=kind)
