"""Loads the instructions that a language model is given: files beside this one, with a version in the first line."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.domain.wordings import Job

FOLDER = Path(__file__).parent
FILES = {
    Job.NAME: "name_theme.md",
    Job.SAME: "same_theme.md",
    Job.TRANSLATE: "translate_quote.md",
    Job.DRAFT: "draft_decision.md",
}
VERSION = "version:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The instructions for one job; a text made by another version is made anew."""

    version: str
    text: str

    def said_in(self, language: str) -> str:
        """The instructions for readers of `language`."""
        return self.text.replace("{language}", _named(language))


@cache
def template(job: Job) -> Template:
    """The instructions for `job`; ValueError for a file without a version."""
    head, _, text = (FOLDER / FILES[job]).read_text(encoding="utf-8").partition("\n")
    if not head.startswith(VERSION):
        raise ValueError(f"{FILES[job]} does not begin with its version")
    return Template(version=head.removeprefix(VERSION).strip(), text=text.strip())


def _named(language: str) -> str:
    """What a language is called in English; its tag where nobody knows."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_")).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language
