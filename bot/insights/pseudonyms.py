"""Takes out of answers by what people and companies could be recognised, before anybody outside reads them."""

import re
from collections.abc import Iterable

from bot.insights.masking import EMAIL, MENTION, PHONE, URL

PERSON, COMPANY, ADDRESS, ID = "‹person›", "‹company›", "‹address›", "‹id›"
SHORTEST = 3
"""Letters of a part of a name that is looked for by itself; shorter ones are words in some language."""
PLATFORM_ID = re.compile(
    r"\b[UWCGDTBE](?=[A-Z0-9]*[0-9])[A-Z0-9]{7,}\b|\bxox[a-z]-[\w-]+|\b(?:19|28|29):[\w.@-]+"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
)
LINK = re.compile(rf"\S*(?:{URL.pattern})\S*", re.IGNORECASE)
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


class Veil:
    """Knows the names of everybody on the boards of one vendor, and hides them wherever they stand."""

    def __init__(self, *, people: Iterable[str], companies: Iterable[str], ids: Iterable[str] = ()) -> None:
        whole = [each.strip() for each in people]
        self._people = _any_of([*whole, *(part for name in whole for part in re.split(r"[\s,.@_-]+", name))])
        self._companies = _any_of([each.strip() for each in companies])
        self._ids = _any_of(ids)

    def over(self, text: str) -> str:
        """`text` with a word in brackets for each name, address, telephone number and platform's id in it."""
        for pattern, mark in (
            (EMAIL, ADDRESS),
            (LINK, ADDRESS),
            (MENTION, PERSON),
            (PLATFORM_ID, ID),
            (self._ids, ID),
            (self._companies, COMPANY),
            (self._people, PERSON),
            (PHONE, ADDRESS),
        ):
            text = pattern.sub(mark, text)
        return text


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these as a word of its own, however it is capitalised; the longest first."""
    wanted = {each.casefold() for each in names if len(each) >= (2 if UNSPACED.search(each) else SHORTEST)}
    found = [
        re.escape(each) if UNSPACED.search(each) else rf"(?<!\w){re.escape(each)}(?:['’]?s)?(?!\w)"
        for each in sorted(wanted, key=lambda each: (-len(each), each))
    ]
    return re.compile("|".join(found) if found else r"(?!)", re.IGNORECASE)
