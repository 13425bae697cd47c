"""What the commands about schedules, and about polls that follow an event, bring about."""

from typing import assert_never

from bot.actions.enrol import board_named, set_cadence
from bot.actions.moments import follow_moment, tell_moment, unfollow_moment
from bot.actions.schedule_page import schedule_of
from bot.actions.timetable import delete, pause, preview_of, resume, set_card_of
from bot.bot import Bot
from bot.cards.moments import Following, followed_card, told_card, unfollowed_card
from bot.cards.parts import Card
from bot.commands import DeleteSchedule, Follow, Pause, Preview, Resume, Schedule, TellMoment, Unfollow
from bot.domain.boards import Board
from bot.domain.cadence_zone import typed_instant
from bot.domain.channels import Channel
from bot.domain.moments import AskState
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase
from storage import accounts, boards, engagements

ScheduleCommand = Schedule | Pause | Resume | Preview | DeleteSchedule | Follow | Unfollow | TellMoment


async def obey_schedule(
    bot: Bot, typed: ScheduleCommand, person: Person, board: Board, here: Channel | None = None
) -> Card:
    """What the command brings about; the right to it was looked at before. `here` is where it was typed."""
    match typed:
        case Schedule(rule=""):
            return await schedule_of(bot, board, person)
        case Schedule():
            return await _set(bot, typed, board, person)
        case Pause():
            return await pause(bot, board, typed.number)
        case Resume():
            return await resume(bot, board, typed.number)
        case Preview():
            return await preview_of(bot, board, typed.number, typed.rule)
        case DeleteSchedule():
            return await delete(bot, board, typed.number)
        case Follow():
            rule = await follow_moment(bot, board, typed.moment, typed.engagement, typed.after)
            async with bot.database.read(board.organisation_id) as work:
                chosen = await engagements.get(work, rule.engagement_id)
            return followed_card(rule=rule, title=chosen.title)
        case Unfollow():
            gone, waited = await unfollow_moment(bot, board, typed.moment)
            return unfollowed_card(rule=gone, waited=waited)
        case TellMoment():
            return await _tell(bot, typed, board, here)
        case _:
            assert_never(typed)


async def told_card_of(
    bot: Bot,
    owner: OrganisationId,
    moment: str,
    account: str,
    *,
    key: str = "",
    at: str = "",
    board: str = "",
    apart: bool = False,
) -> Card:
    """Tell a moment, and the card that says what it leads to.

    `at` is wall time of the board's zone where it has no offset; without `board` it concerns all the customer sits on.
    With `apart` a company that is not on the board is unknown: whoever tells it may run no other one.
    """
    zone = "UTC"
    if at:
        async with bot.database.read(owner) as work:
            known = [await board_named(work, board)] if board else await boards.all(work)
        zone = known[0].zone if known else zone
    told = await tell_moment(
        bot, owner, moment, account, key=key, at=typed_instant(at, zone) if at else None, board=board, apart=apart
    )
    follows = [
        Following(
            title=each.engagement.title,
            due_at=each.ask.due_at,
            zone=each.board.zone,
            channels=each.channels,
            people=each.people,
            asked=each.ask.state is AskState.ASKED,
        )
        for each in told.follows
    ]
    return told_card(moment=told.moment.moment, account=told.account.name, new=told.new, follows=follows)


async def _set(bot: Bot, typed: Schedule, board: Board, person: Person) -> Card:
    kept = await set_cadence(
        bot,
        board.slug,
        typed.rule,
        engagement_slugs=typed.engagements,
        zone=typed.zone or None,
        start=typed.start or None,
        end=typed.end or None,
        blackout=typed.blackout,
        grace=typed.grace,
        local=typed.local,
        owner=board.organisation_id,
        set_by=person.id,
    )
    return await set_card_of(bot, board, kept.value)


async def _tell(bot: Bot, typed: TellMoment, board: Board, here: Channel | None) -> Card:
    account = typed.account
    if not account and here is not None and here.account_id is not None:
        async with bot.database.read(board.organisation_id) as work:
            account = (await accounts.get(work, here.account_id)).key
    if not account:
        raise Refusal(Phrase("command.event_example"))
    owner = board.organisation_id
    return await told_card_of(bot, owner, typed.moment, account, at=typed.at, board=board.slug, apart=True)
