"""Who presses decides whether it counts."""

import pytest

from bot.domain.audience import voice_of, voice_outside
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.errors import Denied
from bot.ids import AccountId, PersonId
from tests.makers import board, channel, member, person, visitor

NEW = PersonId("new")


def test_a_member_speaks_for_their_company() -> None:
    voice = voice_of(board(), channel(), visitor(), person=person(), new_person_id=NEW, seats=[member()])
    assert (voice.person_id, voice.account_id, voice.joins) == ("ana", "acme", False)


def test_an_unknown_person_in_a_customers_channel_joins_that_customer() -> None:
    voice = voice_of(board(), channel(), visitor("zoe"), person=None, new_person_id=NEW, seats=[])
    assert (voice.person_id, voice.account_id, voice.joins) == (NEW, "acme", True)


def test_somebody_of_another_company_is_refused() -> None:
    with pytest.raises(Denied, match=r"answer\.other_company"):
        voice_of(board(), channel("globex"), visitor(), person=person(), new_person_id=NEW, seats=[member()])


def test_an_unknown_company_in_a_shared_room_is_held() -> None:
    room = channel(None, ChannelKind.SHARED_ROOM)
    with pytest.raises(Denied, match=r"answer\.unknown_company"):
        voice_of(board(), room, visitor("zoe"), person=None, new_person_id=NEW, seats=[])


def test_a_member_in_a_shared_room_speaks_for_their_own_company() -> None:
    room = channel(None, ChannelKind.SHARED_ROOM)
    voice = voice_of(board(), room, visitor(), person=person(), new_person_id=NEW, seats=[member()])
    assert voice.account_id == "acme"


@pytest.mark.parametrize("known", [True, False])
def test_the_vendors_own_staff_are_not_counted(known: bool) -> None:
    who = person("pm", staff=True) if known else None
    with pytest.raises(Denied, match=r"answer\.own_staff"):
        voice_of(board(), channel(), visitor("pm", staff=True), person=who, new_person_id=NEW, seats=[])


def test_somebody_known_as_staff_cannot_pass_for_a_customer() -> None:
    with pytest.raises(Denied, match=r"answer\.own_staff"):
        voice_of(board(), channel(), visitor("pm"), person=person("pm", staff=True), new_person_id=NEW, seats=[])


def test_on_a_client_zero_board_staff_are_the_members() -> None:
    voice = voice_of(
        board(BoardKind.CLIENT_ZERO),
        channel(None, ChannelKind.PRODUCT),
        visitor("pm", staff=True),
        person=person("pm", staff=True),
        new_person_id=NEW,
        seats=[],
        home_account_id=AccountId("own"),
    )
    assert (voice.account_id, voice.joins) == ("own", True)


def test_nobody_answers_in_a_product_channel() -> None:
    with pytest.raises(Denied, match=r"answer\.wrong_place"):
        voice_of(
            board(),
            channel(None, ChannelKind.PRODUCT),
            visitor(),
            person=person(),
            new_person_id=NEW,
            seats=[member()],
        )


def test_outside_of_channels_a_member_speaks_for_the_company_that_was_asked() -> None:
    voice = voice_outside(
        board(),
        [channel("globex"), channel("acme")],
        visitor(),
        person=person(),
        seats=[member(account="initech"), member()],
    )
    assert (voice.person_id, voice.account_id, voice.joins) == ("ana", "acme", False)


def test_outside_of_channels_a_shared_room_speaks_to_every_member() -> None:
    room = channel(None, ChannelKind.SHARED_ROOM)
    voice = voice_outside(board(), [room], visitor(), person=person(), seats=[member()])
    assert voice.account_id == "acme"


def test_outside_of_channels_a_company_that_was_not_asked_has_no_voice() -> None:
    with pytest.raises(Denied, match=r"answer\.not_asked"):
        voice_outside(board(), [channel("globex")], visitor(), person=person(), seats=[member()])


def test_outside_of_channels_the_product_channel_makes_nobody_asked() -> None:
    product = channel(None, ChannelKind.PRODUCT)
    with pytest.raises(Denied, match=r"answer\.not_asked"):
        voice_outside(board(), [product], visitor(), person=person(), seats=[member()])
    own = voice_outside(
        board(BoardKind.CLIENT_ZERO), [product], visitor(staff=True), person=person(staff=True), seats=[member()]
    )
    assert own.account_id == "acme"


@pytest.mark.parametrize("known", [True, False])
def test_outside_of_channels_nobody_joins(known: bool) -> None:
    who = person("zoe") if known else None
    with pytest.raises(Denied, match=r"answer\.not_a_member"):
        voice_outside(board(), [channel()], visitor("zoe"), person=who, seats=[])


def test_outside_of_channels_the_vendors_own_staff_are_not_counted_either() -> None:
    with pytest.raises(Denied, match=r"answer\.own_staff"):
        voice_outside(board(), [channel()], visitor("pm"), person=person("pm", staff=True), seats=[member("pm")])
