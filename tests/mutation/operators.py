"""Finds the checks in a module's source, and makes the same module without one of them."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

SHOWN = 76
"""Letters of a check in the table."""

RIGHTS = {"may": None, "check": 0, "check_round": 0, "somewhere": None, "check_somewhere": 1, "check_about": 1}
"""What asks for a right, and which of its arguments comes back; None where it is a plain yes or no."""
AWAITED = frozenset({"somewhere", "check_somewhere", "check_about"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A module that lacks one check."""

    path: str
    what: str
    """The check that is gone, with its line."""
    tree: ast.Module


def harms_in(path: str, source: str) -> Iterator[Harm]:
    """Every way to leave out one check of a module.

    A guard (an `if` that ends in a raise or a return) never holds; a part of a condition is left out; a limit is one
    further on.
    """
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Raise | ast.Return):
            yield _without(path, tree, number, node.test, 0, "never")
        if isinstance(node, ast.BoolOp):
            for place, operand in enumerate(node.values):
                yield _without(path, tree, number, operand, place, "without")
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
            yield _without(path, tree, number, node, 0, "further")


def unasked(path: str, source: str) -> Iterator[Harm]:
    """Every way not to ask for a right: whoever acts is taken for somebody who may."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        called = node.value if isinstance(node, ast.Await) else node
        if isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id in RIGHTS:
            if isinstance(node, ast.Await) != (called.func.id in AWAITED):
                continue
            harmed = deepcopy(tree)
            _put(harmed, number, _granted(called))
            yield Harm(path=path, what=f"{called.lineno} unasked: {ast.unparse(called)[:SHOWN]}", tree=harmed)


def replaced(path: str, source: str, old: str, new: str) -> Harm:
    """The module with one stretch of it in other words; ValueError where it is not there just once."""
    if source.count(old) != 1:
        raise ValueError(f"{path}: {source.count(old)} times {old!r}")
    line = source[: source.index(old)].count("\n") + 1
    what = f"{line} {old.strip()[:SHOWN]} -> {new.strip()[:SHOWN]}"
    return Harm(path=path, what=what, tree=ast.parse(source.replace(old, new)))


def _without(path: str, tree: ast.Module, number: int, check: ast.expr, place: int, how: str) -> Harm:
    harmed = deepcopy(tree)
    node = next(each for at, each in enumerate(ast.walk(harmed)) if at == number)
    match node:
        case ast.If():
            node.test = ast.copy_location(ast.Constant(value=False), node.test)
        case ast.BoolOp():
            neutral = ast.Constant(value=isinstance(node.op, ast.And))
            node.values[place] = ast.copy_location(neutral, node.values[place])
        case ast.Compare():
            turned = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
            node.ops[0] = turned[type(node.ops[0])]()
    return Harm(path=path, what=f"{check.lineno} {how}: {ast.unparse(check)[:SHOWN]}", tree=harmed)


def _granted(called: ast.Call) -> ast.expr:
    place = RIGHTS[called.func.id] if isinstance(called.func, ast.Name) else None
    return ast.Constant(value=True) if place is None else called.args[place]


def _put(tree: ast.Module, number: int, instead: ast.expr) -> None:
    """Let `instead` stand where the node of this number is."""
    old = next(each for at, each in enumerate(ast.walk(tree)) if at == number)
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, ast.copy_location(instead, old))
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = ast.copy_location(instead, old)
