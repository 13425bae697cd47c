"""Every door on one page: which action a press or a command leads to, and who may take it."""

from datetime import datetime
from typing import assert_never

from bot.access import Deed, check
from bot.actions.answer import answer
from bot.actions.ask import ask_by_hand, cancel
from bot.actions.close import close_early
from bot.actions.close_loop import close_loop
from bot.actions.create import open_question, poll_question
from bot.actions.decide import decide
from bot.actions.enrol import set_cadence
from bot.actions.errands import run_errand
from bot.actions.explain import (
    evidence_of,
    latest_digest,
    results_of,
    roadmap_of,
    schedule_of,
    the_round,
    the_suggestion,
)
from bot.actions.status import status_of
from bot.actions.who import recognised
from bot.bot import Bot
from bot.cards.acknowledge import cancelled_by_hand_card, closing_card, draft_card, scheduled_card, told_card
from bot.cards.help import help_card
from bot.cards.parts import Card
from bot.cards.status import status_card
from bot.commands import (
    AskOpen,
    Cancel,
    Close,
    Command,
    DecideOn,
    Help,
    Poll,
    Results,
    Roadmap,
    Schedule,
    Status,
    Summary,
    WhyOf,
)
from bot.domain.aims import Aim
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.people import Person, Visitor
from bot.errors import Refusal
from bot.presses import Decide, Do, Pick, Press, Send, Skip, Tell, Vote, Why, Withdraw, Write
from bot.texts import Phrase


async def press(bot: Bot, pressed: Press, visitor: Visitor, place: Place, *, said_at: datetime, inbox: str) -> Card:
    """What a press brings about; the card is for the person who pressed."""
    match pressed:
        case Vote() | Pick() | Write() | Send() | Skip() | Withdraw():
            return await answer(bot, pressed, visitor, place, said_at=said_at, inbox=inbox)
        case Decide() | Why() | Tell():
            person, aim = await recognised(bot, visitor, place, pressed.token)
            return await _staff_press(bot, pressed, person, aim)
        case Do():
            return await run_errand(bot, pressed, visitor, place)
        case _:
            assert_never(pressed)


async def _staff_press(bot: Bot, pressed: Decide | Why | Tell, person: Person, aim: Aim) -> Card:
    organisation_id = aim.organisation_id
    match pressed:
        case Decide() if aim.suggestion_id and aim.verdict:
            done = await decide(bot, organisation_id, aim.suggestion_id, aim.verdict, reason=pressed.reason, by=person)
            return done.card
        case Why() if aim.suggestion_id:
            check(person, Deed.SEE)
            return await evidence_of(bot, organisation_id, aim.suggestion_id)
        case Tell() if aim.decision_id:
            return told_card(await close_loop(bot, organisation_id, aim.decision_id, pressed.text, person))
        case _:
            raise Refusal(Phrase("press.unknown"))


async def command(bot: Bot, typed: Command, person: Person | None, board: Board) -> Card:
    """What a typed command brings about; the card is for the person who typed it, and for nobody else."""
    match typed:
        case Help():
            return help_card()
        case Status():
            check(person, Deed.SEE)
            return status_card((await status_of(bot, board.organisation_id)).boards)
        case Results():
            check(person, Deed.SEE)
            return await results_of(bot, board, typed.number)
        case Roadmap():
            check(person, Deed.SEE)
            return await roadmap_of(bot, board)
        case Summary():
            check(person, Deed.SEE)
            return await latest_digest(bot, board)
        case WhyOf():
            check(person, Deed.SEE)
            suggestion = await the_suggestion(bot, board, typed.number)
            return await evidence_of(bot, board.organisation_id, suggestion.id)
        case DecideOn():
            by = check(person, Deed.DECIDE)
            suggestion = await the_suggestion(bot, board, typed.number)
            done = await decide(bot, board.organisation_id, suggestion.id, typed.verdict, reason=typed.reason, by=by)
            return done.card
        case Poll():
            check(person, Deed.ASK)
            draft = await ask_by_hand(bot, poll_question(bot, board, typed))
            return draft_card(board=board, round_=draft)
        case AskOpen():
            check(person, Deed.ASK)
            draft = await ask_by_hand(bot, open_question(bot, board, typed))
            return draft_card(board=board, round_=draft)
        case Close():
            check(person, Deed.ASK)
            wanted = await the_round(bot, board, typed.number)
            return closing_card(round_=await close_early(bot, board.organisation_id, wanted.id))
        case Cancel():
            check(person, Deed.ASK)
            wanted = await the_round(bot, board, typed.number)
            return cancelled_by_hand_card(round_=await cancel(bot, board.organisation_id, wanted.id))
        case Schedule(rule=""):
            check(person, Deed.SEE)
            return await schedule_of(bot, board)
        case Schedule():
            check(person, Deed.SET_UP)
            kept = await set_cadence(
                bot, board.slug, typed.rule, engagement_slugs=typed.engagements, zone=None, start=None
            )
            return scheduled_card(board=board, cadence=kept.value)
        case _:
            assert_never(typed)
