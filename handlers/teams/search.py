"""Fills a long list of a dialog while somebody types into it: boards, companies, segments, channels."""

import structlog

from bot.actions.channels_to_choose import channels_to_choose
from bot.actions.wizard import fitting_offers
from bot.bot import Bot
from bot.cards.form import Offer
from bot.domain.likeness import fits
from bot.errors import Refusal
from bot.presses import Do, parse
from handlers.teams.activities import Activity, Caller, place_of
from handlers.teams.dialogs import search_results
from handlers.teams.ear import Ear
from handlers.teams.elements import TEXT
from handlers.teams.heard import Reply
from handlers.teams.people import People
from handlers.teams.pressed import Sought, sought_in

log = structlog.get_logger()
LONGEST_TYPED = 80


class Search:
    """Offers what the form itself would offer, to whom it would be shown; in doubt, nothing."""

    def __init__(self, bot: Bot, ear: Ear, people: People) -> None:
        self._bot = bot
        self._ear = ear
        self._people = people

    async def offered(self, activity: Activity, caller: Caller) -> Reply:
        """The reply to an `application/search`."""
        sought = sought_in(activity.get("value"))
        if sought is None:
            return Reply(status=400)
        place = place_of(caller.lane, caller.conversation)
        found: tuple[Offer, ...] = ()
        try:
            found = tuple(await self._fitting(sought, caller))
        except Refusal as refused:
            log.info("nothing is offered", lane=caller.lane, why=refused.phrase.id)
        say = await self._ear.words(self._people.presumed(caller), place)
        return Reply(body=search_results(found, say, several=sought.several))

    async def _fitting(self, sought: Sought, caller: Caller) -> list[Offer]:
        press = parse(sought.wire)
        if not isinstance(press, Do):
            return []
        visitor = await self._people.vouched(caller)
        typed = sought.typed[:LONGEST_TYPED]
        if sought.key == TEXT:
            ways = await channels_to_choose(self._bot, press.token, visitor, place_of(caller.lane, caller.conversation))
            named = [Offer(value=each.conversation, label=each.name or each.conversation) for each in ways]
            return [each for each in named if fits(str(each.label), typed)]
        place = place_of(caller.lane, caller.conversation)
        return list(await fitting_offers(self._bot, press.token, sought.key, typed, visitor, place))
