"""Lets somebody whom the chat platform vouches for read on the web: a link that works once, then a session.

What a session may see is asked anew at every request, of the person as they stand then: whoever lost a right, or left,
has lost it in the browser too.
"""

from dataclasses import dataclass

from bot.access import Deed
from bot.actions.audit import note
from bot.actions.their_boards import check_somewhere, somewhere
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.sign_in import link_card
from bot.domain.audit import Outcome
from bot.domain.people import Person
from bot.domain.sessions import LINK_LASTS, SESSION_LASTS, Pass, Session, SignIn, made, shown
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase
from storage import boards, members, people, sessions
from storage.database import Work

DEED = "sign_in"
SIGN_OUT = "sign_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Somebody who is signed in, as they stand at this moment."""

    person: Person
    session: Session
    staff: bool
    """True for whoever may see results now, be it of one board alone."""


async def sign_in_card(bot: Bot, organisation_id: OrganisationId, person: Person | None) -> Card:
    """A link for just this person, to be shown to them alone; every older one is worthless from now on.

    Denied for a colleague without rights, for strangers and for whoever left. Refusal where the web server's address
    is not known.
    """
    if not bot.policy.address:
        raise Refusal(Phrase("link.no_address"))
    async with bot.database.begin(organisation_id) as work:
        who = await _welcome(work, person)
        token, secret = made(bot.ids, Pass.LINK, organisation_id)
        now = bot.now()
        link = SignIn(
            organisation_id=organisation_id,
            hashed=secret.hashed,
            person_id=who.id,
            made_at=now,
            ends_at=now + LINK_LASTS,
        )
        await sessions.replace_link(work, link)
    return link_card(f"{bot.policy.address.rstrip('/')}/in/{token}", minutes=int(LINK_LASTS.total_seconds() // 60))


def ours(bot: Bot, token: str) -> bool:
    """True when we made this link once; it looks nothing up, so programs may open links as often as they like."""
    return shown(bot.ids, Pass.LINK, token) is not None


async def sign_in(bot: Bot, token: str) -> str:
    """Use a link up; returns the session's secret for the browser to keep.

    Refusal when the link was used, is over or none of ours, Denied when its owner may not sign in any more. Every try
    with a link of ours is written down.
    """
    given = shown(bot.ids, Pass.LINK, token)
    if given is None:
        raise Refusal(Phrase("sign_in.over"))
    now = bot.now()
    async with bot.database.begin(given.organisation_id) as work:
        link = await sessions.link(work, given.hashed)
        used = await sessions.use_link(work, given.hashed, now)
    owner = link.person_id if link is not None else None
    if link is None or not used:
        if owner is not None:
            await note(bot, given.organisation_id, owner, DEED, "", Outcome.REFUSED)
        raise Refusal(Phrase("sign_in.over"))
    try:
        async with bot.database.begin(given.organisation_id) as work:
            who = await _welcome(work, await people.get(work, link.person_id))
            cookie, secret = made(bot.ids, Pass.SESSION, given.organisation_id)
            session = Session(
                organisation_id=given.organisation_id,
                hashed=secret.hashed,
                person_id=who.id,
                made_at=now,
                ends_at=now + SESSION_LASTS,
            )
            await sessions.begin(work, session)
    except Denied:
        await note(bot, given.organisation_id, owner, DEED, "", Outcome.DENIED)
        raise
    await note(bot, given.organisation_id, owner, DEED, "", Outcome.DONE)
    return cookie


async def signed_in(bot: Bot, cookie: str) -> Signed | None:
    """Who shows this secret; None unless it is of ours, not over, and its owner may still read on the web."""
    given = shown(bot.ids, Pass.SESSION, cookie)
    if given is None:
        return None
    async with bot.database.read(given.organisation_id) as work:
        session = await sessions.find(work, given.hashed)
        if session is None or session.ended_at is not None or session.ends_at <= bot.now():
            return None
        try:
            person = await _welcome(work, await people.get(work, session.person_id))
            staff = await somewhere(work, person, Deed.SEE)
        except (Denied, LookupError):
            return None
    return Signed(person=person, session=session, staff=staff)


async def sign_out(bot: Bot, signed: Signed) -> None:
    """End every session of the person, in whichever browser."""
    async with bot.database.begin(signed.person.organisation_id) as work:
        await sessions.end_all(work, signed.person.id, bot.now())
    await note(bot, signed.person.organisation_id, signed.person.id, SIGN_OUT, "", Outcome.DONE)


async def _welcome(work: Work, person: Person | None) -> Person:
    """The person, when there is something for them to read; else Denied."""
    if person is None or person.gone_at is not None:
        raise Denied(Phrase("sign_in.nobody"))
    if person.staff:
        return await check_somewhere(work, person, Deed.SEE)
    for board in await boards.all(work):
        if await members.seats(work, board.id, person.id):
            return person
    raise Denied(Phrase("sign_in.nobody"))
