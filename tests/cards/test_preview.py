"""The preview of a poll counts whom it reaches, also where nobody is known by name yet."""

from bot.cards.preview import Company, Reach, preview_card
from bot.ids import Token
from bot.presses import Do
from tests.cards.showing import shown
from tests.makers import board, round_

ACME = Company(name="Acme", people=("Ana",), counted=4)
GLOBEX = Company(name="Globex", people=(), counted=3)
INITECH = Company(name="Initech", people=())
HOOLI = Company(name="Hooli", people=("Hal", "Hua"))


def preview(*companies: Company) -> str:
    """What a product manager reads about a poll that goes to these."""
    reach = Reach(companies=companies, not_meant=(), silent=(), paused=(), gone=(), introduced=0, chance=None)
    press = Do(Token("token"))
    return shown(
        preview_card(board=board(), round_=round_(), reach=reach, send=press, test=press, call_off=press, poll=())
    )


def test_people_who_were_counted_at_the_invitation_are_reached_though_nobody_knows_their_names() -> None:
    picture = preview(ACME, GLOBEX, HOOLI)
    assert "9 people / 3 companies" in picture
    assert "3 people, nobody we know by name yet" in picture


def test_where_nobody_was_counted_the_channel_stands_for_its_people() -> None:
    assert "7 people and those in one channel / 3 companies" in preview(ACME, GLOBEX, INITECH)
    assert "the people in one channel / 1 company" in preview(INITECH)
