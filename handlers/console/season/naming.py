"""How the product manager of the demo sets themes right: a title that says it better, and two that are one."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.console.season.words import theme_of

RENAMES, MERGES = 3, 5
"""The number of the digest after which each is done."""
BEST_FIRST = ("sso", "offline", "access", "export", "board")
"""Whose title is set right: the first of these that was heard."""
TITLES = {
    "sso": "Single sign-on",
    "offline": "Work without a signal",
    "access": "Roles for contractors",
    "export": "A nightly export",
    "board": "A fast schedule board",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One theme as the digest shows it: its title and what was said."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """A theme gets a title by hand."""

    title: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The second theme goes into the first."""

    title: str
    other: str


ENOUGH = 3
"""Texts of which a title given by hand has to speak: a theme of one voice may be gone next week."""


def set_right(digest: int, heard: Sequence[Heard]) -> Rename | Merge | None:
    """What is set right after the `digest`-th digest (from 1), in which the themes stand in this order."""
    if digest == RENAMES:
        for theme in BEST_FIRST:
            for each in heard:
                if _speaks_of(theme, each):
                    return Rename(title=each.title, new=TITLES[theme]) if each.title != TITLES[theme] else None
    if digest == MERGES:
        about = [(theme_of(each.texts), each.title) for each in heard]
        for place, (subject, title) in enumerate(about):
            for other, second in about[place + 1 :]:
                if subject and subject == other:
                    return Merge(title=title, other=second)
    return None


def _speaks_of(theme: str, heard: Heard) -> bool:
    """True when all but a few of its texts are about this."""
    about = sum(theme_of([each]) == theme for each in heard.texts)
    return about >= ENOUGH and about * 3 >= len(heard.texts) * 2
