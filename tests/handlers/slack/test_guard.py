"""The guard in front of Slack's payloads: what Slack signed gets in as Socket Mode would hand it over, nothing else."""

import copy
import hmac
import json
import logging
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from handlers.slack.guard import LARGEST, Refused, guarded
from tests.handlers.slack.samples import COMMAND, FORM, JSON, PAYLOADS, encoded
from tests.makers import TUESDAY

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = TUESDAY
STAMP = str(int(NOW.timestamp()))
WRONGS: tuple[Any, ...] = (None, 0, "x", [], {}, [0], [[]], {"id": 0}, True, "missing")


def sent(
    body: bytes,
    content_type: str = FORM,
    *,
    signature: str | None = None,
    stamp: str = STAMP,
    secret: str | tuple[str, ...] = SECRET,
) -> dict[str, Any] | Refused:
    """What the guard makes of a body that is signed as Slack would, unless another signature is given."""
    told = signature if signature is not None else signed(body, stamp)
    headers = {"content-type": content_type, "x-slack-request-timestamp": stamp, "x-slack-signature": told}
    return guarded(headers, body, signing_secret=secret, now=NOW)


def signed(body: bytes, stamp: str = STAMP, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, sha256).hexdigest()


@pytest.mark.parametrize("kind", PAYLOADS)
def test_what_slack_signed_gets_in_as_it_was_sent(kind: str) -> None:
    assert sent(*encoded(PAYLOADS[kind])) == PAYLOADS[kind]


def test_a_command_and_a_certificate_check_get_in() -> None:
    assert sent(*encoded(COMMAND)) == COMMAND
    assert sent(b"ssl_check=1&token=x") == {"ssl_check": "1", "token": "x"}


BODIES = (
    *(b"{", b"[1]", b"null", b'"x"', b"[" * 100_000, b"\xff\xfe", b"", b'{"type":"event_callback"}'),
    *(b"payload=", b"payload=%7B", b"payload=[1]", b"payload=%FF", b"%", b"payload=null&payload={}"),
    *(b"command=%2Fcab", b'{"a":' * 500 + b"1" + b"}" * 500),
)


@pytest.mark.parametrize("body", [*BODIES, b"x" * (2 * LARGEST)], ids=lambda body: repr(body[:12]))
@pytest.mark.parametrize("content_type", [FORM, JSON, "text/plain", "", "multipart/form-data; boundary=x"])
def test_what_nobody_signed_is_refused_with_one_short_line_in_the_log(body: bytes, content_type: str) -> None:
    for signature in ("", "v0=", "v0=" + "0" * 64):
        with capture_logs() as lines:
            refused = sent(body, content_type, signature=signature)
        assert isinstance(refused, Refused)
        assert refused.status == (413 if len(body) > LARGEST else 401)
        assert len(lines) == 1
        assert len(json.dumps(lines[0])) <= 300


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
@pytest.mark.parametrize("content_type", [FORM, JSON, "text/plain", ""])
def test_a_signature_does_not_make_nonsense_sensible(body: bytes, content_type: str) -> None:
    with capture_logs() as lines:
        refused = sent(body, content_type)
    assert isinstance(refused, Refused)
    assert refused.status == 400
    assert len(lines) == 1
    assert len(json.dumps(lines[0])) <= 300


@pytest.mark.parametrize(
    "signature",
    [
        *("", "v0", "v0=", "v1=" + "a" * 64, "v0=" + "é" * 64, "v0=" + "a" * 64, "\x00", "v0=" + "a" * 5_000, "ｖ0=1"),
        *(signed(b"another body"), signed(encoded(COMMAND)[0], secret="another"), signed(encoded(COMMAND)[0], "0")),
        signed(encoded(COMMAND)[0]).upper(),
        "v1=" + signed(encoded(COMMAND)[0])[3:],
    ],
)
def test_a_wrong_signature_is_refused(signature: str) -> None:
    assert sent(*encoded(COMMAND), signature=signature) == Refused(401, "bad_signature")


def test_a_body_that_was_encoded_anew_is_refused() -> None:
    body, kind = encoded(COMMAND)
    assert sent(body.replace(b"+", b"%20"), kind, signature=signed(body)) == Refused(401, "bad_signature")


@pytest.mark.parametrize("stamp", ["abc", "1e9", "-1", "", " 1", "9" * 5_000, "١٢٣", "1.5", "0x10", "1_000", "+1"])
def test_a_time_that_is_none_is_refused(stamp: str) -> None:
    assert sent(b"x", stamp=stamp) == Refused(401, "bad_timestamp")


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_a_request_is_good_for_five_minutes(seconds: int, good: bool) -> None:
    stamp = str(int((NOW + timedelta(seconds=seconds)).timestamp()))
    outcome = sent(*encoded(COMMAND), stamp=stamp)
    assert outcome == (COMMAND if good else Refused(401, "out_of_time"))


def test_two_secrets_are_good_while_one_is_being_replaced() -> None:
    assert sent(*encoded(COMMAND), secret=("new", SECRET)) == COMMAND
    assert sent(*encoded(COMMAND), secret=("new", "newer")) == Refused(401, "bad_signature")


@pytest.mark.parametrize("secret", ["", (), ("",), (SECRET, "")])
def test_without_a_secret_there_is_no_guard(secret: str | tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="signing secret"):
        sent(b"x", secret=secret)


def test_half_an_emoji_is_replaced_and_the_rest_gets_in() -> None:
    payload = copy.deepcopy(PAYLOADS["view_submission"])
    payload["view"]["state"]["values"]["b1"]["a1"]["value"] = "cut \ud83d"
    outcome = sent(*encoded(payload))
    assert isinstance(outcome, dict)
    text = outcome["view"]["state"]["values"]["b1"]["a1"]["value"]
    assert text == "cut ?"


def test_a_large_dialog_gets_in() -> None:
    payload = copy.deepcopy(PAYLOADS["view_submission"])
    payload["view"]["state"]["values"]["b1"]["a1"]["value"] = "[{ä" * 20_000
    assert sent(*encoded(payload)) == payload


def test_a_payload_nested_too_deeply_is_refused() -> None:
    nested: Any = {}
    for _ in range(70):
        nested = {"a": [nested]}
    assert sent(*encoded(PAYLOADS["block_actions"] | {"extra": nested})) == Refused(400, "too_deep")
    assert sent(*encoded(PAYLOADS["block_actions"] | {"extra": "[" * 300})) == (
        PAYLOADS["block_actions"] | {"extra": "[" * 300}
    )


def test_an_event_does_not_come_as_a_form_nor_a_click_as_an_event() -> None:
    body = json.dumps(PAYLOADS["block_actions"]).encode()
    assert sent(body, JSON) == Refused(400, "unknown_type")
    form = b"payload=" + quote_plus(json.dumps(PAYLOADS["event_callback"])).encode()
    assert sent(form, FORM) == Refused(400, "unknown_type")


def test_a_body_is_read_up_to_the_largest_size_and_not_one_byte_further() -> None:
    body, kind = encoded(COMMAND)
    assert isinstance(sent(body + b"&x=" + b"x" * (LARGEST - len(body) - 3), kind), dict)
    assert sent(body + b"&x=" + b"x" * (LARGEST - len(body) - 2), kind) == Refused(413, "too_large")


def test_a_signed_form_under_another_name_is_refused() -> None:
    body, _ = encoded(COMMAND)
    for kind in ("text/plain", "", "multipart/form-data; boundary=x"):
        assert sent(body, kind) == Refused(400, "content_type")
    headers = {"x-slack-request-timestamp": STAMP, "x-slack-signature": signed(body), "content-type": "text/plain"}
    assert guarded(headers, body, signing_secret=SECRET, now=NOW, content_type=FORM) == COMMAND


@pytest.mark.parametrize("extra", [{"command": "/cab"}, {"ssl_check": "1"}])
def test_a_click_does_not_pass_for_a_command_nor_for_a_certificate_check(extra: dict[str, str]) -> None:
    payload = {key: value for key, value in {**PAYLOADS["block_actions"], **COMMAND, **extra}.items() if key != "type"}
    for each in (payload, {**PAYLOADS["block_actions"], **extra}):
        assert sent(b"payload=" + quote_plus(json.dumps(each)).encode(), FORM) == Refused(400, "unknown_type")


def spoiled(payload: Any, chance: random.Random) -> Iterator[Any]:
    """The payload with one part of it taken away, or made something else, once for each part."""
    for path in paths(payload):
        for wrong in WRONGS:
            if len(payload) > 8 and chance.random() > 0.35:
                continue
            changed = copy.deepcopy(payload)
            part = changed
            for step in path[:-1]:
                part = part[step]
            if wrong == "missing":
                del part[path[-1]]
            else:
                part[path[-1]] = wrong
            yield changed


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*before, key)
        yield from paths(each, (*before, key))


@pytest.mark.parametrize("kind", [*PAYLOADS, "command"])
async def test_whatever_gets_in_the_framework_can_handle(kind: str) -> None:
    app = framework()
    chance = random.Random(f"{kind} spoiled")
    let_in = refused = 0
    for payload in spoiled(PAYLOADS.get(kind, COMMAND), chance):
        body, content_type = encoded(payload)
        outcome = sent(body, content_type)
        if isinstance(outcome, Refused):
            refused += 1
            continue
        let_in += 1
        answer = await app.async_dispatch(AsyncBoltRequest(body=outcome, mode="socket_mode"))
        assert answer.status < 500, payload
    assert refused
    assert let_in


def framework() -> AsyncApp:
    """The vendor's framework with a listener for everything, as the product uses it."""
    every = re.compile(r"[\s\S]*")

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1VENDOR", bot_user_id="UBOT", bot_id="B1", bot_token="x")

    async def done() -> BoltResponse:
        return BoltResponse(status=200)

    logger = logging.getLogger("tests.framework")
    logger.setLevel(logging.CRITICAL)
    app = AsyncApp(authorize=authorize, logger=logger, process_before_response=True)
    for listen in (app.action, app.view, app.view_closed, app.command, app.shortcut, app.event, app.options):
        listen(every)(done)
    return app
