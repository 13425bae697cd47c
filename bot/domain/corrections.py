"""What product managers set right about themes by hand, kept so that the next grouping does it again by itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.errors import Refusal
from bot.ids import AnswerId, BoardId, CorrectionId, OrganisationId, PersonId, ThemeId
from bot.texts import Phrase

LONGEST_TITLE = 60
"""Letters of a theme's title; a longer one would not fit beside a bar."""


class CorrectionKind(StrEnum):
    """What was done to a theme."""

    MERGE = "merge"
    """Two themes are one from now on."""
    SPLIT = "split"
    """Some answers of a theme are a theme of their own from now on."""
    RENAME = "rename"
    MOVE = "move"
    """One answer belongs to another theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One thing set right by hand, and the answers by which it is recognised in a later grouping.

    Themes are formed anew each time, so a theme is remembered by its id and by the answers it had. Ids of answers that
    have left the window, or were erased, point to nothing and do no harm.
    """

    id: CorrectionId
    organisation_id: OrganisationId
    board_id: BoardId
    kind: CorrectionKind
    theme_id: ThemeId
    """The theme that carries on: merged into, split, renamed, moved to."""
    other_id: ThemeId | None = None
    """The theme that was merged in or split off, or from which the answer was moved."""
    title: str
    """The title given by hand; of the others the title at that time, to speak of it later."""
    other_title: str = ""
    answers: tuple[AnswerId, ...]
    """Answers of the theme that carries on; renewed with every digest, since answers leave the window."""
    others: tuple[AnswerId, ...] = ()
    """Answers of the other theme, or the one that was moved."""
    by: PersonId
    at: datetime
    undone_at: datetime | None = None


def title_by_hand(text: str) -> str:
    """The title that somebody typed, on one line; Refusal when it is empty or too long."""
    title = " ".join(text.split())
    if not title:
        raise Refusal(Phrase("theme.title_example"))
    if len(title) > LONGEST_TITLE:
        raise Refusal(Phrase("theme.title_long", {"n": len(title), "most": LONGEST_TITLE}))
    return title


def undone(correction: Correction, now: datetime) -> Correction:
    """The correction, no longer in force; Refusal when it was taken back before."""
    if correction.undone_at is not None:
        raise Refusal(Phrase("theme.undone_already"))
    return replace(correction, undone_at=now)
