"""`cab schedule`, `cab event` and `cab token` at an operator's shell."""

import pytest

from tests.cli.machine import Cab


def flat(text: str) -> str:
    """What was printed, without the line breaks of a terminal."""
    return " ".join(text.split())


def test_a_schedule_is_set_listed_paused_resumed_and_deleted(cab: Cab) -> None:
    cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin")
    put = cab(
        *("schedule", "set", "every 4 weeks on Tue at 10:00", "--engagement", "value-pulse,one-thing"),
        *("--except", "2026-12-21..2027-01-06", "--grace", "2h", "--local"),
    )
    assert put.code == 0, put.err
    assert "On everybody's own clock" in put.out
    assert cab.rows("SELECT local, grace, blackout FROM cadence") == [(1, 7200, '[["2026-12-21","2027-01-06"]]')]
    assert "1. How are we doing?" in flat(cab("schedule", "list").out)
    assert "How are we doing?" in cab("schedule", "preview", "1").out
    assert "Paused" in cab("schedule", "pause").out
    assert cab.rows("SELECT paused, next_due_at FROM cadence") == [(1, None)]
    assert "It goes on" in cab("schedule", "resume", "1").out
    assert "Deleted" in cab("schedule", "delete").out
    assert "Nothing is on a schedule yet" in cab("schedule", "pause").refusal
    again = cab("schedule", "set", "Tue at 10:00", "--engagement", "value-pulse,one-thing")
    assert again.code == 0
    assert cab.rows("SELECT count(*), deleted_at FROM cadence") == [(1, None)]


def test_a_slip_is_refused_in_one_sentence(cab: Cab) -> None:
    cab("board", "create", "Northwind Council")
    assert "For example" in cab("schedule", "set", "Tue at 10:00", "--engagement", "x", "--grace", "soon").refusal
    assert "For example" in cab("schedule", "set", "Tue at 10:00", "--engagement", "x", "--except", "Easter").refusal
    assert "value-pulse" in cab("schedule", "set", "Tue at 10:00", "--engagement", "x").refusal
    assert "What is to be asked after" in cab("schedule", "on", "full moon").refusal
    assert "There is no customer" in cab("event", "go-live done", "--account", "nobody").refusal


def test_an_event_is_told_once_and_says_what_follows(cab: Cab) -> None:
    cab("board", "create", "Northwind Council", "--zone", "Europe/Berlin")
    cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme")
    assert "3 days later" in cab("schedule", "on", "go-live done", "--ask", "onboarding-check", "--after", "3d").out
    assert "reaches 1 channel" in flat(cab("event", "go-live done", "--account", "acme", "--id", "crm-1").out)
    assert "Noted before" in cab("event", "go-live done", "--account", "acme", "--id", "crm-1").out
    assert cab.rows("SELECT count(*) FROM moment_ask") == [(1,)]
    assert "called off" in cab("schedule", "off", "go-live done").out


def test_a_token_is_shown_once_and_kept_as_a_hash(cab: Cab) -> None:
    cab("board", "create", "Northwind Council")
    made = cab("token", "issue", "CRM", "--json").json
    token, id_ = made["token"], made["id"]
    assert token.startswith(f"cab_{id_}_")
    listed = cab("token", "list")
    assert "CRM: events" in listed.out
    assert token.split("_")[2] not in listed.out
    assert not any(token.split("_")[2] in str(row) for row in cab.rows("SELECT * FROM api_token"))
    assert "Revoked: CRM" in cab("token", "revoke", id_[:8]).out
    assert "was revoked before" in cab("token", "revoke", id_[:8]).refusal
    assert "No single token" in cab("token", "revoke", "zzz").refusal
    assert "(revoked)" in cab("token", "list").out


def test_a_rule_is_tried_out_with_dates_left_out_an_end_and_a_countrys_holidays(
    cab: Cab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    tried = ("cadence", "preview", "weekly on Fri at 10:00", "--zone", "Europe/Berlin", "--from", "2026-12-01T00:00")
    flags = ("--except", "2026-12-11..2026-12-12", "--end", "2027-01-08")
    shown = cab(*tried, *flags, "--country", "de").out
    assert "Left out: Fri, Dec 11 is a blackout date." in shown
    assert "public holiday there, so it goes out on Mon, Dec 28, 2026, 8:00 AM CET" in shown
    assert "public holiday there, so it goes out on Mon, Jan 4, 2027, 8:00 AM CET" in shown
    assert "Fri 08 Jan 2027 10:00" in shown
    assert "15 Jan" not in shown
    assert "holiday" not in cab(*tried, *flags).out
    assert [each[:10] for each in cab(*tried, *flags, "--json").json["due"]] == [
        "2026-12-04", "2026-12-18", "2026-12-25", "2027-01-01", "2027-01-08",
    ]  # fmt: skip
    assert "no country whose public holidays are known" in cab(*tried, "--country", "Germany").refusal
    assert "2026-12-21..2027-01-06" in cab(*tried, "--except", "Christmas").refusal
