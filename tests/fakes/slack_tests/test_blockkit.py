"""Every limit of Block Kit: what is just within passes, one more is refused with the vendor's own word."""

from collections.abc import Callable

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.objects import Json
from tests.fakes.slack.blockkit import Surface, check_message_blocks, check_view
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.pieces import actions, button, modal, option, options, plain, section, typed_input

Blocks = list[Json]


def select(count: int, kind: str = "static_select") -> Json:
    return {"type": kind, "action_id": "pick", "options": options(count)}


def wide(length: int) -> Json:
    return section("x", {"type": "static_select", "action_id": "p", "options": [option("x" * length)]})


LIMITS: dict[str, tuple[int, Callable[[int], Blocks]]] = {
    "blocks in a message": (50, lambda n: [{"type": "divider"}] * n),
    "section text": (3000, lambda n: [section("x" * n)]),
    "section fields": (10, lambda n: [{"type": "section", "fields": [plain("x")] * n}]),
    "field text": (2000, lambda n: [{"type": "section", "fields": [plain("x" * n)]}]),
    "header": (150, lambda n: [{"type": "header", "text": plain("x" * n)}]),
    "context elements": (10, lambda n: [{"type": "context", "elements": [plain("x")] * n}]),
    "actions elements": (25, lambda n: [actions(*(button("x", f"a{i}") for i in range(n)))]),
    "button text": (75, lambda n: [actions(button("x" * n))]),
    "button value": (2000, lambda n: [actions(button("x", value="v" * n))]),
    "button url": (3000, lambda n: [actions(button("x") | {"url": "https://" + "x" * (n - 8)})]),
    "action_id": (255, lambda n: [actions(button("x", "a" * n))]),
    "block_id": (255, lambda n: [section("x") | {"block_id": "b" * n}]),
    "option text": (75, lambda n: [wide(n)]),
    "option value": (150, lambda n: [section("x", select(1) | {"options": [option("x", "v" * n)]})]),
    "options in a select": (100, lambda n: [section("x", select(n))]),
    "checkboxes": (10, lambda n: [actions(select(n, "checkboxes"))]),
    "radio buttons": (10, lambda n: [actions(select(n, "radio_buttons"))]),
    "overflow": (5, lambda n: [section("x", select(n, "overflow"))]),
    "image alt text": (2000, lambda n: [{"type": "image", "image_url": "https://a.example", "alt_text": "x" * n}]),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": "x" * n}]),
    "confirm title": (100, lambda n: [actions(button("x") | {"confirm": _confirm("x" * n)})]),
}


def _confirm(title: str) -> Json:
    return {"title": plain(title), "text": plain("Sure?"), "confirm": plain("Yes"), "deny": plain("No")}


@pytest.mark.parametrize("name", LIMITS)
def test_a_message_at_its_limit_passes_and_one_more_does_not(name: str) -> None:
    most, build = LIMITS[name]
    check_message_blocks(build(most))
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message_blocks(build(most + 1))


def test_all_blocks_together_hold_13_200_characters() -> None:
    check_message_blocks([section("x" * 2640) for _ in range(5)])
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_message_blocks([section("x" * 2640) for _ in range(5)] + [section("x")])


VIEW_LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "blocks": (100, lambda n: modal(*[{"type": "divider"}] * n)),
    "title": (24, lambda n: modal(section("x"), title="x" * n)),
    "submit": (24, lambda n: modal(section("x"), submit="x" * n)),
    "close": (24, lambda n: modal(section("x")) | {"close": plain("x" * n)}),
    "private_metadata": (3000, lambda n: modal(section("x")) | {"private_metadata": "x" * n}),
    "callback_id": (255, lambda n: modal(section("x")) | {"callback_id": "x" * n}),
    "external_id": (255, lambda n: modal(section("x")) | {"external_id": "x" * n}),
    "input label": (2000, lambda n: modal(typed_input("x" * n))),
    "home blocks": (100, lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}),
}


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_a_view_at_its_limit_passes_and_one_more_does_not(name: str) -> None:
    most, build = VIEW_LIMITS[name]
    check_view(build(most), (Surface.MODAL, Surface.HOME))
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(build(most + 1), (Surface.MODAL, Surface.HOME))


WRONG: dict[str, Blocks] = {
    "two elements of one name": [actions(button("x", "same"), button("y", "same"))],
    "one name in two blocks": [actions(button("x", "same")), actions(button("y", "same"))],
    "two blocks of one name": [section("x") | {"block_id": "b"}, section("y") | {"block_id": "b"}],
    "an input without a label": [{"type": "input", "element": typed_input("x")["element"]}],
    "an unknown key in a block": [section("x") | {"colour": "red"}],
    "an unknown key in a button": [actions(button("x") | {"tooltip": "y"})],
    "an unknown key in a text": [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}],
    "an unknown block": [{"type": "poll"}],
    "an unknown element": [actions({"type": "slider", "action_id": "a"})],
    "an empty text": [section("")],
    "a header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "a button in mrkdwn": [actions(button("x") | {"text": {"type": "mrkdwn", "text": "x"}})],
    "an image without words": [{"type": "image", "image_url": "https://a.example"}],
    "a section without anything": [{"type": "section"}],
    "no elements": [actions()],
    "no options": [section("x", {"type": "static_select", "action_id": "a", "options": []})],
    "a chosen option that is not offered": [section("x", select(2) | {"initial_option": option("Other")})],
    "a style nobody has": [actions(button("x") | {"style": "warning"})],
    "an image among buttons": [actions({"type": "image", "image_url": "https://a.example", "alt_text": "x"})],
    "a null": [section("x") | {"accessory": None}],
    "nothing at all": [],
    "not even an object": ["x"],  # type: ignore[list-item]
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_vendor_would_not_show_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message_blocks(WRONG[name])


WRONG_VIEWS: dict[str, Json] = {
    "inputs and no submit": modal(typed_input("x"), submit=None),
    "no title": {"type": "modal", "blocks": [section("x")]},
    "no blocks": modal(),
    "a home with a submit": {"type": "home", "blocks": [], "submit": plain("x")},
    "an id of its own": modal(section("x")) | {"id": "V1"},
    "a markdown block": modal({"type": "markdown", "text": "x"}),
    "a type nobody has": {"type": "popup", "blocks": []},
}


@pytest.mark.parametrize("name", WRONG_VIEWS)
def test_what_the_vendor_would_not_open_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(WRONG_VIEWS[name], (Surface.MODAL, Surface.HOME))


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    blocks = [section("ü" * 3000) for _ in range(50)]
    with pytest.raises(Refused, match="view_too_large"):
        check_view(modal(*blocks), (Surface.MODAL,))


async def test_the_client_reads_where_the_fault_is(client: AsyncWebClient, town: Town) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=town.shared.id, text="x", blocks=[section("x" * 3001)])
    assert caught.value.response["error"] == "invalid_blocks"
    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
