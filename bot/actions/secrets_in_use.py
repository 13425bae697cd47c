"""Tells the operator which secrets are still needed, so that one that leaked can be thrown away for good."""

from dataclasses import dataclass

from bot.bot import Bot
from storage.resealing import to_reseal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """How many sealed rows (tokens, words of people) need more than the newest secret."""

    older: int
    """They open with an older one; a server that starts brings them under the newest."""
    lost: int
    """They open with none."""


async def under_secrets(bot: Bot) -> Sealed:
    """Look at every sealed row; nothing is changed."""
    found = await to_reseal(bot.database)
    return Sealed(older=found.renewed, lost=found.lost)
