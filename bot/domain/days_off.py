"""Public holidays of a country, from a library that keeps them; what it does not know has none."""

from datetime import date
from functools import lru_cache, partial

from bot.domain.quiet import DayOff, never
from bot.errors import Refusal
from bot.texts import Phrase


def days_off(country: str) -> DayOff:
    """Whether a date is a public holiday in the country with this ISO 3166-1 code, anywhere in it.

    Regional holidays are left out: nobody told us the region. An empty or unknown code has no holidays.
    """
    return partial(_is_off, country.upper()) if country else never


def known_country(typed: str) -> str:
    """The code of the country that somebody typed; Refusal where its holidays are not known."""
    from holidays import list_supported_countries

    code = typed.strip().upper()
    if code not in list_supported_countries():
        raise Refusal(Phrase("cadence.unknown_country", {"text": typed[:20]}))
    return code


def load(country: str, *years: int) -> None:
    """Work the holidays of those years out beforehand: the first time takes a second, so not while others wait."""
    for year in years:
        _of_year(country.upper(), year)


def _is_off(country: str, day: date) -> bool:
    return day in _of_year(country, day.year)


@lru_cache(maxsize=2048)
def _of_year(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
