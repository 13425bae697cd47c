"""What was said within a narrower view than the digest's: lately, or by the companies of some segments."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.cards.counts import out_of
from bot.cards.digest import Voice, theme_lines, voices_listed
from bot.cards.parts import Card, Note, Part, Text, Title
from bot.domain.boards import Board, stands
from bot.domain.themes import Theme
from bot.domain.visibility import Turnout
from bot.ids import AccountId
from bot.texts import Argument, Phrase, Phrases

MOST_THEMES = 8


def scope_card(
    *,
    board: Board,
    last: timedelta | None,
    segments: Sequence[str],
    themes: Sequence[Theme],
    voices: Sequence[Voice],
    turnout: Turnout,
    names: Mapping[AccountId, str],
) -> Card:
    """The themes of just those answers, each with a quote; while there are too few to group, the answers themselves."""
    title = title_of(board, last, segments)
    standing = [each for each in themes if stands(board.kind, people=each.people, accounts=each.accounts)]
    emerging = [each for each in themes if each not in standing]
    parts: list[Part] = [Title(title)]
    if themes:
        parts.append(Text(Phrase("scope.spoke", {"turnout": out_of(turnout)})))
    if standing:
        parts += [Text(Phrase("digest.themes"), strong=True), *theme_lines(standing[:MOST_THEMES], turnout, names)]
    if emerging:
        parts += [Text(Phrase("digest.emerging"), strong=True), *theme_lines(emerging[:MOST_THEMES], turnout, names)]
    parts += voices_listed(voices, names)
    parts.append(Note(Phrase("scope.note")))
    return Card(summary=title, parts=tuple(parts))


def nothing_card(*, board: Board, last: timedelta | None, segments: Sequence[str]) -> Card:
    """Nobody wrote anything there."""
    title = title_of(board, last, segments)
    return Card(summary=title, parts=(Title(title), Text(Phrase("scope.nothing"))))


def title_of(board: Board, last: timedelta | None, segments: Sequence[str]) -> Phrase:
    """`Council, last 30 days, enterprise`."""
    args: dict[str, Argument] = {"board": board.name, "segments": Phrases(tuple(segments))}
    if last is None:
        return Phrase("scope.segments", args)
    days = max(1, round(last / timedelta(days=1)))
    return Phrase("scope.last_segments" if segments else "scope.last", {**args, "n": days})
