"""Looks through the audit from the first entry to the last: is each as it was written, and is none missing?"""

from bot.bot import Bot
from bot.cards.audit import whole_card
from bot.cards.parts import Card
from bot.domain.audit_chain import Break, Checked, Harm, Tied, at_the_end, follow
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase
from storage import audit
from storage.database import Database, Work

AT_ONCE = 500
"""Entries read at a time: the list may be long, the memory need not be."""


async def verify_audit(bot: Bot, organisation_id: OrganisationId) -> Card:
    """Say how many entries there are and that all are as written; Refusal that names the first that is not."""
    checked = await checked_audit(bot.database, organisation_id)
    if checked.broken is not None:
        raise Refusal(Phrase(f"audit.broken_{checked.broken.harm.value}", {"n": checked.broken.number}))
    return whole_card(checked)


async def checked_audit(database: Database, organisation_id: OrganisationId) -> Checked:
    """What looking at every entry of the organisation comes to, all in one moment."""
    tied = Tied()
    async with database.read(organisation_id) as work:
        length = await audit.length(work)
        while True:
            found = await _next(work, tied)
            if isinstance(found, Break):
                return Checked(length=length, broken=found)
            if found.number == tied.number:
                return at_the_end(tied, length)
            tied = found


async def _next(work: Work, tied: Tied) -> Tied | Break:
    """Some entries further; one that cannot even be read any more was changed."""
    try:
        return follow(tied, await audit.after(work, tied.number, AT_ONCE))
    except ValueError:
        return await _one_by_one(work, tied)


async def _one_by_one(work: Work, tied: Tied) -> Tied | Break:
    for _ in range(AT_ONCE):
        try:
            found = follow(tied, await audit.after(work, tied.number, 1))
        except ValueError:
            return Break(number=tied.number + 1, harm=Harm.CHANGED)
        if isinstance(found, Break):
            return found
        tied = found
    return tied
