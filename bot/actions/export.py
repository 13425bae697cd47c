"""Takes answers out of the product: rows for a spreadsheet, of what was said under a name or a company."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.explain import the_round
from bot.bot import Bot
from bot.cards.export import export_card
from bot.cards.parts import Card
from bot.domain.answers import Answer, Source
from bot.domain.boards import Board
from bot.domain.masking import masked
from bot.domain.questions import Chosen, Likely, Question, Ranked, Rated, Stances, Value, Wrote, options_of
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AccountId, OptionId, PersonId, QuestionId
from bot.texts import Phrase
from storage import accounts, answers, engagements, people, proxies, rounds, taken_out
from storage.taken_out import Said

HEADER = ("poll", "question", "company", "person", "answer", "comment", "said_at", "source")
FORMULA = tuple("=+-@\t\r＝＋－＠")
"""A cell that begins so is a formula to a spreadsheet, quoted or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The rows, and the polls whose answers are not among them."""

    rows: tuple[tuple[str, ...], ...]
    anonymous: tuple[str, ...]

    @property
    def as_csv(self) -> str:
        """The rows beneath a header, by RFC 4180, with nothing in them that a spreadsheet would run."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows([[harmless(cell) for cell in row] for row in self.rows])
        return out.getvalue()


async def exported(bot: Bot, board: Board, number: int | None) -> Exported:
    """Every answer of the board, or of one poll, that stands; names only where the poll promised names.

    Where it promised the company alone, the day stands there in place of the moment, and the order of rows tells
    nothing: beside a poll with names both would tell who of a company it was. In people's own words addresses and
    telephone numbers are hidden. Of anonymous polls there are no rows; Refusal when the only poll asked for is one.
    """
    wanted, hidden = await _wanted(bot, board, number)
    async with bot.database.read(board.organisation_id) as work:
        names = {each.id: each.name for each in await accounts.all(work)}
        who = {each.id: each.name for each in await people.all(work)}
        rows: list[tuple[str, ...]] = []
        for round_ in wanted:
            asked = {each.id: _Asked.of(each) for each in await engagements.questions(work, round_.question_ids)}
            named = who if round_.visibility is Visibility.NAMED else {}
            found = await asyncio.to_thread(
                _rows, round_, asked, names, named, await taken_out.of_round(work, round_.id)
            )
            found += [
                (
                    round_.label,
                    asked[each.question_id].text,
                    names.get(each.account_id, ""),
                    named.get(each.person_id, "") if each.person_id is not None else "",
                    asked[each.question_id].options.get(each.option_id, "") if each.option_id else masked(each.text),
                    "",
                    _when(round_, each.said_at),
                    Source.PROXY.value,
                )
                for each in await proxies.of_rounds(work, [round_.id])
                if each.question_id in asked
            ]
            rows += sorted(found) if round_.visibility is Visibility.ACCOUNT else found
    return Exported(rows=tuple(rows), anonymous=hidden)


async def export_of(bot: Bot, board: Board, number: int | None) -> Card:
    """How many rows there are, and how to get them as a file."""
    wanted, hidden = await _wanted(bot, board, number)
    async with bot.database.read(board.organisation_id) as work:
        found = [await answers.count_standing(work, each.id, each.question_ids) for each in wanted]
        heard = await proxies.of_rounds(work, [each.id for each in wanted])
    return export_card(board=board, rows=sum(found), anonymous=hidden, number=number, heard=len(heard))


async def _wanted(bot: Bot, board: Board, number: int | None) -> tuple[list[Round], tuple[str, ...]]:
    """The polls whose answers may be taken out, and the names of those that were anonymous."""
    if number is not None:
        meant = [await the_round(bot, board, number)]
    else:
        async with bot.database.read(board.organisation_id) as work:
            meant = await rounds.of_board(work, board.id)
    hidden = tuple(each.label for each in meant if each.visibility is Visibility.ANONYMOUS)
    if number is not None and hidden:
        raise Refusal(Phrase("export.anonymous", {"round": hidden[0]}))
    return [each for each in meant if each.visibility is not Visibility.ANONYMOUS], hidden


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the texts of its options, looked up once for all of its answers."""

    text: str
    options: dict[OptionId, str]

    @classmethod
    def of(cls, question: Question) -> "_Asked":
        return cls(question.text, {option.id: option.text for option in options_of(question)})


def _rows(
    round_: Round,
    asked: Mapping[QuestionId, _Asked],
    companies: Mapping[AccountId, str],
    people: Mapping[PersonId, str],
    said: Sequence[Said],
) -> list[tuple[str, ...]]:
    """In a thread: people press buttons while a hundred thousand answers are spelt."""
    return [
        (
            round_.label,
            asked[each.question_id].text,
            companies.get(each.account_id, ""),
            people.get(each.person_id, ""),
            _words(asked[each.question_id].options, each.value),
            masked(each.comment),
            _when(round_, each.said_at),
            each.source.value,
        )
        for each in said
        if each.question_id in asked
    ]


def _when(round_: Round, said_at: datetime) -> str:
    return said_at.strftime("%Y-%m-%d" if round_.visibility is Visibility.ACCOUNT else "%Y-%m-%dT%H:%M:%SZ")


def _words(texts: Mapping[OptionId, str], value: Value) -> str:
    """As `_value`; in people's own words nobody's address is told."""
    return masked(_value(texts, value)) if isinstance(value, Wrote) else _value(texts, value)


def value_of(question: Question, said: Answer) -> str:
    """What was said, in the words of the question's options."""
    return _value(_Asked.of(question).options, said.value)


def _value(texts: Mapping[OptionId, str], value: Value) -> str:
    match value:
        case Chosen(options=picked):
            return "; ".join(text for each, text in texts.items() if each in picked)
        case Rated(score=score) | Likely(score=score):
            return str(score)
        case Ranked(order=order):
            return " > ".join(texts[each] for each in order if each in texts)
        case Stances(stances=stances):
            return "; ".join(f"{texts[each]}: {stance.value}" for each, stance in stances.items() if each in texts)
        case Wrote(text=text):
            return text
    raise ValueError("no such value")


def harmless(cell: str) -> str:
    """The cell as a spreadsheet shows it, and never runs it."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(FORMULA) else cell
