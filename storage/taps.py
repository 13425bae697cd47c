"""Stores a group of taps inside one transaction: one statement per table, however many taps there are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, Update, and_, bindparam, select, update

from bot.domain.answers import Answer, Source, check_open
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import BoardId, MemberId, PersonId, RoundId
from storage import anonymous, answers, at_once
from storage.bulk import among, listed
from storage.direct import Direct
from storage.kept import Joining, Kept
from storage.straight import Straight
from storage.tables import identity, inbox, member, person, round_
from storage.upsert import add_new
from storage.work import Rows, made, row_of

Outcome = bool | Refusal
"""True: stored. False: it had been stored before. Refusal: the round takes no answers."""


async def store(work: Direct, taps: Sequence[Kept]) -> list[Outcome]:
    """Store what may be stored, and say for each tap what became of it.

    The rounds are taken first, in the order of their ids: so none closes between the look and the commit, and two
    processes never wait for each other crosswise. A tap that is refused leaves no trace.
    """
    rounds = await _rounds(work, {tap.round_id for tap in taps})
    outcomes: list[Outcome] = [_verdict(tap, rounds[tap.round_id]) for tap in taps]
    named = [at for at, tap in enumerate(taps) if outcomes[at] is True and tap.participation is None]
    new = await _take_in(work, [taps[at] for at in named])
    seen = await _seen(work, {tap.inbox for at, tap in enumerate(taps) if at not in set(named)})
    for at, tap in enumerate(taps):
        if tap.inbox in seen or (outcomes[at] is True and tap.participation is None and tap.inbox not in new):
            outcomes[at] = False
        elif outcomes[at] is True:
            new.discard(tap.inbox)
            seen.add(tap.inbox)
    live = [tap for tap, outcome in zip(taps, outcomes, strict=True) if outcome is True]
    voices = await anonymous.take_part(work, [(tap.round_id, tap.participation) for tap in live if tap.participation])
    for at, tap in enumerate(taps):
        if outcomes[at] is True and tap.participation is not None:
            voice = (tap.round_id, tap.participation.token)
            outcomes[at] = voice in voices
            voices.discard(voice)
    await _take_in(work, [tap for at, tap in enumerate(taps) if outcomes[at] is True and tap.participation])
    await _write(work, [tap for tap, outcome in zip(taps, outcomes, strict=True) if outcome is True], rounds)
    return outcomes


async def store_at_once(work: Direct, taps: Sequence[Kept]) -> list[Outcome | Exception]:
    """The same for taps that `at_once.fits`, on PostgreSQL, in one statement that is a transaction by itself.

    A tap that should never have come here gets its error; the others are kept all the same.
    """
    rounds, new = await at_once.keep_all(work, taps)
    outcomes: list[Outcome | Exception] = []
    for tap in taps:
        try:
            said = _verdict(tap, _found(rounds, tap))
        except (ValueError, LookupError) as wrong:
            outcomes.append(wrong)
        else:
            outcomes.append(tap.inbox in new if said is True else said)
    late = {tap.inbox for tap, outcome in zip(taps, outcomes, strict=True) if isinstance(outcome, Refusal)}
    seen = await _seen(work, late)
    return [False if tap.inbox in seen else outcome for tap, outcome in zip(taps, outcomes, strict=True)]


def _found(rounds: Mapping[RoundId, Round], tap: Kept) -> Round:
    if tap.round_id not in rounds:
        raise LookupError("a tap for a round that this organisation does not have")
    return rounds[tap.round_id]


async def _write(work: Direct, taps: Sequence[Kept], rounds: dict[RoundId, Round]) -> None:
    if not taps:
        return
    new = await _join(work, [tap.joins for tap in taps if tap.joins])
    said = [tap.answer for tap in taps if tap.answer]
    await answers.add_skips(work, [(tap.round_id, tap.skip_by, tap.at) for tap in taps if tap.skip_by])
    await anonymous.add_choices(work, [each for tap in taps for each in tap.choices])
    # For anonymous choices no round grows: a message drawn anew at that moment would tell when somebody answered.
    standing = await answers.save_all(work, said)
    await _mark_answered(work, rounds, [each for each in standing if each.source is Source.MEMBER], new)
    await _grow(work, [each.round_id for each in standing])


async def _rounds(work: Direct, ids: Iterable[RoundId]) -> dict[RoundId, Round]:
    wanted = sorted(ids)
    rows = await _TAKEN.run(work, {"owner": work.organisation_id, "ids": listed(wanted)})
    found = {each.id: each for each in (made(Round, dict(zip(_COLUMNS, row, strict=True))) for row in rows)}
    if len(found) < len(wanted):
        raise LookupError("a tap for a round that this organisation does not have")
    return found


async def _take_in(work: Direct, taps: Sequence[Kept]) -> set[str]:
    """Note these taps; returns the keys of those that nobody had noted, here or in another process."""
    rows = {tap.inbox: {"key": tap.inbox, "received_at": _noted_at(tap)} for tap in taps}
    noted = await add_new(work, inbox, [rows[key] | {"organisation_id": work.organisation_id} for key in sorted(rows)])
    return {str(row["key"]) for row in noted}


async def _seen(work: Direct, keys: Collection[str]) -> set[str]:
    if not keys:
        return set()
    return {str(key) for (key,) in await _SEEN.run(work, {"owner": work.organisation_id, "ids": listed(sorted(keys))})}


def _verdict(tap: Kept, to: Round) -> Outcome:
    anonymous_round = to.visibility is Visibility.ANONYMOUS
    if anonymous_round and tap.answer is not None:
        raise ValueError("an answer under a name does not belong into an anonymous round")
    if not anonymous_round and tap.participation is not None:
        raise ValueError("an anonymous choice does not belong into a round under names")
    try:
        check_open(to, tap.at)
    except Refusal as refusal:
        return refusal
    return True


def _noted_at(tap: Kept) -> datetime:
    """When the tap came; of an anonymous one only the hour, rounded up, as much as forgetting it one day needs."""
    if tap.participation is None:
        return tap.at
    return tap.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


async def _join(work: Direct, joins: Sequence[Joining]) -> set[tuple[BoardId, PersonId]]:
    """Give the newcomers their seats; returns who has a new one, which says already that they have answered."""
    people = {each.person.id: each.person for each in joins}
    await add_new(work, person, [row_of(people[id_]) for id_ in sorted(people)])
    identities = sorted({(str(each.identity), each.person.id): each for each in joins}.items())
    await add_new(
        work,
        identity,
        [
            {"organisation_id": work.organisation_id, "person_id": each.person.id, **row_of(each.identity)}
            for _, each in identities
        ],
    )
    members = {each.member.id: each.member for each in joins}
    seated = await add_new(work, member, [row_of(members[id_]) for id_ in sorted(members)])
    fresh = [members[MemberId(str(row["id"]))] for row in seated]
    return {(each.board_id, each.person_id) for each in fresh if each.answered_once}


async def _mark_answered(
    work: Direct, rounds: dict[RoundId, Round], standing: Sequence[Answer], marked: Collection[tuple[BoardId, PersonId]]
) -> None:
    who: dict[BoardId, set[PersonId]] = {}
    for said in standing:
        board_id = rounds[said.round_id].board_id
        if (board_id, said.person_id) not in marked:
            who.setdefault(board_id, set()).add(said.person_id)
    for board_id in sorted(who):
        people = {"owner": work.organisation_id, "board": board_id, "ids": listed(sorted(who[board_id]))}
        await _MARK.run(work, people)


async def _grow(work: Direct, spoken: Sequence[RoundId]) -> None:
    for each in sorted(set(spoken)):
        await _GROW.run(work, {"owner": work.organisation_id, "grown": each, "more": spoken.count(each)})


def _take(on_sqlite: bool) -> Rows:
    query = select(round_).where(round_.c.organisation_id == bindparam("owner"), among(round_.c.id, "ids", on_sqlite))
    return query if on_sqlite else query.order_by(round_.c.id).with_for_update(key_share=True, of=round_)


def _noted(on_sqlite: bool) -> Rows:
    return select(inbox.c.key).where(
        inbox.c.organisation_id == bindparam("owner"), among(inbox.c.key, "ids", on_sqlite)
    )


def _mark(on_sqlite: bool) -> Update:
    return (
        update(member)
        .where(
            member.c.organisation_id == bindparam("owner"),
            member.c.board_id == bindparam("board"),
            among(member.c.person_id, "ids", on_sqlite),
            member.c.answered_once.is_(False),
        )
        .values(answered_once=True)
    )


def _more(_on_sqlite: bool) -> Update:
    mine = and_(round_.c.organisation_id == bindparam("owner"), round_.c.id == bindparam("grown"))
    return update(round_).where(mine).values(version=round_.c.version + bindparam("more", type_=Integer))


_TAKEN, _SEEN, _MARK, _GROW = Straight(_take), Straight(_noted), Straight(_mark), Straight(_more)
_COLUMNS = round_.columns.keys()
