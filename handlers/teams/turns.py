"""Works on each activity once, however often it is sent, and answers before the vendor loses patience.

A request that is not answered within 15 seconds is sent again, a dialog gives up after 5
(https://github.com/MicrosoftDocs/msteams-docs/issues/6084). So the work is a task of its own: whoever asks for the
same activity waits for the same answer, and where that takes too long a polite one is given while the work goes on.
This is one process's memory; what must not be done twice by two of them is known to the database.
"""

import asyncio
import traceback
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.cards.parts import Card
from bot.cards.receipt import refusal_card
from bot.errors import Refusal
from bot.texts import Say
from handlers.teams.heard import Hear, Reply, Tell
from handlers.teams.late import FAILED, awaited, failed, language_of, too_late

log = structlog.get_logger()
PATIENCE = 10.0
"""Seconds until anything but an invoke is answered."""
INVOKE_PATIENCE = 4.0
"""Seconds until an invoke is answered; what is left of five is for the way there and back."""
REMEMBERED = 180.0
"""Seconds an answer is kept for who asks again."""
MOST = 1_000
"""Answers kept; the oldest is forgotten first, work that is not done yet never."""

Key = tuple[str, ...]


@dataclass(slots=True)
class _Turn:
    begun: float
    task: "asyncio.Task[Reply] | None" = None
    late: bool = False
    """True once somebody was told to look elsewhere for what comes of it."""

    @property
    def done(self) -> bool:
        return self.task is not None and self.task.done()


class Turns:
    """Stands before whoever hears. Belongs to one event loop; wait for `quiet` there before it ends."""

    def __init__(
        self,
        hear: Hear,
        say_in: Callable[..., Say],
        *,
        tell: Tell | None = None,
        patience: float = PATIENCE,
        invoke_patience: float = INVOKE_PATIENCE,
    ) -> None:
        self._hear = hear
        self._say_in = say_in
        self._tell = tell
        self._patience = patience
        self._invoke_patience = invoke_patience
        self._turns: OrderedDict[Key, _Turn] = OrderedDict()
        self._telling: set[asyncio.Task[None]] = set()

    async def take(self, activity: Mapping[str, Any]) -> Reply:
        """The answer to an activity; never later than the vendor waits, and never an exception."""
        now = asyncio.get_running_loop().time()
        self._forget(now)
        key = _key(activity)
        turn = self._turns.get(key)
        if turn is None or turn.task is None:
            turn = self._turns[key] = _Turn(now)
            turn.task = asyncio.create_task(self._work(key, turn, activity), name="an activity of Teams")
        patience = self._invoke_patience if activity.get("type") == "invoke" else self._patience
        done, _ = await asyncio.wait({turn.task}, timeout=patience)
        if done:
            return turn.task.result()
        log.warning("activity takes long", door="teams", kind=_kind(activity))
        turn.late = True
        return too_late(activity, self._say(activity))

    async def quiet(self) -> None:
        """Return once everything that was taken has been dealt with."""
        while left := {*self._telling, *(turn.task for turn in self._turns.values() if turn.task and not turn.done)}:
            await asyncio.wait(left)

    async def _work(self, key: Key, turn: _Turn, activity: Mapping[str, Any]) -> Reply:
        try:
            reply = await self._hear(activity)
        except Refusal as refused:  # The database is away: not kept, so it may come again.
            log.warning("activity was not taken", door="teams", kind=_kind(activity), why=refused.phrase.id)
            reply = replace(failed(activity, self._say(activity)), told=refusal_card(FAILED))
            self._turns.pop(key, None)
        except Exception as wrong:
            # With what an activity carries left out: in it are words that people wrote.
            error = type(wrong).__name__
            log.error("activity failed", door="teams", kind=_kind(activity), error=error, at=_at(wrong))
            reply = replace(failed(activity, self._say(activity)), told=refusal_card(FAILED))
            self._turns.pop(key, None)
        else:
            if reply.status >= 500:
                self._turns.pop(key, None)
        if turn.late and reply.told is not None and self._tell is not None and awaited(activity):
            task = asyncio.create_task(self._told(activity, reply.told, self._tell), name="a late answer in Teams")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        return reply

    async def _told(self, activity: Mapping[str, Any], card: Card, tell: Tell) -> None:
        try:
            await tell(activity, card)
        except Exception as wrong:
            error = "" if isinstance(wrong, Refusal) else type(wrong).__name__
            log.error("what came of it could not be told", door="teams", kind=_kind(activity), error=error)

    def _say(self, activity: Mapping[str, Any]) -> Say:
        return self._say_in(language_of(activity))

    def _forget(self, now: float) -> None:
        for key, oldest in list(self._turns.items()):
            if len(self._turns) < MOST and now - oldest.begun < REMEMBERED:
                break
            if oldest.done:  # One that is still worked on does not keep the others in memory.
                del self._turns[key]


def _key(activity: Mapping[str, Any]) -> Key:
    """What is the same each time an activity is sent: an edited message has its id again, at another time."""
    conversation, sender = activity.get("conversation"), activity.get("from")
    parts = (
        conversation.get("id") if isinstance(conversation, Mapping) else "",
        sender.get("id") if isinstance(sender, Mapping) else "",
        *(activity.get(name) for name in ("id", "type", "name", "timestamp")),
    )
    return tuple(str(part or "") for part in parts)


def _kind(activity: Mapping[str, Any]) -> str:
    """The kind of an activity for the log, cut short: whoever sends it may write anything there."""
    return f"{activity.get('type')} {activity.get('name') or ''}".strip()[:60]


def _at(wrong: Exception) -> list[str]:
    """Where it broke, the innermost last: files and lines, no values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(wrong.__traceback__)[-8:]]
