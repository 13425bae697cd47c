"""Reminds once, privately, those who have not answered; in anonymous rounds everybody alike."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.ask import tell_product
from bot.actions.compose import Subject, channels_of, subject_of
from bot.actions.heard_back import heard_back
from bot.actions.messages import message
from bot.actions.outreach import day_off_at, hours_of, know_holidays
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.accounts import Account
from bot.domain.channels import Channel, ChannelKind
from bot.domain.deliveries import Delivery, Kind, State, key_of
from bot.domain.members import Member
from bot.domain.people import Person, paused
from bot.domain.quiet import DayOff, on_holiday, polite
from bot.domain.rounds import Deed, Round
from bot.domain.targets import CAPPED, Reason, Target
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import AccountId, OrganisationId, PersonId, RoundId
from bot.texts import Phrase
from storage import accounts, answers, deliveries, members, people, rounds, targets
from storage.database import Work
from storage.upsert import Ready, add_ready


async def remind(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Make the private reminders of a round and move it on to wait for its close.

    Only members who have answered at least once before are reminded by name; nobody who is paused, nobody who was
    asked often enough without this poll, and nobody in quiet hours: they get it afterwards, unless it closes before.
    Where no private message can arrive, one line that names nobody stands in the poll's thread.
    """
    now = bot.now()
    await know_holidays(bot, organisation_id)
    reminded = False
    while not reminded:
        async with bot.database.read(organisation_id) as work:
            planned = await rounds.get(work, round_id)
            if not rules.due(planned, Deed.REMIND, now):
                return
            spelt = await asyncio.to_thread(_spelt, bot, work, await _there(work, planned, now), now)
        async with bot.database.begin(organisation_id) as work:
            round_ = await rounds.get(work, round_id, lock=True)
            # Answers make it another version; who answered meanwhile is left in peace when the message would go out.
            reminded = replace(round_, version=planned.version) == planned
            if reminded:
                for each in spelt:
                    await add_ready(work, each)
                await rounds.save(work, rules.reminded(round_))


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    """Everything that decides who is reminded, read at once."""

    subject: Subject
    seats: Sequence[tuple[Channel, Member]]
    spoke: set[PersonId]
    capped: Mapping[PersonId | None, Reason | None]
    companies: Mapping[AccountId, Account]
    people: Mapping[PersonId, Person]
    reachable: Mapping[str, set[PersonId]]
    """Who has an account on each platform."""


async def _there(work: Work, round_: Round, now: datetime) -> _There:
    subject = await subject_of(work, round_.id)
    spoke: set[PersonId] = set()
    if round_.visibility is not Visibility.ANONYMOUS:
        spoke = await answers.speakers(work, round_.id) | await answers.skips(work, round_.id)
    meant = await targets.of_round(work, round_.id)
    seats = await _seats_asked(work, subject, now)
    platforms = {channel.place.platform for channel, _ in seats}
    return _There(
        subject=subject,
        seats=seats,
        spoke=spoke,
        capped={each.person_id: each.reason for each in meant if each.reason in CAPPED},
        companies={account.id: account for account in await accounts.all(work)},
        people={person.id: person for person in await people.all(work)},
        reachable={each: await people.on_platform(work, each) for each in platforms},
    )


def _spelt(bot: Bot, work: Work, there: _There, now: datetime) -> tuple[Ready, Ready]:
    """The messages, and who gets none and why; in a thread, since there may be thousands of either."""
    round_ = there.subject.round
    rows: list[Delivery] = []
    without: dict[PersonId, Target] = {}
    asked: set[PersonId] = set()
    for channel, seat in there.seats:
        person = there.people[seat.person_id]
        if person.id in there.spoke or person.id in asked or not seat.answered_once or person.gone_at is not None:
            continue
        day_off = day_off_at(there.companies, seat.account_id)
        wakes = polite(now, person.zone, hours=hours_of(there.subject.board), day_off=day_off)
        reason = there.capped.get(person.id) or _why_not(person, round_, now, wakes, day_off)
        if reason is not None:
            without.setdefault(person.id, _left_out(bot, round_, channel, seat, reason, now))
            continue
        asked.add(person.id)
        reachable = person.id in there.reachable[channel.place.platform]
        whom = person.id if reachable else None
        row = message(bot, channel, Kind.REMIND, round_.id, person_id=whom, not_before=wakes)
        # Whom no private message reaches reads one line beneath the poll, which names nobody.
        rows.append(row if reachable else replace(row, under=key_of(Kind.ASK, round_.id, channel.id)))
    left_out = [each for person_id, each in without.items() if person_id not in asked]
    return deliveries.ready(work, rows), targets.ready(work, left_out)


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
    seats: dict[AccountId | None, list[Member]] = {}
    for seat in await members.of_board(work, subject.board.id):
        seats.setdefault(seat.account_id, []).append(seat)
    return [
        (channel, seat)
        for channel in await channels_of(work, subject)
        if channel.kind is ChannelKind.CUSTOMER and channel.id not in waiting
        for seat in seats.get(channel.account_id, ())
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
