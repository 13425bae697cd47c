"""Looks the language model over for the operator: whether it answers, in the form it should, and what it is sent."""

from collections.abc import AsyncIterator

from bot.domain.findings import Finding, Verdict
from bot.domain.wordings import MOST_EXEMPLARS, Job, Order, Trouble
from bot.ports import NotWritten
from bot.texts import Phrase
from prompts.summariser import ModelKeys, Summariser

TRIAL = Order(job=Job.TRANSLATE, language="en", answers=("Die Suche findet alte Rechnungen nicht.",))
"""Nobody's words but ours."""
TRIES = 2
"""The second one in the simpler form that every server knows."""


async def model_checkup(keys: ModelKeys, *, allowed: int, companies: int) -> AsyncIterator[Finding]:
    """What there is to say about the model; it is asked one short question, with nobody's answers in it.

    `allowed` of `companies` let an AI service read.
    """
    writer = Summariser(keys)
    try:
        trouble = await _asked(writer)
    finally:
        await writer.close()
    if trouble is not None:
        why = Phrase(f"trouble.{trouble.value}")
        yield Finding(Verdict.BAD, Phrase("doctor.model_bad", {"model": keys.model, "url": keys.address, "why": why}))
    elif writer.strict:
        yield Finding(Verdict.GOOD, Phrase("doctor.model", {"model": keys.model, "url": keys.address}))
    else:
        yield Finding(Verdict.WARN, Phrase("doctor.model_no_schema", {"model": keys.model}))
    if allowed:
        counted = {"n": allowed, "companies": companies, "answers": MOST_EXEMPLARS}
        yield Finding(Verdict.GOOD, Phrase("doctor.model_sent", counted))
    else:
        yield Finding(Verdict.WARN, Phrase("doctor.model_off"))


async def _asked(writer: Summariser) -> Trouble | None:
    trouble: Trouble | None = None
    for _ in range(TRIES):
        try:
            await writer.write(TRIAL)
        except NotWritten as wrong:
            trouble = wrong.why
        else:
            return None
    return trouble
