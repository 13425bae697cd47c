"""Who may do what: one table, and everything that does not stand in it is denied."""

from dataclasses import replace

import pytest

from bot.access import RIGHTS, Deed, Standing, Where, check, check_round, may, standing_of, standing_over, where_is
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import ChannelKind
from bot.domain.people import Person, Role
from bot.errors import Denied
from bot.ids import AccountId, BoardId, CadenceId, PersonId
from tests.makers import ORG, TUESDAY, board, person, round_
from tests.rights import STANDS_AS, agreed, granted


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", Role)
def test_staff_may_do_what_their_role_says_and_nothing_else(role: Role, deed: Deed) -> None:
    who = person("pat", staff=True, role=role)
    if deed in granted(role):
        assert check(who, deed) is who
    else:
        with pytest.raises(Denied, match="access.denied"):
            check(who, deed)


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("who", [None, person("ana"), person("ana", role=Role.ADMIN)])
def test_strangers_and_customers_may_do_nothing_whatever_role_stands_beside_them(
    who: Person | None, deed: Deed
) -> None:
    with pytest.raises(Denied):
        check(who, deed)


SOMEBODY: dict[Standing, Person | None] = {
    Standing.ADMIN: person("ada", staff=True, role=Role.ADMIN),
    Standing.BOARD_OWNER: person("bo", staff=True),
    Standing.PRODUCT_MANAGER: person("pat", staff=True, role=Role.PRODUCT_MANAGER),
    Standing.ACCOUNT_OWNER: person("lea", staff=True),
    Standing.SPONSOR: person("ingrid", staff=True),
    Standing.COLLEAGUE: person("cleo", staff=True),
    Standing.CUSTOMER: person("ana"),
    Standing.STRANGER: replace(person("gus"), gone_at=TUESDAY),
}


COUNCIL = replace(board(), owner_id=PersonId("bo"), sponsor_id=PersonId("ingrid"))
ACME = Account(id=AccountId("acme"), organisation_id=ORG, key="acme", name="Acme", owner_id=PersonId("lea"))


def test_every_cell_of_the_table_is_as_it_was_agreed_on() -> None:
    wanted = agreed()
    assert len(wanted) == len(STANDS_AS) * len(Deed)
    for (role, deed), allowed in wanted.items():
        for where in Where:
            about = ACME if role == "account owner" else COUNCIL
            assert may(SOMEBODY[STANDS_AS[role]], deed, where, about=about) is allowed, (role, deed, where)
    assert set(STANDS_AS.values()) == set(Standing)


def test_a_role_counts_for_nothing_where_somebody_is_no_staff_or_has_left() -> None:
    for role in Role:
        assert standing_of(person("ana", role=role)) is Standing.CUSTOMER
        assert standing_of(replace(person("pat", staff=True, role=role), gone_at=TUESDAY)) is Standing.STRANGER
    assert standing_of(None) is Standing.STRANGER
    assert standing_of(person("pat", staff=True)) is Standing.COLLEAGUE


@pytest.mark.parametrize(
    "about", [None, replace(board(), id=BoardId("other")), replace(ACME, owner_id=PersonId("kim"))]
)
def test_what_was_entrusted_to_somebody_holds_for_that_alone(about: Board | Account | None) -> None:
    for standing in (Standing.BOARD_OWNER, Standing.ACCOUNT_OWNER, Standing.SPONSOR):
        who = SOMEBODY[standing]
        assert who is not None
        assert standing_over(who, about) is standing_of(who)
        assert {deed for deed in Deed if may(who, deed, about=about)} == granted(who.role)


def test_what_was_entrusted_is_worth_nothing_where_somebody_is_no_staff_or_has_left() -> None:
    for about, name in ((COUNCIL, "bo"), (COUNCIL, "ingrid"), (ACME, "lea")):
        guest = person(name, role=Role.PRODUCT_MANAGER)
        left = replace(person(name, staff=True), gone_at=TUESDAY)
        assert standing_over(guest, about) is Standing.CUSTOMER
        assert standing_over(left, about) is Standing.STRANGER
        assert not any(may(who, deed, about=about) for who in (guest, left, None) for deed in Deed)


def test_who_runs_a_board_ends_every_poll_on_it_and_on_no_other() -> None:
    theirs = replace(round_(), asked_by=PersonId("kim"))
    owner = SOMEBODY[Standing.BOARD_OWNER]
    assert check_round(owner, theirs, COUNCIL) is owner
    with pytest.raises(Denied):
        check_round(owner, theirs, board())


def test_of_a_channel_that_serves_no_board_we_cannot_tell_who_reads_along() -> None:
    assert {kind: where_is(kind) for kind in (*ChannelKind, None)} == {
        ChannelKind.PRODUCT: Where.INTERNAL,
        ChannelKind.DIRECT: Where.DIRECT,
        ChannelKind.CUSTOMER: Where.SHARED,
        ChannelKind.SHARED_ROOM: Where.SHARED,
        None: Where.SHARED,
    }


def test_a_cell_that_is_missing_for_one_place_is_denied_there_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = (Standing.ADMIN, Deed.EXPORT, Where.SHARED)
    monkeypatch.setattr("bot.access.RIGHTS", RIGHTS - {taken})
    admin = person("pat", staff=True, role=Role.ADMIN)
    assert [where for where in Where if not may(admin, Deed.EXPORT, where)] == [Where.SHARED]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_whoever_has_left_may_do_nothing_at_once(role: Role, deed: Deed) -> None:
    assert not may(replace(person("pat", staff=True, role=role), gone_at=TUESDAY), deed)


@pytest.mark.parametrize(
    ("role", "asked_by", "of_a_schedule", "allowed"),
    [
        (Role.PRODUCT_MANAGER, "pat", False, True),
        (Role.PRODUCT_MANAGER, "kim", False, False),
        (Role.PRODUCT_MANAGER, None, False, True),
        (Role.PRODUCT_MANAGER, None, True, True),
        (Role.ADMIN, "kim", False, True),
        (Role.NONE, "pat", False, False),
    ],
)
def test_a_product_manager_ends_own_polls_and_those_nobody_in_person_asked_an_admin_all(
    role: Role, asked_by: str | None, of_a_schedule: bool, allowed: bool
) -> None:
    poll = replace(
        round_(),
        asked_by=PersonId(asked_by) if asked_by else None,
        cadence_id=CadenceId("weekly") if of_a_schedule else None,
    )
    pat = person("pat", staff=True, role=role)
    if allowed:
        assert check_round(pat, poll, board()) is pat
    else:
        with pytest.raises(Denied):
            check_round(pat, poll, board())
