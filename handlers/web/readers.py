"""Whose words a page speaks: the reader's language as far as we have it, its direction, and their clock."""

from dataclasses import dataclass

from bot.texts import Say
from prompts.catalogue import languages, say_in

RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose words a page speaks: a language we have, its direction, and a clock."""

    language: str
    say: Say

    @classmethod
    def of(cls, language: str, zone: str | None = None) -> "Reader":
        """The reader who asked for `language`; who asked for one we lack is spoken to in English."""
        return cls(spoken(language), say_in(language, zone))

    @property
    def direction(self) -> str:
        """Where a line of this language begins."""
        return direction(self.language)


def spoken(language: str) -> str:
    """The language in which somebody who asked for `language` is really spoken to, as HTML names it."""
    parts = language.replace("_", "-").split("-")
    known = {each.casefold().replace("_", "-"): each.replace("_", "-") for each in languages()}
    for length in range(len(parts), 0, -1):
        found = known.get("-".join(parts[:length]).casefold())
        if found:
            return found
    return "en"


def direction(language: str) -> str:
    """`rtl` for scripts written from the right, else `ltr`."""
    return "rtl" if language.split("-")[0].casefold() in RIGHT_TO_LEFT else "ltr"


def preferred(accepted: str) -> str:
    """The first language of an `Accept-Language` header that we have; English where there is none."""
    for each in accepted[:200].split(","):
        language = each.partition(";")[0].strip()
        if language and spoken(language).split("-")[0].casefold() == language.split("-")[0].casefold():
            return spoken(language)
    return "en"
