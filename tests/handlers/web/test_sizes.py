"""Nobody is read further than a form, or any request of ours, could go."""

from collections.abc import Callable, Sequence

import pytest
from fastapi import Request

from handlers.web.forms import Unreadable
from handlers.web.headers import Guarded, Message, Receive, Scope, Send
from handlers.web.posted import MOST_BYTES, posted

FORM = [(b"content-type", b"application/x-www-form-urlencoded")]


def sending(*parts: bytes) -> Callable[[], Receive]:
    """A browser that sends these parts, one after the other."""

    def begin() -> Receive:
        waiting = list(parts)

        async def receive() -> Message:
            return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

        return receive

    return begin


async def test_a_form_is_read_up_to_its_largest_size_and_not_one_byte_further() -> None:
    scope = {"type": "http", "headers": FORM}
    whole = b"x" * MOST_BYTES
    assert await posted(Request(scope, sending(whole)())) == whole
    assert await posted(Request(scope, sending(whole[:9], whole[9:])())) == whole
    with pytest.raises(Unreadable):
        await posted(Request(scope, sending(whole, b"x")()))


@pytest.mark.parametrize(("parts", "status"), [((b"12345", b"67890"), 200), ((b"12345", b"67890", b"1"), 413)])
async def test_who_does_not_say_how_much_is_sent_is_cut_off_at_the_same_size(
    parts: Sequence[bytes], status: int
) -> None:
    said: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Message) -> None:
        said.append(message)

    await Guarded(app, most=10)({"type": "http", "method": "POST", "headers": []}, sending(*parts)(), send)
    assert said[0]["status"] == status


@pytest.mark.parametrize(("told", "status"), [(b"10", 200), (b"11", 413), (b"eleven", 200)])
async def test_who_says_how_much_is_sent_is_refused_before_anything_is_read(told: bytes, status: int) -> None:
    said: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Message) -> None:
        said.append(message)

    await Guarded(app, most=10)(
        {"type": "http", "method": "POST", "headers": [(b"content-length", told)]}, sending()(), send
    )
    assert said[0]["status"] == status
