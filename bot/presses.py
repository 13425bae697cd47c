"""What a person can press or send, as one closed union; on the wire it is `<kind>:<random id>` and nothing else."""

from dataclasses import dataclass

from bot.domain.questions import MOST_OPTIONS
from bot.errors import Refusal
from bot.ids import Token
from bot.texts import Phrase


@dataclass(frozen=True, slots=True)
class Vote:
    """One option, score or stance."""

    token: Token


@dataclass(frozen=True, slots=True)
class Pick:
    """The whole selection of a multiple-choice question."""

    token: Token
    picked: tuple[Token, ...] = ()
    """The vote tokens of the options that are ticked."""


@dataclass(frozen=True, slots=True)
class Write:
    """A text in answer to an open question."""

    token: Token
    text: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """ "Send, cannot be changed": an anonymous answer, confirmed."""

    token: Token
    picked: tuple[Token, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Not this one."""

    token: Token


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take my answer to this question back."""

    token: Token


@dataclass(frozen=True, slots=True)
class Change:
    """Let me answer this question again; it carries the token of `Withdraw`."""

    token: Token


@dataclass(frozen=True, slots=True)
class Comment:
    """A few words beside my answer to this question; it carries the token of `Withdraw`."""

    token: Token
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """A product manager's verdict on a suggestion."""

    token: Token
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Show the evidence of a suggestion."""

    token: Token


@dataclass(frozen=True, slots=True)
class Tell:
    """Send customers the approved text of a decision."""

    token: Token
    text: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """Anything else a button does; what it is, the errand behind the token says."""

    token: Token
    text: str = ""
    """What the person typed or chose with it."""


LONGEST_TOKEN = 64
Press = Vote | Pick | Write | Send | Skip | Withdraw | Change | Comment | Decide | Why | Tell | Do
KINDS: dict[str, type[Press]] = {
    kind.__name__.lower(): kind
    for kind in (Vote, Pick, Write, Send, Skip, Withdraw, Change, Comment, Decide, Why, Tell, Do)
}


def wire(press: Press) -> str:
    """The press as it travels inside a message: its kind and its token.

    What is to be sent for good brings the tokens of the ticked options along: nothing else keeps them until then.
    """
    ticks = press.picked if isinstance(press, Send) else ()
    return f"{type(press).__name__.lower()}:{'+'.join((press.token, *ticks))}"


def parse(text: str, *, typed: str = "", picked: tuple[Token, ...] = ()) -> Press:
    """The press that `text` spells, with what the person typed or ticked; Refusal for anything we never sent."""
    kind, _, rest = text.partition(":")
    token, *ticks = rest.split("+")
    if kind not in KINDS or (ticks and kind != "send") or len(ticks) > MOST_OPTIONS:
        raise Refusal(Phrase("press.unknown"))
    if not all(each.isalnum() and each.isascii() and len(each) <= LONGEST_TOKEN for each in (token, *ticks)):
        raise Refusal(Phrase("press.unknown"))
    mark = Token(token)
    match kind:
        case "pick":
            return Pick(mark, picked)
        case "write":
            return Write(mark, typed)
        case "send":
            return Send(mark, picked or tuple(Token(each) for each in ticks), typed)
        case "comment":
            return Comment(mark, typed)
        case "decide":
            return Decide(mark, typed)
        case "tell":
            return Tell(mark, typed)
        case "do":
            return Do(mark, typed)
        case _:
            return KINDS[kind](mark)
