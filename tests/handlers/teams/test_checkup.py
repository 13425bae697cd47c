"""`cab doctor` says of Teams what works and what does not, each with its remedy, and changes nothing."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.domain.findings import Finding, Verdict
from handlers.teams.checkup import checkup
from handlers.teams.doors import PATH
from handlers.teams.keys import TeamsKeys
from handlers.teams.manifest import ENDPOINT
from prompts.catalogue import languages, say_in
from tests.handlers.teams.microsoft import KEY, Microsoft, microsoft
from tests.makers import TUESDAY

NO_HTTPS = "doctor.teams_no_https"
"""What is always wrong here, because the stand-in does not speak HTTPS."""


@pytest.fixture
async def there() -> AsyncIterator[Microsoft]:
    async with microsoft(TUESDAY) as one:
        yield one


async def found(keys: TeamsKeys, heard: Sequence[str] = (), host: str = "127.0.0.1") -> dict[str, Finding]:
    """Everything that is said, by the id of the phrase; each can be worded in every language."""
    said = [each async for each in checkup(keys, host, heard, TUESDAY)]
    assert all(say_in(language)(each.what) for each in said for language in languages())
    return {each.what.id: each for each in said}


def bad(said: dict[str, Finding]) -> set[str]:
    """What must be mended."""
    return {id_ for id_, each in said.items() if each.verdict is Verdict.BAD} - {NO_HTTPS}


async def test_when_all_is_well_each_thing_is_said_to_be(there: Microsoft) -> None:
    said = await found(there.set_up(), heard=["teams:0a7c"])
    assert bad(said) == set()
    assert {id_ for id_, each in said.items() if each.verdict is Verdict.GOOD} == {
        "doctor.teams_keys",
        "doctor.teams_clock",
        "doctor.teams_password",
        "doctor.teams_door",
        "doctor.teams_hosts",
        "doctor.teams_heard",
    }
    assert said["doctor.teams_keys"].what.args == {"n": 1}
    assert said["doctor.teams_heard"].what.args == {"tenants": "0a7c"}
    assert there.knocks == [b"{}"], "our own door was tried once, with nothing in hand"


async def test_nothing_having_come_yet_is_a_note_and_no_fault(there: Microsoft) -> None:
    assert (await found(there.set_up()))["doctor.teams_silent"].verdict is Verdict.WARN


async def test_a_tenant_that_is_not_set_is_a_note(there: Microsoft) -> None:
    said = await found(there.set_up(tenant=""))
    assert bad(said) == set()
    assert said["doctor.teams_no_tenant"].verdict is Verdict.WARN
    assert "doctor.teams_no_tenant" not in await found(there.set_up())


async def test_a_wrong_password_is_told_with_the_reason_and_without_the_password(there: Microsoft) -> None:
    said = await found(there.set_up(password="wrong-and-secret"))
    assert bad(said) == {"doctor.teams_password_bad"}
    sentence = say_in("en")(said["doctor.teams_password_bad"].what)
    assert "wrong-and-secret" not in sentence
    assert "invalid_client" in sentence or "AADSTS7000215" in sentence


@pytest.mark.parametrize("metadata", [{}, {"jwks_uri": None}])
async def test_metadata_without_keys_is_a_fault(there: Microsoft, metadata: dict[str, object]) -> None:
    there.metadata = metadata
    assert bad(await found(there.set_up())) == {"doctor.teams_keys_bad"}


@pytest.mark.parametrize("keys", [{}, {"keys": None}, {"keys": [{"kid": "k"}]}, {"keys": ["k", {"endorsements": 1}]}])
async def test_keys_that_are_not_for_teams_are_a_fault(there: Microsoft, keys: dict[str, object]) -> None:
    there.keys = keys
    assert bad(await found(there.set_up())) == {"doctor.teams_keys_bad"}
    there.keys = {"keys": [KEY]}
    assert bad(await found(there.set_up())) == set()


async def test_a_clock_that_is_off_is_told_by_how_much(there: Microsoft) -> None:
    there.now = TUESDAY + timedelta(minutes=4)
    said = await found(there.set_up())
    assert bad(said) == {"doctor.teams_clock_off"}
    assert said["doctor.teams_clock_off"].what.args == {"n": 240}


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (200, "doctor.teams_door_open"),
        (404, "doctor.teams_door_wrong"),
        (502, "doctor.teams_door_wrong"),
        (302, "doctor.teams_door_wrong"),
    ],
)
async def test_a_door_that_does_not_ask_for_a_token_is_a_fault(there: Microsoft, status: int, phrase: str) -> None:
    there.door = status
    assert bad(await found(there.set_up())) == {phrase}


async def test_an_address_that_does_not_answer_from_here_is_a_note(there: Microsoft) -> None:
    said = await found(there.set_up(public_url="https://127.0.0.1:9"))
    assert bad(said) == set()
    assert said["doctor.teams_door_unseen"].verdict is Verdict.WARN
    assert NO_HTTPS not in said


async def test_no_public_address_and_one_without_encryption_are_faults(there: Microsoft) -> None:
    assert bad(await found(there.set_up(public_url=""))) == {"doctor.teams_no_address"}
    assert (await found(there.set_up()))[NO_HTTPS].verdict is Verdict.BAD


async def test_when_microsoft_is_away_every_other_thing_is_still_looked_at(there: Microsoft) -> None:
    keys = TeamsKeys(
        app_id=there.set_up().app_id,
        password="p",
        tenant="t",
        openid_metadata="http://127.0.0.1:9/openid",
        login_url="http://127.0.0.1:9",
        public_url=there.address,
    )
    said = await found(keys)
    assert bad(said) == {"doctor.teams_no_way", "doctor.teams_no_sign_in"}
    assert "doctor.teams_door" in said


async def test_settings_that_are_not_enough_are_said_before_anybody_is_asked(there: Microsoft) -> None:
    said = await found(there.set_up(password=""))
    assert [each.verdict for each in said.values()] == [Verdict.BAD]
    assert there.knocks == []


async def test_local_mode_is_said_out_loud_and_asks_nobody() -> None:
    said = await found(TeamsKeys(local=True, openid_metadata="http://127.0.0.1:9/openid"))
    assert set(said) == {"doctor.teams_local", "doctor.teams_silent"}
    assert said["doctor.teams_local"].verdict is Verdict.WARN


def test_the_address_in_the_documents_is_the_one_our_server_listens_on() -> None:
    assert ENDPOINT == PATH
