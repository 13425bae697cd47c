"""Rules that types and style checks cannot see: who asks the time, who makes ids, and what a value looks like."""

import ast

from tests.house import tree

TIME = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}
CHANCE = {"uuid.uuid1", "uuid.uuid4", "uuid4", "secrets.token_bytes", "secrets.token_hex", "secrets.token_urlsafe"}

MAY_ASK_THE_TIME = {
    "bot/clock.py": "the clock itself",
    "handlers/queue/files.py": "stands in for a function that SQLite before 3.42 lacks",
}
MAY_MAKE_IDS = {"bot/ids.py": "the only maker of ids and keys"}

VALUES = ("bot/domain/", "bot/cards/", "bot/presses.py", "bot/texts.py")
"""Where every dataclass is a value: it never changes, and no attribute can be added by mistake."""


def test_only_the_clock_asks_the_time() -> None:
    assert _calls(TIME, MAY_ASK_THE_TIME) == []


def test_only_ids_makes_ids() -> None:
    assert _calls(CHANCE, MAY_MAKE_IDS) == []


def test_every_exception_to_these_rules_is_still_needed() -> None:
    assert _idle(TIME, MAY_ASK_THE_TIME) + _idle(CHANCE, MAY_MAKE_IDS) == []


def test_every_value_is_frozen_and_slotted() -> None:
    loose = []
    for path, node in tree.nodes("bot"):
        if not tree.named(path).startswith(VALUES) or not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            if ast.unparse(decorator).startswith("dataclass"):
                given = {word.arg for word in decorator.keywords} if isinstance(decorator, ast.Call) else set()
                if not {"frozen", "slots"} <= given:
                    loose.append(f"{tree.named(path)}:{node.lineno} {node.name}")
    assert loose == []


def test_no_exception_is_swallowed_without_a_name() -> None:
    bare = [
        f"{tree.named(path)}:{node.lineno}"
        for path, node in tree.nodes(*tree.PACKAGES)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def _calls(forbidden: set[str], allowed: dict[str, str]) -> list[str]:
    return [
        f"{tree.named(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path, node in tree.nodes(*tree.PACKAGES)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in forbidden and tree.named(path) not in allowed
    ]


def _idle(forbidden: set[str], allowed: dict[str, str]) -> list[str]:
    busy = {call.split(":")[0] for call in _calls(forbidden, {})}
    return sorted(set(allowed) - busy)
