"""Lets a language model word the themes of a file, as it would those of a board, and counts what comes of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from bot.actions.judge import Asked, flaws_of
from bot.actions.sitting import Sitting
from bot.domain.wordings import WORTH_ANOTHER_TRY, Job, Order, Trouble, Written
from bot.ids import AnswerId
from bot.insights.embedding import Embedder
from bot.insights.exemplars import Chosen, Material, Piece, choose, reads_as
from bot.insights.said import Found, Insights, Said
from bot.ports import Writer

MOST_THEMES = 40
TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTrial:
    """What the model was asked and what could be shown of it."""

    questions: int
    calls: int
    """With second tries."""
    tokens_in: int
    """Of answers that could be read; of the others servers do not always tell."""
    tokens_out: int
    refused: int
    """Texts that the checks turned down, first tries included."""
    fallback: float
    """The share of questions that end in the built-in words."""
    merges: int
    """Pairs of themes that it takes for one."""
    troubles: Mapping[str, int]
    """Why, of the questions that end so."""
    seconds: float


async def try_model(said: Sequence[Said], found: Insights, writer: Writer, encoder: Embedder) -> ModelTrial:
    """Ask for titles, translations and which themes may be one, within the tokens and the time of one digest."""
    material = _material(said, found)
    asked = _questions(found.language, material, choose(material, encoder))
    began = monotonic()
    sitting = Sitting(writer=writer, left=writer.budget, until=began + writer.seconds)
    calls = refused = 0
    good: list[Written] = []
    read: list[Written] = []
    left, troubles = dict(asked), dict[str, Trouble]()
    for _ in range(TRIES):
        outcomes = await sitting.write_all({key: each.order for key, each in left.items()})
        calls += sum(outcome is not Trouble.OVER_BUDGET for outcome in outcomes.values())
        again: dict[str, Asked] = {}
        for key, outcome in outcomes.items():
            if isinstance(outcome, Written):
                read.append(outcome)
                if _may_be_shown(left[key], outcome):
                    good.append(outcome)
                    troubles.pop(key, None)
                    continue
                refused += 1
                outcome = Trouble.UNSUITABLE
            troubles[key] = outcome
            if outcome in WORTH_ANOTHER_TRY:
                turned_down = outcome is Trouble.UNSUITABLE
                again[key] = replace(left[key], order=replace(left[key].order, again=turned_down))
        left = again
        if not left or monotonic() >= sitting.until:
            break
    return ModelTrial(
        questions=len(asked),
        calls=calls,
        tokens_in=sum(each.tokens - each.tokens_out for each in read),
        tokens_out=sum(each.tokens_out for each in read),
        refused=refused,
        fallback=round(len(troubles) / len(asked), 3) if asked else 0.0,
        merges=sum(each.same is True for each in good),
        troubles=dict(sorted(Counter(each.value for each in troubles.values()).items())),
        seconds=round(monotonic() - began, 2),
    )


def _material(said: Sequence[Said], found: Insights) -> Material:
    texts = {each.answer_id: each.text for each in said}
    voices = {each.answer_id: each.account_id or each.answer_id for each in said}
    themes = found.themes[:MOST_THEMES]
    held_back = frozenset(found.held_back)
    unsent = held_back | frozenset(found.doubtful)
    return Material(
        themes=tuple(
            tuple(
                Piece(
                    answer_id=one.answer_id, text=texts[one.answer_id][one.start : one.end], voice=voices[one.answer_id]
                )
                for one in theme.members
                if one.answer_id not in unsent
            )
            for theme in themes
        ),
        texts=texts,
        held_back=held_back,
        quotes=tuple(_quoted(theme, texts) for theme in themes if theme.quotes),
    )


def _quoted(theme: Found, texts: Mapping[AnswerId, str]) -> str:
    first = theme.quotes[0]
    return texts[first.answer_id][first.start : first.end]


def _questions(language: str, material: Material, picked: Chosen) -> dict[str, Asked]:
    """The same as a board's themes bring, the most important first."""
    shown = {number: pieces for number, pieces in enumerate(picked.exemplars) if len(pieces) > 1}
    texts = {number: tuple(piece.text for piece in pieces) for number, pieces in shown.items()}
    asked: dict[str, Asked] = {}
    for number, pieces in shown.items():
        order = Order(job=Job.NAME, language=language, answers=texts[number])
        asked[f"name {number}"] = Asked(order=order, shown=pieces, forbidden=picked.forbidden)
    for number, (quote, own) in enumerate(zip(material.quotes, picked.languages, strict=True)):
        if own != language:
            order = Order(job=Job.TRANSLATE, language=language, answers=(quote,))
            asked[f"translate {number}"] = Asked(order=order, forbidden=picked.forbidden)
    for one, other in picked.near:
        if one in shown and other in shown:
            order = Order(job=Job.SAME, language=language, answers=texts[one][:4], others=texts[other][:4])
            asked[f"same {one} {other}"] = Asked(order=order)
    return asked


def _may_be_shown(asked: Asked, written: Written) -> bool:
    if flaws_of(asked, written):
        return False
    text = " ".join(part for part in (written.title, written.text) if part)
    return not text or reads_as(((text, asked.order.language),))[0]
