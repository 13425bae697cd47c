"""Reminds once, privately, those who have not answered; in anonymous rounds everybody alike."""

from dataclasses import replace
from datetime import datetime

from bot.actions.ask import message, tell_product
from bot.actions.compose import Subject, channels_of, subject_of
from bot.actions.heard_back import heard_back
from bot.actions.outreach import day_off_at, hours_of, know_holidays
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.channels import Channel, ChannelKind
from bot.domain.deliveries import Delivery, Kind, State, key_of
from bot.domain.members import Member
from bot.domain.people import Person, paused
from bot.domain.quiet import DayOff, on_holiday, polite
from bot.domain.rounds import Deed, Round
from bot.domain.targets import CAPPED, Reason, Target
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import OrganisationId, PersonId, RoundId
from bot.texts import Phrase
from storage import accounts, answers, deliveries, members, people, rounds, targets
from storage.database import Work


async def remind(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Make the private reminders of a round and move it on to wait for its close.

    Only members who have answered at least once before are reminded by name; nobody who is paused, nobody who was
    asked often enough without this poll, and nobody in quiet hours: they get it afterwards, unless it closes before.
    Where no private message can arrive, one line that names nobody stands in the poll's thread.
    """
    now = bot.now()
    await know_holidays(bot, organisation_id)
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
        capped = {
            each.person_id: each.reason for each in await targets.of_round(work, round_id) if each.reason in CAPPED
        }
        companies = {account.id: account for account in await accounts.all(work)}
        rows: list[Delivery] = []
        without: dict[PersonId, Target] = {}
        asked: set[PersonId] = set()
        for channel, seat in await _seats_asked(work, subject, now):
            if seat.person_id in spoke | asked or not seat.answered_once:
                continue
            person = await people.get(work, seat.person_id)
            known = await people.identities(work, seat.person_id)
            reachable = any(who.platform == channel.place.platform for who in known)
            if person.gone_at is not None:
                continue
            day_off = day_off_at(companies, seat.account_id)
            wakes = polite(now, person.zone, hours=hours_of(subject.board), day_off=day_off)
            reason = capped.get(person.id) or _why_not(person, round_, now, wakes, day_off)
            if reason is not None:
                without.setdefault(person.id, _left_out(bot, round_, channel, seat, reason, now))
                continue
            asked.add(person.id)
            whom = person.id if reachable else None
            row = message(bot, channel, Kind.REMIND, round_id, person_id=whom, not_before=wakes)
            # Whom no private message reaches reads one line beneath the poll, which names nobody.
            rows.append(row if reachable else replace(row, under=key_of(Kind.ASK, round_id, channel.id)))
        await deliveries.make(work, rows)
        await targets.add(work, (each for person_id, each in without.items() if person_id not in asked))
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
        if round_.id not in await heard_back(work, round_.board_id, [round_]):
            await tell_product(bot, work, subject.board, Kind.NUDGE, round_id)
        await rounds.save(work, rules.nudged(round_))


async def _seats_asked(work: Work, subject: Subject, now: datetime) -> list[tuple[Channel, Member]]:
    """Who sits for the companies in whose own channel the poll stands by now."""
    waiting = {
        sent.channel_id
        for sent in await deliveries.of_subject(work, Kind.ASK, subject.round.id)
        if sent.state is State.PENDING and sent.not_before > now
    }
    seats = await members.of_board(work, subject.board.id)
    return [
        (channel, seat)
        for channel in await channels_of(work, subject)
        if channel.kind is ChannelKind.CUSTOMER and channel.id not in waiting
        for seat in seats
        if seat.account_id == channel.account_id
    ]


def _why_not(person: Person, round_: Round, now: datetime, wakes: datetime, day_off: DayOff) -> Reason | None:
    """Why a reminder would come at the wrong time, however long it waits."""
    if wakes >= round_.closes_at:
        return Reason.HOLIDAY if on_holiday(now, person.zone, day_off) else Reason.QUIET
    return Reason.PAUSED if paused(person, wakes) else None


def _left_out(bot: Bot, round_: Round, channel: Channel, seat: Member, reason: Reason, now: datetime) -> Target:
    return Target(
        id=bot.ids.of("target", round_.id, Kind.REMIND.value, seat.person_id),
        organisation_id=round_.organisation_id,
        round_id=round_.id,
        kind=Kind.REMIND,
        channel_id=channel.id,
        account_id=seat.account_id,
        person_id=seat.person_id,
        reason=reason,
        weighs=False,
        at=now,
    )
