"""Who may do what: one table, and everything that does not stand in it is denied."""

from dataclasses import replace

import pytest

from bot.access import RIGHTS, Deed, check, check_round, may
from bot.domain.people import Person, Role
from bot.errors import Denied
from bot.ids import CadenceId, PersonId
from tests.makers import TUESDAY, person, round_


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", Role)
def test_staff_may_do_what_their_role_says_and_nothing_else(role: Role, deed: Deed) -> None:
    who = person("pat", staff=True, role=role)
    if deed in RIGHTS[role]:
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


def test_only_admins_set_boards_up_and_colleagues_who_were_not_appointed_may_not_even_look() -> None:
    assert [role for role in Role if Deed.SET_UP in RIGHTS[role]] == [Role.ADMIN]
    assert RIGHTS[Role.NONE] == frozenset()


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
        assert check_round(pat, poll) is pat
    else:
        with pytest.raises(Denied):
            check_round(pat, poll)
