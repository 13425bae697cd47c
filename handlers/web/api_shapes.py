"""What goes in and out of the JSON API, as it is checked and as its description shows it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.domain.moments import LONGEST_NAME


class EventIn(BaseModel):
    """Something that happened to a customer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    event: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, description="What happened: go-live done.")]
    account: Annotated[str, Field(min_length=1, max_length=200, description="The customer's short or full name.")]
    id: Annotated[
        str,
        Field(
            pattern=r"^[!-~]{1,100}$",
            description="Your name for it, at most 100 letters without blanks; the same again is the same event.",
        ),
    ]
    at: Annotated[datetime | None, Field(description="When it happened, ISO 8601 with an offset; else now.")] = None
    board: Annotated[str | None, Field(max_length=100, description="Only this board; else all they sit on.")] = None

    @field_validator("at", mode="before")
    @classmethod
    def _spelt_out(cls, value: object) -> object:
        """No bare numbers, no time without its offset: both would be guessed."""
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or at.year < 2000:
            raise ValueError("a time as 2026-03-02T09:00:00+01:00")
        return at


class AskOut(BaseModel):
    """One poll that follows an event."""

    board: str
    poll: str
    title: str
    due_at: datetime
    state: Annotated[str, Field(description="waiting, asked, skipped or called_off")]
    channels: Annotated[int, Field(description="How many channels it will reach, while it waits.")]
    people: Annotated[int, Field(description="How many people we know there.")]


class EventOut(BaseModel):
    """An event as it was kept, and what follows it."""

    id: str
    event: str
    account: str
    at: datetime
    repeated: Annotated[bool, Field(description="True when it had been told before: nothing was changed.")]
    asks: list[AskOut]


class ErrorOut(BaseModel):
    """Why a request was refused."""

    error: str
    fields: dict[str, str] = {}
