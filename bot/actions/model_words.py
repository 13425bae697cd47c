"""What a model has written before: sentences of themes, and drafts that wait for a person to approve them."""

from collections.abc import Sequence

from bot.domain.decisions import Verdict
from bot.domain.suggestions import Suggestion
from bot.domain.themes import Theme
from bot.domain.wordings import Job, Worded
from bot.ids import AnswerId
from storage import wordings
from storage.database import Work


def draft_subject(suggestion: Suggestion, verdict: Verdict) -> str:
    """What a draft of the model's is kept under."""
    return f"{suggestion.id}/{verdict.value}"


async def drafted(work: Work, suggestion: Suggestion, verdict: Verdict) -> str:
    """The text that a model has proposed for customers; empty where there is none, or the title has changed since."""
    subject = draft_subject(suggestion, verdict)
    found = (await wordings.about(work, Job.DRAFT, [subject])).get(subject)
    return found.text if found is not None and found.title == suggestion.title else ""


async def kept_words(work: Work, themes: Sequence[Theme]) -> Worded:
    """The sentences and translations that were written for these themes."""
    sentences = await wordings.about(work, Job.NAME, {each.id for each in themes})
    quoted = {each.quote.answer_id for each in themes if each.quote is not None}
    translations = await wordings.about(work, Job.TRANSLATE, quoted)
    return Worded(
        sentences={each.id: sentences[each.id].text for each in themes if each.id in sentences},
        translations={AnswerId(subject): each.text for subject, each in translations.items()},
    )
