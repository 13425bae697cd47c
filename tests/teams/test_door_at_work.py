"""The door of Teams on the running server: who may come in, what comes of what nobody signed, and of every activity."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import Refusal
from tests.fakes.objects import Json
from tests.fakes.teams import Forgery
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Person
from tests.teams.office import Office, office
from tests.teams.rows import counts

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "kestrel-7731"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with a customer and an open poll."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        await one.customer("Acme", "Ana Ruiz")
        await one.cab('poll "What next?" "Offline mode" "Faster search"')
        yield one
        for status in (400, 401, 403):  # Wanted here.
            one.teams.wrong[:] = [each for each in one.teams.wrong if str(status) not in each]


def card_of(floor: Office) -> Message:
    """The open poll."""
    return floor.latest(floor.teams.world.person("Ana Ruiz"), floor.customers["Acme"])


def moved(activity: Json) -> None:
    """Another address to answer to than the token says."""
    activity["serviceUrl"] = "https://smba.trafficmanager.net/elsewhere/"


def foreign(activity: Json) -> None:
    """A tenant that may not use the bot."""
    activity["conversation"]["tenantId"] = "11111111-2222-4333-8444-555555555555"
    activity["channelData"]["tenant"]["id"] = "11111111-2222-4333-8444-555555555555"


FORGED: dict[str, tuple[int, Forgery]] = {
    "garbage": (401, Forgery(raw="nonsense")),
    "nothing": (401, Forgery(raw="")),
    "algorithm none": (401, Forgery(algorithm="none")),
    "HS256": (401, Forgery(algorithm="HS256")),
    "another audience": (401, Forgery(claims={"aud": "another-app"})),
    "another issuer": (401, Forgery(claims={"iss": "https://sts.windows.net/x/"})),
    "expired": (401, Forgery(claims={"exp": 1})),
    "not valid yet": (401, Forgery(claims={"nbf": 4_000_000_000, "exp": 4_000_000_100})),
    "no end": (401, Forgery(without=("exp",))),
    "no audience": (401, Forgery(without=("aud",))),
    "unknown key": (401, Forgery(header={"kid": "nobody"})),
    "no key": (401, Forgery(without=("kid",))),
    "no service url": (403, Forgery(without=("serviceurl",))),
    "another service url": (403, Forgery(activity=moved)),
    "a foreign host": (403, Forgery(claims={"serviceurl": "https://evil.example/"})),
    "a foreign tenant": (403, Forgery(activity=foreign)),
}


@pytest.mark.parametrize("name", [*FORGED, "a stranger's key"])
async def test_what_microsoft_did_not_sign_for_this_bot_is_refused_and_leaves_no_trace(
    floor: Office, name: str
) -> None:
    status, forgery = FORGED.get(name, (401, Forgery(key=floor.teams.keys.stranger())))
    ana, before = floor.teams.world.person("Ana Ruiz"), await counts(floor)
    with floor.teams.people.courier.forging(forgery):
        pressed = await floor.teams.people.press(card_of(floor), "Offline mode", as_=ana)
        typed = await floor.teams.people.write(f"poll {SECRET} | A | B", as_=floor.pat)
    await floor.settle()
    assert {each.status for each in (*pressed.deliveries, *typed.deliveries)} == {status}
    assert await counts(floor) == before


async def test_a_request_without_a_token_is_refused_unread(floor: Office) -> None:
    courier, before = floor.teams.people.courier, await counts(floor)
    for body in (b"{", b"[1]", b"null", b"[" * 100_000, b"\xff\xfe", b"", SECRET.encode() * 30_000):
        done = await courier.raw(body, {"Content-Type": "application/json"})
        assert done.status in (400, 401, 413), body[:10]
    assert await counts(floor) == before


async def test_a_new_key_is_taken_and_an_unknown_one_asked_for_by_a_crowd_is_fetched_once(floor: Office) -> None:
    floor.teams.keys.rotate()
    floor.clock.put(floor.clock.now().replace(microsecond=0))
    await floor.wait(minutes=2)
    ana = floor.teams.world.person("Ana Ruiz")
    done = await floor.press(card_of(floor), "Offline mode", as_=ana)
    assert "Offline mode" in done.private_text
    before = len(floor.teams.calls("keys"))
    with floor.teams.people.courier.forging(Forgery(header={"kid": "nobody-2"})):
        many = await asyncio.gather(*(floor.teams.people.write("status", as_=floor.pat) for _ in range(40)))
    assert {each.status for each in many} <= {401, 503}
    assert len(floor.teams.calls("keys")) <= before + 1


WRONG_SHAPES: dict[str, Json] = {
    "no type": {"type": None},
    "odd type": {"type": ["message"]},
    "no id": {"id": None},
    "from is text": {"from": "somebody"},
    "conversation is a list": {"conversation": []},
    "entities are text": {"entities": "many"},
    "a name with a line break": {"name": "a\nb"},
    "an endless id": {"id": "x" * 5_000},
    "channel data is a number": {"channelData": 7},
}


@pytest.mark.parametrize("name", [*WRONG_SHAPES])
async def test_what_is_signed_and_malformed_is_refused_with_400(floor: Office, name: str) -> None:
    before = await counts(floor)

    def change(activity: Json) -> None:
        activity.update(WRONG_SHAPES[name])

    with floor.teams.people.courier.forging(Forgery(activity=change)):
        done = await floor.teams.people.write("status", as_=floor.pat)
    assert done.status in (400, 403), "a tenant that cannot be read is refused as well"
    assert await counts(floor) == before


KINDS = (
    "typing", "messageReaction", "messageUpdate", "messageDelete", "event", "endOfConversation", "trace", "handoff",
    "contactRelationUpdate", "deleteUserData", "command", "commandResult", "suggestion", "somethingNew",
    "conversationUpdate", "installationUpdate",
)  # fmt: skip
NAMES = (
    "application/search", "composeExtension/query", "composeExtension/queryLink", "composeExtension/submitAction",
    "config/fetch", "config/submit", "fileConsent/invoke", "actionableMessage/executeAction", "signin/verifyState",
    "signin/tokenExchange", "tab/fetch", "tab/submit", "message/submitAction", "handoff/action", "message/fetchTask",
    "task/fetch", "task/submit", "adaptiveCard/action", "somethingNew/invoke",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_activity_is_answered(floor: Office, kind: str) -> None:
    def change(activity: Json) -> None:
        activity.update({"type": kind, "name": "cab.test", "value": {"x": 1}})
        activity.pop("text", None)

    with floor.teams.people.courier.forging(Forgery(activity=change)):
        done = await floor.teams.people.write("hello", as_=floor.pat)
    await floor.settle()
    assert done.status in (200, 202, 501)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [{}, {"data": {"cab": 7}}, {"action": {"data": {"cab": "vote:x", "mark": 9}}}])
async def test_every_name_of_an_invoke_is_answered(floor: Office, name: str, value: Json) -> None:
    def change(activity: Json) -> None:
        activity.update({"type": "invoke", "name": name, "value": value})

    with floor.teams.people.courier.forging(Forgery(activity=change)):
        done = await floor.teams.people.write("hello", as_=floor.pat)
    await floor.settle()
    assert done.status in (200, 400, 501), json.dumps(done.json)


async def test_the_same_activity_sent_again_is_done_once(floor: Office) -> None:
    asked = await floor.teams.people.write('poll "Once only?" "Yes" "No"', as_=floor.pat)
    await floor.settle()
    assert asked.delivery is not None
    for _ in range(3):
        await floor.teams.people.courier.again(asked.delivery)
        await floor.settle()
    await floor.wait(seconds=10)
    acme = floor.customers["Acme"]
    standing = [each for each in floor.teams.timeline.standing(acme.id) if "Once only?" in json.dumps(each.activity)]
    assert len(standing) == 1


async def colleague(floor: Office, name: str) -> Person:
    """A product manager with the bare card in her own chat, who is looked up anew the next time she presses."""
    nia, people = floor.staff(name), floor.teams.people
    await people.install(as_=nia)
    await floor.cab(f"members rights <at>{name}</at> pm", channel=floor.product)
    for line in ("hello", None):
        await people.leave(floor.crew, who=nia, by=floor.pat)
        await floor.settle()  # Who leaves is looked up at once.
        await people.join(floor.crew, who=nia, by=floor.pat)
        if line:
            await floor.cab(line, as_=nia)
    await floor.settle()
    return nia


@pytest.mark.parametrize(
    ("look_up", "writing"),
    [
        pytest.param(0.4, 0.0, id="a little"),
        pytest.param(6.0, 0.0, id="6 s", marks=pytest.mark.soak),
        pytest.param(8.0, 8.0, id="16 s", marks=pytest.mark.soak),
    ],
)
async def test_a_press_that_takes_long_is_answered_in_time_done_once_and_its_outcome_is_read_in_the_own_chat(
    floor: Office, look_up: float, writing: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, people = floor.house.teams, floor.teams.people
    assert chat is not None
    if look_up < 1:
        monkeypatch.setattr(chat.turns, "_invoke_patience", 0.1)
    nia = await colleague(floor, f"Nia {look_up:.0f} {writing:.0f}")
    floor.teams.script.delay("member", look_up)
    if writing:
        floor.teams.script.delay("send", writing)
    pressed = await people.press(people.offering(nia, "Status"), "Status", as_=nia)
    assert pressed.ok, pressed.trouble
    assert pressed.note is not None
    assert "in your chat with me" in pressed.note
    assert pressed.delivery is not None
    assert pressed.delivery.took <= people.courier.dialog_patience
    await floor.settle()
    floor.teams.script.clear()
    assert people.reads(nia).count("How the boards are doing") == 1
    again = await people.courier.again(pressed.delivery)
    await floor.settle()
    assert again.ok
    assert people.reads(nia).count("How the boards are doing") == 1


async def test_without_an_app_id_nothing_starts(tmp_path: Path) -> None:
    from pydantic import SecretStr

    from bot.app import opened
    from bot.config import Settings
    from tests.databases import prepared

    settings = Settings(home=prepared(tmp_path / "cab"), port=0, teams_app_password=SecretStr("secret"))
    with pytest.raises(Refusal) as refused:
        async with opened(settings, works=True, platforms=True):
            pass
    assert refused.value.phrase.id == "teams.no_app_id"
