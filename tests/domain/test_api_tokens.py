"""A token is recognised by what is kept of it, and what is kept of it is no token."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.api_tokens import ApiToken, Scope, hash_of, made_token, matches, spelt
from bot.ids import ApiTokenId, Ids, OrganisationId

IDS = Ids(b"a key of the tests that is long enough")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ID = ApiTokenId(IDS.of("api token id", "one"))
SHOWN, HASHED = made_token(IDS, ID)
KNOWN = ApiToken(
    id=ID,
    organisation_id=OrganisationId("o"),
    name="CRM",
    scopes=("events",),
    board_id=None,
    hashed=HASHED,
    made_at=NOW,
)


def test_a_token_that_was_given_out_is_recognised() -> None:
    given = spelt(IDS, SHOWN)
    assert given is not None
    assert matches(KNOWN, given)
    assert KNOWN.may(Scope.EVENTS)
    assert not KNOWN.may(Scope.READ)


def test_what_is_kept_says_nothing_of_the_secret() -> None:
    given = spelt(IDS, SHOWN)
    assert given is not None
    assert given.secret not in repr(KNOWN)
    assert hash_of(given.secret) == HASHED
    assert made_token(IDS, ID)[0] != SHOWN


def test_a_token_of_another_a_revoked_one_and_an_older_secret_do_not_match() -> None:
    given = spelt(IDS, SHOWN)
    other = spelt(IDS, made_token(IDS, ID)[0])
    assert given is not None
    assert other is not None
    assert not matches(KNOWN, other)
    assert not matches(replace(KNOWN, revoked_at=NOW), given)


@pytest.mark.parametrize(
    "text",
    ["", "cab_", SHOWN[:-1], SHOWN + "a", SHOWN.replace("cab_", "cat_"), SHOWN.upper(), SHOWN + "\n", "x" * 100_000]
    + [SHOWN[:at] + ("b" if SHOWN[at] == "a" else "a") + SHOWN[at + 1 :] for at in (5, 40, 90, len(SHOWN) - 1)],
)
def test_what_we_did_not_sign_is_no_token(text: str) -> None:
    assert spelt(IDS, text) is None
    assert spelt(Ids(b"another key, also long enough"), SHOWN) is None
