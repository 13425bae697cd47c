"""Part by part: what Slack signed does not get in when one thing in it is of another kind than the vendor says."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.slack.guard import Refused
from handlers.slack.shapes import fault_in
from tests.handlers.slack.samples import COMMAND, PAYLOADS, encoded
from tests.handlers.slack.test_guard import sent

Path = tuple[str | int, ...]
Wrong = tuple[Path, object]

PERSONS = ("user", "channel", "team", "enterprise")
CHAIN = ("message", "previous_message", "item", "assistant_thread", "root")
FRAME_TEXTS = (
    *("response_url", "team_id", "enterprise_id", "user_id", "channel_id", "thread_ts", "trigger_id"),
    *("token", "api_app_id", "callback_id"),
)
MESSAGE_TEXTS = ("ts", "thread_ts", "text", "subtype", "bot_id", "user_id", "channel_id", "team_id")
VIEW_TEXTS = ("type", "id", "hash", "callback_id", "private_metadata", "team_id", "app_installed_team_id")
ACTION_TEXTS = (
    *("type", "action_id", "block_id", "action_ts", "value"),
    *("selected_conversation", "selected_channel", "selected_user"),
)
DEEP: dict[str, Any] = {"message": {"message": {"message": {"message": {"message": {}}}}}}


def persons_at(*path: str | int) -> Iterator[Wrong]:
    """Somebody or some place that is neither an id nor an object with an id."""
    for name in PERSONS:
        yield (*path, name), 0
        yield from (((*path, name), {part: 0}) for part in ("id", "team_id", "enterprise_id", "name"))


def texts_at(names: tuple[str, ...], *path: str | int) -> Iterator[Wrong]:
    yield from (((*path, name), 0) for name in names)


def objects_at(names: tuple[str, ...], *path: str | int) -> Iterator[Wrong]:
    yield from (((*path, name), "x") for name in names)


def message_at(*path: str | int) -> Iterator[Wrong]:
    yield from texts_at(MESSAGE_TEXTS, *path)
    yield from (((*path, "blocks"), each) for each in ("x", [0]))
    yield from (((*path, "metadata"), each) for each in ("x", {"event_payload": 0}))


def chain_at(*path: str | int) -> Iterator[Wrong]:
    for name in CHAIN:
        yield (*path, name), 0
        unfit: list[dict[str, Any]] = [{"authorizations": []}, {"event": {}}, DEEP]
        yield from (((*path, name), each) for each in unfit)
    yield from (((*path, name), "x") for name in CHAIN if name != "item")
    yield from persons_at(*path, "root")
    yield from message_at(*path, "root")
    yield (*path, "root", "item"), {"user": 0}


def frame() -> Iterator[Wrong]:
    yield from texts_at(FRAME_TEXTS)
    yield from objects_at(("view", "container", "state", "function_data", "event"))
    yield from persons_at()
    yield from chain_at()
    authorization: dict[str, Any] = {"team_id": "T1"}
    unfit: list[object] = ["x", [0], [{}], [{"response_url": 0}]]
    for wrong in ("x", [0], [authorization | {"authorizations": []}], [authorization | {"user": 0}]):
        yield ("authorizations",), wrong
    yield from ((("response_urls",), each) for each in unfit)


def state_at(*path: str | int) -> Iterator[Wrong]:
    yield from objects_at(("state",), *path)
    for wrong in (0, {"b": 0}, {"b": {"a": 0}}):
        yield (*path, "state", "values"), wrong
    yield (*path, "state", "values"), {"b": {"a": {"type": 0}}}
    yield (*path, "state", "values"), {"b": {"a": {"type": "x", "value": 0}}}


def action_at(*path: str | int) -> Iterator[Wrong]:
    yield from texts_at(ACTION_TEXTS, *path)
    yield from objects_at(("text", "selected_option"), *path)
    for wrong in ({}, {"value": 0}, {"value": "x", "text": 0}):
        yield (*path, "selected_option"), wrong
    unfit: list[object] = ["x", [0], [{}], [{"value": "x"}, {"value": 0}]]
    yield from (((*path, "selected_options"), each) for each in unfit)


def clicker() -> Iterator[Wrong]:
    for wrong in (None, "U1", {}, {"id": 0}):
        yield ("user",), wrong
    yield from texts_at(("team_id", "username", "name"), "user")
    yield from objects_at(("enterprise_user",), "user")
    yield from objects_at(("team", "channel"))


def view() -> Iterator[Wrong]:
    for wrong in (None, "x"):
        yield ("view",), wrong
    yield from texts_at(VIEW_TEXTS, "view")
    yield ("view", "type"), None
    yield ("view", "id"), None
    yield from state_at("view")


WRONG: dict[str, list[Wrong]] = {
    "event_callback": [
        *frame(),
        *((("event",), wrong) for wrong in (None, "x", {}, {"type": 0})),
        (("event_id",), 0),
        (("event", "event"), {}),
        (("event", "authorizations"), []),
        *persons_at("event"),
        *chain_at("event"),
        *message_at("event"),
        *texts_at(("user_team", "source_team", "channel_type", "event_ts", "enterprise_id"), "event"),
        *objects_at(("view", "tokens", "function", "inputs"), "event"),
    ],
    "block_actions": [
        *((("actions",), wrong) for wrong in (None, "x", [], [0])),
        *action_at("actions", 0),
        *clicker(),
        *state_at(),
        *((("view",), wrong) for wrong in ("x", {}, {"type": "modal", "id": 0})),
        *objects_at(("message", "container")),
        *texts_at(("response_url", "trigger_id", "team_id", "enterprise_id")),
        *message_at("message"),
        *((("authorizations",), wrong) for wrong in ("x", [0], [{"user": 0}])),
    ],
    "view_submission": [*clicker(), *view(), *frame()],
    "view_closed": [*clicker(), *view(), (("view", "callback_id"), None)],
    "shortcut": [*clicker(), *frame(), *(((name,), None) for name in ("callback_id", "trigger_id"))],
    "message_action": [
        *clicker(),
        *(((name,), wrong) for name in ("message", "channel") for wrong in (None, "x")),
        *(((name,), None) for name in ("callback_id", "trigger_id")),
    ],
    "block_suggestion": [*clicker(), (("block_id",), 0), *(((name,), None) for name in ("action_id", "value"))],
    "url_verification": [(("challenge",), None), (("challenge",), 0)],
    "app_rate_limited": [(("team_id",), None), (("team_id",), 0)],
    "command": [
        *texts_at(("command", "channel_id", "user_id", "team_id", "text", "response_url", "trigger_id")),
        *(((name,), None) for name in ("channel_id", "user_id")),
        (("type",), "shortcut"),
    ],
}
GOOD: dict[str, list[Wrong]] = {
    "event_callback": [
        *(((name,), None) for name in ("authorizations", "response_urls", "event_id", *PERSONS, *CHAIN, *FRAME_TEXTS)),
        *(((name,), "X1") for name in PERSONS),
        *((("event", name), {"id": "X1"}) for name in PERSONS),
        (("authorizations",), [{"user": "U1", "team": {"id": "T1"}}]),
        (("response_urls",), [{"response_url": "https://hooks.slack.com/x"}]),
        (("event", "item"), "X1"),
        (("event", "blocks"), [{}]),
        (("event", "metadata"), {"event_payload": {}}),
        (("event", "metadata"), {}),
        (("event", "message"), DEEP["message"]["message"]),
    ],
    "block_actions": [
        *(((name,), None) for name in ("state", "view", "message", "authorizations", "team", "channel")),
        (("view",), {"type": "modal"}),
        (("state",), {"values": None}),
        (("authorizations",), [{"user": "U1"}]),
        (("actions", 0, "selected_option"), {"value": "x", "text": {}}),
        (("actions", 0, "selected_options"), [{"value": "x"}]),
        (("message",), {"ts": "1.2", "item": {"user": 0}}),  # Nobody looks there: a press goes past the framework.
    ],
    "view_submission": [(("view", "state"), None), (("view", "state"), {"values": {"b": {"a": {"type": "x"}}}})],
    "command": [(("text",), "")],
}


def changed(kind: str, path: Path, value: object) -> Any:
    """The payload with this in place of that; objects on the way there are made."""
    payload: Any = copy.deepcopy(PAYLOADS.get(kind, COMMAND))
    part = payload
    for step in path[:-1]:
        if isinstance(step, str) and not isinstance(part.get(step), dict | list):
            part[step] = {}
        part = part[step]
    part[path[-1]] = copy.deepcopy(value)
    return payload


@pytest.mark.parametrize("kind", WRONG)
def test_one_part_of_another_kind_is_one_too_many(kind: str) -> None:
    through = []
    for path, wrong in WRONG[kind]:
        payload = changed(kind, path, wrong)
        # A form holds nothing but texts: what else could stand in a command comes another way.
        told = fault_in(payload) if kind == "command" else sent(*encoded(payload))
        if told not in (f"bad_{kind}", Refused(400, f"bad_{kind}")):
            through.append((path, wrong, told))
    assert through == []


@pytest.mark.parametrize("kind", GOOD)
def test_what_is_left_out_or_given_by_its_id_gets_in(kind: str) -> None:
    refused = [
        (path, value) for path, value in GOOD[kind] if isinstance(sent(*encoded(changed(kind, path, value))), Refused)
    ]
    assert refused == []


def test_a_certificate_check_has_no_type() -> None:
    assert sent(b"ssl_check=1&type=shortcut") == Refused(400, "bad_shortcut")
