"""Takes past answers from a CSV file: free texts, with ratings, recommendations and orders beside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions.enrol import language_named, slug_of
from bot.actions.import_members import PERSON, ImportReport, facts_in, keep_account
from bot.actions.imported_rounds import imported_answer, imported_round, keep_new, person_named, seat_of
from bot.actions.rival_rooms import part_rivals
from bot.actions.sheets import BadCell, Row, Sheet, has
from bot.bot import Bot
from bot.domain.accounts import Account
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.people import Person
from bot.domain.questions import (
    FEWEST_OPTIONS,
    HIGHEST_NPS,
    HIGHEST_RATING,
    LONGEST_OPTION,
    LOWEST_NPS,
    LOWEST_RATING,
    MOST_RANKED,
    Likely,
    Nps,
    Open,
    Option,
    Question,
    Rank,
    Ranked,
    Rated,
    Rating,
    Value,
    Wrote,
    alike,
    fits,
)
from bot.domain.rounds import Round
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import OptionId, QuestionId
from bot.texts import Phrase
from storage.database import Work

TEXT = ("text", "answer", "feedback")
RATING = ("rating", "rating_1to5")
NPS = ("nps", "nps_0to10")
RANKING = ("ranking",)
BETWEEN = ">"
"""What stands between the options of an order, the first one first: as they are exported."""


async def import_answers(bot: Bot, board: Board, sheet: Sheet, *, said_at: datetime) -> ImportReport:
    """Keep every line's text, scores and order as answers in an imported round.

    A person has one voice in a round, so a second line of the same person in the same round goes to a further
    imported round of the same name. The same file again changes nothing.
    """
    report = ImportReport(kind="answers", lines=len(sheet.lines))
    voices: dict[tuple[str, str], int] = defaultdict(int)
    made: dict[str, tuple[Round, tuple[Question, ...]]] = {}
    kept: list[Answer] = []
    seen: dict[str, Person] = {}
    async with bot.database.begin(board.organisation_id) as work:
        rows = list(sheet.rows())
        ranked = _ranked(sheet, rows)
        for row in rows:
            try:
                label = _label(sheet, row)
                values = _values(row, ranked.get(label, ()))
                account, person = await _who(bot, work, board, row, seen)
            except BadCell as wrong:
                sheet.refuse(row.line, wrong.column, wrong.reason)
                continue
            turn = voices[person.id, label] = voices[person.id, label] + 1
            name = label if turn == 1 else f"{label} ({turn})"
            if name not in made:
                asked = _questions(bot, board, sheet, name, ranked.get(label, ()))
                made[name] = await imported_round(bot, work, board, sheet, name, asked, said_at)
            round_, questions = made[name]
            for question, value in _answered(questions, values):
                kept.append(imported_answer(bot, round_, question, person, account, value, said_at))
            report.kept += 1
        await keep_new(work, kept)
        report.silent = [each.name or str(each.place) for each in await part_rivals(bot, work)]
    report.people, report.accounts = len(seen), len({answer.account_id for answer in kept})
    report.rounds = [round_.label for round_, _ in made.values()]
    report.votes = len(kept)
    report.bad = sorted(sheet.bad, key=lambda bad: bad.line)
    return report


def kind_of_sheet(sheet: Sheet) -> str:
    """What a sheet holds, by its columns: `votes`, `answers` or `members`; Refusal that says what is expected."""
    if has(sheet, "participant"):
        return "votes"
    if has(sheet, *TEXT, *NPS, *RANKING) and has(sheet, *PERSON):
        return "answers"
    if has(sheet, "name") and has(sheet, "account", "account_id", "company"):
        return "members"
    raise Refusal(
        Phrase("sheet.unknown_kind", {"path": clean(str(sheet.path)).text, "columns": ", ".join(sheet.header)[:200]})
    )


async def _who(bot: Bot, work: Work, board: Board, row: Row, seen: dict[str, Person]) -> tuple[Account, Person]:
    key = row.needed(*PERSON).casefold()
    name = row.name("name")
    facts = facts_in(row)
    column = "account"
    try:
        slug_of(facts.name)
        column = "language"
        tag = language_named(row.text("language", "lang") or board.language)
    except Refusal as wrong:
        raise BadCell(column, wrong.phrase) from None
    account = await keep_account(bot, work, facts.name, facts)
    if key in seen:
        await seat_of(bot, work, board, seen[key], account)
    else:
        seen[key] = await person_named(bot, work, board, key, name or row.text(*PERSON), account, tag)
    return account, seen[key]


def _label(sheet: Sheet, row: Row) -> str:
    """The name of the round that a line belongs to."""
    return clean(row.name("round")).text or sheet.name


def _values(row: Row, options: Sequence[str]) -> list[Value | Sequence[str]]:
    """What a line says; an order as the texts in it. BadCell where it says nothing, or what is none."""
    found: list[Value | Sequence[str]] = []
    if text := row.text(*TEXT):
        found.append(Wrote(text=clean(text).text))
    if (rating := _score(row, RATING, LOWEST_RATING, HIGHEST_RATING, "sheet.not_rating")) is not None:
        found.append(Rated(score=rating))
    if (likely := _score(row, NPS, LOWEST_NPS, HIGHEST_NPS, "sheet.not_nps")) is not None:
        found.append(Likely(score=likely))
    if order := _in_order(row):
        if not FEWEST_OPTIONS <= len(options) <= MOST_RANKED or len({alike(each) for each in order}) < len(order):
            raise BadCell(RANKING[0], Phrase("sheet.not_ranking", {"fewest": FEWEST_OPTIONS, "most": MOST_RANKED}))
        found.append(order)
    if not found:
        raise BadCell(TEXT[0], Phrase("sheet.empty_cell"))
    return found


def _in_order(row: Row) -> list[str]:
    cells = [clean(each, LONGEST_OPTION).text.strip() for each in row.text(*RANKING).split(BETWEEN)]
    return [each for each in cells if each]


def _ranked(sheet: Sheet, rows: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """The options that the orders of each round name, in the order in which they come up."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        for each in _in_order(row):
            found[clean(row.text("round")).text or sheet.name].setdefault(alike(each), each)
    return {label: tuple(texts.values()) for label, texts in found.items()}


def _questions(bot: Bot, board: Board, sheet: Sheet, name: str, ranked: Sequence[str]) -> tuple[Question, ...]:
    """What was asked in a round, as far as the file's columns tell."""
    base = ("question", board.id, "import", sheet.name, name)
    asked: list[Question] = [
        Open(id=QuestionId(bot.ids.of(*base, "text")), text=name),
        Rating(id=QuestionId(bot.ids.of(*base, "rating")), text=name),
    ]
    if has(sheet, *NPS):
        asked.append(Nps(id=QuestionId(bot.ids.of(*base, "nps")), text=name))
    if FEWEST_OPTIONS <= len(ranked) <= MOST_RANKED:
        id_ = QuestionId(bot.ids.of(*base, "ranking", *ranked))
        options = tuple(Option(id=OptionId(bot.ids.of("option", id_, alike(each))), text=each) for each in ranked)
        asked.append(Rank(id=id_, text=name, options=options))
    return tuple(asked)


def _answered(questions: Sequence[Question], values: Sequence[Value | Sequence[str]]) -> list[tuple[Question, Value]]:
    """Each value with the question that it answers."""
    found: list[tuple[Question, Value]] = []
    for value in values:
        for question in questions:
            match question, value:
                case (Open(), Wrote() as said) | (Rating(), Rated() as said) | (Nps(), Likely() as said):
                    found.append((question, said))
                case Rank(options=options), [*order]:
                    ids = {alike(option.text): option.id for option in options}
                    found.append((question, fits(question, Ranked(order=tuple(ids[alike(each)] for each in order)))))
                case _:
                    continue
    return found


def _score(row: Row, columns: Sequence[str], lowest: int, highest: int, wrong: str) -> int | None:
    text = row.text(*columns)
    if not text:
        return None
    if text not in {str(score) for score in range(lowest, highest + 1)}:
        raise BadCell(next(name for name in columns if name in row.cells), Phrase(wrong, {"text": text[:40]}))
    return int(text)
