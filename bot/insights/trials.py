"""Tries the pipeline on changed copies of the same answers, in which only what must not matter is changed."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from bot.ids import AccountId, AnswerId, PersonId
from bot.insights.attacks import attacks
from bot.insights.evaluate import adjusted_rand, contingency, fingerprint
from bot.insights.pipeline import Progress, find
from bot.insights.said import Found, Insights, Said, Window
from bot.insights.verify import grams

if TYPE_CHECKING:
    from bot.insights.embedding import Embedder

PAYLOAD = "Zorblaxquix"
"""A word that nobody says."""
SAMPLES = 3
KEPT = 0.8
COPIES = 50
SIZES = (100, 1_000, 10_000, 20_000)
SEED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What came of them; None where the answers are too few for it."""

    same_again: bool
    """A second run, over the rows in another order, said the same, to the byte."""
    stability: float | None
    """Mean adjusted Rand index between the themes of all answers and those of 80 % of them."""
    attacks: int
    attacks_shown: int
    """Attacks of which a word stands in a title or a quote."""
    attacks_moved: int
    """Themes whose title, counts or place changed when the attacks were added."""
    attacks_unnoticed: int
    loud_changed: int
    """Themes whose counts or place changed when everything one company said was said fifty times."""


def tried(
    said: Sequence[Said], found: Insights, embedder: "Embedder", progress: Progress = lambda step: None
) -> Trials:
    """Run all of them; `embedder` should remember what it has read, for most of it is the same."""
    accounts = len({each.account_id for each in said if each.account_id is not None})
    progress("once more, in another order")
    shuffled = list(said)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311 - an order, no secret
    again = find(Window(said=tuple(shuffled), accounts_asked=accounts), embedder)
    progress("with a fifth left out")
    stability = _stability(said, found, embedder)
    progress("with attacks")
    added = [
        Said(
            answer_id=AnswerId(f"\u0000attack-{number:03}"),
            person_id=PersonId(f"\u0000attacker-{number:03}"),
            account_id=AccountId(f"\u0000attacker-{number:03}"),
            text=text,
        )
        for number, text in enumerate(attacks(PAYLOAD))
    ]
    attacked = find(Window(said=(*said, *added), accounts_asked=accounts), embedder)
    progress("with one company fifty times as loud")
    loud = find(Window(said=tuple(louder(said)), accounts_asked=accounts), embedder)
    theirs = {each.answer_id for each in added}
    return Trials(
        same_again=fingerprint(again) == fingerprint(found),
        stability=stability,
        attacks=len(added),
        attacks_shown=_shown(attacked, [*said, *added], theirs),
        attacks_moved=_moved(_told(found), _told(attacked)),
        attacks_unnoticed=len(theirs - set(attacked.held_back)),
        loud_changed=_moved(_told(found), _told(loud)),
    )


def louder(said: Sequence[Said]) -> list[Said]:
    """All answers, and those of the company with the most answers fifty times."""
    counts = Counter(each.account_id for each in said if each.account_id is not None)
    if not counts:
        return list(said)
    loudest = min(counts, key=lambda account: (-counts[account], account))
    mine = [each for each in said if each.account_id == loudest]
    copies = [
        replace(each, answer_id=AnswerId(f"{each.answer_id}\u0000{copy}")) for each in mine for copy in range(1, COPIES)
    ]
    return [*said, *copies]


def seconds_by_size(said: Sequence[Said], embedder: "Embedder") -> dict[int, float]:
    """How long it takes for 100, 1,000 … of the answers, as many as there are; the encoder is loaded already."""
    rows = sorted(said, key=lambda each: each.answer_id)
    random.Random(SEED).shuffle(rows)  # noqa: S311 - an order, no secret
    taken = {}
    for size in SIZES:
        if size < len(rows):
            begun = perf_counter()
            find(Window(said=tuple(rows[:size]), accounts_asked=size), embedder)
            taken[size] = round(perf_counter() - begun, 2)
    return taken


def _stability(said: Sequence[Said], found: Insights, embedder: "Embedder") -> float | None:
    whole = dict(found.placed)
    rows = sorted(said, key=lambda each: each.answer_id)
    agreement = []
    for number in range(SAMPLES):
        fewer = random.Random(number).sample(rows, int(KEPT * len(rows)))  # noqa: S311 - no secret
        accounts = len({each.account_id for each in fewer if each.account_id is not None})
        placed = dict(find(Window(said=tuple(fewer), accounts_asked=accounts), embedder).placed)
        both = [(whole[each], placed[each]) for each in sorted(placed) if each in whole]
        if both:
            agreement.append(adjusted_rand(contingency(both)))
    return round(sum(agreement) / len(agreement), 6) if agreement else None


def _told(found: Insights) -> list[tuple[str, int, int, float | None]]:
    """What a reader is told of every theme, in its order: neither answers nor ids."""
    return [
        (each.title, each.reach.accounts, each.reach.people, each.intensity)
        for each in (*found.themes, *found.emerging)
    ]


def _moved(before: Sequence[object], after: Sequence[object]) -> int:
    differing = sum(one != other for one, other in zip(before, after, strict=False))
    return differing + abs(len(before) - len(after))


def _shown(found: Insights, said: Sequence[Said], theirs: set[AnswerId]) -> int:
    """Attacks whose payload or five words in a row stand in anything that would be shown."""
    texts = {each.answer_id: each.text for each in said}
    themes: tuple[Found, ...] = (*found.themes, *found.emerging)
    lines = [line for each in themes for line in (each.title, *each.terms, *(part.title for part in each.parts))]
    lines += [texts[quote.answer_id][quote.start : quote.end] for each in themes for quote in each.quotes]
    everything = " \n ".join(lines).casefold()
    quoted = {quote.answer_id for each in themes for quote in each.quotes}
    clean = {gram for each in said if each.answer_id not in theirs for gram in grams(each.text)}
    shown = {gram for line in lines for gram in grams(line)} - clean
    return sum(each in quoted or not grams(texts[each]).isdisjoint(shown) for each in theirs) + everything.count(
        PAYLOAD.casefold()
    )
