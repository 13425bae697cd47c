"""The operator allows an AI service to read, company by company, and looks over the model's server."""

import pytest

from tests.cli.machine import Cab


@pytest.fixture
def council(cab: Cab) -> Cab:
    """A board with two companies."""
    cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin")
    for company in ("Acme", "Régie des Eaux"):
        cab("channel", "add", "northwind-council", f"console:home:{company[0]}", "--account", company)
    return cab


def test_it_is_allowed_and_taken_back_at_the_command_line(council: Cab) -> None:
    assert "reads no answers" in council("policy").out
    assert "by no company yet" in council("policy", "ai", "on").out
    shown = council("policy", "ai", "on", "--account", "Régie des Eaux").out
    assert "may read what is answered by Régie des Eaux" in " ".join(shown.split())
    assert council.rows("SELECT name FROM account WHERE ai_since IS NOT NULL") == [("Régie des Eaux",)]
    assert "reads no answers" in council("policy", "ai", "off").out
    assert "2 in 7 days" in council("policy", "person", "2", "a", "week").out


def test_a_company_that_is_not_known_is_refused(council: Cab) -> None:
    assert "no company called “Nobody”" in council("policy", "ai", "on", "--account", "Nobody").refusal


def test_the_doctor_speaks_of_a_model_only_where_one_is_set_up(council: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    assert "Model:" not in council("doctor").out
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    looked = council("doctor")
    assert looked.code == 1
    assert "did not answer: the model’s server could not be reached" in looked.out
    assert "nothing is sent to it" in looked.out
