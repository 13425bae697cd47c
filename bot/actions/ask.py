"""Opens rounds: when a product manager asks by hand, or after a moment of a customer's journey."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.messages import message
from bot.actions.opening import open_round, opening_of
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel, ChannelKind
from bot.domain.deliveries import Kind
from bot.domain.engagements import Engagement
from bot.domain.rounds import Deed, Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import MomentAskId, OrganisationId, PersonId, RoundId
from bot.texts import Phrase
from storage import (
    accounts,
    anonymous,
    boards,
    channels,
    deliveries,
    engagements,
    rounds,
)
from storage.database import Work


async def ask_by_hand(
    bot: Bot,
    engagement: Engagement,
    *,
    delay: timedelta | None = None,
    asked_by: PersonId | None = None,
    once: bool = False,
) -> Round:
    """A draft of `engagement` that goes out after the cancel window, in which it can be shown and called off.

    `asked_by` is who may call it off without being an admin. `once` says that this engagement is put only once: where
    it has been, that round comes back. Refusal when there is nobody to ask.
    """
    now = bot.now()
    wait = bot.policy.send_delay if delay is None else delay
    async with bot.database.read(engagement.organisation_id) as work:
        board = await boards.get(work, engagement.board_id)
        if not await channels_asked(work, board, engagement):
            raise Refusal(Phrase("ask.nobody_to_ask", {"board": board.name}))
    async with bot.database.begin(engagement.organisation_id) as work:
        if once and (before := [r for r in await rounds.of_board(work, board.id) if r.engagement_id == engagement.id]):
            return before[0]
        await engagements.save(work, engagement)
        number = await rounds.next_number(work)
        draft = rules.planned(
            engagement,
            id=RoundId(bot.ids.of("round", engagement.id, now.isoformat(), str(number))),
            number=number,
            slot=now,
            opens_at=now + wait,
        )
        draft = replace(draft, asked_by=asked_by)
        await rounds.add(work, draft)
    return draft


async def open_draft(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Send out a draft whose cancel window has passed."""
    now, opened = bot.now(), False
    while not opened:
        async with bot.database.read(organisation_id) as work:
            planned = await rounds.get(work, round_id)
            if planned.stage is not Stage.DRAFT or not rules.due(planned, Deed.OPEN, now):
                return
            board = await boards.get(work, planned.board_id)
            engagement = await engagements.get(work, planned.engagement_id)
            asked = await channels_asked(work, board, engagement)
            if not asked:
                raise Refusal(Phrase("ask.nobody_to_ask", {"board": board.name}))
            opening = await opening_of(bot, work, board, planned, asked, bound=False)
        async with bot.database.begin(organisation_id) as work:
            draft = await rounds.get(work, round_id, lock=True)
            opened = draft == planned  # Somebody may have called it off or changed it meanwhile.
            if opened:
                await open_round(bot, work, board, draft, opening)


async def send_now(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> Round:
    """Let a draft go out without waiting for the end of its cancel window."""
    async with bot.database.begin(organisation_id) as work:
        hurried = rules.sent_now(await rounds.get(work, round_id, lock=True), bot.now())
        await rounds.save(work, hurried)
    return hurried


async def cancel(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> Round:
    """Call a round off: a draft never goes out, an open one is marked as cancelled wherever it stands."""
    async with bot.database.begin(organisation_id) as work:
        round_ = rules.cancelled(await rounds.get(work, round_id, lock=True))
        await rounds.save(work, round_)
        await deliveries.drop_pending(work, round_.id)
        if round_.visibility is Visibility.ANONYMOUS:
            await anonymous.seal(work, round_.id)
    return round_


async def tell_product(bot: Bot, work: Work, board: Board, kind: Kind, subject_id: str) -> int:
    """Make one message of `kind` about `subject_id` for each product channel of the board; returns how many are new."""
    rows = [message(bot, channel, kind, subject_id) for channel in await channels.product(work, board.id)]
    return await deliveries.make(work, rows)


async def put_out_after(
    bot: Bot, work: Work, board: Board, engagement: Engagement, *, moment: MomentAskId, slot: datetime
) -> Round | None:
    """Open, once, the round that follows a moment of a customer's journey; `engagement` is for that customer alone.

    None, and nothing is kept, where that customer was asked often enough already.
    """
    draft = rules.planned(
        engagement,
        id=RoundId(bot.ids.of("round", moment)),
        number=0,
        slot=slot,
        opens_at=bot.now(),
    )
    asked = await channels_asked(work, board, engagement)
    opening = await opening_of(bot, work, board, draft, asked, bound=True)
    if not opening.reach.posts:
        return None
    draft = replace(draft, number=await rounds.next_number(work))
    await engagements.save(work, engagement)
    if await rounds.add(work, draft):
        await open_round(bot, work, board, draft, opening)
    return draft


async def channels_asked(work: Work, board: Board, engagement: Engagement) -> list[Channel]:
    """Channels of the customers that are meant, and shared rooms; without any, a client-zero board asks its staff.

    A poll for some customers only goes to no room that others share.
    """
    everywhere = [each for each in await channels.of_board(work, board.id) if not each.paused_for]
    everybody = not engagement.segments and not engagement.account_ids
    # For everybody there is nothing to look up, and there may be ten thousand of them.
    companies = {} if everybody else {each.id: each for each in await accounts.all(work)}
    wanted: list[Channel] = []
    for channel in everywhere:
        shared = channel.kind is ChannelKind.SHARED_ROOM and everybody
        ours = channel.account_id is not None and (everybody or meant(engagement, companies[channel.account_id]))
        if shared or ours:
            wanted.append(channel)
    if not wanted and everybody and board.kind is BoardKind.CLIENT_ZERO:
        return [channel for channel in everywhere if channel.kind is ChannelKind.PRODUCT]
    return wanted


def meant(engagement: Engagement, account: Account) -> bool:
    """True when the engagement is for this company."""
    if engagement.account_ids and account.id not in engagement.account_ids:
        return False
    return not engagement.segments or account.segment in engagement.segments
