"""Reminds once, privately, those who have not answered; in anonymous rounds everybody alike."""

from bot.actions.ask import message, tell_product
from bot.actions.compose import channels_of, subject_of
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.channels import ChannelKind
from bot.domain.deliveries import Kind
from bot.domain.quiet import polite
from bot.domain.rounds import Deed, Round
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import OrganisationId, PersonId, RoundId
from bot.texts import Phrase
from storage import answers, deliveries, members, people, rounds


async def remind(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Make the private reminders of a round and move it on to wait for its close.

    Only members who have answered at least once before are reminded by name; nobody who is paused.
    """
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.get(work, round_id, lock=True)
        if not rules.due(round_, Deed.REMIND, now):
            return
        subject = await subject_of(work, round_id)
        spoke = await answers.skips(work, round_id)
        if round_.visibility is Visibility.ANONYMOUS:
            spoke = set()
        else:
            spoke |= {said.person_id for said in await answers.of_round(work, round_id) if not said.withdrawn}
        seats = await members.of_board(work, round_.board_id)
        rows = []
        asked: set[PersonId] = set()
        for channel in await channels_of(work, subject):
            if channel.kind is not ChannelKind.CUSTOMER:
                continue
            for seat in seats:
                if seat.account_id != channel.account_id or seat.person_id in spoke | asked or not seat.answered_once:
                    continue
                person = await people.get(work, seat.person_id)
                known = await people.identities(work, seat.person_id)
                reachable = any(who.platform == channel.place.platform for who in known)
                silent = person.gone_at is not None or (person.paused_until is not None and person.paused_until > now)
                if reachable and not silent:
                    asked.add(seat.person_id)
                    wakes = polite(now, person.zone)
                    rows.append(
                        message(bot, channel, Kind.REMIND, round_id, person_id=seat.person_id, not_before=wakes)
                    )
        await deliveries.make(work, rows)
        await rounds.save(work, rules.reminded(round_))


async def remind_early(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> Round:
    """Move the reminder of an open round to now, as a product manager asked; the queue does the rest.

    Refusal when people were reminded of it before: one reminder per poll is all they get.
    """
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.get(work, round_id, lock=True)
        if await deliveries.of_subject(work, Kind.REMIND, round_id):
            raise Refusal(Phrase("remind.once", {"round": round_.label}))
        moved = rules.remind_now(round_, bot.now())
        await rounds.save(work, moved)
    return moved


async def nudge(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Tell the product channel, three days before the promised day, that customers still wait to hear back."""
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.get(work, round_id, lock=True)
        if not rules.due(round_, Deed.NUDGE, now):
            return
        subject = await subject_of(work, round_id)
        if not await deliveries.told_since(work, round_.board_id, round_.closed_at or now):
            await tell_product(bot, work, subject.board, Kind.NUDGE, round_id)
        await rounds.save(work, rules.nudged(round_))
