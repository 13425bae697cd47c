"""Before anybody outside reads an answer, names and addresses in it are gone; what it says stays."""

import pytest

from bot.insights.pseudonyms import Veil

PEOPLE = ["Ana Lopez", "Jean-Luc Müller", "李娜", "Bo Li", "Otto Weiß", "İpek Öz", "Søren Ángel O'Brien"]
COMPANIES = [
    "Régie des Eaux",
    "acme",
    "Globex Corp.",
    "HP Inc",
    "Mu\u0308nchen Bau",
    "Umbrella GmbH & Co. KG",
    "Holding AG",
]
VEIL = Veil(
    people=PEOPLE,
    companies=COMPANIES,
    ids=["anaquokka", "8f14e45f-ceea-4672-a5a1-111111111111"],
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ask Ana Lopez or LOPEZ about it", "Ask ‹person› or ‹person› about it"),
        ("Müller's export fails", "‹person› export fails"),
        ("李娜说导出太慢", "‹person›说导出太慢"),
        ("At Acme and Globex Corp. it is slow", "At ‹company› and ‹company› it is slow"),
        ("Globex is slow, so is Umbrella's export", "‹company› is slow, so is ‹company› export"),
        ("Holding a call takes long, Holding AG says", "Holding a call takes long, ‹company› says"),
        ("write to ana.lopez@acme.example now", "write to ‹address› now"),
        ("<@U012AB34CD> knows, so does U012AB34CD", "‹person› knows, so does ‹id›"),
        ("see https://acme.example/t?x=1 please", "see ‹address› please"),
        ("call +49 30 1234567 today", "call ‹address› today"),
        ("29:1abc-def and 8f14e45f-ceea-4672-a5a1-111111111111", "‹id› and ‹id›"),
        ("anaquokka wrote this", "‹id› wrote this"),
        ("Weiß, WEISS and Herr weiß say so", "‹person›, ‹person› and Herr ‹person› say so"),
        ("Lopez’s and Lopezs export, not Lopezstadt", "‹person› and ‹person› export, not Lopezstadt"),
        ("JEAN-LUC müller asked; Luc did too", "‹person› asked; ‹person› did too"),
        ("İpek Öz asked", "‹person› asked"),
        ("Jean-Luc Muller and MULLER asked", "‹person› and ‹person› asked"),
        ("Soren Angel O’Brien asked, Søren too", "‹person› asked, ‹person› too"),
        ("Regie des Eaux, Régie des Eaux and Globéx", "‹company›, ‹company› and ‹company›"),
        ("Ｌｏｐｅｚ’s export", "‹person› export"),
        ("München Bau waits", "‹company› waits"),
        ("HP’s export, HPs and hp, not HPX", "‹company› export, ‹company› and hp, not HPX"),
        ("The analysis of the export is slow", "The analysis of the export is slow"),
        ("Bolivia needs it", "Bolivia needs it"),
        ("Documents and DOCUMENTS, Dokumente", "Documents and DOCUMENTS, Dokumente"),
    ],
)
def test_what_points_to_somebody_is_hidden(said: str, shown: str) -> None:
    assert VEIL.over(said) == shown
    just = Veil.over_just(said, people=PEOPLE, companies=COMPANIES)
    whole = Veil(people=PEOPLE, companies=COMPANIES)
    assert just.over(said) == whole.over(said)


def test_without_any_names_nothing_else_is_touched() -> None:
    assert Veil(people=[], companies=[]).over("Exports drop columns") == "Exports drop columns"


def test_among_thousands_of_names_each_is_found() -> None:
    crowd = Veil(
        people=[f"Somebody{n} Crowd{n % 97}" for n in range(10_000)], companies=[f"Firm {n}" for n in range(5_000)]
    )

    for n in range(0, 5_000, 50):
        assert crowd.over(f"Somebody{n} Crowd{n % 97} of Firm {n} waits, so does Firm{n}") == (
            f"‹person› of ‹company› waits, so does Firm{n}"
        )
