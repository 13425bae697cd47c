"""The suggestions of a board in order, and what goes out when."""

from collections.abc import Mapping, Sequence

from bot.cards.parts import Card, Note, Part, Rule, Text, Title
from bot.cards.suggestion import line_of, state_word, suggestion_parts
from bot.domain.aims import Aims
from bot.domain.boards import Board
from bot.domain.suggestions import State, Suggestion, rank_key
from bot.ids import SuggestionId
from bot.texts import Argument, Phrase, Phrases

WITH_BUTTONS = 10
"""Suggestions that carry buttons; the rest stand as one line each."""
SETTLED = (State.SHIPPED, State.DECLINED)


def roadmap_card(
    *,
    board: Board,
    suggestions: Sequence[Suggestion],
    aims: Mapping[SuggestionId, Aims],
) -> Card:
    """Every suggestion that is not settled, most companies first; the settled ones in one line beneath."""
    title = Phrase("roadmap.title", {"board": board.name})
    parts: list[Part] = [Title(title)]
    live = sorted((each for each in suggestions if each.state not in (*SETTLED, State.MERGED)), key=rank_key)
    for each in live[:WITH_BUTTONS]:
        parts += suggestion_parts(each, aims[each.id])
    parts += [Text(line_of(each)) for each in live[WITH_BUTTONS:]]
    if not live:
        parts.append(Text(Phrase("suggestion.none_yet")))
    settled = tuple(_settled(each) for each in suggestions if each.state in SETTLED)
    if settled:
        parts += [Rule(), Note(Phrase("roadmap.over", {"list": Phrases(settled)}))]
    return Card(summary=title, parts=tuple(parts))


def _settled(suggestion: Suggestion) -> Phrase:
    args: dict[str, Argument] = {
        "suggestion": suggestion.label,
        "title": suggestion.title,
        "state": state_word(suggestion.state),
    }
    return Phrase("roadmap.settled", args)
