"""Which right each command needs: a command without a row here is for nobody."""

import re
from collections.abc import Mapping

from bot.access import Deed
from bot.commands.kinds import (
    AddChannel,
    AddMember,
    AskOpen,
    Audit,
    Bare,
    Boards,
    Cases,
    Channels,
    Claim,
    Command,
    Complain,
    CreateBoard,
    DecideOn,
    Export,
    Help,
    Members,
    MyAnswers,
    PauseMe,
    Poll,
    Results,
    ResumeMe,
    Roadmap,
    Status,
    Summary,
    Web,
    WhoSees,
    WhyOf,
)
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

NEEDS: Mapping[type[Command], Deed | None] = {
    Bare: None,
    Help: None,
    Claim: None,
    Web: None,
    MyAnswers: None,
    WhoSees: None,
    PauseMe: None,
    ResumeMe: None,
    Complain: None,
    Poll: Deed.ASK,
    AskOpen: Deed.ASK,
    Results: Deed.SEE,
    Summary: Deed.SEE,
    Roadmap: Deed.SEE,
    WhyOf: Deed.SEE,
    DecideOn: Deed.DECIDE,
    HandOff: Deed.DECIDE,
    MergeSuggestions: Deed.DECIDE,
    Unmerge: Deed.DECIDE,
    Close: Deed.ASK,
    Extend: Deed.ASK,
    Remind: Deed.ASK,
    Cancel: Deed.ASK,
    Cases: Deed.SEE,
    Status: Deed.SEE,
    Export: Deed.EXPORT,
    ExportSuggestions: Deed.EXPORT,
    Schedule: Deed.SEE,
    Pause: Deed.RUN_BOARD,
    Resume: Deed.RUN_BOARD,
    Preview: Deed.SEE,
    DeleteSchedule: Deed.RUN_BOARD,
    Follow: Deed.RUN_BOARD,
    Unfollow: Deed.RUN_BOARD,
    TellMoment: Deed.ASK,
    Members: Deed.RUN_BOARD,
    AddMember: Deed.RUN_BOARD,
    GiveRights: Deed.SET_UP,
    Channels: Deed.RUN_BOARD,
    AddChannel: Deed.RUN_BOARD,
    Boards: Deed.SET_UP,
    CreateBoard: Deed.SET_UP,
    Sponsor: Deed.SET_UP,
    BoardOwner: Deed.SET_UP,
    AccountOwner: Deed.SET_UP,
    AccountOf: Deed.LOOK_AFTER,
    Heard: Deed.WRITE_DOWN,
    MonthReport: Deed.READ_MONTH,
    PolicyOf: Deed.RUN_BOARD,
    SetPolicy: Deed.RUN_BOARD,
    SetAi: Deed.SET_UP,
    Audit: Deed.SET_UP,
    ErasePerson: Deed.SET_UP,
    ExportPerson: Deed.EXPORT,
}
"""None: anybody may; what they read is only about themselves."""


def needed(command: Command) -> Deed | None:
    """The right that `command` needs; None where everybody may. KeyError for a command that nobody put in the table.

    To put something on a schedule is to run the board, while to look at the schedule is not.
    """
    if isinstance(command, Schedule) and command.rule:
        return Deed.RUN_BOARD
    return NEEDS[type(command)]


def verb_of(command: Command) -> str:
    """How the list of tries names a command, e.g. `decide_on`."""
    return verb_named(type(command))


def verb_named(kind: type[Command]) -> str:
    """The same for a kind of command."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def subject_of(command: Command) -> str:
    """What a command names by number, as people spell it; empty where it names nothing."""
    match command:
        case (
            DecideOn(number=int(number))
            | WhyOf(number=int(number))
            | HandOff(number=int(number))
            | MergeSuggestions(number=int(number))
            | Unmerge(number=int(number))
        ):
            return f"S{number}"
        case (
            Results(number=int(number))
            | Summary(number=int(number))
            | Close(number=int(number))
            | Extend(number=int(number))
            | Remind(number=int(number))
            | Cancel(number=int(number))
            | Export(number=int(number))
            | Heard(number=int(number))
        ):
            return f"P{number}"
        case _:
            return ""
