"""Checks Adaptive Cards as they arrive, as strictly as the documents are, and shows them as older clients do."""

import re
from collections.abc import Iterator

from tests.fakes.objects import Json, copied, encoded
from tests.fakes.teams import shape

MOST_ACTIONS = 6
"""Buttons of one row that are shown; those with `"mode": "secondary"` go into a menu and do not count."""
MOST_REFRESHED = 60
"""People for whom a card is renewed by itself."""
MOST_REMEMBERED = 2_000
_RANDOM = re.compile(r"\b[a-z0-9]{20,}\b")
_GOOD: set[str] = set()


def as_shown(card: Json) -> Json:
    """The card as a client of version 1.5 shows it: what it does not know gives way to its `fallback`."""
    plain: Json = copied(card)
    _replace(plain, "AdaptiveCard")
    return plain


def walk(card: Json, kind: str = "AdaptiveCard", path: str = "card") -> Iterator[tuple[str, Json, str]]:
    """The card and everything in it: what it is, the element, and where it stands."""
    yield kind, card, path
    for key in shape.CHILDREN.get(kind, ()):
        inside = card.get(key)
        for number, child in enumerate(inside if isinstance(inside, list) else [inside]):
            if isinstance(child, dict):
                named = str(child.get("type") or shape.IMPLIED.get(key, ""))
                yield from walk(child, named, f"{path}/{key}/{number}" if isinstance(inside, list) else f"{path}/{key}")


def check(card: object, *, dialog: bool = False) -> list[str]:
    """Everything the vendor, or one of its clients, would not take; empty when the card is good.

    A crowd gets one card with other random ids in it: what was found good with some of them is good with others.
    """
    like = f"{dialog} {_with_numbers_for_ids(encoded(card))}"
    if like in _GOOD:
        return []
    if not (found := _check(card, dialog=dialog)) and len(_GOOD) < MOST_REMEMBERED:
        _GOOD.add(like)
    return found


def _with_numbers_for_ids(text: str) -> str:
    seen: dict[str, str] = {}
    return _RANDOM.sub(lambda found: seen.setdefault(found[0], str(len(seen)).ljust(len(found[0]), "#")), text)


def _check(card: object, *, dialog: bool) -> list[str]:
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["card: must be an object of type AdaptiveCard"]
    version = shape.numbers(card.get("version"))
    if not version or version > shape.VERSION:
        return [f"card/version: must be at most 1.5, is {card.get('version')!r}"]
    plain, found = as_shown(card), []
    ids: dict[str, str] = {}
    for kind, element, path in walk(plain):
        if not shape.known(kind):
            found.append(f"{path}: {kind!r} is unknown, and there is no fallback")
            continue
        found += [f"{path}: {wrong}" for wrong in shape.complaints(kind, element)]
        found += [f"{path}: {late} is newer than the card" for late in shape.newer_than(kind, element, version)]
        found += [f"{path}: {wrong}" for wrong in _rules(kind, element, ids, dialog=dialog)]
        fallback = element.get("fallback")
        if isinstance(fallback, dict) and shape.known(fallback.get("type")):
            other = str(fallback["type"])
            found += [f"{path}/fallback: {wrong}" for wrong in shape.complaints(other, fallback)]
            found += [f"{path}/fallback: {wrong}" for wrong in _rules(other, fallback, {}, dialog=dialog)]
    return found + list(_refresh(plain))


def _rules(kind: str, element: Json, ids: dict[str, str], *, dialog: bool) -> Iterator[str]:
    """What the schema does not say."""
    if kind == "Action.Execute":
        if not element.get("verb"):
            yield "Action.Execute needs a verb"
        if dialog:
            yield "Action.Execute does not work in a dialog"
    if kind in ("Action.Execute", "Action.Submit") and not isinstance(element.get("data", {}), dict):
        yield "data must be an object"
    if kind.startswith("Action.") and not (element.get("title") or element.get("iconUrl")) and kind in _BUTTONS:
        yield "a button needs a title"
    if kind.startswith("Input."):
        name = str(element.get("id") or "")
        if not name:
            yield "an input without id is never sent"
        elif name in ids:
            yield f"the input id {name!r} is taken"
        ids[name] = kind
    if kind == "Input.ChoiceSet":
        yield from _choices(element)
    if kind in ("AdaptiveCard", "ActionSet"):
        primary = [each for each in element.get("actions") or [] if each.get("mode") != "secondary"]
        if len(primary) > MOST_ACTIONS:
            yield f"{len(primary)} buttons in a row, of which {MOST_ACTIONS} are shown"


_BUTTONS = ("Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard")


def _choices(element: Json) -> Iterator[str]:
    values = [str(each.get("value")) for each in element.get("choices") or [] if isinstance(each, dict)]
    if len(set(values)) < len(values):
        yield "two choices have one value"
    if element.get("isMultiSelect") and any("," in value for value in values):
        yield "a value with a comma cannot be told from two"


def _refresh(card: Json) -> Iterator[str]:
    refresh = card.get("refresh")
    if not isinstance(refresh, dict):
        return
    action, people = refresh.get("action"), refresh.get("userIds") or []
    if not isinstance(action, dict) or not action.get("verb"):
        yield "card/refresh: needs an Action.Execute with a verb"
    if len(people) > MOST_REFRESHED:
        yield f"card/refresh: {len(people)} people, at most {MOST_REFRESHED}"
    if any(not str(person).startswith("29:") for person in people):
        yield "card/refresh: userIds must be what bots know people by (29:…)"


def _replace(element: Json, kind: str) -> None:
    for key in shape.CHILDREN.get(kind, ()):
        inside = element.get(key)
        if isinstance(inside, list):
            element[key] = [one for each in inside for one in _settled(each, shape.IMPLIED.get(key, ""))]
        elif isinstance(inside, dict):
            kept = _settled(inside, shape.IMPLIED.get(key, ""))
            if kept:
                element[key] = kept[0]
            else:
                del element[key]


def _settled(element: object, implied: str) -> list[object]:
    """The element, or what it falls back to; nothing when it may be dropped."""
    if not isinstance(element, dict):
        return [element]
    kind = element.get("type") or implied
    if not shape.known(kind) and "fallback" in element:
        fallback = element["fallback"]
        return _settled(fallback, "") if isinstance(fallback, dict) else []
    _replace(element, str(kind))
    return [element]
