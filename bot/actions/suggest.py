"""Draws suggestions from themes and from the leading options of closed choice questions, and keeps them up to date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.compose import said_in, subject_of, turnout_of
from bot.actions.merge import propose_merges, with_merged
from bot.bot import Bot
from bot.domain.aims import aims_of_suggestion
from bot.domain.answers import Answer, Choice
from bot.domain.boards import Board, BoardKind, stands
from bot.domain.questions import Chosen, Question, Ranked, Value
from bot.domain.ranking import RankCount, RankTally
from bot.domain.rounds import Round, Stage
from bot.domain.suggestions import State, Suggestion
from bot.domain.tallies import OptionCount, OptionTally, tally
from bot.domain.themes import WINDOW, Excerpt, Theme
from bot.domain.value import value_order
from bot.domain.visibility import Turnout, Visibility
from bot.ids import OptionId, RoundId, SuggestionId
from storage import accounts, aims, rounds, suggestions
from storage.database import Work

CLOSE_CALL = 2
"""Companies that need to change their mind for another option to lead."""
STILL_RENEWED = (State.PROPOSED, State.EXPLORING)
"""Later answers change the counts of a suggestion only until it is planned, declined or shipped."""


async def suggest(
    bot: Bot, work: Work, board: Board, themes: Sequence[Theme], asked: Turnout, choices: Sequence[Suggestion]
) -> list[Suggestion]:
    """Renew the board's suggestions; returns all of them, with their order by value beside the order by companies.

    `choices` are what leads choices, from `choices_that_lead`.
    """
    known = {each.id: each for each in await suggestions.of_board(work, board.id)}
    # What a single company wants is shown as emerging; it is not yet a suggestion.
    standing = [each for each in themes if stands(board.kind, people=each.people, accounts=each.accounts)]
    drawn = [_from_theme(bot, theme, asked) for theme in standing]
    drawn += choices
    renewed: set[SuggestionId] = set()
    for draft in drawn:
        before = known.get(draft.id)
        if before is None:
            known[draft.id] = replace(draft, number=await suggestions.next_number(work))
            await aims.save_all(work, aims_of_suggestion(bot.ids, board.organisation_id, draft.id))
        elif (before.state_before or before.state) in STILL_RENEWED:
            renewed.add(draft.id)
            known[draft.id] = replace(
                draft,
                number=before.number,
                state=before.state,
                merged_into=before.merged_into,
                state_before=before.state_before,
                heard_at=before.heard_at,
                created_at=before.created_at,
            )
    for each in await with_merged(work, known, renewed):
        known[each.id] = each
    revenue = {account.id: account.arr for account in await accounts.all(work)}
    standing_alone = [each for each in known.values() if each.state is not State.MERGED]
    order = value_order({each.id: {one.account_id for one in each.evidence} for each in standing_alone}, revenue)
    ranked = [replace(each, value_rank=order.get(each.id)) for each in known.values()]
    for each in ranked:
        await suggestions.save(work, each)
    await propose_merges(bot, work, board, ranked)
    return ranked


def _from_theme(bot: Bot, theme: Theme, asked: Turnout) -> Suggestion:
    return Suggestion(
        id=SuggestionId(bot.ids.of("suggestion", theme.board_id, "theme", theme.id)),
        organisation_id=theme.organisation_id,
        board_id=theme.board_id,
        number=0,
        title=theme.title,
        theme_id=theme.id,
        evidence=theme.members,
        answers=theme.answers,
        people=theme.people,
        accounts=theme.accounts,
        accounts_asked=asked.accounts_asked,
        people_asked=asked.people_asked,
        intensity=theme.intensity,
        flips=theme.flips,
        heard_at=theme.first_said_at,
        created_at=theme.computed_at,
        updated_at=theme.computed_at,
    )


async def choices_that_lead(bot: Bot, work: Work, board: Board, reporting: RoundId | None = None) -> list[Suggestion]:
    """What leads the choices of the rounds reported lately, and of the one that is just being `reporting`.

    All their answers are read: not while nobody else can write.
    """
    found: list[Suggestion] = []
    for round_ in await rounds.of_board(work, board.id):
        reported = round_.stage is Stage.REPORTED or round_.id == reporting
        if not reported or (round_.closed_at or bot.now()) < bot.now() - WINDOW:
            continue
        if round_.visibility is Visibility.ANONYMOUS:
            continue  # Its split is shown once, in its report; a suggestion would show it every week.
        subject = await subject_of(work, round_.id)
        said = await said_in(work, round_)
        spoke = await turnout_of(work, subject)
        for question in subject.questions:
            leading = _leading(bot, board, round_, question, said, spoke)
            if leading is not None:
                found.append(leading)
    return found


def _leading(
    bot: Bot, board: Board, round_: Round, question: Question, said: Sequence[Answer | Choice], spoke: Turnout
) -> Suggestion | None:
    """The option ahead of all others, when more than one voice wants it; a tie proposes nothing.

    Of an order those want it who put it first: that is what its evidence shows, however it came to lead.
    """
    counted = tally(question, said)
    if not isinstance(counted, OptionTally | RankTally):
        return None
    first, ahead, fragile = _first(counted)
    if not ahead or not stands(board.kind, people=first.people, accounts=first.accounts):
        return None
    behind = [each for each in said if isinstance(each, Answer) and _wants(each.value, first.option_id)]
    now: datetime = bot.now()
    return Suggestion(
        id=SuggestionId(bot.ids.of("suggestion", round_.board_id, "choice", round_.id, question.id)),
        organisation_id=round_.organisation_id,
        board_id=round_.board_id,
        number=0,
        title=first.text,
        round_id=round_.id,
        question_id=question.id,
        option_id=first.option_id,
        evidence=tuple(
            Excerpt(
                answer_id=each.id,
                round_id=each.round_id,
                account_id=each.account_id,
                person_id=each.person_id,
                start=0,
                end=0,
            )
            for each in behind
        ),
        answers=first.people,
        people=first.people,
        accounts=first.accounts,
        accounts_asked=spoke.accounts_asked,
        people_asked=spoke.people_asked,
        flips=board.kind is BoardKind.CUSTOMER and fragile,
        heard_at=min((each.said_at for each in behind), default=round_.closed_at or now),
        created_at=now,
        updated_at=now,
    )


def _first(counted: OptionTally | RankTally) -> tuple[OptionCount | RankCount, bool, bool]:
    """The first option, whether it is ahead of the second, and whether so few companies could turn that."""
    match counted:
        case OptionTally(rows=(first, second, *_)):
            distance = first.weight - second.weight
            return first, distance > 0, distance <= CLOSE_CALL
        case RankTally(rows=(leader, *_), flips=flips):
            return leader, len(counted.leaders) == 1, flips is not None and flips <= CLOSE_CALL
        case _:
            raise ValueError("a choice has two options or more")


def _wants(value: Value, option_id: OptionId) -> bool:
    """True for a choice of the option, and for an order that it comes first in."""
    match value:
        case Chosen(options=picked):
            return option_id in picked
        case Ranked(order=(first, *_)):
            return first == option_id
        case _:
            return False
