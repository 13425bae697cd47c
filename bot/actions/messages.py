"""Makes a message that is yet to be sent."""

from datetime import datetime

from bot.bot import Bot
from bot.domain.channels import Channel
from bot.domain.deliveries import Delivery, Kind, key_of
from bot.ids import PersonId, Token


def message(
    bot: Bot,
    channel: Channel,
    kind: Kind,
    subject_id: str,
    *,
    person_id: PersonId | None = None,
    not_before: datetime | None = None,
) -> Delivery:
    """A message yet to be sent; its key makes a second one of the same kind, subject and target impossible."""
    key = key_of(kind, subject_id, f"{channel.id}:{person_id}" if person_id else channel.id)
    return Delivery(
        key=key,
        organisation_id=channel.organisation_id,
        kind=kind,
        subject_id=subject_id,
        channel_id=channel.id,
        person_id=person_id,
        place=channel.place,
        lane=channel.place.lane,
        not_before=not_before or bot.now(),
        token=Token(bot.ids.of("delivery", key)),
    )
