"""Fills a list while somebody types into it: the boards, companies and segments of a form with too many to show."""

import asyncio

import structlog

from bot.actions.wizard import fitting_offers
from bot.bot import Bot
from bot.errors import Refusal
from bot.presses import Do, parse
from bot.texts import Say
from handlers.slack.ear import Ear
from handlers.slack.elements import LABEL, plain
from handlers.slack.modals import MOST_OFFERED
from handlers.slack.payloads import Payload, caller_of, place_of
from handlers.slack.people import People

log = structlog.get_logger()
PATIENCE = 2.2
"""Seconds until a list stays empty; the vendor waits for three."""
LONGEST_TYPED = 80
OptionJson = dict[str, object]


class Options:
    """Offers what the form itself would offer, to whom it would be shown; in doubt, nothing."""

    def __init__(self, bot: Bot, ear: Ear, people: People) -> None:
        self._bot = bot
        self._ear = ear
        self._people = people

    async def offered(self, payload: Payload, lane: str) -> list[OptionJson]:
        """The options for a verified `block_suggestion` payload, a hundred at most; never raises."""
        try:
            return await asyncio.wait_for(self._fitting(payload, lane), PATIENCE)
        except (Refusal, TimeoutError) as refused:
            log.info("nothing is offered", lane=lane, why=type(refused).__name__)
        except Exception as broken:
            log.error("options broke", lane=lane, error=type(broken).__name__, exc_info=broken)
        return []

    async def _fitting(self, payload: Payload, lane: str) -> list[OptionJson]:
        view = payload.get("view") or {}
        press = parse(str(view.get("private_metadata") or "").partition("|")[0])
        if not isinstance(press, Do):
            return []
        caller, place = caller_of(payload, lane), place_of(lane, "")
        visitor = await self._people.vouched(caller)
        key, typed = str(payload.get("block_id") or ""), str(payload.get("value") or "")[:LONGEST_TYPED]
        found = await fitting_offers(self._bot, press.token, key, typed, visitor, place)
        say: Say = await self._ear.words(visitor, place)
        return [{"text": plain(each.label, say, LABEL).to_dict(), "value": each.value} for each in found[:MOST_OFFERED]]
