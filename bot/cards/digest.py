"""The weekly summary for the product channel: twelve lines to read, the evidence in its thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.counts import out_of
from bot.cards.parts import Bar, Bars, Button, Buttons, Card, Chart, Note, Part, Quote, Select, Text, Title
from bot.cards.suggestion import buttons_of, line_of, remarks_of, suggestion_parts
from bot.domain.aims import Aims
from bot.domain.boards import Board, stands
from bot.domain.suggestions import Suggestion, rank_key
from bot.domain.themes import Theme, Trend
from bot.domain.visibility import Turnout
from bot.domain.wordings import BUILT_IN, Worded
from bot.ids import AccountId, AnswerId, SuggestionId, ThemeId
from bot.presses import Do
from bot.texts import Phrase, Phrases

MOST_LINES = 12
THEMES, SUGGESTIONS = 3, 3
"""Lines spent on each in the main part; the others stand beneath."""
MOST_BENEATH = 10
MOST_ANSWERS = 12
SILENT_NAMED = 5
"""Companies named in the line about silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One answer to be listed while there are too few to group."""

    text: str
    account_id: AccountId
    answer_id: AnswerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What can be pressed beside two themes that a model takes for one."""

    one: Do
    apart: Do
    """They are two, and nobody asks again."""


def digest_card(
    *,
    board: Board,
    week: str,
    themes: Sequence[Theme],
    suggestions: Sequence[Suggestion],
    asked: Turnout,
    aims: Mapping[SuggestionId, Aims],
    names: Mapping[AccountId, str] | None = None,
    voices: Sequence[Voice] = (),
    silent: Sequence[str] = (),
    dissent: Phrase | None = None,
    on_calls: int = 0,
    worded: Worded = BUILT_IN,
    trend: Chart | None = None,
    warnings: Sequence[Phrase] = (),
    look: Select | None = None,
    merges: Mapping[tuple[ThemeId, ThemeId], Proposed] | None = None,
) -> Card:
    """What customers say, what could be done about it, and who was not heard; counts over the board's last 90 days.

    `asked` counts who answered of those who were asked, `voices` are the answers themselves while there are too few
    to group, `silent` names the companies that said nothing, `on_calls` companies told something on calls, which no
    count holds, `worded` is what a model wrote and who worded the rest, `trend` shows how the themes came up week
    by week, `warnings` warn and say what all segments agree on, `look` opens a theme.
    """
    ranked = sorted(suggestions, key=rank_key)
    standing = [each for each in themes if stands(board.kind, people=each.people, accounts=each.accounts)]
    emerging = [each for each in themes if each not in standing]
    heart: list[Part] = [Title(Phrase("digest.title", {"board": board.name, "week": week})), Text(_opening(asked))]
    if standing:
        heart += [Text(Phrase("digest.themes"), strong=True), _bars(standing[:THEMES], asked)]
    else:
        heart.append(Text(Phrase("digest.no_themes_but_answers" if voices else "digest.no_themes")))
    if ranked:
        heart.append(Text(Phrase("digest.suggested"), strong=True))
        for each in ranked[:SUGGESTIONS]:
            heart += [Text(line_of(each)), buttons_of(each, aims[each.id])]
        heart += [Note(line) for line in _value_order(ranked)]
    said = [line for line in (_doubts(silent, dissent), worded.note) if line is not None]
    room = max(0, MOST_LINES - _lines(heart) - len(said))
    heart += [Note(line) for line in (*warnings[:room], *said)]
    beneath: list[Part] = [Note(line) for line in warnings[room:]]
    if on_calls:
        (heart if room > len(warnings) else beneath).append(Note(Phrase("digest.on_calls", {"n": on_calls})))
    beneath += [trend] if trend is not None else []
    for each in ranked[:SUGGESTIONS]:
        if remarks := remarks_of(each):
            beneath += [Text(line_of(each), strong=True), *remarks]
    for each in ranked[SUGGESTIONS : SUGGESTIONS + MOST_BENEATH]:
        beneath += suggestion_parts(each, aims[each.id])
    beneath += theme_lines(standing[:THEMES], asked, names or {}, worded)
    if standing[THEMES:]:
        rest = standing[THEMES : THEMES + MOST_BENEATH]
        beneath += [Text(Phrase("digest.other_themes"), strong=True), *theme_lines(rest, asked, names or {}, worded)]
    if emerging:
        beneath += [
            Text(Phrase("digest.emerging"), strong=True),
            *theme_lines(emerging[:MOST_BENEATH], asked, names or {}, worded),
        ]
    beneath += [look] if look is not None else []
    beneath += [*voices_listed(voices, names or {}, worded), *_alike(themes, worded, merges or {})]
    summary = Phrase("digest.summary", {"board": board.name, "week": week, "n": len(ranked)})
    return Card(summary=summary, parts=tuple(heart), more=tuple(beneath))


def _lines(parts: Sequence[Part]) -> int:
    """Lines to read; buttons stand beside what they belong to."""
    return sum(len(part.rows) if isinstance(part, Bars) else not isinstance(part, Buttons) for part in parts)


def dissent_of(statement: str, disagree: int) -> Phrase:
    """`3 disagree with “…”`, for the line about dissent."""
    return Phrase("dissent.statement", {"n": disagree, "statement": statement})


def _opening(asked: Turnout) -> Phrase:
    counted = out_of(asked)
    return (
        Phrase("results.anecdotes", {"turnout": counted})
        if asked.thin
        else Phrase("digest.asked", {"turnout": counted})
    )


def _bars(themes: Sequence[Theme], asked: Turnout) -> Bars:
    """A bar of full length would be a theme that every company brings up."""
    rows = [Bar(label=theme.title, value=float(theme.accounts), figure=_figure(theme, asked)) for theme in themes]
    return Bars(tuple(rows), most=float(max([asked.accounts_asked, *(theme.accounts for theme in themes)])))


def reach_of(theme: Theme, asked: Turnout) -> Turnout:
    """How many bring up a theme, of all whom the board asks."""
    return Turnout(
        people=theme.people,
        accounts=theme.accounts,
        people_asked=max(asked.people_asked, theme.people),
        accounts_asked=max(asked.accounts_asked, theme.accounts),
    )


def trend_word(theme: Theme) -> Phrase | None:
    """How a theme fares against the window before; None where nothing can be said."""
    return {
        Trend.NEW: Phrase("trend.new"),
        Trend.UP: Phrase("trend.up"),
        Trend.DOWN: Phrase("trend.down"),
        Trend.NO_EVIDENCE: None,
    }[theme.trend]


def _figure(theme: Theme, asked: Turnout) -> Phrase:
    count, trend = out_of(reach_of(theme, asked)), trend_word(theme)
    return Phrase("theme.figure", {"count": count, "trend": trend}) if trend else count


def _value_order(ranked: Sequence[Suggestion]) -> list[Phrase]:
    """The order by value beside the order by companies; one line, with a warning when the leader changes."""
    valued = sorted((each for each in ranked if each.value_rank is not None), key=lambda each: each.value_rank or 0)
    if len(valued) < 2:
        return []
    order = Phrases(tuple(each.label for each in valued[:SUGGESTIONS]))
    same = valued[0].id == ranked[0].id
    return [Phrase("digest.by_value" if same else "digest.other_leader", {"order": order})]


def _doubts(silent: Sequence[str], dissent: Phrase | None) -> Phrase | None:
    """Dissent and silence, in a line of their own."""
    against = Phrase("digest.dissent", {"dissent": dissent}) if dissent else None
    if not silent:
        return against
    named = Phrases(tuple(sorted(silent)[:SILENT_NAMED]))
    wording = "digest.silent_many" if len(silent) > SILENT_NAMED else "digest.silent"
    unheard = Phrase(wording, {"n": len(silent), "names": named})
    return Phrase("digest.two_lines", {"first": against, "second": unheard}) if against else unheard


def theme_lines(
    themes: Sequence[Theme], asked: Turnout, names: Mapping[AccountId, str], worded: Worded = BUILT_IN
) -> list[Part]:
    """Each theme with its counts, and in somebody's words."""
    parts: list[Part] = []
    for theme in themes:
        parts.append(Text(Phrase("theme.line", {"title": theme.title, "count": _figure(theme, asked)})))
        if theme.id in worded.sentences:
            parts.append(Text(worded.sentences[theme.id]))
        if theme.quote is not None:
            parts.append(Quote(theme.quote_text, names.get(theme.quote.account_id, "")))
            parts += _translated(theme.quote.answer_id, worded)
    return parts


def voices_listed(voices: Sequence[Voice], names: Mapping[AccountId, str], worded: Worded = BUILT_IN) -> list[Part]:
    """The answers one by one, while there are too few to group."""
    if not voices:
        return []
    parts: list[Part] = [Text(Phrase("digest.answers"), strong=True)]
    for voice in voices[:MOST_ANSWERS]:
        parts.append(Quote(voice.text, names.get(voice.account_id, "")))
        parts += _translated(voice.answer_id, worded)
    if voices[MOST_ANSWERS:]:
        parts.append(Note(Phrase("digest.more_answers", {"n": len(voices) - MOST_ANSWERS})))
    return parts


def _translated(answer_id: AnswerId | None, worded: Worded) -> list[Part]:
    """Beside the original, which stays what was said."""
    words = worded.translations.get(answer_id, "") if answer_id is not None else ""
    return [Note(Phrase("digest.translated", {"text": words}))] if words else []


def _alike(themes: Sequence[Theme], worded: Worded, merges: Mapping[tuple[ThemeId, ThemeId], Proposed]) -> list[Part]:
    """Themes that a model takes for one: no more than a proposal, which a person approves or lets be."""
    titles = {theme.id: theme.title for theme in themes}
    parts: list[Part] = []
    for pair in worded.same:
        if pair[0] not in titles or pair[1] not in titles:
            continue
        parts.append(Note(Phrase("digest.may_be_one", {"first": titles[pair[0]], "second": titles[pair[1]]})))
        if pair in merges:
            buttons = (
                Button(Phrase("digest.make_one"), merges[pair].one),
                Button(Phrase("merge.apart"), merges[pair].apart),
            )
            parts.append(Buttons(buttons))
    return parts
