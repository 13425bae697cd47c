"""An app proves who it is, carries a bearer that ends, and checks the vendor's own tokens against published keys."""

from datetime import timedelta

import pytest

from bot.clock import SetClock
from tests.fakes.teams import Connector, Forgery
from tests.fakes.teams.sign_in import LIFETIME
from tests.fakes.teams_tests.conftest import Caller, Town
from tests.fakes.teams_tests.ear import Ear


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"client_secret": "guess"}, 401, "AADSTS7000215"),
        ({"client_id": "other"}, 400, "AADSTS700016"),
        ({"scope": "openid"}, 400, "AADSTS70011"),
        ({"grant_type": "password"}, 400, "AADSTS70003"),
        ({"tenant": "nowhere"}, 400, "AADSTS90002"),
    ],
)
async def test_only_the_app_itself_gets_a_token(app: Caller, changed: dict[str, str], status: int, code: str) -> None:
    refused = await app.sign_in(**changed)
    assert app.status == status
    assert code in refused["error_description"]


async def test_every_call_needs_a_bearer_that_is_still_good(
    teams: Connector, app: Caller, town: Town, clock: SetClock
) -> None:
    assert (await app.send(town.home, "hello"))["id"]
    clock.put(clock.now() + timedelta(seconds=LIFETIME))
    await app.send(town.home, "late")
    assert app.status == 401
    await app.sign_in()
    await app.send(town.home, "again")
    assert app.status == 201
    teams.sign_in.revoke()
    await app.send(town.home, "revoked")
    assert (app.status, teams.sign_in.requests, len(teams.calls("token"))) == (401, 2, 2)
    assert [m.text for m in teams.people.sees(town.pat)] == ["hello", "again"]


async def test_the_keys_are_published_and_can_be_late_or_away(teams: Connector, app: Caller) -> None:
    async with app.session.get(teams.openid_url) as answer:
        told = await answer.json()
    assert told["issuer"] == "https://api.botframework.com"
    teams.keys.rotate()
    teams.script.http("keys", 503)
    statuses = []
    for _ in range(2):
        async with app.session.get(told["jwks_uri"]) as answer:
            statuses.append(answer.status)
            body = await answer.json() if answer.status == 200 else {}
    assert statuses == [503, 200]
    assert [key["kid"] for key in body["keys"]] == [key.kid for key in teams.keys.keys]
    assert all("msteams" in key["endorsements"] and "d" not in key for key in body["keys"])
    assert (len(teams.calls("keys")), len(teams.calls("openid"))) == (2, 1)


async def test_every_activity_comes_with_a_fresh_token(teams: Connector, town: Town, ear: Ear) -> None:
    await teams.people.write("hello", as_=town.pat)
    teams.keys.rotate(keep=False)
    await teams.people.write("again", as_=town.pat)
    assert ([a["text"] for a in ear.heard], ear.refused) == (["hello", "again"], [])


async def test_tokens_can_be_forged(teams: Connector, town: Town, ear: Ear) -> None:
    forgeries = [
        Forgery(claims={"aud": "another app"}),
        Forgery(claims={"iss": "https://sts.windows.net/"}),
        Forgery(claims={"exp": 1}),
        Forgery(claims={"serviceurl": "https://evil.example/"}),
        Forgery(without=("exp",)),
        Forgery(without=("kid",)),
        Forgery(key=teams.keys.stranger()),
        Forgery(algorithm="HS256"),
        Forgery(algorithm="none"),
        Forgery(raw="garbage"),
        Forgery(activity=lambda body: body.update(serviceUrl="https://evil.example/")),
    ]
    for forgery in forgeries:
        with teams.people.courier.forging(forgery):
            outcome = await teams.people.write("x", as_=town.pat)
        assert outcome.status == 401, forgery
    assert ear.heard == []
    assert (await teams.people.courier.raw(b"{}")).status == 401
