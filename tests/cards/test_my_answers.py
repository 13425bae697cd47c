"""Everything that is held of a person, as they read it themselves."""

import pytest

from bot.cards.my_answers import export_card
from bot.domain.people import Identity, Person
from bot.ids import OrganisationId, PersonId
from tests.cards.showing import shown


@pytest.mark.parametrize(
    ("reader", "line"),
    [
        ("de", "Name: Ana Lund. Sprache: Deutsch. Zeitzone: Europe/Berlin."),
        ("en", "Name: Ana Lund. Language: German. Time zone: Europe/Berlin."),
    ],
)
def test_the_language_is_called_by_its_name(reader: str, line: str) -> None:
    ana = Person(
        id=PersonId("p"), organisation_id=OrganisationId("o"), name="Ana Lund", language="de", zone="Europe/Berlin"
    )
    home = Identity(platform="console", workspace="home", user="ana")
    assert line in shown(export_card(person=ana, identities=[home], seats=[], answers=[], cases=[]), reader)
