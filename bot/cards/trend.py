"""How often customers came up with each theme, week by week: the chart beneath a digest."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.cards.parts import Chart, Series
from bot.domain.digests import week_of
from bot.domain.themes import Theme
from bot.ids import AnswerId
from bot.texts import Phrase, Phrases

WEEKS = 10
LINES = 3
"""Themes in one picture; more lines cross each other and tell nothing."""
FEWEST_WEEKS = 2


def trend_chart(
    themes: Sequence[Theme], said_at: Mapping[AnswerId, datetime], now: datetime, zone: str
) -> Chart | None:
    """Companies a week that came up with each of the leading themes; None before two weeks have something to show."""
    weeks = weeks_to(now, zone)
    counts = [companies_by_week(theme, said_at, weeks, zone) for theme in themes[:LINES]]
    lines = [
        Series(label=theme.title, values=tuple(float(n) for n in line))
        for theme, line in zip(themes, counts, strict=False)
    ]
    heard = {week for line in counts for week, n in zip(weeks, line, strict=True) if n}
    if len(heard) < FEWEST_WEEKS or not lines:
        return None
    first = weeks.index(min(heard))
    shown = tuple(Series(label=line.label, values=line.values[first:]) for line in lines)
    said = Phrases(
        tuple(
            Phrase("trend.line", {"title": line.label, "most": int(max(v or 0 for v in line.values))})
            for line in shown
            if isinstance(line.label, str)
        )
    )
    return Chart(
        alt=Phrase("trend.alt", {"n": len(weeks) - first, "lines": said}),
        title=Phrase("trend.title"),
        ticks=tuple(week.partition("-")[2] for week in weeks[first:]),
        series=shown,
    )


def weeks_to(now: datetime, zone: str, how_many: int = WEEKS) -> list[str]:
    """The last so many ISO weeks, the oldest first."""
    return list(dict.fromkeys(week_of(now - timedelta(weeks=back), zone) for back in range(how_many - 1, -1, -1)))


def companies_by_week(
    theme: Theme, said_at: Mapping[AnswerId, datetime], weeks: Sequence[str], zone: str
) -> tuple[int, ...]:
    """How many companies came up with `theme` in each of `weeks`; answers without a known time count in none."""
    companies: dict[str, set[str]] = {week: set() for week in weeks}
    for excerpt in theme.members:
        at = said_at.get(excerpt.answer_id)
        week = week_of(at, zone) if at is not None else ""
        if week in companies:
            companies[week].add(excerpt.account_id)
    return tuple(len(companies[week]) for week in weeks)
