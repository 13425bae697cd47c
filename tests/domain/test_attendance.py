"""Which companies took part: counted from answers that stand, and never for an anonymous poll."""

from dataclasses import replace

import pytest

from bot.domain.attendance import Part, Took, attendance, countable
from bot.domain.deliveries import Kind
from bot.domain.targets import Reason, Target
from bot.domain.visibility import Visibility
from bot.ids import AccountId, ChannelId, PersonId
from tests.makers import TUESDAY, answer, round_

ACME, GLOBEX, HOOLI = AccountId("acme"), AccountId("globex"), AccountId("hooli")
NAMES = {ACME: "Acme", GLOBEX: "Globex", HOOLI: "Hooli"}


def meant(account: AccountId, person: str | None, reason: Reason | None = None) -> Target:
    """One whom the poll was for."""
    return Target(
        id=f"{account}-{person}",
        organisation_id=round_().organisation_id,
        round_id=round_().id,
        kind=Kind.ASK,
        channel_id=ChannelId("channel"),
        account_id=account,
        person_id=PersonId(person) if person else None,
        reason=reason,
        weighs=True,
        at=TUESDAY,
    )


def test_a_company_has_answered_was_silent_or_was_not_asked() -> None:
    poll = round_()
    said = answer("ana", "acme")
    targets = [meant(ACME, "ana"), meant(ACME, "abe"), meant(GLOBEX, None), meant(HOOLI, "hal", Reason.WEEK)]
    rows = {row.name: row for row in attendance([poll], NAMES, [said], {poll.id: targets})}
    assert rows["Acme"].took == (Took(part=Part.ANSWERED, people=1, asked=2),)
    assert rows["Globex"].took == (Took(part=Part.SILENT),)
    assert rows["Hooli"].took == (Took(part=Part.NOT_ASKED),)
    assert [(row.answered, row.asked) for row in rows.values()] == [(1, 1), (0, 0), (0, 1)]


def test_what_was_taken_back_counts_nowhere() -> None:
    poll = round_()
    said = replace(answer("ana", "acme"), withdrawn=True)
    (row,) = attendance([poll], {ACME: "Acme"}, [said], {poll.id: [meant(ACME, "ana")]})
    assert row.took == (Took(part=Part.SILENT, asked=1),)


def test_nobody_counts_companies_in_an_anonymous_poll() -> None:
    hidden = replace(round_(), visibility=Visibility.ANONYMOUS)
    assert countable([hidden, round_()]) == [round_()]
    with pytest.raises(ValueError, match="anonymous"):
        attendance([hidden], NAMES, [], {})
