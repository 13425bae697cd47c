"""Keeps what came from a file: people with their seats, rounds that are over, and answers, each of them once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.import_members import check_never_erased, imported, seat
from bot.actions.sheets import Sheet
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.accounts import Account
from bot.domain.answers import Answer, Source
from bot.domain.boards import Board
from bot.domain.engagements import Engagement, JourneyStage
from bot.domain.people import Person
from bot.domain.questions import Open, Question, Rating, Value
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.ids import AnswerId, EngagementId, PersonId, RoundId
from storage import answers, engagements, members, people, rounds
from storage.database import Work


async def person_named(
    bot: Bot, work: Work, board: Board, key: str, name: str, account: Account, language: str = ""
) -> Person:
    """The person whom the file calls `key`, with a seat for `account`; BadCell for somebody who was erased."""
    identity = imported(key)
    known = await people.find(work, identity)
    if known is None:
        await check_never_erased(bot, work, board, [identity])
    person = known or Person(
        id=PersonId(bot.ids.of("person", board.organisation_id, str(identity))),
        organisation_id=board.organisation_id,
        name=clean(name, 80).text,
        language=language or board.language,
        zone=board.zone,
    )
    await people.save(work, person, identity)
    await seat_of(bot, work, board, person, account)
    return person


async def seat_of(bot: Bot, work: Work, board: Board, person: Person, account: Account) -> None:
    """Give somebody who has answered a seat."""
    await members.seat(work, replace(seat(bot, board, person, account), answered_once=True))


async def imported_round(
    bot: Bot,
    work: Work,
    board: Board,
    sheet: Sheet,
    name: str,
    questions: tuple[Question, ...],
    said_at: datetime,
) -> tuple[Round, tuple[Question, ...]]:
    """The round of this name, over and reported, with its questions; the one that is there already, if it is."""
    # A file with other columns, or other options, asks something else, even under the same name.
    asked = "".join(f" {each.id[:8]}" for each in questions if not isinstance(each, Open | Rating))
    slug = f"import {sheet.name} {name}{asked}"
    title = name if name.startswith(sheet.name) else f"{sheet.name} {name}"
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


def imported_answer(
    bot: Bot, round_: Round, question: Question, person: Person, account: Account, value: Value, said_at: datetime
) -> Answer:
    """What somebody said, as the file has it."""
    return Answer(
        id=bot.ids.of_answer(round_.id, question.id, person.id),
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


async def keep_new(work: Work, new: Sequence[Answer]) -> None:
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
