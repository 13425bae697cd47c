"""Keeps the asks that people are answering in the process's memory, so that a press does not read them anew."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.domain.channels import Place
from bot.domain.open_asks import OpenAsk
from bot.ids import OrganisationId, RoundId, Token
from storage import accounts, aims, boards, engagements, rounds, standing
from storage.database import Database
from storage.work import Work

LAG = 5.0
"""Seconds after which an ask is read anew."""
MOST_ASKS = 256
MOST_PLACES = 10_000
MOST_MESSAGES = 20_000
Key = tuple[OrganisationId, RoundId]


@dataclass(slots=True, eq=False)
class _Held:
    ask: OpenAsk
    read_at: float
    """By the monotonic clock, from before the reading began."""
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class OpenAsks:
    """The asks that were pressed lately, the least recently pressed forgotten first.

    What it hands out lags by at most `LAG` seconds. Belongs to one event loop.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[Key, _Held] = OrderedDict()
        self._rounds: dict[tuple[OrganisationId, Token], RoundId] = {}
        self._owners: OrderedDict[Place, tuple[OrganisationId, float]] = OrderedDict()
        self._owning = asyncio.Lock()
        self._finding = asyncio.Lock()
        self._messages: OrderedDict[tuple[OrganisationId, Token], tuple[str, Place | None]] = OrderedDict()
        self._seeking = asyncio.Lock()

    async def organisation_at(self, database: Database, place: Place) -> OrganisationId | None:
        """Whose place it is; None when nobody's."""
        if (owner := self._owner_at_hand(place)) is not None:
            return owner
        async with self._owning:  # Of hundreds who press in one place the first asks for all.
            return self._owner_at_hand(place) or await self._owner_of(database, place)

    async def _owner_of(self, database: Database, place: Place) -> OrganisationId | None:
        now = time.monotonic()
        owner = await database.organisation_at(place)
        if owner is None:
            self._owners.pop(place, None)
            return None
        self._owners[place] = (owner, now)
        self._owners.move_to_end(place)
        if len(self._owners) > MOST_PLACES:
            self._owners.popitem(last=False)
        return owner

    async def behind(
        self, database: Database, place: Place, token: Token
    ) -> tuple[OrganisationId | None, OpenAsk | None]:
        """Whose place it is, and the ask whose button carries `token` there.

        A place that was lent a moment ago (to a rehearsal) is looked up anew before a button counts as unknown.
        """
        owner = self._owner_at_hand(place)
        held = self._of_token(owner, token) if owner is not None else None
        if held is not None and _is_fresh(held.read_at):
            return owner, held.ask  # Most presses need no more.
        remembered = place in self._owners
        owner = await self.organisation_at(database, place)
        ask = await self.of(database, owner, token) if owner is not None else None
        if ask is None and remembered:
            self._owners.pop(place, None)
            return await self.behind(database, place, token)
        return owner, ask

    async def of(
        self, database: Database, organisation_id: OrganisationId, token: Token, *, anew: bool = False
    ) -> OpenAsk | None:
        """The ask whose button carries `token`; None for a token of another kind, or one we never gave out.

        `anew` brings what the database holds now: a refusal must not rest on an ask that has been extended meanwhile.
        """
        asked_at = time.monotonic()
        held = self._of_token(organisation_id, token)
        if held is None:
            async with self._finding:  # Hundreds press a new ask at once: the first of them reads it for all.
                held = self._of_token(organisation_id, token) or await self._find(database, organisation_id, token)
            if held is None:
                return None
        if not _will_do(held, asked_at, anew=anew):
            async with held.reading:  # Meanwhile others may have had it read.
                if not _will_do(held, asked_at, anew=anew):
                    await self._read_again(database, held)
        return held.ask

    async def belongs(
        self, database: Database, organisation_id: OrganisationId, mark: Token, round_id: RoundId, place: Place
    ) -> bool:
        """True when the message with this mark is one of the round's, and was posted in `place` or to one person."""
        key = organisation_id, mark
        known = self._messages.get(key)
        if known is not None and known[0] == round_id and known[1] in (None, place):
            return True
        async with self._seeking:  # Anything else is rare: a new message, a channel that has moved, a forwarded copy.
            known = self._messages.get(key)
            if known is None or known[1] not in (None, place):
                async with database.read(organisation_id) as work:
                    found = await standing.of_token(work, mark)
                if found is None:
                    return False
                known = found.subject_id, None if found.person_id is not None else found.place
                self._messages[key] = known
                if len(self._messages) > MOST_MESSAGES:
                    self._messages.popitem(last=False)
        return known[0] == round_id and known[1] in (None, place)

    def _owner_at_hand(self, place: Place) -> OrganisationId | None:
        owner, read_at = self._owners.get(place, (None, 0.0))
        return owner if _is_fresh(read_at) else None

    def _of_token(self, organisation_id: OrganisationId, token: Token) -> _Held | None:
        round_id = self._rounds.get((organisation_id, token))
        if round_id is None:
            return None
        self._held.move_to_end((organisation_id, round_id))
        return self._held[organisation_id, round_id]

    async def _find(self, database: Database, organisation_id: OrganisationId, token: Token) -> _Held | None:
        now = time.monotonic()
        async with database.read(organisation_id) as work:
            aim = await aims.of_token(work, token)
            if aim is None or aim.round_id is None:
                return None
            ask = await load(work, aim.round_id)
        held = _Held(ask, now)
        self._held[organisation_id, ask.round.id] = held
        self._rounds.update({(organisation_id, each): ask.round.id for each in ask.buttons})
        while len(self._held) > MOST_ASKS:
            (owner, _), old = self._held.popitem(last=False)
            for each in old.ask.buttons:
                self._rounds.pop((owner, each), None)
        return held

    async def _read_again(self, database: Database, held: _Held) -> None:
        now = time.monotonic()
        async with database.read(held.ask.round.organisation_id) as work:
            held.ask = await load(work, held.ask.round.id)
        held.read_at = now


def _is_fresh(read_at: float) -> bool:
    return read_at > time.monotonic() - LAG


def _will_do(held: _Held, asked_at: float, *, anew: bool) -> bool:
    return held.read_at >= asked_at if anew else _is_fresh(held.read_at)


async def load(work: Work, round_id: RoundId) -> OpenAsk:
    """The ask as the database holds it; LookupError when there is no such round."""
    round_ = await rounds.get(work, round_id)
    engagement = await engagements.get(work, round_.engagement_id)
    return OpenAsk.of(
        round_,
        board=await boards.get(work, round_.board_id),
        live=engagement.live,
        questions=await engagements.questions(work, round_.question_ids),
        buttons=await aims.of_round(work, round_id),
        home=await accounts.by_key(work, "own"),
    )
