"""What goes into the insight pipeline and what comes out of it: answers in, themes with their evidence out."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.corrections import Correction
from bot.ids import AccountId, AnswerId, CorrectionId, PersonId, ThemeId

NO_TITLE = "…"
"""Stands where no title may be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer in free text, with what is known of who said it.

    Where the asking was anonymous, `person_id` and `account_id` are None: such an answer counts as an answer only.
    """

    answer_id: AnswerId
    person_id: PersonId | None
    account_id: AccountId | None
    text: str
    language: str | None = None
    """ISO 639-1; None where nobody knows, then it is detected."""
    rating: float | None = None
    """The score from 1 to 5 that came with the answer."""
    arr: Decimal | None = None
    """Annual recurring revenue of the account."""
    segment: str = ""
    stage: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stretch:
    """`text[start:end]` of one answer, letter for letter."""

    answer_id: AnswerId
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """All that was said in one window of time, and how many companies were asked in it."""

    said: tuple[Said, ...]
    accounts_asked: int
    corrections: tuple[Correction, ...] = ()
    """What people set right about the themes before, in the order they did."""
    earlier: tuple[Said, ...] = ()
    """What was said in the window before, as long as this one; only to tell who has begun or ceased to say a thing."""
    finer_english: bool = False
    """Read English texts with the second encoder as well, which must be installed."""


class Why(StrEnum):
    """Why an answer is not in any theme."""

    NO_WORDS = "no_words"
    """An emoji, a dot, a number, keys pressed at random."""
    NOTHING_TO_SAY = "nothing_to_say"
    """`n/a`, `nichts`, `特になし`: a person with no wish."""
    SUSPICIOUS = "suspicious"
    """It speaks to a machine, not to the product team; counted as an answer, never quoted and never in a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One answer on the junk list, and why."""

    answer_id: AnswerId
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a theme reaches, each account counted once however often it spoke."""

    answers: int
    people: int
    accounts: int
    interval: tuple[float, float] | None
    """95 % interval (Wilson) of the share of accounts asked; None under 30 answers, where it would mislead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A finer thing that some answers of a theme say."""

    title: str
    answer_ids: tuple[AnswerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The answers by which a correction is to be remembered from now on."""

    correction_id: CorrectionId
    answers: tuple[AnswerId, ...]
    others: tuple[AnswerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Who says a thing in this window, and who did in the one before, when both are judged together."""

    now: frozenset[AccountId]
    before: frozenset[AccountId]
    heard_now: int
    """Companies that said anything at all in this window."""
    heard_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One theme, as the pipeline found it: no names of companies, no ids of its own."""

    key: str
    """Equal for equal members: a hash of the answers in it."""
    title: str
    """Up to three terms in the answers' own words, at most 60 characters."""
    terms: tuple[str, ...]
    quotes: tuple[Stretch, ...]
    """The most telling short stretches, best first, each from another account as far as possible; may be empty."""
    members: tuple[Stretch, ...]
    """Every stretch of every answer in it, ordered by answer and place."""
    parts: tuple[Part, ...]
    """The finer themes inside it, largest first; empty where it is all of one piece."""
    reach: Reach
    intensity: float | None
    """Mean rating of the accounts that said it, shrunk towards the mean of all; None where nobody rated."""
    could_flip: bool
    """True when two accounts with another mind would change its place."""
    low_confidence: bool
    """True when half of its answers or more are in languages the encoder was not trained on."""
    theme_id: ThemeId | None = None
    """The theme it carries on, where a person's correction says so."""
    name: str = ""
    """The title that a person gave it; it stands above `title`."""
    compared: Compared | None = None
    """Against the window before; None where that cannot be told."""

    @property
    def answer_ids(self) -> tuple[AnswerId, ...]:
        """Each answer once, in order."""
        return tuple(dict.fromkeys(member.answer_id for member in self.members))


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """Everything found: each answer is in a theme, in an emerging one, on the junk list, or listed."""

    themes: tuple[Found, ...]
    """Said by two accounts or more; by accounts, then people, then intensity."""
    emerging: tuple[Found, ...]
    """Said by a single account so far: shown apart, never dropped."""
    junk: tuple[SetAside, ...]
    listed: tuple[AnswerId, ...]
    """Every real answer, where there are too few to form themes."""
    by_value: tuple[str, ...]
    """Keys of `themes` in the order by revenue; empty where no revenue is known."""
    leader_changes_by_value: bool
    one_account_decides: bool
    """True when the leader by value would lose that place without one single account."""
    language: str
    """The main language of the answers; titles are in it where a theme has any answer in it."""
    languages: tuple[tuple[AnswerId, str], ...]
    """The language of every answer that is not junk."""
    placed: tuple[tuple[AnswerId, str], ...]
    """For every answer in a theme the key of the one it belongs to as a whole, by answer."""
    held_back: tuple[AnswerId, ...]
    """Answers with a suspicious part: no word of theirs may be shown or sent to a model."""
    doubtful: tuple[AnswerId, ...] = ()
    """Answers that may be addressed to whoever sums up: they count, but are neither quoted nor sent to a model."""
    renewed: tuple[Renewed, ...] = ()
    compared_with_before: bool = False
    """True when enough was heard in the window before to compare with it; else no theme is."""
