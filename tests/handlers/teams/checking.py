"""Holds what we draw against the rules of Adaptive Cards: the published schema, and what it leaves out."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import microsoft_teams.cards
from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from markdown_it import MarkdownIt
from pydantic import BaseModel

from tests.handlers.slack.checking import LINK

Json = Mapping[str, Any]
MOST_BYTES = 28 * 1024
MOST_REFRESHED = 60
NEVER_OURS = {"Action.OpenUrl", "Action.OpenUrlDialog", "Image", "ImageSet", "Media", "Action.ToggleVisibility"}
"""Nothing of ours leads anywhere or loads anything."""
POINTING = {"url", "iconUrl", "selectAction", "entities", "backgroundImage", "webUrl", "inlineAction"}
DATE = re.compile(r"\{\{(?:DATE|TIME)\(", re.IGNORECASE)
MENTION = re.compile(r"<at\b", re.IGNORECASE)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])


def faults(card: Json) -> list[str]:
    """Everything that Teams would refuse, hide or read as more than letters; nothing for a card that is right."""
    found = [*_off_schema(as_without_charts(card)), *_beside_the_schema(card)]
    names = [each["id"] for each in objects(card) if "id" in each]
    found += [f"twice: {name}" for name in {*names} if names.count(name) > 1]
    for each in objects(card):
        found += _unknown_keys(each) + _wrong(each)
    found += [f"alive: {text!r}" for text in alive(card)]
    found += [f"leads away: {each}" for each in leading_away(card)]
    return found


def size(card: object) -> int:
    """Bytes of the shortest JSON in UTF-16."""
    return 2 * sum(1 + (ord(each) > 0xFFFF) for each in json.dumps(card, ensure_ascii=False, separators=(",", ":")))


def alive(card: object) -> list[str]:
    """Texts that a client would read as a format, a link, a mention or a date, wherever they stand."""
    found = [text for text in texts(card) if DATE.search(text)]
    for text in parsed(card):
        if MENTION.search(text) or LINK.search(text) or not _is_plain(text):
            found.append(text)
    return found


def leading_away(card: object) -> list[Json]:
    """What leads anywhere, or loads anything, or mentions somebody: nothing of ours does."""
    return [each for each in objects(card) if each.get("type") in NEVER_OURS or POINTING & set(each)]


def texts(card: object) -> Iterator[str]:
    """Every text that people see."""
    for each in objects(card):
        for key in ("text", "title", "label", "placeholder", "tooltip", "errorMessage", "fallbackText", "legend", "x"):
            if isinstance(each.get(key), str):
                yield each[key]
        if "type" not in each and set(each) == {"title", "value"}:
            yield str(each["value"])


def parsed(card: object) -> Iterator[str]:
    """The texts in which a client may look for Markdown."""
    for each in objects(card):
        match each:
            case {"type": "TextBlock", "text": str(text)}:
                yield text
            case {"type": "FactSet", "facts": [*facts]}:
                yield from (fact[key] for fact in facts for key in ("title", "value"))
            case {"type": "Input.ChoiceSet", "choices": [*choices]}:
                yield from (choice["title"] for choice in choices)
            case {"type": "Input.Toggle", "title": str(title)}:
                yield title
            case {"fallbackText": str(text)}:
                yield text


def objects(drawn: object) -> Iterator[dict[str, Any]]:
    """Everything in a card that has keys, but for the data that come back to us."""
    if isinstance(drawn, dict):
        yield drawn
        for key, value in drawn.items():
            if key != "data" or str(drawn.get("type")).startswith("Chart."):
                yield from objects(value)
    elif isinstance(drawn, list):
        for value in drawn:
            yield from objects(value)


def actions(card: object) -> list[dict[str, Any]]:
    """Every action that can be pressed, without what stands in for it in old clients."""
    drawn = [each for each in objects(card) if str(each.get("type")).startswith("Action.")]
    spare = [each["fallback"] for each in drawn if isinstance(each.get("fallback"), dict)]
    refreshing = [each["refresh"]["action"] for each in objects(card) if "refresh" in each]
    return [each for each in drawn if not any(each is other for other in (*spare, *refreshing))]


def wires(card: object) -> set[str]:
    """Every press that can be made, in buttons, drop-downs and boxes."""
    found = {str(each["data"]["cab"]) for each in actions(card)} - {"chosen"}
    for each in objects(card):
        if each.get("type") == "Input.ChoiceSet":
            ticks = each["id"].startswith("picked")
            found |= {f"vote:{one['value']}" if ticks else str(one["value"]) for one in each["choices"]}
    return found


def _is_plain(text: str) -> bool:
    """True where Markdown leaves nothing but the same words in one paragraph."""
    blocks = MARKDOWN.parse(text)
    if [block.type for block in blocks] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    inline = blocks[1].children or []
    return all(each.type == "text" for each in inline) and "".join(each.content for each in inline) == text.strip()


def as_without_charts(card: Any) -> Any:
    """The card as a client shows it that knows the published version and nothing else."""
    if isinstance(card, dict):
        if str(card.get("type")).startswith("Chart."):
            return as_without_charts(card["fallback"])
        beyond = {"choices.data"} if card.get("type") == "Input.ChoiceSet" else set()
        kept = {key: value if key == "data" else as_without_charts(value) for key, value in card.items()}
        if kept.get("style") == "filtered":
            kept["style"] = "compact"
        return {key: value for key, value in kept.items() if key not in beyond}
    return [as_without_charts(each) for each in card] if isinstance(card, list) else card


def _off_schema(card: object) -> list[str]:
    wrong = best_match(_schema().iter_errors(card))
    return [] if wrong is None else [f"off the schema: {wrong.message[:300]} at {list(wrong.absolute_path)}"]


@cache
def _schema() -> Any:
    published = files("adaptive_cards").joinpath("schemas", "schema-1.5.json").read_text(encoding="utf-8")
    return extend(Draft6Validator, {"anyOf": _one_of_its_type})(json.loads(published))


def _one_of_its_type(validator: Any, kinds: list[Json], each: Any, schema: Json) -> Iterator[Any]:
    """As `anyOf`, but where an object names its type only that one is tried: quicker, and it says what is wrong."""
    wanted = f"#/definitions/{each.get('type')}" if isinstance(each, dict) else ""
    named = [kind for kind in kinds if any(one.get("$ref") == wanted for one in (kind, *kind.get("allOf", ())))]
    if named:
        yield from validator.descend(each, named[0])
    else:
        yield from Draft6Validator.VALIDATORS["anyOf"](validator, kinds, each, schema)


def _beside_the_schema(card: Json) -> list[str]:
    found = [] if card.get("version") == "1.5" else ["no version"]
    found += [] if size(card) <= MOST_BYTES else [f"{size(card)} bytes"]
    people = card.get("refresh", {}).get("userIds", ())
    found += [] if len(people) <= MOST_REFRESHED else [f"{len(people)} people"]
    found += ["a tag to be spoken"] if "<" in str(card.get("speak", "")) else []
    return [*found, *([] if card.get("body") else ["an empty card"])]


@cache
def _known() -> dict[str, set[str]]:
    """Which keys each type of element has, as the vendor's library knows them."""
    found: dict[str, set[str]] = {}
    for each in vars(microsoft_teams.cards).values():
        if isinstance(each, type) and issubclass(each, BaseModel) and "type" in each.model_fields:
            (name, *_) = get_args(each.model_fields["type"].annotation) or ("",)
            spell = each.model_config["alias_generator"].serialization_alias  # type: ignore[union-attr]
            found[str(name)] = {spell(key) for key in each.model_fields}  # type: ignore[misc]
    return found


def _unknown_keys(each: Json) -> list[str]:
    kind = each.get("type")
    if kind is None:
        return []
    unknown = set(each) - _known().get(str(kind), set())
    return [f"{kind} has no {key}" for key in unknown]


def _wrong(each: Json) -> list[str]:
    found: list[str] = []
    for key in ("text", "title", "label"):
        if key in each and not str(each[key]).strip():
            found.append(f"{key} without letters in {each}")
    match each:
        case {"type": "ActionSet", "actions": [*pressed]}:
            shown = [one for one in pressed if one.get("mode") != "secondary"]
            found += [] if pressed and len(shown) <= 6 else [f"{len(shown)} buttons side by side"]
        case {"type": "Action.Execute"}:
            found += _wrong_execute(each)
        case {"type": "Input.ChoiceSet", "choices": [*choices]}:
            values = [one["value"] for one in choices]
            found += ["a comma in a value"] if each.get("isMultiSelect") and "," in "".join(values) else []
            chosen = [one for one in str(each.get("value", "")).split(",") if one]
            found += [f"chosen and not there: {one}" for one in chosen if one not in values]
        case {"type": str(kind)} if kind.startswith("Input.") and kind != "Input.Toggle" and not each.get("label"):
            found.append("an input without a label")
        case {"type": "RichTextBlock", "inlines": []} | {"type": "FactSet", "facts": []}:
            found.append("an empty element")
        case _:
            pass
    return found


def _wrong_execute(action: Json) -> list[str]:
    spare = action.get("fallback")
    found = [] if action.get("verb") == "cab" and action["data"].get("cab") else ["an action that says nothing"]
    if spare is not None:
        alike = all(spare.get(key) == action.get(key) for key in ("title", "data", "style", "associatedInputs"))
        found += [] if alike and spare["type"] == "Action.Submit" else ["another action for old clients"]
    return found
