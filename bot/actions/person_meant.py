"""Finds out which person is meant by a name or an account, among everybody the organisation knows."""

from bot.bot import Bot
from bot.domain.people import Person
from bot.domain.questions import alike
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase, Phrases
from storage import people

MOST_NAMED = 10


async def person_meant(bot: Bot, organisation_id: OrganisationId, text: str) -> Person:
    """The person with this whole name, or with this account such as `slack:T0123:U0456`.

    Refusal when it is nobody or could be several: here the beginning of a name is not enough.
    """
    wanted, spelt = alike(text), text.strip()
    async with bot.database.read(organisation_id) as work:
        everybody = [each for each in await people.all(work) if each.name]
        known = {each.id: [str(one) for one in await people.identities(work, each.id)] for each in everybody}
    found = [each for each in everybody if spelt in known[each.id]]
    found = found or [each for each in everybody if wanted and alike(each.name) == wanted]
    if not found:
        raise Refusal(Phrase("person.nobody", {"name": text}))
    if len(found) > 1:
        names = tuple(sorted(known[each.id][0] for each in found if known[each.id]))
        raise Refusal(Phrase("person.several", {"name": text, "people": Phrases(names[:MOST_NAMED])}))
    return found[0]
