"""What nobody but Slack may send, sent all the same: refused at the door in one word, and nothing comes of it."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from tests.fakes.objects import encoded
from tests.fakes.slack.courier import FORM
from tests.fakes.slack.wire import signature
from tests.size import FULL
from tests.slack.office import Office
from tests.slack.rows import answers_of, rounds_of
from tests.slack.running import posted
from tests.written import Written

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET_WORDS = "kestrel-7731"
LONGEST_LINE = 300
QUICKLY = 0.05 if FULL else 2.0
"""Seconds in which what nobody signed is turned away; before a commit other tests run beside this one."""
JSON = "application/json"
UNSIGNED = {
    "cut": b"{",
    "list": b"[1]",
    "null": b"null",
    "text": b'"x"',
    "deep": b"[" * 100_000,
    "not_utf8": b"\xff\xfe\xfa" + SECRET_WORDS.encode(),
    "empty": b"",
    "number": b"7",
    "looks_right": b'{"type":"event_callback","event":{"type":"app_mention","text":"kestrel-7731"}}',
    "form": b"payload=%7B%22type%22%3A%22block_actions%22%7D&x=kestrel-7731",
    "2_mib": b"kestrel-7731" * 175_000,
}
WRONG_SHAPES = {
    "cut": "{",
    "list": "[1]",
    "null": "null",
    "text": '"kestrel-7731"',
    "deep": "[" * 100_000,
    "deep_object": '{"a":' * 50_000,
    "no_type": "{}",
    "odd_type": '{"type":["block_actions"]}',
    "unknown_type": '{"type":"kestrel-7731"}',
    "no_user": '{"type":"block_actions","actions":[{"type":"button","action_id":"a"}],"trigger_id":"1"}',
    "user_is_text": '{"type":"block_actions","user":"U1","actions":[],"trigger_id":"1"}',
    "no_actions": '{"type":"block_actions","user":{"id":"U1"},"actions":[],"trigger_id":"1"}',
    "view_without_type": '{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","hash":"h","callback_id":""}}',
    "huge_number": '{"type":' + "9" * 5000 + "}",
    "nul": '{"type":"block_actions\\u0000"}',
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def acme(floor: Office) -> AsyncIterator[None]:
    """One customer with an open poll."""
    await floor.customer("Acme", "Ana Ruiz")
    await floor.cab('poll "What next?" "Offline mode" "Faster search"')
    yield


def one_short_line(written: str) -> None:
    """The log says little, and nothing of what was sent."""
    lines = [line for line in written.splitlines() if line.strip()]
    assert len(lines) == 1, written[:2000]
    assert "request refused" in written
    assert len(written.strip().encode()) <= LONGEST_LINE
    assert SECRET_WORDS not in written


@pytest.mark.parametrize("content_type", [JSON, FORM, "text/plain", "multipart/form-data; boundary=x", ""])
@pytest.mark.parametrize("name", sorted(UNSIGNED))
async def test_an_unsigned_request_is_refused_in_one_line(
    floor: Office, log: Written, name: str, content_type: str
) -> None:
    log.taken()
    answered = await floor.slack.people.courier.raw(UNSIGNED[name], {"Content-Type": content_type})
    assert answered.status in (400, 401, 413)
    assert SECRET_WORDS not in answered.text
    if name != "2_mib":  # What is too large for any page is refused before anything of ours sees it.
        one_short_line(log.taken())


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("name", sorted(WRONG_SHAPES))
async def test_a_signed_body_of_no_known_shape_is_refused_and_not_logged(
    floor: Office, log: Written, name: str, wrapped: bool
) -> None:
    text = WRONG_SHAPES[name]
    body, kind = (urlencode({"payload": text}).encode(), FORM) if wrapped else (text.encode(), JSON)
    log.taken()
    answered = await floor.slack.people.courier.raw(body, {"Content-Type": kind}, signed=True)
    assert answered.status == 400
    one_short_line(log.taken())


@pytest.mark.parametrize("content_type", ["text/plain", "", "multipart/form-data; boundary=x", "application/xml"])
async def test_a_signed_body_of_another_kind_is_refused(floor: Office, content_type: str) -> None:
    answered = await floor.slack.people.courier.raw(b'{"type":"url_verification","challenge":"x"}', signed=True)
    assert answered.status == 400
    body = b'{"type":"url_verification","challenge":"x"}'
    answered = await floor.slack.people.courier.raw(body, {"Content-Type": content_type}, signed=True)
    assert answered.status == 400


async def test_a_signed_body_that_is_too_large_is_refused(floor: Office) -> None:
    answered = await floor.slack.people.courier.raw(b"x" * (2 << 20), {"Content-Type": JSON}, signed=True)
    assert answered.status == 413


BODY = b'{"type":"url_verification","challenge":"kestrel-7731"}'
OF_ANOTHER = signature("another-secret", "1772438400", BODY)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "v0=",
        "v0=00",
        "v1=" + "0" * 64,
        "v0=" + "0" * 64,
        "v0=" + "ä" * 64,
        OF_ANOTHER,
        "V0=x",
        "v0=" + "f" * 100_000,
    ],
    ids=lambda text: text[:8] or "empty",
)
async def test_a_wrong_signature_is_refused(floor: Office, log: Written, given: str) -> None:
    courier = floor.slack.people.courier
    headers = {"Content-Type": JSON} | courier.proof(BODY) | {"X-Slack-Signature": given[:6000]}
    log.taken()
    refused = await courier.raw(BODY, headers)
    assert refused.status == 401
    assert refused.took <= QUICKLY
    one_short_line(log.taken())


async def test_a_request_without_proof_or_with_half_of_it_is_refused(floor: Office) -> None:
    courier = floor.slack.people.courier
    whole = courier.proof(BODY)
    for name in whole:
        headers = {"Content-Type": JSON} | {key: value for key, value in whole.items() if key != name}
        assert (await courier.raw(BODY, headers)).status == 401


async def test_a_body_that_was_written_anew_is_refused(floor: Office) -> None:
    courier = floor.slack.people.courier
    headers = {"Content-Type": JSON} | courier.proof(BODY)
    assert (await courier.raw(BODY, headers)).status == 200
    assert (await courier.raw(BODY.replace(b",", b", "), headers)).status == 401


@pytest.mark.parametrize(
    "stamp", ["abc", "1e9", "-1772438400", "", "９９", "1772438400.5", "0x10", "9" * 5000, "1" * 13, " 1 2"]
)
async def test_a_time_that_is_none_is_refused(floor: Office, stamp: str) -> None:
    headers = {"Content-Type": JSON, "X-Slack-Request-Timestamp": stamp}
    headers["X-Slack-Signature"] = signature(floor.slack.signing_secret, stamp, BODY)
    refused = await floor.slack.people.courier.raw(BODY, headers)
    assert refused.status == 401
    assert refused.took <= QUICKLY


@pytest.mark.parametrize(("skew", "status"), [(-299, 200), (299, 200), (-301, 401), (301, 401)])
async def test_a_signature_is_good_for_five_minutes(floor: Office, skew: float, status: int) -> None:
    courier = floor.slack.people.courier
    # Signatures carry whole seconds; the clock of this office stands still meanwhile, perhaps within one.
    whole = skew if abs(skew) < 300 or skew < 0 else skew + 1
    headers = {"Content-Type": JSON} | courier.proof(BODY, skew=whole)
    assert (await courier.raw(BODY, headers)).status == status


async def test_a_request_overheard_and_sent_again_has_no_second_effect(floor: Office) -> None:
    people, courier = floor.slack.people, floor.slack.people.courier
    acme = floor.customers["Acme"]
    ana = next(user for user in floor.slack.world.users.values() if user.real_name == "Ana Ruiz")
    await floor.cab('poll "Which day?" "Monday" "Friday"')
    polls = len(await rounds_of(floor))
    again = await courier.again(courier.deliveries[-1])
    await floor.settle()
    assert again.status == 200
    assert len(await rounds_of(floor)) == polls

    card = posted(floor.slack, acme)
    voted = await floor.press(card, "Monday", as_=ana)
    changed = await floor.press(card, "Friday", as_=ana)
    assert voted.delivery is not None
    assert changed.ok
    kept = await answers_of(floor)
    assert (await courier.again(voted.delivery)).status == 200
    await floor.settle()
    assert await answers_of(floor) == kept

    _, told = await people.mention("status", as_=floor.pat, channel=floor.product)
    await floor.settle()
    said = len(floor.slack.timeline.all)
    assert (await courier.again(told.attempts[0])).status == 200
    await floor.settle()
    assert len(floor.slack.timeline.all) == said


async def test_headers_by_which_the_framework_calls_its_own_listeners_do_nothing(floor: Office) -> None:
    courier = floor.slack.people.courier
    lazy = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "actions"}
    assert (await courier.raw(BODY, {"Content-Type": JSON} | lazy)).status == 401
    answered = await courier.raw(BODY, {"Content-Type": JSON} | lazy, signed=True)
    assert answered.json == {"challenge": "kestrel-7731"}
    ana = next(user for user in floor.slack.world.users.values() if user.real_name == "Ana Ruiz")
    await floor.cab('poll "Which room?" "North" "South"')
    voted = await floor.press(posted(floor.slack, floor.customers["Acme"]), "North", as_=ana)
    assert voted.delivery is not None
    kept = await answers_of(floor)
    assert kept
    voted.delivery.headers |= lazy
    assert (await courier.again(voted.delivery)).status == 200
    await floor.settle()
    assert await answers_of(floor) == kept


async def test_other_ways_of_asking_are_refused_too(floor: Office) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD"):
            async with session.request(method, f"{floor.address}/slack/events") as answer:
                assert answer.status in (404, 405)
        async with session.post(f"{floor.address}/slack/events/../../etc/passwd", data=b"x") as answer:
            assert answer.status in (401, 404, 405)


async def test_the_log_of_all_this_holds_no_secret(floor: Office, log: Written) -> None:
    body = encoded({"type": "event_callback", "event": {"type": SECRET_WORDS}}).encode()
    await floor.slack.people.courier.raw(body, {"Content-Type": JSON}, signed=True)
    written = log.taken()
    assert not re.search(r"xox|xapp|" + SECRET_WORDS + "|" + floor.slack.signing_secret, written)
