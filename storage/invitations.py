"""Channels the bot was invited to, and whether somebody has said whose they are."""

from bot.domain.channels import Place
from bot.domain.invitations import Invitation
from bot.ids import InvitationId
from storage.tables import invitation
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Invitation) -> None:
    """Add or replace an invitation."""
    await put_value(work, invitation, one)


async def find(work: Work, invitation_id: InvitationId) -> Invitation | None:
    """The invitation with this id, if there is one."""
    return await work.one(Invitation, work.rows(invitation).where(invitation.c.id == invitation_id))


async def at(work: Work, place: Place) -> Invitation | None:
    """The invitation to a place, if there was one."""
    return await work.one(Invitation, work.rows(invitation).where(invitation.c.place == place))


async def all(work: Work) -> list[Invitation]:  # noqa: A001 - read as `invitations.all`
    """Every invitation, the oldest first."""
    return await work.all(Invitation, work.rows(invitation).order_by(invitation.c.invited_at, invitation.c.id))


async def unsettled(work: Work) -> list[Invitation]:
    """The invitations that wait for an answer, the oldest first."""
    return await work.all(
        Invitation,
        work.rows(invitation)
        .where(invitation.c.settled_at.is_(None))
        .order_by(invitation.c.invited_at, invitation.c.id),
    )
