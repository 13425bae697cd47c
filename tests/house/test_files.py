"""One concept per file, named in the field's words, opening with a sentence, and fit to be read by a stranger."""

import re

import pytest

from tests.house import tree

EVERYTHING = (*tree.PACKAGES, "tests", "benchmarks")

LONG_FOR_A_REASON = {
    "bot/cli/evaluate.py": "the targets, the columns they are read from and how they are printed are read side by side",
    "bot/actions/compose.py": "every kind of message, made from what its subject is at this moment",
    "bot/app.py": "puts one bot together: what is opened, in which order, with which secrets",
    "handlers/routes.py": "every door on one page: which action a press or a command leads to",
    "storage/outbox.py": "what of the ledger is to be done now; its questions share their conditions",
    "tests/storage/seeds.py": "one of everything that can be kept, told apart by vendor",
    "tests/test_commands.py": "every line that people type beside what it is read as",
    "tests/storage/askings.py": "what every function of storage is asked with that belongs to somebody else",
    "tests/cli/test_import.py": "every way in which a line can be bad, beside the good ones it stands among",
}
"""Files over 300 lines, each with the reason why it is one concept; over 400 there is none."""

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "misc"}
"""Names that say nothing about what is inside."""

OPENING = re.compile(r'"""(.*?)"""', re.DOTALL)
DEFINED = re.compile(r"^ *(?:async def|def|class) (\w+)", re.MULTILINE)
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:com|org)|yarnpkg\.com|crates\.io|proxy\.golang\.org|rubygems\.org"
    r"|repo\.maven\.apache\.org|ghcr\.io|docker\.io|quay\.io"
)
MACHINES = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp|opt)/\w|[A-Z]:\\Users\\|\.pyenv/")
ITSELF = "tests/house/test_files.py"


def test_no_file_is_too_long_to_be_one_concept() -> None:
    lines = {tree.named(path): len((tree.text(path) or "").splitlines()) for path in tree.modules(*EVERYTHING)}
    too_long = {name: n for name, n in lines.items() if n > 400 or (n > 300 and name not in LONG_FOR_A_REASON)}
    assert too_long == {}, "split these by concept, or give a reason in LONG_FOR_A_REASON"


def test_every_reason_for_a_long_file_is_still_needed() -> None:
    lines = {tree.named(path): len((tree.text(path) or "").splitlines()) for path in tree.modules(*EVERYTHING)}
    assert [name for name in LONG_FOR_A_REASON if lines.get(name, 0) <= 300] == []


def test_no_module_class_or_function_hides_behind_a_name_that_says_nothing() -> None:
    found = [
        tree.named(path)
        for path in tree.files()
        if FORBIDDEN & set(re.split(r"[/._-]", _without_roles(tree.named(path).lower())))
    ]
    for path in tree.modules(*EVERYTHING):
        names = DEFINED.findall(tree.text(path) or "")
        found += [f"{tree.named(path)}: {name}" for name in names if FORBIDDEN & _words(_without_roles(name))]
    assert found == []


def _without_roles(name: str) -> str:
    """`name` without the product's own word for people who decide: a product manager is not a `Manager`."""
    return name.replace("product_managers", "").replace("product_manager", "")


def test_every_module_opens_with_one_sentence() -> None:
    wrong = []
    for path in tree.modules(*EVERYTHING):
        if not (tree.text(path) or "").strip() and path.name == "__init__.py":
            continue
        found = OPENING.match(tree.text(path) or "")
        opening = found[1].strip().split("\n\n")[0] if found else ""
        if not opening or opening[-1] not in '.!?"”' or re.search(r"[a-z)][.!?] [A-Z]", opening):
            wrong.append(f"{tree.named(path)}: {opening!r}")
    assert wrong == []


def test_no_file_is_tied_to_one_machine() -> None:
    assert _mentions(MACHINES) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert _mentions(REGISTRIES) == []


@pytest.mark.parametrize(
    "line", ["see /home/ana/notes", "cd /opt/board", '"/tmp/x"', "https://pypi.org/simple", "files.pythonhosted.org"]
)
def test_the_scans_above_can_fail(line: str) -> None:
    assert MACHINES.search(line) or REGISTRIES.search(line)


def _mentions(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tree.files():
        if tree.named(path) == ITSELF:
            continue
        for number, line in enumerate((tree.text(path) or "").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{tree.named(path)}:{number}: {line.strip()[:100]}")
    return found


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
