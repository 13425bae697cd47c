"""The customer's name is guessed from what the platform tells of a channel, and never from the vendor's own name."""

import pytest

from bot.domain.invitations import ChannelFacts, guessed_company

OWN = ("Northwind", "Northwind Council")


@pytest.mark.parametrize(
    ("name", "companies", "guess"),
    [
        ("acme", (), "Acme"),
        ("ext-acme", (), "Acme"),
        ("shared-acme-northwind", (), "Acme"),
        ("northwind_acme_cab", (), "Acme"),
        ("ext-blue-harbour-2026", (), "Blue Harbour"),
        ("kunde-müller", (), "Müller"),
        ("council", (), ""),
        ("ext-shared", (), ""),
        ("2026", (), ""),
        ("ext-acme", ("Acme Rail GmbH",), "Acme Rail GmbH"),
        ("ext-acme", ("Northwind", "Acme Rail GmbH"), "Acme Rail GmbH"),
        ("council", ("Acme", "Globex"), ""),
        ("acme", ("  ",), "Acme"),
        ("acme", ("Ac\u202eme\x00",), "Acme"),
    ],
)
def test_a_name_is_guessed_from_the_company_or_the_channel(name: str, companies: tuple[str, ...], guess: str) -> None:
    assert guessed_company(ChannelFacts(name=name, companies=companies), OWN) == guess
