"""A language model names themes where everybody concerned has allowed it; without it everything goes on as before."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import Denied, Refusal
from prompts.summariser import ModelKeys, Summariser
from storage import wordings
from tests.fakes.model import KEY, ModelStandIn, obedient, running
from tests.fakes.model.minds import Question, in_their_words
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal, number
from tests.journeys.wished import (
    ALLOWED,
    ATTACKS,
    CANARY,
    EXPORTS,
    SEARCHES,
    WITH_NAMES,
    beside,
    said,
    tell_until_the_close,
)
from tests.size import FULL

FAULTS = ("hang", "429", "wrong_ids") + ("500", "401", "refusal", "empty", "cut", "not_json", "huge") * FULL
"""The client's own tests have them all."""
COUNTS = re.compile(r"\d+ (?:of \d+ )?(?:people|person|companies|company|answers?)")


@pytest.fixture
async def model() -> AsyncIterator[ModelStandIn]:
    """A model's server."""
    async with running(ModelStandIn()) as made:
        yield made


@pytest.fixture
async def council(wished: tuple[Path, datetime], tmp_path: Path, model: ModelStandIn) -> AsyncIterator[Terminal]:
    """The board after its poll, with a model beside it."""
    home, at = wished
    shutil.copytree(home, tmp_path / "cab")
    async with bot_at(tmp_path / "cab", at, beside(model, tmp_path / "cab")) as terminal:
        yield terminal


@asynccontextmanager
async def afresh(terminal: Terminal, model: ModelStandIn, seconds: float) -> AsyncIterator[None]:
    """Meanwhile the model is asked by a client that remembers no failures."""
    before = terminal.house
    keys = ModelKeys(key=KEY, url=model.url, model="stand-in", budget=60_000, seconds=seconds)
    writer = Summariser(keys)
    terminal.house = replace(before, bot=replace(before.bot, writer=writer))
    yield
    terminal.house = before
    await writer.close()


async def forget(terminal: Terminal) -> None:
    """Let nothing be known that the model has written."""
    (organisation,) = await terminal.house.bot.database.organisations()
    async with terminal.house.bot.database.begin(organisation.id) as work:
        await wordings.forget_all(work)


def counts(text: str) -> list[str]:
    """Every count that is shown, in order of the text."""
    return COUNTS.findall(text)


def quotes(text: str) -> list[str]:
    """Everything that stands in quotation marks."""
    return re.findall(r"“([^”]+)”", text)


def reads_nobodys_name_and_nothing_that_was_not_allowed(council: Terminal, model: ModelStandIn) -> None:
    """Neither names nor ids, nothing of a company that has not allowed it, nothing that speaks to machines."""
    sent = model.texts
    assert "export" in sent
    assert CANARY not in sent, "Hooli has not allowed it"
    assert not re.search(r"quokka|acme|globex|initech|hooli|northwind|@|U012AB34CD", sent, re.IGNORECASE)
    assert not re.search(r"walrus|evil|pizza|940", sent)
    assert "For ‹id› of ‹company›, ‹address› and ‹id›" in sent, WITH_NAMES
    ids = council.rows("SELECT id FROM answer UNION SELECT id FROM person UNION SELECT id FROM account")
    assert [id_ for (id_,) in ids if str(id_) in sent] == []


async def test_themes_get_titles_sentences_and_translations_and_a_second_look_costs_nothing(
    council: Terminal, model: ModelStandIn
) -> None:
    digest = await council.type("summary")
    assert "Better columns" in digest or "Better export" in digest
    assert "should work better for them" in digest
    assert "language model" in digest
    asked = len(model.askings)
    assert {each.question.job for each in model.askings if each.question} >= {"name"}
    assert model.most_at_once <= 4
    assert 0 < model.tokens < 10_000
    again = await council.type("summary")
    assert again.replace(" · new", "") == digest.replace(" · new", "")
    assert len(model.askings) == asked, "what was written once is not paid for again"
    assert "should work better" in await council.type("why S1")
    reads_nobodys_name_and_nothing_that_was_not_allowed(council, model)


async def test_whatever_goes_wrong_the_digest_comes_says_so_and_counts_and_quotes_the_same(
    council: Terminal, model: ModelStandIn
) -> None:
    first = council.house
    council.house = replace(first, bot=replace(first.bot, writer=None))
    await council.type("summary")
    plain = await council.type("summary")
    texts = [text for *_, text in said()]
    for fault in FAULTS:
        await forget(council)
        model.fault = fault
        before = len(model.askings)
        async with afresh(council, model, 10.0 if fault == "hang" else 600.0):
            digest = await council.type("summary")
        assert "built-in summariser, because" in digest, fault
        assert counts(digest) == counts(plain), fault
        assert quotes(digest) == quotes(plain), fault
        assert [quote for quote in quotes(digest) if not any(quote in text for text in texts)] == [], fault
        each = [asking.text for asking in model.askings[before:] if asking.question and asking.question.job == "name"]
        assert fault == "hang" or 0 < len(each) <= 2 * len({_answers(text) for text in each}), f"{fault}: two tries"
    assert model.most_at_once <= 4


def _answers(text: str) -> str:
    return text.partition(">")[2].partition("<")[0]


def german(question: Question) -> dict[str, object]:
    """Answers in German, whatever language is wanted."""
    said: dict[str, object] = {
        "title": "Bessere Spalten beim Export",
        "sentence": "Kunden wünschen sich, dass der Export alle Spalten behält und schneller wird.",
        "answer_ids": question.ids[:3],
        "same": False,
        "reason": "nein",
        "translation": "Das ist immer noch ein deutscher Satz und keine Übersetzung.",
    }
    return {name: said[name] for name in question.schema["properties"]}


@pytest.mark.soak
async def test_a_model_in_the_wrong_language_is_asked_once_more_and_then_left_out(
    council: Terminal, model: ModelStandIn
) -> None:
    model.mind = german
    digest = await council.type("summary")
    assert "Bessere" not in digest
    assert "did not pass the check" in digest
    names = [each for each in model.askings if each.question and each.question.job == "name"]
    assert len(names) == 2 * len({_answers(each.text) for each in names})
    asked = len(model.askings)
    await council.type("summary")
    assert len(model.askings) == asked, "the same question would bring the same"


@pytest.mark.soak
async def test_a_model_that_obeys_what_is_written_to_it_changes_nothing(council: Terminal, model: ModelStandIn) -> None:
    model.mind = obedient
    digest = await council.type("summary")
    for word in ("walrus", "pizza", "evil", "940", "http", "<!", "PWNED"):
        assert word not in digest, word
    assert len(ATTACKS) == 2


@pytest.mark.soak
async def test_the_weekly_digest_is_posted_by_itself_and_drafts_wait_for_the_decision(
    council: Terminal, model: ModelStandIn
) -> None:
    model.mind = in_their_words
    await council.wait(days=6)
    posted = council.text("product")
    assert "should work better for them" in posted
    assert "drafts" not in posted
    assert len(council.rows("SELECT text FROM wording WHERE job = 'draft'")) >= 4
    assert "We heard you" in await council.type('decide S1 plan "because"')
    assert "We heard you" not in council.history("acme"), "nothing is sent by itself"


async def test_no_draft_is_asked_for_a_choice_that_names_somebody(council: Terminal, model: ModelStandIn) -> None:
    for first in ("Call Globex", "Sell maps"):
        await council.wait(days=8)  # Nobody is asked twice a week.
        await council.type(f'poll "What comes first?" "{first}" "Something else"')
        await council.wait(minutes=3)
        for company, who in {company: who for company, who, _ in said()}.items():
            await council.press(company, who, number(council.room(company)[-1].painted, first))
        await council.type("close")
    await council.wait(days=8)
    known = await council.type("roadmap")
    assert "Call Globex" in known
    assert "Sell maps" in known
    assert "Sell maps" in model.texts
    assert "Globex" not in model.texts


async def test_it_is_off_until_both_allow_it_and_holds_for_polls_that_open_afterwards(
    tmp_path: Path, model: ModelStandIn
) -> None:
    async with bot_at(tmp_path / "cab", MONDAY, beside(model, tmp_path / "cab")) as terminal:
        await tell_until_the_close(terminal, allowed=False)
        assert "No AI service reads the answers." in terminal.history("acme")
        await terminal.type("summary")
        await terminal.type("policy ai on", "boss")
        for company in ALLOWED:
            await terminal.type(f"policy ai on --account {company}", "boss")
        await terminal.type("summary")
        assert model.askings == [], "what was answered before was answered on another promise"
        await terminal.type('ask "What else?" --close 2d')
        await terminal.wait(minutes=3)
        assert "An AI service may read" in terminal.text("acme")
        assert "No AI service reads the answers." in terminal.text("hooli").rpartition("What else?")[2]
        for company, who, text in said()[: len(EXPORTS) + len(SEARCHES)]:
            await terminal.press(company, who, f"1 {text}")
        await terminal.wait(days=3)
        await terminal.type("summary")
        assert model.askings
        assert CANARY not in model.texts
        shown = await terminal.type("policy ai off", "boss")
        assert "reads no answers" in shown
        before = len(model.askings)
        assert "language model" not in await terminal.type("summary")
        assert len(model.askings) == before
        assert terminal.rows("SELECT count(*) FROM wording") == [(0,)]


@pytest.mark.soak
async def test_only_an_admin_allows_it_for_a_company_that_is_known(council: Terminal) -> None:
    with pytest.raises(Denied):
        await council.type("policy ai on", "pm")
    with pytest.raises(Denied):
        await council.type("policy ai off --account Acme", "acme0quokka", room="acme")
    with pytest.raises(Refusal, match=r"policy\.ai_unknown"):
        await council.type("policy ai on --account Nobody", "boss")
    with pytest.raises(Refusal, match=r"command\.ai_example"):
        await council.type("policy ai maybe", "boss")
    shown = await council.type("policy ai off --account Acme", "boss")
    assert "Globex and Initech" in shown
    who = await council.type("who sees", "acme0quokka", room="acme")
    assert "No AI service reads the answers." in who
    assert "An AI service may read" in await council.type("who sees", "globex1quokka", room="globex")
