"""Asks whose channel it is that the bot was invited to, and takes the answer; nothing is posted there before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.access import Deed
from bot.actions.adopt_channel import adopt_channel
from bot.actions.offer import offer
from bot.actions.their_boards import check_about, check_somewhere, somewhere, theirs
from bot.bot import Bot
from bot.cards.invitation import Replies, invitation_card, settled_card, which_board_card
from bot.cards.parts import Card
from bot.domain.boards import Board
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.errands import ErrandKind
from bot.domain.invitations import LONGEST_NAME, ChannelFacts, Invitation, guessed_company
from bot.domain.people import Identity, Person, Role
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import BoardId, InvitationId, OrganisationId, PersonId, Token
from bot.texts import Phrase
from storage import accounts, boards, channels, invitations, people
from storage.database import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom to ask privately, and with which card."""

    identity: Identity
    person_id: PersonId
    language: str
    card: Card
    token: Token
    """Marks the message, so that it is recognised when it was posted before."""


TWICE = timedelta(minutes=1)
"""Within so long two events tell of one and the same invitation."""
KINDS = {
    ErrandKind.IS_CUSTOMER: ChannelKind.CUSTOMER,
    ErrandKind.OTHER_NAME: ChannelKind.CUSTOMER,
    ErrandKind.SEVERAL_CUSTOMERS: ChannelKind.SHARED_ROOM,
    ErrandKind.IS_INTERNAL: ChannelKind.PRODUCT,
}


async def invited(
    bot: Bot, organisation_id: OrganisationId, place: Place, facts: ChannelFacts, inviter: Identity | None
) -> tuple[Asked, ...]:
    """Note that the bot was taken into `place`, and say who is to be asked whose it is.

    The inviter, when they may settle it; else every admin. Nobody when the place is known already, or when there is
    no admin yet: then the question waits in the set-up card. The same invitation again asks the same.
    """
    own = next((each.name for each in await bot.database.organisations() if each.id == organisation_id), "")
    async with bot.database.begin(organisation_id) as work:
        if await channels.at(work, place):
            return ()
        before = await invitations.at(work, place)
        twice = before is not None and before.settled_at is None and bot.now() - before.invited_at < TWICE
        own_names = [own, *(board.name for board in await boards.all(work))]
        invitation = Invitation(
            id=InvitationId(bot.ids.of("invitation", organisation_id, str(place))),
            organisation_id=organisation_id,
            place=place,
            name=clean(facts.name, LONGEST_NAME).text.strip() or place.id,
            company=guessed_company(facts, own_names),
            inviter=str(inviter) if inviter else "",
            outsiders=facts.outsiders,
            companies=len(facts.companies) or int(facts.ext_shared),
            invited_at=before.invited_at if before is not None and twice else bot.now(),
        )
        await invitations.save(work, invitation)
        card = invitation_card(invitation, await replies_to(bot, work, invitation))
        mark = str(int(invitation.invited_at.timestamp()))
        return tuple(
            Asked(
                identity=identity,
                person_id=person.id,
                language=person.language,
                card=card,
                token=Token(bot.ids.of("invitation question", invitation.id, person.id, mark)),
            )
            for person, identity in await _whom(work, place, inviter)
        )


async def replies_to(bot: Bot, work: Work, invitation: Invitation) -> Replies:
    """The buttons beside the question; whoever presses them must have the right."""
    return Replies(
        yes=await offer(bot, work, ErrandKind.IS_CUSTOMER, invitation.id),
        other_name=await offer(bot, work, ErrandKind.OTHER_NAME, invitation.id),
        several=await offer(bot, work, ErrandKind.SEVERAL_CUSTOMERS, invitation.id),
        internal=await offer(bot, work, ErrandKind.IS_INTERNAL, invitation.id),
    )


async def settle_invitation(bot: Bot, person: Person, kind: ErrandKind, subject_id: str, text: str) -> Card:
    """Make the channel what `kind` says; `subject_id` names the invitation, and the board where it was asked for.

    Saying it twice is harmless. Denied without the right to ask customers; Refusal when the channel is something else
    by now, or when people from outside read along in what is said to be internal.
    """
    invitation_id, _, board_id = subject_id.partition("/")
    async with bot.database.begin(person.organisation_id) as work:
        by = await check_somewhere(work, person, Deed.ASK)
        invitation = await invitations.find(work, InvitationId(invitation_id))
        if invitation is None:
            raise Refusal(Phrase("press.unknown"))
        if kind is ErrandKind.OTHER_NAME:
            invitation = replace(invitation, company=_typed(text) or invitation.company)
            await invitations.save(work, invitation)
        standing = await channels.at(work, invitation.place)
        if standing:
            await check_about(work, by, Deed.ASK, BoardId(standing[0].board_id))
            return await _settled_before(bot, work, invitation, standing, KINDS[kind])
        if KINDS[kind] is ChannelKind.PRODUCT and invitation.counted:
            named, outsiders = invitation.name, invitation.counted
            raise Refusal(Phrase("channel.has_outsiders", {"channel": named, "n": outsiders}))
        if KINDS[kind] is ChannelKind.CUSTOMER and not invitation.company:
            raise Refusal(Phrase("invitation.needs_name"))
        known = await theirs(work, by, Deed.ASK)
        chosen = [each for each in known if each.id == board_id] if board_id else known
        if len(chosen) > 1:
            again = ErrandKind.IS_CUSTOMER if kind is ErrandKind.OTHER_NAME else kind
            presses = [(each, await offer(bot, work, again, f"{invitation.id}/{each.id}")) for each in chosen]
            return which_board_card(invitation, presses)
    if not chosen:
        raise Refusal(Phrase("set_up.first"))
    board = chosen[0]
    company = invitation.company if KINDS[kind] is ChannelKind.CUSTOMER else ""
    await adopt_channel(bot, board, invitation.place, kind=KINDS[kind], company=company, name=invitation.name)
    async with bot.database.begin(by.organisation_id) as work:
        await invitations.save(work, replace(invitation, settled_at=bot.now()))
        return await _what_it_is(bot, work, invitation, board, KINDS[kind], company)


async def _settled_before(
    bot: Bot, work: Work, invitation: Invitation, standing: Sequence[Channel], wanted: ChannelKind
) -> Card:
    channel = standing[0]
    company = (await accounts.get(work, channel.account_id)).name if channel.account_id else ""
    if channel.kind is not wanted:
        raise Refusal(Phrase("channel.differs", {"place": invitation.name, "kind": channel.kind.value}))
    if invitation.settled_at is None:
        await invitations.save(work, replace(invitation, settled_at=bot.now()))
    board = await boards.get(work, BoardId(channel.board_id))
    return await _what_it_is(bot, work, invitation, board, channel.kind, company)


async def _what_it_is(
    bot: Bot, work: Work, invitation: Invitation, board: Board, kind: ChannelKind, company: str
) -> Card:
    asks = kind in (ChannelKind.CUSTOMER, ChannelKind.SHARED_ROOM)
    press = await offer(bot, work, ErrandKind.FIRST_POLL, board.id) if asks else None
    return settled_card(invitation, board=board, kind=kind, company=company, next_step=press)


async def _whom(work: Work, place: Place, inviter: Identity | None) -> list[tuple[Person, Identity]]:
    if inviter is not None:
        person = await people.find(work, inviter)
        if person is not None and await somewhere(work, person, Deed.ASK):
            return [(person, inviter)]
    found: list[tuple[Person, Identity]] = []
    for person in await people.staff(work):
        if person.role is Role.ADMIN and person.gone_at is None:
            known = await people.identities(work, person.id)
            here = [each for each in known if (each.platform, each.workspace) == (place.platform, place.workspace)]
            found += [(person, each) for each in here[:1]]
    return found


def _typed(text: str) -> str:
    return " ".join(clean(text, LONGEST_NAME).text.split())
