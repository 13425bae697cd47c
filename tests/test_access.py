"""Who may do what: one table, and everything that does not stand in it is denied."""

import pytest

from bot.access import RIGHTS, Deed, check
from bot.domain.people import Person, Role
from bot.errors import Denied
from tests.makers import person


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
