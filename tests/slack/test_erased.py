"""Somebody who was erased is not brought back by a press from before; pressing anew, they start anew."""

import json
from urllib.parse import parse_qs, urlencode

from tests.slack.office import Office
from tests.slack.rows import answers_of, counts

FORM = "application/x-www-form-urlencoded"


async def test_a_press_from_before_the_erasure_that_comes_late_counts_nowhere(desk: Office) -> None:
    acme, (ana,) = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "Which colour?" "Green" "Blue"')
    poll = desk.latest(ana, acme)
    voted = await desk.press(poll, "Green", as_=ana)
    assert voted.delivery is not None
    asked = await desk.cab(f"erase person slack:{ana.team_id}:{ana.id}")
    await desk.press(asked.private[-1], "Erase for good", as_=desk.pat)
    await desk.wait(minutes=1)
    assert await answers_of(desk) == []
    before = await counts(desk)
    late = await desk.slack.people.courier.raw(
        a_moment_earlier(voted.delivery.raw), {"Content-Type": FORM}, signed=True
    )
    await desk.settle()
    assert late.status == 200
    assert await counts(desk) == before
    since = desk.clock.now()
    await desk.press(poll, "Blue", as_=ana)
    (anew,) = await answers_of(desk)
    assert anew.version == 1
    assert anew.received_at >= since


def a_moment_earlier(body: bytes) -> bytes:
    """Another press of the same person on the same button, which has been on its way since before."""
    payload = json.loads(parse_qs(body.decode())["payload"][0])
    for action in payload["actions"]:
        action["action_ts"] = f"{float(action['action_ts']) - 1:.6f}"
    return urlencode({"payload": json.dumps(payload)}).encode()
