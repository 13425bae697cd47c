"""Every command there is, one small value each."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.policy_kinds import PolicyOf, SetAi, SetPolicy
from bot.commands.rights_kinds import ErasePerson, ExportPerson
from bot.commands.roadmap_kinds import ExportSuggestions, HandOff, MergeSuggestions, Unmerge
from bot.commands.roles_kinds import AccountOf, AccountOwner, BoardOwner, GiveRights, Heard, MonthReport, Sponsor
from bot.commands.round_kinds import Cancel, Close, Extend, Remind
from bot.commands.schedule_kinds import (
    DeleteSchedule,
    Follow,
    Pause,
    Preview,
    Resume,
    Schedule,
    TellMoment,
    Unfollow,
)
from bot.domain.channels import ChannelKind
from bot.domain.decisions import Verdict
from bot.errors import Refusal
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """Nothing was typed: show what this person can do now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Show what can be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAnswers:
    """Show me what I said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoSees:
    """Tell me who may read what I answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseMe:
    """Leave me alone for a while; without a length I am asked for how long."""

    length: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeMe:
    """I may be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complain:
    """Tell the team what is going wrong, in my own words."""

    text: str = ""


OwnCommand = MyAnswers | WhoSees | PauseMe | ResumeMe | Complain
"""What anybody may type, about nobody but themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Become the first admin, with the code on the operator's screen."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Put a choice, an order or a score to customers; Refusal where it is two of these at once."""

    question: str
    options: tuple[str, ...]
    """None where a score is asked for."""
    multi: bool = False
    nps: bool = False
    """How likely one is to recommend it, from 0 to 10."""
    rank: bool = False
    """The options are put in order."""
    anonymous: bool = False
    live: bool = False
    segments: tuple[str, ...] = ()
    window: timedelta | None = None

    def __post_init__(self) -> None:
        if self.multi + self.rank + self.nps > 1:
            raise Refusal(Phrase("command.one_kind"))
        if self.nps and self.options:
            raise Refusal(Phrase("command.nps_example"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOpen:
    """Put an open question to customers."""

    question: str
    anonymous: bool = False
    segments: tuple[str, ...] = ()
    window: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Show a poll's results; the latest without a number."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Show what was said: on the whole board, in one poll, about one theme, lately, in some segments."""

    number: int | None = None
    last: timedelta | None = None
    theme: str | None = None  # words of its title; empty where none was named
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """Show the suggestions, ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOf:
    """Show the evidence of a suggestion."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOn:
    """Decide about a suggestion."""

    number: int | None
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """Show the problems that were reported and are not settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Show how the boards stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Hand out the answers of a board, or of one poll, as rows."""

    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Show who sits on the board, for which company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember:
    """Give somebody a seat before their first answer."""

    identity: str
    name: str
    account: str
    again: bool = False
    """True for somebody who was erased and asked to come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Show where the board posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddChannel:
    """Let the board post to a place."""

    place: str
    """Spelt `platform:workspace:id`; a shared room that is known may be called by its name."""
    account: str | None
    """The customer; of a shared room all of them, with commas between."""
    kind: ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    """Show the boards there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBoard:
    """Make a board."""

    name: str
    zone: str = "UTC"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Give me a link by which I can read on the web."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Show who lately did what, also what was denied; or see whether the whole list is as it was written."""

    verify: bool = False


Command = (
    Bare
    | Help
    | Claim
    | MyAnswers
    | WhoSees
    | PauseMe
    | ResumeMe
    | Complain
    | Poll
    | AskOpen
    | Results
    | Summary
    | Roadmap
    | WhyOf
    | DecideOn
    | HandOff
    | MergeSuggestions
    | Unmerge
    | Close
    | Extend
    | Remind
    | Cancel
    | Cases
    | Status
    | Export
    | ExportSuggestions
    | Schedule
    | Pause
    | Resume
    | Preview
    | DeleteSchedule
    | Follow
    | Unfollow
    | TellMoment
    | Members
    | AddMember
    | GiveRights
    | Channels
    | AddChannel
    | Boards
    | CreateBoard
    | BoardOwner
    | Sponsor
    | MonthReport
    | AccountOwner
    | AccountOf
    | Heard
    | Web
    | PolicyOf
    | SetPolicy
    | SetAi
    | Audit
    | ErasePerson
    | ExportPerson
)
