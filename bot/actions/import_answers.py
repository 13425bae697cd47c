"""Takes past answers from a CSV file: free texts with ratings, or votes on statements as Polis exports them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.enrol import language_named, slug_of
from bot.actions.import_members import PERSON, ImportReport, facts_in, imported, keep_account, seat
from bot.actions.sheets import BadCell, Row, Sheet, has
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.accounts import Account
from bot.domain.answers import Answer, Source
from bot.domain.boards import Board
from bot.domain.engagements import Engagement, JourneyStage
from bot.domain.people import Person
from bot.domain.questions import (
    HIGHEST_RATING,
    LOWEST_RATING,
    Agree,
    Open,
    Option,
    Question,
    Rated,
    Rating,
    Stance,
    Stances,
    Value,
    Wrote,
    alike,
)
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import AnswerId, EngagementId, OptionId, PersonId, QuestionId, RoundId
from bot.texts import Phrase
from storage import answers, engagements, members, people, rounds
from storage.database import Work

RATING = ("rating", "rating_1to5")
STANCES = {"1": Stance.AGREE, "-1": Stance.DISAGREE, "0": Stance.PASS}
"""As Polis exports votes."""


async def import_answers(bot: Bot, board: Board, sheet: Sheet, *, said_at: datetime) -> ImportReport:
    """Keep every line's text and rating as an answer in an imported round.

    A person has one voice in a round, so a second line of the same person in the same round goes to a further
    imported round of the same name. The same file again changes nothing.
    """
    report = ImportReport(kind="answers", lines=len(sheet.lines))
    voices: dict[tuple[str, str], int] = defaultdict(int)
    made: dict[str, tuple[Round, tuple[Question, ...]]] = {}
    kept: list[Answer] = []
    seen: dict[str, Person] = {}
    async with bot.database.begin(board.organisation_id) as work:
        for row in sheet.rows():
            try:
                text = row.text("text", "answer", "feedback")
                score = _score(row)
                if not text and score is None:
                    raise BadCell("text", Phrase("sheet.empty_cell"))
                label = clean(row.name("round")).text or sheet.path.stem
                account, person = await _who(bot, work, board, row, seen)
            except BadCell as wrong:
                sheet.refuse(row.line, wrong.column, wrong.reason)
                continue
            turn = voices[person.id, label] = voices[person.id, label] + 1
            name = label if turn == 1 else f"{label} ({turn})"
            if name not in made:
                made[name] = await _round(
                    bot, work, board, sheet, name, _text_questions(bot, board, sheet, name), said_at
                )
            round_, (open_question, rating_question) = made[name]
            if text:
                kept.append(_answer(bot, round_, open_question, person, account, Wrote(text=clean(text).text), said_at))
            if score is not None:
                kept.append(_answer(bot, round_, rating_question, person, account, Rated(score=score), said_at))
            report.kept += 1
        await _keep(work, kept)
    report.people, report.accounts = len(seen), len({answer.account_id for answer in kept})
    report.rounds = [round_.label for round_, _ in made.values()]
    report.votes = len(kept)
    report.bad = sorted(sheet.bad, key=lambda bad: bad.line)
    return report


async def import_votes(
    bot: Bot, board: Board, sheet: Sheet, statements: Mapping[str, str], *, said_at: datetime
) -> ImportReport:
    """Keep a Polis vote matrix (participant, group, one column per statement) as one imported `agree` round."""
    report = ImportReport(kind="votes", lines=len(sheet.lines))
    columns = [name for name in sheet.header if name not in ("participant", "group")]
    if not columns:
        raise Refusal(Phrase("sheet.missing_column", {"path": str(sheet.path), "column": "0"}))
    kept: list[Answer] = []
    seen: dict[str, Person] = {}
    async with bot.database.begin(board.organisation_id) as work:
        name = sheet.path.stem
        texts = {column: clean(statements.get(column) or f"#{column}").text for column in columns}
        # Other statements are another question, even in a file of the same name.
        question_id = QuestionId(bot.ids.of("question", board.id, "import", name, *texts, *texts.values()))
        options = {
            column: Option(id=OptionId(bot.ids.of("option", question_id, column)), text=text)
            for column, text in texts.items()
        }
        question = Agree(id=question_id, text=name, options=_distinct(list(options.values())))
        round_, _ = await _round(bot, work, board, sheet, name, (question,), said_at)
        for row in sheet.rows():
            try:
                participant = row.needed("participant")
                if participant in seen:
                    raise BadCell("participant", Phrase("sheet.person_twice", {"person": participant}))
                stances = {options[column].id: _stance(row, column) for column in columns if row.text(column)}
                group = row.name("group") or "none"
            except BadCell as wrong:
                sheet.refuse(row.line, wrong.column, wrong.reason)
                continue
            account = await keep_account(bot, work, f"{name} group {group}")
            person = await _person(bot, work, board, f"{name}:{participant}", participant, account)
            seen[participant] = person
            report.kept += 1
            if stances:
                kept.append(_answer(bot, round_, question, person, account, Stances(stances=stances), said_at))
                report.votes += len(stances)
        await _keep(work, kept)
    report.people, report.accounts = len(seen), len({answer.account_id for answer in kept})
    report.rounds = [round_.label]
    report.bad = sorted(sheet.bad, key=lambda bad: bad.line)
    return report


def statements_in(sheet: Sheet) -> dict[str, str]:
    """The texts of a Polis statements file, by the column name the vote file uses for them."""
    if not has(sheet, "id") or not has(sheet, "text"):
        raise Refusal(Phrase("sheet.missing_column", {"path": str(sheet.path), "column": "id, text"}))
    return {row.text("id").rpartition("-")[2]: row.text("text") for row in sheet.rows()}


def kind_of_sheet(sheet: Sheet) -> str:
    """What a sheet holds, by its columns: `votes`, `answers` or `members`; Refusal that says what is expected."""
    if has(sheet, "participant"):
        return "votes"
    if has(sheet, "text", "answer", "feedback") and has(sheet, *PERSON):
        return "answers"
    if has(sheet, "name") and has(sheet, "account", "account_id", "company"):
        return "members"
    raise Refusal(Phrase("sheet.unknown_kind", {"path": str(sheet.path), "columns": ", ".join(sheet.header)[:200]}))


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
        await _seat(bot, work, board, seen[key], account)
    else:
        seen[key] = await _person(bot, work, board, key, name or row.text(*PERSON), account, tag)
    return account, seen[key]


async def _person(
    bot: Bot, work: Work, board: Board, key: str, name: str, account: Account, language: str = ""
) -> Person:
    identity = imported(key)
    person = await people.find(work, identity) or Person(
        id=PersonId(bot.ids.of("person", board.organisation_id, str(identity))),
        organisation_id=board.organisation_id,
        name=clean(name, 80).text,
        language=language or board.language,
        zone=board.zone,
    )
    await people.save(work, person, identity)
    await _seat(bot, work, board, person, account)
    return person


async def _seat(bot: Bot, work: Work, board: Board, person: Person, account: Account) -> None:
    await members.seat(work, replace(seat(bot, board, person, account), answered_once=True))


async def _round(
    bot: Bot,
    work: Work,
    board: Board,
    sheet: Sheet,
    name: str,
    questions: tuple[Question, ...],
    said_at: datetime,
) -> tuple[Round, tuple[Question, ...]]:
    asked = "" if isinstance(questions[0], Open) else f" {questions[0].id[:8]}"
    slug = f"import {sheet.path.stem} {name}{asked}"
    title = name if name.startswith(sheet.path.stem) else f"{sheet.path.stem} {name}"
    engagement = Engagement(
        id=EngagementId(bot.ids.of("engagement", board.id, slug)),
        organisation_id=board.organisation_id,
        board_id=board.id,
        slug=slug,
        title=title,
        why="",
        questions=questions,
        stage=JourneyStage.FEEDBACK,
        visibility=Visibility.NAMED,
        remind_after=None,
        window=timedelta(days=1),
        created_at=said_at,
    )
    round_id = RoundId(bot.ids.of("round", engagement.id, "import"))
    known = await rounds.find(work, round_id)
    if known is not None:
        return known, questions
    await engagements.save(work, engagement)
    draft = rules.planned(
        engagement, id=round_id, number=await rounds.next_number(work), slot=said_at, opens_at=said_at
    )
    done = replace(
        draft, stage=Stage.REPORTED, opened_at=said_at, closed_at=said_at, deed=None, deed_at=None, gate_passed=False
    )
    await rounds.add(work, done)
    return done, questions


def _text_questions(bot: Bot, board: Board, sheet: Sheet, name: str) -> tuple[Question, ...]:
    base = ("question", board.id, "import", sheet.path.stem, name)
    return (
        Open(id=QuestionId(bot.ids.of(*base, "text")), text=name),
        Rating(id=QuestionId(bot.ids.of(*base, "rating")), text=name),
    )


def _answer(
    bot: Bot, round_: Round, question: Question, person: Person, account: Account, value: Value, said_at: datetime
) -> Answer:
    return Answer(
        id=AnswerId(bot.ids.of("answer", round_.id, question.id, person.id)),
        organisation_id=round_.organisation_id,
        round_id=round_.id,
        question_id=question.id,
        person_id=person.id,
        account_id=account.id,
        value=value,
        said_at=said_at,
        received_at=bot.now(),
        source=Source.IMPORT,
    )


async def _keep(work: Work, new: Sequence[Answer]) -> None:
    """Save what is not there yet in just these words, so that importing a file twice leaves one version."""
    known: dict[AnswerId, Answer] = {}
    for round_id in {answer.round_id for answer in new}:
        known |= {answer.id: answer for answer in await answers.of_round(work, round_id)}
    changed = [
        replace(answer, version=known[answer.id].version + 1) if answer.id in known else answer
        for answer in new
        if answer.id not in known or known[answer.id].value != answer.value
    ]
    await answers.save_all(work, changed)


def _score(row: Row) -> int | None:
    text = row.text(*RATING)
    if not text:
        return None
    if text not in {str(score) for score in range(LOWEST_RATING, HIGHEST_RATING + 1)}:
        raise BadCell(
            next(name for name in RATING if name in row.cells), Phrase("sheet.not_rating", {"text": text[:40]})
        )
    return int(text)


def _stance(row: Row, column: str) -> Stance:
    try:
        return STANCES[row.text(column)]
    except KeyError:
        raise BadCell(column, Phrase("sheet.not_stance", {"text": row.text(column)[:40]})) from None


def _distinct(options: list[Option]) -> tuple[Option, ...]:
    """Statements of real conversations repeat; a repeated text gets its number so that every column stays apart."""
    seen: set[str] = set()
    result = []
    for number, option in enumerate(options):
        text = option.text if alike(option.text) not in seen else f"{option.text} [{number}]"
        seen.add(alike(text))
        result.append(replace(option, text=text))
    return tuple(result)
