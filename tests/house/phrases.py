"""Finds every phrase the code says and every phrase the catalogues can word."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po

from tests.house import tree

LOCALE = tree.ROOT / "prompts" / "locale"
BLANK = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")
FOR_OPERATORS = ("cli.", "import.", "settings.", "database.", "demo.", "status.", "eval.")
"""Phrases for whoever types commands; they name the commands' own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One `Phrase(…)` in the code: where, the ids it may have, and the names of its arguments if they stand there."""

    where: str
    ids: tuple[str, ...]
    """Ids spelled out."""
    pattern: re.Pattern[str] | None
    """What the id looks like where part of it is computed."""
    arguments: frozenset[str] | None


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """The wordings of every phrase in one language: one, or one for each plural form."""
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = list(read_po(file, locale=language, abort_invalid=True))
    return {_id(message.id): _wordings(message.string) for message in messages if message.id}


def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for."""
    return tuple(sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/messages.po")))


def placeholders(wording: str) -> frozenset[str]:
    """The names in braces, without the form that may follow a colon."""
    return frozenset(BLANK.findall(wording))


@cache
def said() -> tuple[Said, ...]:
    """Every phrase in the code of the product."""
    return tuple(_said())


@cache
def strings() -> frozenset[str]:
    """Every string in the code: ids may also stand in tables and be looked up."""
    found = (node.value for _, node in tree.nodes(*tree.PACKAGES) if isinstance(node, ast.Constant))
    return frozenset(value for value in found if isinstance(value, str))


def _said() -> Iterator[Said]:
    for path, node in tree.nodes(*tree.PACKAGES):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Phrase" and node.args:
            yield Said(
                where=f"{tree.named(path)}:{node.lineno}",
                ids=tuple(_ids(node.args[0])),
                pattern=_pattern(node.args[0]),
                arguments=_arguments(node.args[1:]),
            )


def _ids(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(spelled)):
            yield spelled
        case ast.IfExp(body=one, orelse=other):
            yield from _ids(one)
            yield from _ids(other)


def _pattern(node: ast.expr) -> re.Pattern[str] | None:
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+" for part in node.values]
    return re.compile("".join(parts))


def _arguments(rest: list[ast.expr]) -> frozenset[str] | None:
    match rest:
        case []:
            return frozenset()
        case [ast.Dict(keys=keys)] if all(isinstance(key, ast.Constant) for key in keys):
            return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
        case _:
            return None


def _id(spelled: str | list[str] | tuple[str, ...]) -> str:
    return spelled if isinstance(spelled, str) else spelled[0]


def _wordings(string: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ())


def inner_words(glossary: str) -> frozenset[str]:
    """The words of the glossary's second table that stand for something people read under another name."""
    cells = re.findall(r"^\| ([a-z, ]+) \| [^|]+ \|$", glossary.partition("## What people read")[2], re.MULTILINE)
    return frozenset(word.strip() for cell in cells for word in cell.split(",")) - {"inner word"}
