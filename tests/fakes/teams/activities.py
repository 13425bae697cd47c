"""What an app may send: an activity is weighed and read before it becomes a message."""

from tests.fakes.objects import Json, encoded
from tests.fakes.teams.adaptive import check
from tests.fakes.teams.messages import CARD
from tests.fakes.teams.refusals import Refused, malformed
from tests.fakes.teams.wire import weight

HEAVIEST = 28 * 1024
"""Bytes of a whole activity in UTF-16."""


def accepted(activity: object) -> Json:
    """The activity, or `Refused`: 400 where it is wrong, 413 where it is too big."""
    if not isinstance(activity, dict) or not activity:
        raise malformed("an activity is needed")
    kind = activity.get("type")
    if kind not in ("message", "typing"):
        raise malformed(f"an app cannot send activities of type {kind!r}")
    if weight(activity) > HEAVIEST:
        raise Refused(413, "MessageSizeTooBig", f"{weight(activity)} bytes, at most {HEAVIEST}")
    found = findings(activity) if kind == "message" else []
    if found:
        raise malformed("; ".join(found[:5]))
    return activity


def findings(activity: Json) -> list[str]:
    """Everything wrong with a message."""
    found = [
        f"{key} must be a text"
        for key in ("text", "summary", "locale", "textFormat", "replyToId", "importance")
        if not isinstance(activity.get(key, ""), str)
    ]
    attachments = activity.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        return [*found, "attachments must be a list of objects"]
    if not activity.get("text") and not attachments:
        found.append("a message needs a text or an attachment")
    cards = [each for each in attachments if each.get("contentType") == CARD]
    if len(cards) > 1:
        found.append("one card a message")
    for attachment in attachments:
        if not isinstance(attachment.get("contentType"), str):
            found.append("an attachment needs a contentType")
        elif attachment["contentType"] != CARD and "contentUrl" not in attachment and "content" not in attachment:
            found.append("an attachment needs content or a contentUrl")
    for card in cards:
        found += check(card.get("content"))
    return found + _mentions(activity, [card["content"] for card in cards if isinstance(card.get("content"), dict)])


def _mentions(activity: Json, cards: list[Json]) -> list[str]:
    """A mention names somebody, and its text stands where it is said to stand."""
    said = [(activity.get("entities") or [], str(activity.get("text") or ""))]
    said += [((card.get("msteams") or {}).get("entities") or [], encoded(card.get("body"))) for card in cards]
    found = []
    for entities, text in said:
        for each in entities if isinstance(entities, list) else []:
            if isinstance(each, dict) and each.get("type") == "mention":
                if not isinstance(each.get("mentioned"), dict) or not each["mentioned"].get("id"):
                    found.append("a mention needs somebody who is mentioned")
                if not each.get("text") or str(each["text"]) not in text:
                    found.append(f"the text of the mention {each.get('text')!r} does not occur")
    return found
