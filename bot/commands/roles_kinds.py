"""What can be typed about roles: who may do what, who runs a board, who looks after a company, and what these read."""

from dataclasses import dataclass

from bot.domain.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRights:
    """Make one of the own staff an admin or a product manager, or take the role away."""

    identity: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOwner:
    """Let this person run the board; without one, say who runs it now."""

    identity: str = ""
    nobody: bool = False
    """True when it is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOwner:
    """Let this person look after a company."""

    account: str
    identity: str = ""
    nobody: bool = False
    """True when it is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOf:
    """Show how a company takes part, and what its people said under their own names."""

    account: str = ""
    """Its name; empty for the one that the reader looks after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """Send a short report to this person each month; without one, say who reads it now."""

    identity: str = ""
    nobody: bool = False
    """True when it is to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """Show the report about the month that is over."""
