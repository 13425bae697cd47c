"""What a language model may put into words, what it wrote, and why it sometimes did not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.ids import AnswerId, BoardId, OrganisationId, ThemeId
from bot.texts import Phrase

LONGEST_TITLE = 60
LONGEST_SENTENCE = 200
LONGEST_TRANSLATION = 600
LONGEST_DRAFT = 400
MOST_EXEMPLARS = 12
"""Answers that are shown to the model for one theme."""


class Job(StrEnum):
    """What is asked of the model; it counts, cites and decides nothing."""

    NAME = "name"
    """A title and one sentence for a theme."""
    SAME = "same"
    """Whether two themes are one."""
    TRANSLATE = "translate"
    """A quote in the readers' language, to stand beside the original."""
    DRAFT = "draft"
    """What customers could read about each verdict on a suggestion, for a product manager to approve."""


class Trouble(StrEnum):
    """Why the model's text was not used."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BUSY = "busy"
    """It asked us to come back later."""
    BROKEN = "broken"
    DENIED = "denied"
    """It does not know our key, the model's name, or the form of our question."""
    DECLINED = "declined"
    """It refused to answer."""
    CUT = "cut"
    """Its answer ended in the middle."""
    UNREADABLE = "unreadable"
    UNSUITABLE = "unsuitable"
    """It did not pass the check that everything drafted has to pass."""
    OVER_BUDGET = "over_budget"
    OUT_OF_TIME = "out_of_time"
    RESTING = "resting"
    """It failed several times in a row and is left alone for some minutes."""


WORTH_ANOTHER_TRY = frozenset(
    {Trouble.BUSY, Trouble.BROKEN, Trouble.UNREACHABLE, Trouble.CUT, Trouble.UNREADABLE, Trouble.UNSUITABLE}
)
"""What a second try may mend; there is no third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One piece of work for the model; the answers in it are data, and hold nobody's name.

    All of it may be read by one audience: whoever will read the text that comes back.
    """

    job: Job
    language: str
    """The language of the readers, e.g. `de`."""
    answers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """With `SAME`, those of the other theme."""
    title: str = ""
    """With `DRAFT`, what the suggestion is about, in words that customers share."""
    again: bool = False
    """True when the first text was turned down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the model wrote, in the form that was asked for; nothing of it has been checked yet."""

    title: str = ""
    text: str = ""
    cites: tuple[int, ...] = ()
    """The places of the answers it rests on."""
    same: bool | None = None
    drafts: Mapping[str, str] = field(default_factory=dict)
    """By verdict."""
    tokens: int = 0
    """What it cost in all."""
    tokens_out: int = 0
    """How many of them the model wrote, where its server tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text of the model's that passed every check, kept so that nobody pays for it twice.

    Its id follows from all that the model was shown, its name and the version of the instructions. Without title and
    text it notes that what came was of no use.
    """

    id: str
    organisation_id: OrganisationId
    board_id: BoardId
    job: Job
    subject_id: str
    """The theme, the quoted answer, both themes, or the suggestion and the verdict."""
    title: str
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What a digest shows in the model's words, beside what was counted and quoted without it."""

    sentences: Mapping[ThemeId, str] = field(default_factory=dict)
    translations: Mapping[AnswerId, str] = field(default_factory=dict)
    """In the board's language, of quotes in another one."""
    same: tuple[tuple[ThemeId, ThemeId], ...] = ()
    """Themes that may be one; a person decides."""
    note: Phrase | None = None
    """Who worded this digest, and why not the model where it should have."""


BUILT_IN = Worded()
"""All of it in the built-in words."""
