"""What only one person reads in Teams: in their own copy of a message, or in their own chat with the bot."""

from collections.abc import Callable

import structlog

from bot.actions.reader import Reader
from bot.cards.parts import Card
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Say
from handlers.teams.activities import Caller
from handlers.teams.messenger import TeamsMessenger

log = structlog.get_logger()


class Asides:
    """Sends private replies; best effort: what was kept is kept, whether or not the reply arrives."""

    def __init__(self, messenger: TeamsMessenger, say_in: Callable[[str, str | None], Say]) -> None:
        self._messenger = messenger
        self._say_in = say_in

    async def tell(self, caller: Caller, card: Card, reader: Reader) -> bool:
        """Write to somebody's own chat; False where nothing gets through to them."""
        try:
            await self._messenger.tell(caller.lane, caller.identity, card, self._say_in(reader.language, reader.zone))
        except (NotPosted, Unknown, Permanent) as lost:
            log.warning("aside was not shown", lane=caller.lane, why=str(lost)[:80])
            return False
        return True
