"""One theme as a product manager looks into it: who says it, of what it is made, in whose words, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.counts import PERCENT_FROM, answers, companies_of, people_of
from bot.cards.digest import trend_word
from bot.cards.parts import Button, Buttons, Card, Facts, Field, Note, Part, Quote, Rule, Text, Title, Words
from bot.cards.suggestion import in_a_row
from bot.domain.engagements import JourneyStage
from bot.domain.questions import HIGHEST_RATING
from bot.domain.themes import Theme
from bot.presses import Do
from bot.texts import Phrase, Phrases

MOST_QUOTES = 12
MOST_PARTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiced:
    """One stretch of an answer, and whose it is as far as the reader may know."""

    text: str
    by: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    """A sub-theme with its counts and one quote (empty where none may be shown)."""

    title: str
    answers: int
    companies: int
    quote: Voiced | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many companies of some kind say it, of those that were asked."""

    of: Words
    said: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What can be set right about a theme; None where there is nothing to do it with."""

    rename: Do
    merge: Do | None = None
    split: Do | None = None
    move: Do | None = None
    undo: Do | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Everything a reader is shown of one theme."""

    theme: Theme
    people_asked: int
    accounts_asked: int
    heard: int
    """Answers in all themes of the window: what shares and intervals depend on."""
    interval: tuple[float, float] | None
    segments: tuple[Share, ...] = ()
    stages: tuple[tuple[JourneyStage, int], ...] = ()
    parts: tuple[PartSeen, ...] = ()
    quotes: tuple[Voiced, ...] = ()
    unshown: int = 0
    """Answers that count but are never quoted."""
    growing: str = ""
    on_calls: tuple[Part, ...] = ()
    """What was said on calls; no part of the counts."""
    within: tuple[str, ...] = ()
    """The segments that were asked for; empty for all."""


def theme_card(looked: Looked, doors: Doors | None = None) -> Card:
    """What customers say about one thing; counts are over the board's last 90 days."""
    theme = looked.theme
    title = Phrase("theme.title", {"title": theme.title})
    parts: list[Part] = [Title(title), Text(_counted(looked), strong=True)]
    remarks = _remarks(looked)
    parts += [Text(in_a_row(remarks))] if remarks else []
    if looked.growing:
        parts.append(Note(Phrase("digest.growing", {"title": theme.title, "segment": looked.growing})))
    if len(looked.segments) > 1:
        rows: list[tuple[Words, Words]] = [(each.of, companies_of(each.said, each.asked)) for each in looked.segments]
        parts += [Text(Phrase("theme.by_segment"), strong=True), Facts(tuple(rows))]
    if len(looked.stages) > 1:
        staged: list[tuple[Words, Words]] = [(stage_word(stage), answers(n)) for stage, n in looked.stages]
        parts += [Text(Phrase("theme.by_stage"), strong=True), Facts(tuple(staged))]
    if looked.parts:
        parts.append(Text(Phrase("theme.parts"), strong=True))
        for each in looked.parts[:MOST_PARTS]:
            count = Phrase("theme.part_count", {"answers": answers(each.answers), "n": each.companies})
            parts.append(Text(Phrase("theme.part", {"title": each.title, "count": count})))
            parts += [Quote(each.quote.text, each.quote.by)] if each.quote is not None else []
    if looked.quotes:
        parts.append(Text(Phrase("theme.words"), strong=True))
        parts += [Quote(each.text, each.by) for each in looked.quotes[:MOST_QUOTES]]
    if theme.answers > len(looked.quotes[:MOST_QUOTES]) + looked.unshown and not looked.within:
        rest = theme.answers - len(looked.quotes[:MOST_QUOTES]) - looked.unshown
        parts.append(Note(Phrase("suggestion.more_evidence", {"n": rest})))
    if looked.unshown:
        parts.append(Note(Phrase("theme.unshown", {"n": looked.unshown})))
    parts += looked.on_calls
    if doors is not None:
        parts += [Rule(), *_doors(theme, doors)]
    return Card(summary=title, parts=tuple(parts), beside=True)


def choose_card(question: Phrase, options: Sequence[tuple[Words, Do]]) -> Card:
    """Which of these is meant?"""
    buttons = tuple(Button(label, press) for label, press in options)
    return Card(summary=question, parts=(Text(question, strong=True), Buttons(buttons)), beside=True)


def corrected_card(line: Phrase, *, undo: Do | None, look: Do | None, merge: tuple[Phrase, Do] | None = None) -> Card:
    """It is set right; how to look at it, and how to take it back."""
    buttons = []
    if merge is not None:
        buttons.append(Button(*merge))
    if look is not None:
        buttons.append(Button(Phrase("theme.look"), look))
    if undo is not None:
        buttons.append(Button(Phrase("theme.undo"), undo))
    parts: list[Part] = [Text(line)]
    return Card(summary=line, parts=(*parts, Buttons(tuple(buttons))) if buttons else tuple(parts), beside=True)


def stage_word(stage: JourneyStage) -> Phrase:
    """Where in the customer's journey."""
    return Phrase(STAGES[stage])


STAGES = {
    JourneyStage.DISCOVER: "journey.discover",
    JourneyStage.EVALUATE: "journey.evaluate",
    JourneyStage.ACQUIRE: "journey.acquire",
    JourneyStage.IMPLEMENT: "journey.implement",
    JourneyStage.USE: "journey.use",
    JourneyStage.MANAGE: "journey.manage",
    JourneyStage.FEEDBACK: "journey.feedback",
    JourneyStage.EXIT: "journey.exit",
}


def _counted(looked: Looked) -> Phrase:
    theme = looked.theme
    said = companies_of(theme.accounts, looked.accounts_asked)
    count = Phrase("count.both", {"people": people_of(theme.people, looked.people_asked), "companies": said})
    if looked.within:
        count = Phrase("theme.within", {"count": count, "segments": Phrases(looked.within)})
    if looked.heard < PERCENT_FROM or not looked.accounts_asked:
        return count
    share = round(theme.accounts / looked.accounts_asked, 2)
    if looked.interval is None:
        return Phrase("results.with_share", {"count": count, "share": share})
    low, high = (round(each, 2) for each in looked.interval)
    return Phrase("theme.with_interval", {"count": count, "share": share, "low": low, "high": high})


def _remarks(looked: Looked) -> list[Phrase]:
    theme = looked.theme
    found = [] if (word := trend_word(theme)) is None else [word]
    if theme.emerging:
        found.append(Phrase("suggestion.emerging"))
    if theme.intensity is not None:
        rating = {"intensity": round(theme.intensity, 1), "most": HIGHEST_RATING}
        found.append(Phrase("suggestion.intensity", rating))
    if theme.value_rank is not None:
        found.append(Phrase("suggestion.by_value", {"place": theme.value_rank}))
    if theme.flips:
        found.append(Phrase("suggestion.flips"))
    if theme.named:
        found.append(Phrase("theme.named"))
    return found


def _doors(theme: Theme, doors: Doors) -> list[Part]:
    others = (
        (Phrase("theme.merge_with"), doors.merge),
        (Phrase("theme.split_off"), doors.split),
        (Phrase("theme.move_answer"), doors.move),
        (Phrase("theme.undo_last"), doors.undo),
    )
    buttons = tuple(Button(label, press) for label, press in others if press is not None)
    return [
        Field(Phrase("theme.rename"), doors.rename, theme.title),
        *([Buttons(buttons)] if buttons else []),
    ]
