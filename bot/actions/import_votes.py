"""Takes votes on statements from a CSV file, as Polis exports them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions.import_members import ImportReport, keep_account
from bot.actions.imported_rounds import imported_answer, imported_round, keep_new, person_named
from bot.actions.sheets import BadCell, Row, Sheet, has
from bot.bot import Bot
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.people import Person
from bot.domain.questions import Agree, Option, Stance, Stances, alike
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import OptionId, QuestionId
from bot.texts import Phrase
from storage import accounts

STANCES = {"1": Stance.AGREE, "-1": Stance.DISAGREE, "0": Stance.PASS}
"""As Polis exports votes."""


async def import_votes(
    bot: Bot, board: Board, sheet: Sheet, statements: Mapping[str, str], *, said_at: datetime
) -> ImportReport:
    """Keep a Polis vote matrix (participant, group, one column per statement) as one imported `agree` round."""
    report = ImportReport(kind="votes", lines=len(sheet.lines))
    columns = [name for name in sheet.header if name not in ("participant", "group")]
    if not columns:
        raise Refusal(Phrase("sheet.missing_column", {"path": clean(str(sheet.path)).text, "column": "0"}))
    kept: list[Answer] = []
    seen: dict[str, Person] = {}
    async with bot.database.begin(board.organisation_id) as work:
        name = sheet.name
        texts = {column: clean(statements.get(column) or f"#{column}").text for column in columns}
        # Other statements are another question, even in a file of the same name.
        question_id = QuestionId(bot.ids.of("question", board.id, "import", name, *texts, *texts.values()))
        options = {
            column: Option(id=OptionId(bot.ids.of("option", question_id, column)), text=text)
            for column, text in texts.items()
        }
        question = Agree(id=question_id, text=name, options=_distinct(list(options.values())))
        round_, _ = await imported_round(bot, work, board, sheet, name, (question,), said_at)
        for row in sheet.rows():
            try:
                participant = row.needed("participant")
                if participant in seen:
                    raise BadCell("participant", Phrase("sheet.person_twice", {"person": participant}))
                stances = {options[column].id: _stance(row, column) for column in columns if row.text(column)}
                group = row.name("group") or "none"
                account = await keep_account(bot, work, f"{name} group {group}")
                if not account.segment:
                    account = replace(account, segment=f"group {group}")
                    await accounts.save(work, account)
                person = await person_named(bot, work, board, f"{name}:{participant}", participant, account)
            except BadCell as wrong:
                sheet.refuse(row.line, wrong.column, wrong.reason)
                continue
            seen[participant] = person
            report.kept += 1
            if stances:
                kept.append(imported_answer(bot, round_, question, person, account, Stances(stances=stances), said_at))
                report.votes += len(stances)
        await keep_new(work, kept)
    report.people, report.accounts = len(seen), len({answer.account_id for answer in kept})
    report.rounds = [round_.label]
    report.bad = sorted(sheet.bad, key=lambda bad: bad.line)
    return report


def statements_in(sheet: Sheet) -> dict[str, str]:
    """The texts of a Polis statements file, by the column name the vote file uses for them."""
    if not has(sheet, "id") or not has(sheet, "text"):
        raise Refusal(Phrase("sheet.missing_column", {"path": clean(str(sheet.path)).text, "column": "id, text"}))
    return {row.text("id").rpartition("-")[2]: row.text("text") for row in sheet.rows()}


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
