"""Documents are tests: what they list from the code is equal to the code, and what they point at is there."""

import re
from pathlib import Path

import pytest

from tests.house import documents, phrases, tree

DOCUMENTS = tuple(path for path in tree.files() if path.suffix == ".md" and not tree.named(path).startswith("tests/"))
COMMAND = re.compile(r"\{[^}]*\}|`[^`]*`|--\w+")
"""Blanks, quoted commands and their options: what is typed has its own words."""
GLOSSARY = tree.ROOT / "docs" / "glossary.md"
PART_OF_A_WORD = {
    "__init__": "the package itself",
    "likeness": "completes names that people type, whatever they name",
    "wording": "cleans what people type, whatever it is",
    "quiet": "when a member is not written to: quiet hours and weekends",
    "value": "orders things by the revenue of the accounts behind them",
    "audience": "decides whose voice a tap is: member, channel, account",
}
"""Modules of the domain that the glossary does not list, and why; `cadence_zone` is part of cadence by its name."""


def test_the_generated_parts_of_the_documents_are_what_the_code_says() -> None:
    assert documents.stale() == [], "run `make docs`"


def test_a_document_that_lost_its_marks_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "operations.md").write_text("# No marks here\n")
    with pytest.raises(ValueError, match="has no block"):
        documents.renewed(tmp_path / "operations.md", "settings", "anything")


@pytest.mark.parametrize("document", DOCUMENTS, ids=tree.named)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", tree.text(document) or "")
    assert [one for one in targets if "://" not in one and not (document.parent / one).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=tree.named)
def test_every_make_command_and_file_a_document_names_exists(document: Path) -> None:
    text = tree.text(document) or ""
    known = set(re.findall(r"^([a-z]+):", (tree.ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)[ `]", text)) - known == set()
    paths = re.findall(r"`((?:bot|handlers|storage|prompts|tests|docs)(?:/[\w.]+)*)`", text)
    assert [path for path in paths if not (tree.ROOT / path).exists()] == []


def test_every_noun_of_the_domain_has_its_word_in_the_glossary() -> None:
    listed = set(re.findall(r"`bot/domain/(\w+)\.py`", GLOSSARY.read_text()))
    nouns = {path.stem for path in (tree.ROOT / "bot" / "domain").glob("*.py")}
    parts = {noun for noun in nouns if noun.rpartition("_")[0] in listed}
    assert nouns - parts - set(PART_OF_A_WORD) - listed == set()


def test_the_glossary_explains_each_word_once() -> None:
    words = re.findall(r"^\| ([a-z ]+) \|", GLOSSARY.read_text().partition("## What people read")[0], re.MULTILINE)
    assert len(words) > 20
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_messages_use_the_words_people_use() -> None:
    inner = phrases.inner_words(GLOSSARY.read_text())
    assert {"round", "engagement", "cadence", "loop"} <= inner
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(inner))})s?\b", re.IGNORECASE)
    wrong = [
        f"{id_}: {wording}"
        for id_, wordings in phrases.catalogue("en").items()
        for wording in wordings
        if not id_.startswith(phrases.FOR_OPERATORS) and pattern.search(COMMAND.sub("", wording))
    ]
    assert wrong == []
