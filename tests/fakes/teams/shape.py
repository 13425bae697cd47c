"""The published schema of Adaptive Cards 1.5, asked about one element at a time."""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from jsonschema import Draft6Validator

from tests.fakes.objects import Json, encoded

VERSION = (1, 5)

CHILDREN = {
    "AdaptiveCard": ("body", "actions", "selectAction"),
    "Container": ("items", "selectAction"),
    "Column": ("items", "selectAction"),
    "ColumnSet": ("columns", "selectAction"),
    "Table": ("rows",),
    "TableRow": ("cells",),
    "TableCell": ("items", "selectAction"),
    "ActionSet": ("actions",),
    "Action.ShowCard": ("card",),
    "Image": ("selectAction",),
    "ImageSet": ("images",),
    "RichTextBlock": ("inlines",),
    "Input.Text": ("inlineAction",),
}
"""Where elements contain others."""

IMPLIED = {"columns": "Column", "rows": "TableRow", "cells": "TableCell", "card": "AdaptiveCard", "images": "Image"}
"""What stands there where it does not say what it is."""

OF_TEAMS = {
    "AdaptiveCard": {"msteams"},
    "*": {"targetWidth"},
}
"""Properties that only this vendor knows, and that others pass over."""


@cache
def _definitions() -> Json:
    text = files("adaptive_cards").joinpath(f"schemas/schema-{VERSION[0]}.{VERSION[1]}.json").read_text("utf-8")
    definitions: Json = json.loads(text)["definitions"]
    definitions["Container"]["properties"]["rtl"] = definitions["Container"]["properties"].pop("rtl?")
    definitions["TableCell"]["properties"]["rtl"] = definitions["TableCell"]["properties"].pop("rtl?")
    return {name: _shallow(each) for name, each in definitions.items()}


def _shallow(node: object) -> object:
    """The schema without what is inside an element's children, which are looked at one by one."""
    if isinstance(node, list):
        return [_shallow(each) for each in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name.startswith("ImplementationsOf.Inline"):
        return {"type": ["object", "string"]}
    if name.startswith("ImplementationsOf.") or name in CHILDREN:
        return {"type": "object"}
    return {key: _shallow(each) for key, each in node.items()}


@cache
def _validator(kind: str) -> Draft6Validator:
    return Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": _definitions()})


@cache
def elements() -> frozenset[str]:
    """Everything that may stand in a card."""
    return frozenset(_definitions())


def known(kind: object) -> bool:
    """Whether clients of this version know such an element."""
    return isinstance(kind, str) and kind in elements()


def complaints(kind: str, element: Json) -> tuple[str, ...]:
    """What is wrong with one element, its children aside."""
    extra = OF_TEAMS["*"] | OF_TEAMS.get(kind, set())
    inside = {*CHILDREN.get(kind, ()), "fallback", "data"}
    plain = {key: _hollow(value) if key in inside else value for key, value in element.items() if key not in extra}
    return _judged(kind, encoded(plain))


def _hollow(value: object) -> object:
    """A child without what is in it: only that it is there can be wrong about its parent."""
    if isinstance(value, list):
        return [_hollow(each) for each in value]
    return {} if isinstance(value, dict) else value


@lru_cache(maxsize=20_000)
def _judged(kind: str, element: str) -> tuple[str, ...]:
    """The same, remembered: of ten thousand polls nearly all elements are alike."""
    found = []
    for error in _validator(kind).iter_errors(json.loads(element)):
        where = "/".join(str(part) for part in error.absolute_path)
        found.append(f"{where}: {error.message[:200]}" if where else error.message[:200])
    return tuple(found)


def newer_than(kind: str, element: Json, version: tuple[int, ...]) -> Iterator[str]:
    """Properties, or the element itself, that clients of this version do not know yet."""
    definition = _definitions()[kind]
    if numbers(definition.get("version")) > version:
        yield kind
    for key, rule in definition.get("properties", {}).items():
        if key in element and isinstance(rule, dict) and numbers(rule.get("version")) > version:
            yield f"{kind}.{key}"


def numbers(version: object) -> tuple[int, ...]:
    """`1.5` as numbers; what is no version comes before all of them."""
    parts = str(version or "").split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
