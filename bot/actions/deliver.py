"""Drains one workspace's lane: posts what is due, looks for what may have been posted, redraws what has changed.

A row is marked as being sent *before* the message goes out; after a crash or a broken connection the place is
searched for the message's token, and only a message that is certainly not there is posted again.
"""

from dataclasses import replace
from datetime import timedelta

import structlog

from bot.actions.ask import tell_product
from bot.actions.compose import Composed, Live, compose
from bot.bot import Bot
from bot.domain import deliveries as rules
from bot.domain.deliveries import LEASE, Delivery, Kind, State
from bot.domain.people import Identity
from bot.errors import Refusal
from bot.ids import OrganisationId, RoundId
from bot.ports import Messenger, NotPosted, Permanent, Unknown, Unreadable
from storage import boards, channels, deliveries, people

log = structlog.get_logger()
CLAIM = 8
"""Rows taken at a time: few enough that a crash leaves little to reconcile."""
TURN = timedelta(seconds=20)


async def drain(bot: Bot, lane: str) -> None:
    """Send everything due in `lane`; ends when nothing is left or its turn is over."""
    organisation_id = await bot.database.organisation_of(lane)
    messenger = bot.messengers.get(lane.partition(":")[0])
    if organisation_id is None or messenger is None:
        return
    ends_at = bot.now() + TURN
    await _reconcile(bot, messenger, organisation_id, lane)
    while bot.now() < ends_at:
        async with bot.database.begin(organisation_id) as work:
            rows = await deliveries.claim(work, lane, bot.now(), CLAIM)
        seen: dict[RoundId, Live] = {}
        for row in rows:
            await _send_or_put_off(bot, messenger, row, seen)
        if not rows:
            break
    await _redraw(bot, messenger, organisation_id, lane)


async def _send_or_put_off(bot: Bot, messenger: Messenger, row: Delivery, seen: dict[RoundId, Live]) -> None:
    """One message that cannot be made must not hold up the others of its lane."""
    try:
        await _send(bot, messenger, row, seen)
    except Refusal:
        raise  # The database or the disk says no: the whole lane waits for its next run.
    except Exception:
        log.exception("delivery broke", key=row.key)
        await _mark(bot, row, rules.put_off(row, bot.now(), None))


async def _send(bot: Bot, messenger: Messenger, row: Delivery, seen: dict[RoundId, Live]) -> None:
    composed = await compose(bot, row, seen)
    if composed is None:
        await _mark(bot, row, replace(row, state=State.DROPPED))
        return
    if row.started_at is not None and bot.now() >= row.started_at + LEASE:
        return  # This process was stopped for longer than its lease: the row belongs to whoever finds it.
    try:
        ref = await _post(bot, messenger, row, composed)
    except NotPosted as refused:
        await _mark(bot, row, rules.put_off(row, bot.now(), refused.retry_after))
    except Unknown:
        log.warning("delivery in doubt", key=row.key)
    except Permanent as never:
        log.warning("delivery failed", key=row.key, reason=never.reason)
        await _mark(bot, row, rules.failed(row, never.reason))
    else:
        await _mark(bot, row, rules.sent(row, ref, composed.version))


async def _post(bot: Bot, messenger: Messenger, row: Delivery, composed: Composed) -> str:
    if row.person_id is None:
        return await messenger.post(row.place, composed.card, row.token, composed.language)
    async with bot.database.read(row.organisation_id) as work:
        known = await people.identities(work, row.person_id)
    here = [each for each in known if (each.platform, each.workspace) == (row.place.platform, row.place.workspace)]
    if not here:
        raise Permanent("no_identity_here")
    reader: Identity = here[0]
    return await messenger.whisper(reader, row.place, composed.card, row.token, composed.language)


async def _reconcile(bot: Bot, messenger: Messenger, organisation_id: OrganisationId, lane: str) -> None:
    async with bot.database.read(organisation_id) as work:
        doubtful = await deliveries.stale(work, lane, bot.now())
    for place in sorted({row.place for row in doubtful}, key=str):
        rows = [row for row in doubtful if row.place == place]
        since = min(row.first_started_at or row.not_before for row in rows)
        try:
            found = await messenger.find(place, [row.token for row in rows], since)
        except (NotPosted, Unknown, Permanent):
            continue  # The place cannot be asked now; the rows stay in doubt until the next run of the lane.
        for row in rows:
            if isinstance(found, Unreadable):
                await _mark(bot, row, rules.in_doubt(row))
            elif row.token in found:
                await _mark(bot, row, rules.sent(row, found[row.token], 0))
            else:
                await _mark(bot, row, rules.put_off(row, bot.now(), None))


async def _redraw(bot: Bot, messenger: Messenger, organisation_id: OrganisationId, lane: str) -> None:
    async with bot.database.read(organisation_id) as work:
        outdated = await deliveries.to_redraw(work, lane, bot.now())
    seen: dict[RoundId, Live] = {}
    for row, _ in outdated:
        composed = await compose(bot, row, seen)
        if composed is None:
            continue
        try:
            await messenger.redraw(row.place, row.ref, composed.card, row.token, composed.language)
        except (NotPosted, Unknown):
            continue  # The next run of the lane draws the newest state; nothing is lost.
        except Permanent as never:
            log.warning("message cannot be redrawn", key=row.key, reason=never.reason)
        async with bot.database.begin(organisation_id) as work:
            await deliveries.drawn(work, row.key, composed.version)


async def _mark(bot: Bot, row: Delivery, now: Delivery) -> None:
    """Write down how a message fared; of one that is lost or in doubt the product channel is told, once."""
    async with bot.database.begin(row.organisation_id) as work:
        if not await deliveries.mark(work, now, attempt=row.attempt):
            log.warning("delivery was taken over", key=row.key)
            return
        word = {State.FAILED: "failed", State.UNKNOWN: "doubt"}.get(now.state)
        if word is not None and row.kind is not Kind.NOTICE and row.person_id is None:
            channel = await channels.get(work, row.channel_id)
            board = await boards.get(work, channel.board_id)
            await tell_product(bot, work, board, Kind.NOTICE, f"{word}@{row.key}")
