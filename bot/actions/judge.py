"""Looks at what the model wrote before anybody reads it: each kind of text by its own rules, all for their language."""

import asyncio
from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar, assert_never

import structlog

from bot.bot import Bot
from bot.domain.wordings import (
    LONGEST_DRAFT,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    LONGEST_TRANSLATION,
    Job,
    Order,
    Trouble,
    Written,
)
from bot.insights.exemplars import Piece, reads_as
from bot.insights.prose import Flaw, Grounds, flaws_of_draft, flaws_of_summary, flaws_of_translation

log = structlog.get_logger()
K = TypeVar("K")
MIND = 6.0
"""Seconds at least for telling languages; the process that does it may have a digest of another board to do first."""
FEWEST_CITED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An order, with what its text has to rest on."""

    order: Order
    shown: tuple[Piece, ...] = ()
    forbidden: frozenset[str] = frozenset()


async def judged(
    bot: Bot, asked: Mapping[K, Asked], outcomes: Mapping[K, Written | Trouble], until: float
) -> dict[K, Written | Trouble]:
    """The outcomes, with `UNSUITABLE` in place of every text that must not be shown; `until` is monotonic."""
    found: dict[K, Written | Trouble] = dict(outcomes)
    texts: dict[K, str] = {}
    for key, written in outcomes.items():
        if not isinstance(written, Written):
            continue
        flaws = flaws_of(asked[key], written)
        if flaws:
            _told(asked[key].order.job, flaws)
            found[key] = Trouble.UNSUITABLE
        elif text := _to_read(written):
            texts[key] = text
    for key, fits in (await _in_language(bot, asked, texts, until)).items():
        if fits is not True:
            found[key] = Trouble.OUT_OF_TIME if fits is None else Trouble.UNSUITABLE
            _told(asked[key].order.job, {Flaw.OTHER_LANGUAGE})
    return found


def flaws_of(asked: Asked, written: Written) -> frozenset[Flaw]:
    """What is wrong with a text, apart from its language."""
    order = asked.order
    match order.job:
        case Job.NAME:
            grounds = Grounds(shown=asked.shown, forbidden=asked.forbidden)
            cited = {asked.shown[place].voice for place in written.cites}
            foreign = frozenset({Flaw.FOREIGN_ANSWER}) if len(cited) < FEWEST_CITED else frozenset[Flaw]()
            return (
                flaws_of_summary(written.title, grounds, order.language, LONGEST_TITLE)
                | flaws_of_summary(written.text, grounds, order.language, LONGEST_SENTENCE)
                | foreign
            )
        case Job.SAME:
            return frozenset()
        case Job.TRANSLATE:
            return flaws_of_translation(written.text, order.answers[0], asked.forbidden, LONGEST_TRANSLATION)
        case Job.DRAFT:
            each = [flaws_of_draft(text, order.language, LONGEST_DRAFT) for text in written.drafts.values()]
            return frozenset[Flaw]().union(*each)
        case _:
            assert_never(order.job)


def _to_read(written: Written) -> str:
    return " ".join(part for part in (written.title, written.text, *written.drafts.values()) if part)


async def _in_language(
    bot: Bot, asked: Mapping[K, Asked], texts: Mapping[K, str], until: float
) -> dict[K, bool | None]:
    """Whether each text is in the language that was asked for; None where there was no time to tell."""
    if not texts:
        return {}
    pairs = tuple((text, asked[key].order.language) for key, text in texts.items())
    try:
        async with asyncio.timeout(max(until - monotonic(), MIND)):
            verdicts: tuple[bool | None, ...] = await bot.thinker.run(reads_as, pairs)
    except (TimeoutError, BrokenProcessPool):
        verdicts = (None,) * len(pairs)
    return dict(zip(texts, verdicts, strict=True))


def _told(job: Job, flaws: frozenset[Flaw] | set[Flaw]) -> None:
    log.info("model's text turned down", job=job.value, why=sorted(each.value for each in flaws))
