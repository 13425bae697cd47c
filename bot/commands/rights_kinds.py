"""What admins can type about one person's data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """Erase a person, after a look at what that means."""

    identity: str
    """A mention, an account or a whole name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPerson:
    """Take out everything we hold of a person."""

    identity: str
