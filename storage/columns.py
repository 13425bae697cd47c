"""Column types: how the small values of the domain are written in a database, the same on every database."""

import json
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.domain.cadence import DateRange
from bot.domain.channels import Place
from bot.domain.questions import Option, Value
from bot.domain.themes import SubTheme
from bot.ids import AnswerId
from storage.codec import options_from, options_text, value_from, value_text

W = TypeVar("W", bound=StrEnum)


def key_type() -> Text:
    """Text that is compared byte by byte on both databases: ids, keys, slugs; so both give the same order."""
    return Text().with_variant(Text(collation="C"), "postgresql")


class Word(TypeDecorator[W], Generic[W]):
    """One word of a closed list, kept as text; the table's CHECK refuses any other."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: W | None, dialect: Dialect) -> str | None:
        """The word as text."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> W | None:
        """The word as the domain knows it."""
        return None if value is None else self.words(value)


class Span(TypeDecorator[timedelta]):
    """A length of time in whole seconds; a fraction of a second is a bug and raises ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """The seconds."""
        if value is None:
            return None
        if value.microseconds:
            raise ValueError(f"{value} is not a whole number of seconds")
        return value.days * 86400 + value.seconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """The length of time."""
        return None if value is None else timedelta(seconds=value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept digit by digit, as text: SQLite would round it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Its digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The number."""
        return None if value is None else Decimal(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """Several texts in their order, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """The list as JSON."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """The texts."""
        return None if value is None else tuple(json.loads(value))


class Address(TypeDecorator[Place]):
    """A place on a platform, as people spell it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Place | None, dialect: Dialect) -> str | None:
        """Its spelling."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Place | None:
        """The place; the parts are what was stored, letter for letter."""
        if value is None:
            return None
        platform, workspace, id_ = value.split(":", 2)
        return Place(platform=platform, workspace=workspace, id=id_)


class Options(TypeDecorator[tuple[Option, ...]]):
    """The options or statements of a question, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Option, ...] | None, dialect: Dialect) -> str | None:
        """The options as JSON."""
        return None if value is None else options_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Option, ...] | None:
        """The options in the order asked."""
        return None if value is None else options_from(value)


class Said(TypeDecorator[Value]):
    """What somebody said to one question, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:
        """The value as JSON."""
        return None if value is None else value_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value | None:
        """The value."""
        return None if value is None else value_from(value)


class Dates(TypeDecorator[tuple[DateRange, ...]]):
    """Ranges of dates, as a JSON list of first and last days."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[DateRange, ...] | None, dialect: Dialect) -> str | None:
        """The ranges as JSON."""
        if value is None:
            return None
        return json.dumps([[each.first.isoformat(), each.last.isoformat()] for each in value], separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[DateRange, ...] | None:
        """The ranges, in the order given."""
        if value is None:
            return None
        return tuple(
            DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last))
            for first, last in json.loads(value)
        )


class SubThemes(TypeDecorator[tuple[SubTheme, ...]]):
    """The finer themes inside a theme, as a JSON list of titles with the ids of their answers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[SubTheme, ...] | None, dialect: Dialect) -> str | None:
        """The sub-themes as JSON."""
        if value is None:
            return None
        return json.dumps(
            [[each.title, list(each.answer_ids)] for each in value], ensure_ascii=False, separators=(",", ":")
        )

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[SubTheme, ...] | None:
        """The sub-themes, in the order kept."""
        if value is None:
            return None
        return tuple(
            SubTheme(title=title, answer_ids=tuple(AnswerId(each) for each in answers))
            for title, answers in json.loads(value)
        )
