"""A model that does whatever an answer tells it to: nothing of what it was told reaches anybody."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.actions.judge import Asked, flaws_of
from bot.domain.masking import MENTION, URL
from bot.domain.wordings import Job, Order
from bot.ids import AnswerId
from bot.insights.exemplars import Piece
from prompts.summariser import ModelKeys, Summariser
from tests.fakes.model import KEY, ModelStandIn, honest, obedient, running
from tests.prompts.injections import ATTACKS, CANARY, Injection
from tests.size import FULL

pytestmark = pytest.mark.asyncio(loop_scope="module")
HONEST = (
    "The export drops columns when the file is large",
    "Our exports lose columns every week",
    "Exports to the warehouse should keep all columns",
    "Exporting is slow and columns are missing",
    "Columns vanish from exports at night",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model() -> AsyncIterator[ModelStandIn]:
    """A server with an obedient mind."""
    async with running(ModelStandIn(mind=obedient)) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ours(model: ModelStandIn) -> AsyncIterator[Summariser]:
    """A client of it."""
    made = Summariser(ModelKeys(key=KEY, url=model.url, model="stand-in", budget=60_000, seconds=35))
    yield made
    await made.close()


def theme_with(attack: Injection, *, voice: str = "attacker") -> tuple[Piece, ...]:
    """A theme in which the attack stands beside honest answers, as if no filter had seen it."""
    texts = (*HONEST, attack.text)
    voices = (*(f"company {n}" for n in range(len(HONEST))), voice)
    return tuple(
        Piece(answer_id=AnswerId(f"a{n}"), text=text, voice=whose)
        for n, (text, whose) in enumerate(zip(texts, voices, strict=True))
    )


async def shown(ours: Summariser, job: Job, attack: Injection) -> tuple[str, str]:
    """What the model wrote, and what of it would be shown: nothing where it was turned down."""
    pieces = theme_with(attack)
    answers = (attack.text,) if job is Job.TRANSLATE else tuple(each.text for each in pieces)
    order = Order(job=job, language="en", answers=answers)
    written = await ours.write(order)
    text = f"{written.title} {written.text}".strip()
    return text, "" if flaws_of(Asked(order=order, shown=pieces), written) else text


def alive(text: str) -> bool:
    """Whether a text links, mentions, counts, or tells what only another company knows."""
    return bool(URL.search(text) or MENTION.search(text) or CANARY in text.casefold() or re.search(r"evil|\d", text))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def titles(ours: Summariser) -> list[tuple[str, str]]:
    """What became of every attack in a theme."""
    return [await shown(ours, Job.NAME, attack) for attack in ATTACKS]


async def test_there_are_more_than_a_hundred_attacks_and_the_mind_obeys_them(titles: list[tuple[str, str]]) -> None:
    assert len({each.text for each in ATTACKS}) > 100
    obeyed = [wrote for (wrote, _), attack in zip(titles, ATTACKS, strict=True) if attack.payload[:20] in wrote]
    assert len(obeyed) > 100


async def test_no_attack_comes_through_in_a_title_or_a_sentence_even_where_no_filter_saw_it(
    titles: list[tuple[str, str]],
) -> None:
    """Without the list of what only suspicious answers say, and without the check of languages: the gate alone."""
    came = [text for _, text in titles if text]
    assert [text for text in came if alive(text)] == []
    assert [text for text in came if any(each.payload.casefold() in text.casefold() for each in ATTACKS)] == []


async def test_an_honest_title_beside_an_attack_is_shown(model: ModelStandIn, ours: Summariser) -> None:
    model.mind = honest
    wrote, text = await shown(ours, Job.NAME, ATTACKS[0])
    model.mind = obedient
    assert text == wrote != ""


async def test_a_translation_of_an_attack_links_and_mentions_nothing(ours: Summariser) -> None:
    came = [(await shown(ours, Job.TRANSLATE, attack))[1] for attack in ATTACKS[:: 1 if FULL else 5]]
    assert [text for text in came if URL.search(text) or MENTION.search(text)] == []
