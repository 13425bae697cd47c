"""The title under which customers read about a suggestion."""

from bot.domain.consent import Consent
from bot.domain.suggestions import TERMS_APART, Suggestion, shared_terms
from bot.domain.tallies import own_words
from bot.ids import AccountId
from bot.insights.pseudonyms import Veil
from storage import accounts, answers, people, rounds
from storage.database import Work


async def title_for_customers(work: Work, suggestion: Suggestion, read_by: Consent | None = None) -> str:
    """The title without any term that only one company used: words of one customer never reach another.

    Nor any term that names a customer or somebody we know: two may have written of a third, and whoever else reads it
    would learn of it.
    The title of a choice is the vendor's own wording and stays as it is. With `read_by` an AI service will read it:
    only companies that have allowed this count, and a choice between names is not shown to it.
    """
    if suggestion.theme_id is None:
        veiled = read_by is not None and (await _veil(work, suggestion.title)).hides(suggestion.title)
        return "" if veiled else suggestion.title
    texts: dict[AccountId, list[str]] = {}
    for excerpt in suggestion.evidence:
        said = await answers.get(work, excerpt.answer_id)
        if said is None:
            continue
        if read_by is None or read_by.covers(await rounds.get(work, said.round_id), said.account_id):
            texts.setdefault(excerpt.account_id, []).append(own_words(said)[excerpt.start : excerpt.end])
    shared = shared_terms(suggestion.title, texts)
    if not shared:
        return ""
    veil = await _veil(work, shared)
    return TERMS_APART.join(term for term in shared.split(TERMS_APART) if not veil.hides(term))


async def _veil(work: Work, text: str) -> Veil:
    return Veil.over_just(
        text,
        people=await people.names(work),
        companies=[name for each in await accounts.all(work) for name in (each.name, each.key)],
    )
