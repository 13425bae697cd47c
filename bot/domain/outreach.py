"""Works out where a round goes and when, and whom it leaves in peace; nothing here is looked up, all is given."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.boards import Board, BoardKind
from bot.domain.budget import Budget, company_over, person_over
from bot.domain.cadence import Cadence
from bot.domain.channels import Channel
from bot.domain.deliveries import Kind
from bot.domain.members import Member
from bot.domain.people import Person, paused
from bot.domain.quiet import LONGEST_REST, DayOff, Hours, never, on_holiday, polite
from bot.domain.rounds import Round
from bot.domain.targets import CAPPED, Reason, Target
from bot.ids import AccountId, ChannelId, Ids, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a board's manners are applied to: who sits where, and how often they were asked lately."""

    board: Board
    budget: Budget
    hours: Hours
    seats: Sequence[Member]
    people: Mapping[PersonId, Person]
    asked: Mapping[PersonId, Sequence[datetime]] = field(default_factory=dict)
    """When each was asked, on any board."""
    rounds: Mapping[AccountId, Sequence[datetime]] = field(default_factory=dict)
    """When a round went to each company, on any board."""
    zone: str
    """By whose clocks a week is counted: the schedule's, else the board's."""
    day_off: Callable[[AccountId | None], DayOff] = lambda account_id: never
    """The public holidays where a company is."""
    _of_account: dict[AccountId, list[Member]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for seat in self.seats:
            self._of_account.setdefault(seat.account_id, []).append(seat)

    def seats_at(self, account_id: AccountId | None) -> Sequence[Member]:
        """Those of one company, or all of them: looked up, since a board may have ten thousand companies."""
        return self.seats if account_id is None else self._of_account.get(account_id, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One channel that gets the ask, and when."""

    channel: Channel
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach:
    """Where a round goes, and one row for everybody it was meant for."""

    posts: tuple[Post, ...]
    targets: tuple[Target, ...]


def outreach(
    ids: Ids,
    round_: Round,
    channels: Sequence[Channel],
    known: Known,
    *,
    planned: Mapping[ChannelId, datetime],
    now: datetime,
    bound: bool,
) -> Outreach:
    """The posts of `round_`, each at its `planned` instant or at the end of quiet hours there, and its targets.

    A schedule is `bound`: a company that was asked often enough gets nothing, nor does a channel in which nobody may
    be asked. What a person sends by hand goes everywhere at once, and only names who would rather be left alone. On a
    board of the own staff nothing is held back.
    """
    held = bound and known.board.kind is not BoardKind.CLIENT_ZERO
    posts: list[Post] = []
    rows: dict[PersonId | ChannelId, Target] = {}
    for channel in channels:
        at = planned[channel.id]
        when = opening(channel, known, at, now) if held else at
        late = when >= round_.closes_at
        found = [_judged(ids, round_, channel, seat, known, when) for seat in readers(channel, known)]
        if not found:
            found = [_nobody(ids, round_, channel, known, when)]
        if held and late:
            found = [
                each if each.reason else replace(each, reason=why_held(channel, known, max(at, now))) for each in found
            ]
        goes = not held or any(each.reason is None for each in found)
        if goes:
            posts.append(Post(channel=channel, at=when))
        for each in found:
            told = goes and (each.reason is None or (not held and each.reason in CAPPED))
            row = replace(each, weighs=told)
            before = rows.get(row.person_id or channel.id)
            if before is None or (before.reason is not None and row.reason is None):
                rows[row.person_id or channel.id] = row
    return Outreach(posts=tuple(posts), targets=tuple(rows.values()))


def readers(channel: Channel, known: Known) -> list[Member]:
    """Who is known to read along for a company, each person once; nobody whose account is closed."""
    seats: dict[PersonId, Member] = {}
    for seat in known.seats_at(channel.account_id):
        if known.people[seat.person_id].gone_at is None:
            seats.setdefault(seat.person_id, seat)
    return list(seats.values())


def zone_of(channel: Channel, known: Known) -> str:
    """The zone most of the company's people have, of two alike the board's own; a shared room has the board's."""
    if channel.account_id is None:
        return known.board.zone
    return usual_zone((known.people[seat.person_id].zone for seat in readers(channel, known)), known.board.zone)


def usual_zone(zones: Iterable[str], otherwise: str) -> str:
    """The zone most have; where as many have another, `otherwise` if it is among them, else the first by name."""
    counted = Counter(zones)
    if not counted:
        return otherwise
    most = max(counted.values())
    level = sorted(zone for zone, n in counted.items() if n == most)
    return otherwise if otherwise in level else level[0]


def opening(channel: Channel, known: Known, at: datetime, now: datetime) -> datetime:
    """`at`, or the end of quiet hours where the channel's company is; judged by `now` for what goes out late.

    What is a few hours late counts as if it had been in time: a weekly schedule stays a week apart.
    """
    really = max(at, now)
    day_off = known.day_off(channel.account_id)
    when = polite(really, zone_of(channel, known), hours=known.hours, day_off=day_off)
    return at if when == really else when


def held_until(channel: Channel, known: Known, cadence: Cadence | None, now: datetime) -> datetime:
    """`now`, or when a message of a schedule that was held up may go out: neither in quiet hours nor on its free dates.

    What no schedule sends (`cadence` is None) has no free dates.
    """
    zone, day_off = zone_of(channel, known), known.day_off(channel.account_id)
    at = now
    for _ in range(LONGEST_REST):
        when = polite(at, zone, hours=known.hours, day_off=day_off)
        when = cadence.timetable.free_again(when) if cadence is not None else when
        if when == at:
            break
        at = when
    return at


def _judged(ids: Ids, round_: Round, channel: Channel, seat: Member, known: Known, when: datetime) -> Target:
    person = known.people[seat.person_id]
    reason: Reason | None = None
    if known.board.kind is not BoardKind.CLIENT_ZERO:
        reason = company_over(known.rounds.get(seat.account_id, ()), known.budget, when, known.zone)
        reason = reason or person_over(
            known.asked.get(person.id, ()), known.budget, when, known.zone, own=person.budget
        )
    if reason is None and paused(person, when):
        reason = Reason.PAUSED
    return _target(ids, round_, channel, when, account_id=seat.account_id, person_id=person.id, reason=reason)


def _nobody(ids: Ids, round_: Round, channel: Channel, known: Known, when: datetime) -> Target:
    """The row of a channel in which nobody is known yet: only its company can have been asked too often."""
    reason = None
    if channel.account_id is not None and known.board.kind is not BoardKind.CLIENT_ZERO:
        reason = company_over(known.rounds.get(channel.account_id, ()), known.budget, when, known.zone)
    return _target(ids, round_, channel, when, account_id=channel.account_id, person_id=None, reason=reason)


def _target(
    ids: Ids,
    round_: Round,
    channel: Channel,
    when: datetime,
    *,
    account_id: AccountId | None,
    person_id: PersonId | None,
    reason: Reason | None,
) -> Target:
    return Target(
        id=ids.of("target", round_.id, Kind.ASK.value, person_id or channel.id),
        organisation_id=round_.organisation_id,
        round_id=round_.id,
        kind=Kind.ASK,
        channel_id=channel.id,
        account_id=account_id,
        person_id=person_id,
        reason=reason,
        weighs=False,
        at=when,
    )


def why_held(channel: Channel, known: Known, at: datetime) -> Reason:
    """Why nobody there is to be disturbed at that instant."""
    off = known.day_off(channel.account_id)
    return Reason.HOLIDAY if on_holiday(at, zone_of(channel, known), off) else Reason.QUIET
