"""Reads what the app answered to an invoke as a client does: strictly, and saying what it did not understand."""

from tests.fakes.objects import Json, encoded
from tests.fakes.teams.activities import HEAVIEST
from tests.fakes.teams.adaptive import check
from tests.fakes.teams.courier import Delivery
from tests.fakes.teams.messages import CARD, Message
from tests.fakes.teams.outcome import Dialog, Outcome
from tests.fakes.teams.vendor import Shown, Vendor
from tests.fakes.teams.wire import weight
from tests.fakes.teams.world import Conversation

NOTE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
BROKEN = "Something went wrong. Please try again."
SIZES = ("small", "medium", "large")


class Answers:
    """Fills an outcome in; whatever is wrong with an answer is kept in `vendor.wrong` too."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def plain(self, outcome: Outcome, delivery: Delivery) -> None:
        """The answer to an activity that asks nothing."""
        if not delivery.ok:
            outcome.trouble = delivery.failure

    def action(self, outcome: Outcome, delivery: Delivery, on: Message) -> None:
        """`adaptiveCard/action`: a card for this person alone, a short note, or an error."""
        body = self._body(outcome, delivery)
        if body is None:
            return None
        if set(body) != {"statusCode", "type", "value"}:
            return self._wrong(outcome, f"must be statusCode, type and value, is {sorted(body)}")
        code, kind, value = body["statusCode"], body["type"], body["value"]
        if kind == CARD:
            self._own_card(outcome, on, code, value)
        elif kind == NOTE:
            if code != 200 or not isinstance(value, str):
                return self._wrong(outcome, "a note is a text with statusCode 200")
            outcome.note = value
            self._show(value, outcome, on.conversation)
        elif kind == ERROR:
            if code not in (400, 401, 412, 500) or not isinstance(value, dict) or set(value) != {"code", "message"}:
                return self._wrong(outcome, "an error is {code, message} with statusCode 400, 412 or 500")
            outcome.trouble = str(value["message"])
        else:
            self._wrong(outcome, f"unknown type {kind!r}")
        return None

    def dialog(self, outcome: Outcome, delivery: Delivery, place: Conversation, on: Message | None) -> None:
        """`task/fetch` and `task/submit`: a (new) dialog, a message in it, or nothing more to do."""
        if delivery.ok and delivery.status is not None and not delivery.text.strip():
            if delivery.kind == "task/fetch":
                self._wrong(outcome, "a dialog was asked for, and none came")
            return None
        body = self._body(outcome, delivery)
        if body is None:
            return None
        task = body.get("task")
        if set(body) - {"cacheInfo"} != {"task"} or not isinstance(task, dict) or set(task) != {"type", "value"}:
            return self._wrong(outcome, "must be {task: {type, value}}")
        if task["type"] == "message" and isinstance(task["value"], str) and task["value"]:
            outcome.note = task["value"]
            self._show(task["value"], outcome, place.id)
        elif task["type"] == "continue" and isinstance(task["value"], dict):
            self._opened(outcome, task["value"], place, on)
        else:
            return self._wrong(outcome, f"unknown task {task['type']!r}")
        return None

    def _own_card(self, outcome: Outcome, on: Message, code: object, card: object) -> None:
        found = check(card)
        if code != 200:
            found.append(f"a card has statusCode 200, not {code}")
        if not isinstance(card, dict) or found or weight(card) > HEAVIEST:
            return self._wrong(outcome, "; ".join(found[:5]) or "the card is too big")
        outcome.card = card
        on.own[outcome.person.aad] = card
        self._show(encoded(card), outcome, on.conversation)
        return None

    def _opened(self, outcome: Outcome, value: Json, place: Conversation, on: Message | None) -> None:
        attachment = value.get("card")
        if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
            return self._wrong(outcome, "a dialog needs a card with its contentType")
        found = check(attachment.get("content"), dialog=True)
        if weight(attachment) > HEAVIEST:
            found.append("the card is too big")
        if not isinstance(value.get("title", ""), str):
            found.append("the title must be a text")
        for side in ("height", "width"):
            size = value.get(side, "medium")
            if isinstance(size, bool) or not (isinstance(size, int) or size in SIZES):
                found.append(f"{side} must be a number, or one of {SIZES}")
        if found:
            return self._wrong(outcome, "; ".join(found[:5]))
        outcome.dialog = Dialog(
            title=str(value.get("title", "")), card=attachment["content"], person=outcome.person, place=place, on=on
        )
        self._show(f"{value.get('title', '')}\n{encoded(attachment['content'])}", outcome, place.id)
        return None

    def _body(self, outcome: Outcome, delivery: Delivery) -> Json | None:
        if not delivery.ok or delivery.status is None:
            outcome.trouble = delivery.failure if delivery.status is None else BROKEN
            return None
        if delivery.status != 200 or not delivery.json:
            self._wrong(outcome, f"must be a JSON object with HTTP 200, is {delivery.status} {delivery.text[:80]!r}")
            return None
        return delivery.json

    def _wrong(self, outcome: Outcome, reason: str) -> None:
        outcome.trouble = f"{BROKEN} ({reason})"
        self._vendor.wrong.append(reason)

    def _show(self, content: str, outcome: Outcome, where: str) -> None:
        readers, at = frozenset({outcome.person.aad}), self._vendor.stamps.at()
        self._vendor.private.append(Shown(content=content, readers=readers, where=where, at=at))
