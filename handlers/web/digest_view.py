"""Draws a digest as a page: the short of it on top, then each claim with what it rests on.

The file is whole in itself: it loads nothing, runs nothing, and can be printed, mailed or kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.counts import companies_of, out_of, there
from bot.cards.digest_page import DigestPage, Participation, SuggestionRow, ThemeRow
from bot.cards.parts import Bars, Note, Part, Text
from bot.cards.suggestion import state_word
from bot.domain.attendance import Part as Attended
from bot.domain.attendance import Took
from bot.domain.suggestions import State
from bot.texts import Phrase, Phrases, Say
from handlers.web.charts import Columns, Strip, columns, length
from handlers.web.drawing import FOLDER, templates
from handlers.web.painting import Drawn, DrawnQuote, drawn_quote, painted, worded
from handlers.web.readers import Reader

FIRST_QUOTES = 2
"""Quotes that stand open beneath a theme; the others are one click away."""
OPEN_STATES = (State.PROPOSED, State.EXPLORING, State.PLANNED)

LABELS = (
    "answers",
    "company",
    "customers_read",
    "dissent",
    "emerging",
    "emerging_hint",
    "grid_how",
    "internal",
    "no_polls",
    "no_suggestions",
    "no_themes",
    "participation",
    "polls",
    "short",
    "silence",
    "suggestions",
    "themes",
    "themes_how",
    "together",
)
"""What stands on the page itself: `report.label_<name>`, by the name the template calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTheme:
    """One theme."""

    title: str
    count: str
    strip: Strip
    trend: str
    intensity: str
    weeks: Columns | None
    quotes: tuple[DrawnQuote, ...]
    more_label: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDecision:
    """One decision: when and what, why, by whom, and what customers read."""

    when: str
    state: str
    state_kind: str
    reason: str
    by: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSuggestion:
    """One suggestion."""

    label: str
    title: str
    state: str
    state_word: str
    count: str
    strip: Strip | None
    remarks: tuple[str, ...]
    chosen_by: str
    quotes: tuple[DrawnQuote, ...]
    more_label: str
    more: str
    heard: tuple[Drawn, ...]
    decided: tuple[DrawnDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCell:
    """One company and one poll."""

    kind: str
    figure: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    """One company."""

    name: str
    cells: tuple[DrawnCell, ...]
    figure: str
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnGrid:
    """Which companies took part in which polls."""

    polls: tuple[tuple[str, str, str], ...]
    """Label, title and the day of its close."""
    rows: tuple[DrawnRow, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """Everything the template draws, worded."""

    title: str
    period: str
    heart: tuple[Drawn, ...]
    themes: tuple[DrawnTheme, ...]
    emerging: tuple[DrawnTheme, ...]
    voices: tuple[DrawnQuote, ...]
    suggestions: tuple[DrawnSuggestion, ...]
    over: tuple[DrawnSuggestion, ...]
    over_label: str
    polls: tuple[tuple[Drawn, ...], ...]
    grid: DrawnGrid
    silent: str
    dissent: str
    weeks_caption: str
    as_of: str
    waiting: str


def digest_html(page: DigestPage, language: str) -> str:
    """The whole page as one file, for readers of `language`, by the board's clock."""
    reader = Reader.of(language, page.board.zone)
    css = "\n".join((FOLDER / "static" / name).read_text("utf-8") for name in ("desk.css", "digest.css"))
    return (
        templates()
        .get_template("digest_file.html")
        .render(reader=reader, css=css, view=digest_view(page, reader.say), labels=digest_labels(reader.say))
    )


def digest_labels(say: Say) -> dict[str, str]:
    """The words of the page itself."""
    return {name: say(Phrase(f"report.label_{name}")) for name in LABELS}


def digest_view(page: DigestPage, say: Say) -> DigestView:
    """The page in the reader's words, with every chart worked out."""
    most = max((n for row in (*page.themes, *page.emerging) for n in row.weeks), default=0)
    every = [drawn_suggestion(say, each) for each in page.suggestions]
    states = {state.value for state in OPEN_STATES}
    over = tuple(each for each in every if each.state not in states)
    at = there(page.at, page.board.zone)
    return DigestView(
        title=say(Phrase("report.title", {"board": page.board.name})),
        period=say(Phrase("report.period", {"since": there(page.since, page.board.zone), "until": at})),
        heart=tuple(painted(say, _heart(page), mark="h", most=float(page.asked.accounts_asked))),
        themes=tuple(_theme(say, each, page.weeks, most, f"t{n}") for n, each in enumerate(page.themes)),
        emerging=tuple(_theme(say, each, page.weeks, 0, f"e{n}") for n, each in enumerate(page.emerging)),
        voices=tuple(drawn_quote(say, each) for each in page.voices),
        suggestions=tuple(each for each in every if each.state in states),
        over=over,
        over_label=say(Phrase("report.over", {"n": len(over)})),
        polls=tuple(tuple(painted(say, (*card.parts, *card.more), mark=f"p{n}-")) for n, card in enumerate(page.polls)),
        grid=grid_of(say, page.participation),
        silent=_silence(say, page.silent),
        dissent=worded(say, page.dissent) if page.dissent is not None else "",
        weeks_caption=say(Phrase("trend.title")),
        as_of=say(Phrase("report.as_of", {"when": at})),
        waiting=say(Phrase("report.waiting", {"n": len(page.waiting), "polls": ", ".join(page.waiting)}))
        if page.waiting
        else "",
    )


def _heart(page: DigestPage) -> list[Part]:
    """The message without its headline, which the page has already."""
    return [part for part in page.card.parts if isinstance(part, Text | Bars | Note)]


def _silence(say: Say, silent: Sequence[str]) -> str:
    if not silent:
        return ""
    return say(Phrase("digest.silent", {"n": len(silent), "names": Phrases(tuple(silent))}))


def _theme(say: Say, row: ThemeRow, weeks: Sequence[str], most: int, mark: str) -> DrawnTheme:
    heard = sum(n > 0 for n in row.weeks)
    told = say(Phrase("trend.line", {"title": row.title, "most": max(row.weeks, default=0)}))
    return DrawnTheme(
        title=row.title,
        count=say(out_of(row.turnout)),
        strip=_strip(say, row.turnout.accounts, row.turnout.accounts_asked),
        trend=say(row.trend) if row.trend is not None else "",
        intensity=say(row.intensity) if row.intensity is not None else "",
        weeks=columns(row.weeks, weeks, most, mark=mark, title=say(Phrase("trend.title")), told=told)
        if heard and most
        else None,
        quotes=tuple(drawn_quote(say, each) for each in row.quotes),
        more_label=_more_label(say, len(row.quotes) - FIRST_QUOTES),
        more=_more(say, row.more),
    )


def drawn_suggestion(say: Say, row: SuggestionRow) -> DrawnSuggestion:
    """One suggestion in the reader's words."""
    chosen = Phrases(row.chosen_by)
    return DrawnSuggestion(
        label=row.label,
        title=row.title,
        state=row.state.value,
        state_word=say(state_word(row.state)),
        count=say(row.count),
        strip=None if row.anonymous else _strip(say, row.accounts, row.accounts_asked),
        remarks=tuple(say(each) for each in row.remarks),
        chosen_by=say(Phrase("suggestion.chosen_by", {"names": chosen})) if row.chosen_by else "",
        quotes=tuple(drawn_quote(say, each) for each in row.quotes),
        more_label=say(Phrase("report.evidence", {"n": len(row.quotes)})),
        more=_more(say, row.more),
        heard=tuple(painted(say, row.heard, mark=f"{row.label}-")),
        decided=tuple(
            DrawnDecision(
                when=say(Phrase("report.on_day", {"day": each.at})),
                state=say(state_word(each.state)),
                state_kind=each.state.value,
                reason=each.reason or say(Phrase("suggestion.no_reason")),
                by=each.by,
                told=each.customer_text,
            )
            for each in row.decided
        ),
    )


def _strip(say: Say, part: int, whole: int) -> Strip:
    return Strip(part=part, whole=whole, told=say(companies_of(part, whole)))


def _more_label(say: Say, n: int) -> str:
    return say(Phrase("report.quotes", {"n": n})) if n > 0 else ""


def _more(say: Say, n: int) -> str:
    return say(Phrase("suggestion.more_evidence", {"n": n})) if n else ""


def grid_of(say: Say, took: Participation) -> DrawnGrid:
    """Companies down, polls across, in each field how many answered of how many who were asked."""
    rows = []
    for row in took.rows:
        args = {"answered": row.answered, "n": row.asked}
        rows.append(
            DrawnRow(
                name=row.name,
                cells=tuple(_cell(say, each) for each in row.took),
                figure=say(Phrase("report.polls_answered", args)),
                percent=length(row.answered, row.asked),
            )
        )
    return DrawnGrid(
        polls=tuple((each.label, each.title, say(Phrase("report.on_day", {"day": each.at}))) for each in took.polls),
        rows=tuple(rows),
        note=say(Phrase("report.anonymous_left_out", {"n": took.anonymous})) if took.anonymous else "",
    )


def _cell(say: Say, took: Took) -> DrawnCell:
    match took.part:
        case Attended.NOT_ASKED:
            return DrawnCell(kind="none", figure="–", told=say(Phrase("report.not_asked")))
        case Attended.SILENT if not took.asked:
            return DrawnCell(kind="silent", figure="0", told=say(Phrase("report.cell_silent")))
        case Attended.SILENT | Attended.ANSWERED:
            kind = "silent" if not took.people else "all" if took.people >= took.asked else "some"
            told = say(Phrase("count.people_of", {"said": took.people, "n": took.asked}))
            return DrawnCell(kind=kind, figure=f"{took.people}/{took.asked}", told=told)
