"""The words of every phrase: reads the catalogues of the languages and says phrases in the reader's own.

A catalogue is a gettext file whose message ids are phrase ids. A placeholder is `{name}`, or `{name:form}` where the
wording wants a day without its hour, a month alone, a percentage, or a language by its name. What people wrote is put
in last and as it is: it is never searched for placeholders itself.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.texts import Argument, Phrase, Phrases, Say
from prompts.bidi import isolated

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent / "locale"
FALLBACK = "en"
FORMS = ("day", "language", "month", "percent", "there", "time", "year")
"""What may follow the colon of a placeholder; `there` is with its year, and by the clock it carries, whoever reads."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_LONGEST_ZONE_NAME = 5


@lru_cache(maxsize=256)
def say_in(language: str, zone: str | None = None) -> Say:
    """Words phrases for readers of `language` (`de`, `pt-BR`), with times as clocks in the IANA `zone` show them.

    Without a zone a time is shown in the zone it carries. A language we have no catalogue for is worded in English; a
    phrase that a catalogue lacks is taken from the next wider one.
    """
    return _Sayer(language, ZoneInfo(zone) if zone else None)


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, e.g. `("de", "en")`."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if _file(folder.name).is_file()))


class _Sayer:
    """Words phrases from a chain of catalogues: the reader's own, the wider ones, English."""

    def __init__(self, language: str, zone: ZoneInfo | None) -> None:
        known = [name for name in _widening(language) if _file(name).is_file()]
        self._locale_name = _widening(language)[0] if known else FALLBACK
        self._chain = tuple(dict.fromkeys((*known, FALLBACK)))
        self._zone = zone

    def __call__(self, phrase: Phrase) -> str:
        template = self._template(phrase)
        return _PLACEHOLDER.sub(lambda found: self._fill(phrase.args, found[1], found[2] or ""), template)

    def _template(self, phrase: Phrase) -> str:
        catalogue = _catalogue(self._chain)
        n = phrase.args.get("n")
        if isinstance(n, int):
            try:
                return catalogue.ngettext(phrase.id, phrase.id, n)
            except KeyError:
                pass  # a phrase with a number in it that has but one wording
        return catalogue.gettext(phrase.id)

    def _fill(self, args: Mapping[str, Argument], name: str, form: str) -> str:
        value = args[name]
        match value:
            case str():
                return isolated(self._language(value) if form == "language" else value)
            case Phrase():
                return self(value)
            case Phrases(items=items):
                return self._list([isolated(item) if isinstance(item, str) else self(item) for item in items])
            case datetime():
                return self._moment(value, form)
            case date():
                return self._day(value, form)
            case int() | float():
                return self._number(value, form)

    def _locale(self) -> "Locale":
        return _locale(self._locale_name)

    def _language(self, tag: str) -> str:
        """What the language of a tag is called, in the reader's own; the tag where nobody knows."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(tag, sep="-").get_display_name(self._locale()) or tag
        except (UnknownLocaleError, ValueError):
            return tag

    def _list(self, items: list[str]) -> str:
        from babel.lists import format_list

        return format_list(items, locale=self._locale())

    def _number(self, value: float, form: str) -> str:
        from babel.numbers import format_decimal, format_percent

        worded = format_percent if form == "percent" else format_decimal
        return worded(value, locale=self._locale())

    def _day(self, value: date, form: str) -> str:
        from babel.dates import format_skeleton, get_month_names

        if form == "month":
            return str(get_month_names("wide", "stand-alone", self._locale())[value.month])
        naive = datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001 - a date has no zone
        return format_skeleton("yMMMEd" if form in ("there", "year") else "MMMEd", naive, locale=self._locale())

    def _moment(self, value: datetime, form: str) -> str:
        from babel.dates import format_time, get_timezone_name

        there = value.astimezone(self._zone) if self._zone and form != "there" else value
        if form in ("day", "month"):
            return self._day(there, form)
        # The narrow space before AM and PM is drawn as a box by some terminals.
        time = format_time(there.replace(tzinfo=None), "short", locale=self._locale()).replace("\u202f", " ")
        if there.tzinfo is not None:
            zone = get_timezone_name(there, width="short", locale=self._locale())
            plain = there.tzname() or ""
            if len(zone) > _LONGEST_ZONE_NAME or not zone.isalpha():
                zone = plain if plain.isalpha() else _offset(there)
            time = f"{time} {zone}"
        if form == "time":
            return time
        pattern: str = self._locale().datetime_formats["medium"]
        return pattern.replace("{1}", self._day(there, form)).replace("{0}", time)


class _Nothing(NullTranslations):
    """The end of the chain: an id that no catalogue words is a bug."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)


@lru_cache(maxsize=64)
def _catalogue(chain: tuple[str, ...]) -> NullTranslations:
    # Compiled in memory: the words stand in one file per language that people can read and edit.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    if not chain:
        return _Nothing()
    compiled = BytesIO()
    with _file(chain[0]).open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=chain[0]))
    compiled.seek(0)
    catalogue = GNUTranslations(compiled)
    catalogue.add_fallback(_catalogue(chain[1:]))
    return catalogue


@lru_cache(maxsize=64)
def _locale(name: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    for wider in _widening(name):
        try:
            return Locale.parse(wider)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(FALLBACK)


def _widening(language: str) -> tuple[str, ...]:
    """`pt-BR` → `("pt_BR", "pt")`; English for what is no language."""
    if not _LANGUAGE.fullmatch(language):
        return (FALLBACK,)
    first, *rest = re.split("[-_]", language)
    parts = [first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)]
    return tuple("_".join(parts[:length]) for length in range(len(parts), 0, -1))


def _file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def _offset(there: datetime) -> str:
    offset = there.strftime("%z")
    minutes = "" if offset[3:5] == "00" else f":{offset[3:5]}"
    return f"UTC{offset[0]}{int(offset[1:3])}{minutes}"
