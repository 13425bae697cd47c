"""Erases a person: the wish is written down first, so that a crash cannot lose it, and what is gone stays gone."""

from dataclasses import replace

import structlog

from bot.actions.rights import admins_of
from bot.bot import Bot
from bot.cards import codec
from bot.cards.omitting import Theirs, without
from bot.cards.parts import Card
from bot.domain.erasures import OMITTED, Erasure, fresh_id, mark_of, visitor_mark, voice_of_nobody
from bot.domain.rehearsals import Step
from bot.errors import Refusal
from bot.ids import OrganisationId, PersonId
from bot.texts import Phrase
from storage import boards, digests, erasing, erasures, people, rehearsals
from storage.database import Work
from storage.erasing import Whom
from storage.purge import purge

log = structlog.get_logger()


async def check_may_be_erased(work: Work, person_id: PersonId) -> None:
    """Refusal for the only admin: nobody could look after the boards any more."""
    admins = [each.id for each in await admins_of(work)]
    if admins == [person_id]:
        raise Refusal(Phrase("erase.last_admin"))


async def wish_to_erase(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> Erasure:
    """Write down that a person is to be erased, and have it done at once; wishing it twice is harmless.

    Refusal for the only admin, and for somebody who is not there any more.
    """
    async with bot.database.begin(organisation_id) as work:
        if person_id not in {each.id for each in await people.all(work)}:
            raise Refusal(Phrase("erase.nobody"))
        await check_may_be_erased(work, person_id)
        wish = await erasures.of_person(work, person_id)
        if wish is None:
            wish = Erasure(id=fresh_id(), organisation_id=organisation_id, person_id=person_id, asked_at=bot.now())
            await erasures.save(work, wish)
    return wish


async def erase(bot: Bot, organisation_id: OrganisationId, erasure_id: str) -> None:
    """Fulfil a wish, from wherever a crash left it; doing it again is harmless.

    Everything in the tables goes in one transaction, together with the mark that keeps old messages from bringing the
    person back. Messages that named or quoted them are drawn anew by the lanes. At last the database's journal is
    wiped, also where the process died between the two.
    """
    async with bot.database.read(organisation_id) as work:
        wish = await erasures.find(work, erasure_id)
    if wish is None or wish.done_at is not None:
        return
    if wish.person_id is not None:
        await _end_rehearsals(bot, organisation_id, wish.person_id)
        async with bot.database.begin(organisation_id) as work:
            await _forget(bot, work, wish.person_id)
            await erasures.save(work, replace(wish, person_id=None))
    async with bot.database.begin(organisation_id) as work:
        work.sealed = True
        await erasures.save(work, replace(wish, person_id=None, done_at=bot.now()))
    log.info("erased", organisation=organisation_id, erasure=erasure_id)


async def _forget(bot: Bot, work: Work, person_id: PersonId) -> None:
    identities = tuple(await people.identities(work, person_id))
    who = Whom(
        person_id=person_id,
        identities=identities,
        visitors=tuple(visitor_mark(bot.ids, work.organisation_id, each) for each in identities),
    )
    words = await erasing.words_of(work, who)
    await _reword_digests(work, words.gave)
    await erasing.erase(work, who, voice_of_nobody(work.organisation_id, bot.now()), words)
    await erasures.bury(work, [mark_of(bot.ids, work.organisation_id, each) for each in identities], bot.now())


async def _reword_digests(work: Work, theirs: Theirs) -> None:
    for board in await boards.all(work):
        for digest in await digests.of_board(work, board.id):
            clean = _clean(digest.card, theirs)
            if clean != digest.card:
                await erasing.reworded(work, digest.id, clean)


def _clean(text: str, theirs: Theirs) -> str:
    try:
        return codec.to_json(without(codec.from_json(text), theirs))
    except codec.NotACard:  # Nobody can read it, so nobody misses it.
        return codec.to_json(Card(summary=OMITTED, parts=()))


async def _end_rehearsals(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> None:
    """A rehearsal's stage is an organisation of its own, with the person in it."""
    async with bot.database.read(organisation_id) as work:
        begun = await rehearsals.of_person(work, person_id)
    for each in begun:
        if each.step is not Step.GONE:
            async with bot.database.begin(each.stage_id) as work:
                await purge(work)
                work.sealed = True
