"""Where a round goes: to whoever may be asked, at a decent hour; everybody it was meant for gets one row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.boards import BoardKind
from bot.domain.budget import MONTH, WEEK, Budget
from bot.domain.channels import ChannelKind
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.funnel import funnel, left_out
from bot.domain.outreach import Known, Outreach, outreach, usual_zone
from bot.domain.people import Person
from bot.domain.quiet import Hours
from bot.domain.rounds import Round
from bot.domain.targets import Reason
from bot.ids import AccountId, DeliveryKey, Ids, PersonId, Token
from tests.makers import TUESDAY, board, channel, member, person, round_

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
ACME, GLOBEX = channel("acme"), channel("globex")
ROOM = channel(None, ChannelKind.SHARED_ROOM)
HOME = {"ana": "acme", "abe": "acme", "gus": "globex", "gia": "globex"}
YESTERDAY = TUESDAY - timedelta(days=1)


def known(
    *people: Person,
    asked: Mapping[str, Sequence[datetime]] | None = None,
    rounds: Mapping[str, Sequence[datetime]] | None = None,
    kind: BoardKind = BoardKind.CUSTOMER,
) -> Known:
    return Known(
        board=board(kind),
        budget=Budget(),
        hours=Hours(),
        seats=[member(each.id, HOME[each.id]) for each in people],
        people={each.id: each for each in people},
        asked={PersonId(who): times for who, times in (asked or {}).items()},
        rounds={AccountId(which): times for which, times in (rounds or {}).items()},
        zone=BERLIN,
    )


def go(who: Known, *, bound: bool = True, at: datetime = TUESDAY, ask: Round | None = None) -> Outreach:
    channels = [ACME, GLOBEX, ROOM]
    planned = {each.id: at for each in channels}
    return outreach(Ids(bytes(32)), ask or round_(at=at), channels, who, planned=planned, now=at, bound=bound)


def posted(reach: Outreach) -> dict[str, datetime]:
    return {str(each.channel.account_id): each.at for each in reach.posts}


def reasons(reach: Outreach) -> dict[str, Reason | None]:
    return {str(each.person_id or each.channel_id): each.reason for each in reach.targets}


def test_where_nobody_is_known_a_company_is_asked_twice_a_week() -> None:
    assert set(posted(go(known()))) == {"acme", "globex", "None"}
    twice = go(known(rounds={"acme": [YESTERDAY, YESTERDAY]}))
    assert set(posted(twice)) == {"globex", "None"}
    assert reasons(twice)[ACME.id] is Reason.COMPANY


def test_one_who_may_be_asked_is_enough_and_the_others_are_left_in_peace() -> None:
    reach = go(known(person("ana"), person("abe"), person("gus"), asked={"ana": [YESTERDAY], "gus": [YESTERDAY]}))
    assert set(posted(reach)) == {"acme", "None"}
    assert reasons(reach) == {"ana": Reason.WEEK, "abe": None, "gus": Reason.WEEK}
    assert {each.person_id for each in reach.targets if each.weighs} == {"abe"}


def test_by_hand_it_goes_everywhere_at_once_and_counts() -> None:
    night = TUESDAY.replace(hour=2)
    who = known(person("ana"), replace(person("gus"), paused_until=TUESDAY + WEEK), asked={"ana": [YESTERDAY]})
    reach = go(who, bound=False, at=night)
    assert posted(reach) == {"acme": night, "globex": night, "None": night}
    assert reasons(reach) == {"ana": Reason.WEEK, "gus": Reason.PAUSED}
    assert {each.person_id for each in reach.targets if each.weighs} == {"ana"}


def test_among_own_staff_nothing_is_held_back() -> None:
    night = TUESDAY.replace(hour=2)
    who = known(person("ana"), asked={"ana": [YESTERDAY]}, rounds={"acme": [YESTERDAY] * 5}, kind=BoardKind.CLIENT_ZERO)
    assert posted(go(who, at=night))["acme"] == night
    assert reasons(go(who, at=night))["ana"] is None


def test_who_has_left_is_neither_asked_nor_in_the_way() -> None:
    gone = replace(person("ana"), gone_at=YESTERDAY)
    assert "acme" in posted(go(known(gone, asked={"ana": [YESTERDAY]})))
    assert reasons(go(known(gone)))[ACME.id] is None


def test_a_company_follows_the_clock_of_most_of_its_people_and_a_shared_room_the_board() -> None:
    there = [replace(person(who), zone=NEW_YORK) for who in ("ana", "abe")]
    early = datetime(2026, 3, 3, 9, tzinfo=UTC)
    reach = go(known(*there, person("gus")), at=early)
    morning = datetime(2026, 3, 3, 13, tzinfo=UTC)
    assert posted(reach) == {"acme": morning, "globex": early, "None": early}
    assert {str(each.person_id): each.at for each in reach.targets}["gus"] == early


@pytest.mark.parametrize(
    ("zones", "usual"),
    [
        ([], BERLIN),
        ([NEW_YORK], NEW_YORK),
        ([NEW_YORK, BERLIN], BERLIN),
        ([NEW_YORK, "Asia/Tokyo"], NEW_YORK),
        ([NEW_YORK, "Asia/Tokyo", "Asia/Tokyo", BERLIN], "Asia/Tokyo"),
    ],
)
def test_of_two_zones_alike_it_is_the_boards(zones: list[str], usual: str) -> None:
    assert usual_zone(zones, BERLIN) == usual


def test_what_went_out_late_counts_from_when_it_was_due() -> None:
    later = TUESDAY + timedelta(hours=5)
    planned = {each.id: TUESDAY for each in (ACME,)}
    reach = outreach(Ids(bytes(32)), round_(), [ACME], known(person("ana")), planned=planned, now=later, bound=True)
    assert [each.at for each in reach.targets] == [TUESDAY]


PEOPLE = st.fixed_dictionaries(
    {
        who: st.tuples(
            st.lists(st.integers(0, 40), max_size=4),
            st.booleans(),
            st.booleans(),
            st.sampled_from([BERLIN, NEW_YORK, "Asia/Tokyo"]),
        )
        for who in HOME
    }
)


@given(PEOPLE, st.integers(0, 24 * 7), st.booleans(), st.booleans())
def test_whoever_was_asked_lately_is_never_the_reason_for_a_post_and_every_step_adds_up(
    drawn: dict[str, tuple[list[int], bool, bool, str]], hour: int, bound: bool, posts_fail: bool
) -> None:
    at = TUESDAY + timedelta(hours=hour)
    people = [
        replace(person(who), zone=zone, paused_until=at + MONTH if paused else None, gone_at=at if gone else None)
        for who, (_, paused, gone, zone) in drawn.items()
    ]
    asked = {who: [at - timedelta(days=n) for n in days] for who, (days, *_) in drawn.items()}
    reach = go(known(*people, asked=asked), bound=bound, at=at)

    rows = {each.person_id: each for each in reach.targets if each.person_id}
    assert set(rows) == {who for who, (_, _, gone, _) in drawn.items() if not gone}
    goes = {each.channel.id for each in reach.posts}
    for each in rows.values():
        assert each.reason is not None or each.channel_id in goes
        if bound and each.weighs:
            assert not any(each.at - WEEK < time for time in asked[str(each.person_id)])
    if not bound:
        assert goes == {ACME.id, GLOBEX.id, ROOM.id}

    sent = [ask_to(each.channel.id, State.FAILED if posts_fail else State.SENT) for each in reach.posts]
    steps = funnel(reach.targets, sent, at + WEEK, said=0)
    assert steps.eligible == len(rows)
    assert steps.eligible == (steps.capped + steps.quiet + steps.paused + steps.waiting + steps.lost + steps.reached)
    assert sum(len(who) for who in left_out(reach.targets, Kind.ASK).values()) == (
        steps.capped + steps.quiet + steps.paused
    )
    assert not (posts_fail and steps.reached)


def ask_to(channel_id: str, state: State) -> Delivery:
    """The ask in a channel, as it stands."""
    where = next(each for each in (ACME, GLOBEX, ROOM) if each.id == channel_id)
    return Delivery(
        key=DeliveryKey(channel_id),
        organisation_id=where.organisation_id,
        kind=Kind.ASK,
        subject_id="r1",
        channel_id=where.id,
        person_id=None,
        place=where.place,
        lane=where.place.lane,
        state=state,
        not_before=TUESDAY,
        token=Token(channel_id),
    )
