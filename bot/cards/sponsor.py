"""The sponsor's monthly report: one short message, and what an admin reads about who gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards.counts import answers, out_of, there
from bot.cards.parts import Card, Note, Part, Text, Title
from bot.cards.suggestion import line_of, state_word
from bot.domain.boards import Board
from bot.domain.people import Person
from bot.domain.suggestions import Suggestion
from bot.domain.visibility import Turnout
from bot.texts import Argument, Phrase, Phrases

SILENT_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTold:
    """What one month on a board came to."""

    month: str
    polls: int
    """How many closed."""
    spoke: Turnout
    """Who answered under their own or their company's name, of all who are asked."""
    anonymous: int
    """Answers to anonymous polls that closed with enough of them."""
    top: Sequence[Suggestion]
    heard_back: int
    """How many polls' customers heard for the first time what became of their answers."""
    days_to_hear_back: int | None
    """The median from a poll's close to that; None where nobody heard back."""
    silent: Sequence[str]
    positive: tuple[int, int] | None = None
    """Of how many complaints that were cured the customer was content, and of how many we know; None where of none."""


def month_card(board: Board, told: MonthTold) -> Card:
    """Participation, the first suggestions and what became of them, how soon customers heard back, who was silent."""
    month = date.fromisoformat(f"{told.month}-01")
    title = Phrase("sponsor.title", {"board": board.name, "month": month})
    parts: list[Part] = [Title(title), Text(_participation(told))]
    if told.top:
        parts.append(Text(Phrase("sponsor.top"), strong=True))
        parts += [
            Text(Phrase("sponsor.suggestion", {"line": line_of(each), "state": state_word(each.state)}))
            for each in told.top
        ]
    if told.days_to_hear_back is not None:
        days: dict[str, Argument] = {
            "n": told.days_to_hear_back,
            "polls": Phrase("sponsor.of_polls", {"n": told.heard_back}),
        }
        parts.append(Text(Phrase("sponsor.days", days)))
    else:
        parts.append(Text(Phrase("sponsor.nobody_heard")))
    if told.positive is not None:
        content, known = told.positive
        parts.append(Text(Phrase("sponsor.positive", {"content": content, "n": known})))
    if told.silent:
        named = Phrases(tuple(told.silent)[:SILENT_NAMED])
        wording = "digest.silent_many" if len(told.silent) > SILENT_NAMED else "digest.silent"
        parts.append(Note(Phrase(wording, {"n": len(told.silent), "names": named})))
    parts.append(Note(Phrase("sponsor.why")))
    return Card(summary=title, parts=tuple(parts))


def sponsor_card(board: Board, reads: Person, due: datetime) -> Card:
    """Who reads the report from now on, and when the next one comes."""
    args: dict[str, Argument] = {"name": reads.name, "board": board.name, "when": there(due, board.zone)}
    line = Phrase("sponsor.reads", args)
    return Card(summary=line, parts=(Text(line), Note(Phrase("sponsor.how_to_end"))))


def no_sponsor_card(board: Board) -> Card:
    """Nobody reads it."""
    line = Phrase("sponsor.nobody", {"board": board.name})
    return Card(summary=line, parts=(Text(line), Note(Phrase("command.sponsor_example"))))


def _participation(told: MonthTold) -> Phrase:
    counted = out_of(told.spoke)
    spoke = Phrase("results.anecdotes", {"turnout": counted}) if told.spoke.thin else counted
    args: dict[str, Argument] = {"spoke": spoke, "polls": Phrase("sponsor.polls", {"n": told.polls})}
    if told.anonymous:
        return Phrase("sponsor.participation_and", {**args, "answers": answers(told.anonymous)})
    return Phrase("sponsor.participation", args)
