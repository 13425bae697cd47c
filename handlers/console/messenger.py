"""The terminal's mouth: words a card in the reader's language and puts it into a room."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from bot.cards.codec import Json, carried
from bot.cards.parts import (
    Bars,
    Button,
    Buttons,
    Card,
    Chart,
    Facts,
    Field,
    Link,
    Menu,
    Note,
    Part,
    PickChannel,
    Quote,
    Ranking,
    Rule,
    Select,
    Series,
    Text,
    Ticks,
    Title,
    Words,
)
from bot.clock import Clock
from bot.domain.channels import Place
from bot.domain.pacing import NO_LIMITS
from bot.domain.people import Identity
from bot.ids import Token
from bot.ports import Permanent, Unreadable
from bot.presses import wire
from bot.texts import Phrase, Say, at_terminal
from handlers.console.rooms import NoSuchMessage, Painted, Rooms


class When(StrEnum):
    """Around which point of a send something may go wrong."""

    BEFORE = "before"
    AFTER = "after"
    """The message stands in the room, and the sender does not know."""


Mishap = Callable[[When, Token], None]
"""May raise NotPosted, Unknown or Permanent, or end the process: how a rehearsal breaks the line."""


class ConsoleMessenger:
    """Implements `bot.ports.Messenger` over rooms in a file."""

    limits = NO_LIMITS
    threads = False

    def __init__(
        self, rooms: Rooms, say_in: Callable[[str], Say], clock: Clock, *, mishap: Mishap | None = None
    ) -> None:
        self._rooms = rooms
        self._say_in = say_in
        self._clock = clock
        self._mishap = mishap

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Put a message in a room; returns its name there."""
        return self._send(place, "", card, token, language)

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Replace a message; Permanent when it is gone."""
        self._happen(When.BEFORE, token)
        try:
            self._rooms.edit(ref, at=self._clock.now(), painted=paint(card, self._say_in(language)))
        except NoSuchMessage as gone:
            raise Permanent("message_not_found") from gone
        self._happen(When.AFTER, token)

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """Put a message in a room for one reader only."""
        return self._send(place, str(identity), card, token, language)

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> dict[Token, str] | Unreadable:
        """Which of `tokens` stand in the room since then, each with the first message that carries it."""
        found: dict[Token, str] = {}
        for message in self._rooms.room(str(place)):
            if message.token in tokens and message.at >= since:
                found.setdefault(message.token, message.id)
        return found

    def _send(self, place: Place, to: str, card: Card, token: Token, language: str) -> str:
        self._happen(When.BEFORE, token)
        painted = paint(card, self._say_in(language))
        name = self._rooms.post(place=str(place), to=to, token=token, at=self._clock.now(), painted=painted)
        self._happen(When.AFTER, token)
        return name

    def _happen(self, when: When, token: Token) -> None:
        if self._mishap is not None:
            self._mishap(when, token)


def paint(card: Card, say: Say) -> Painted:
    """The card in one language, as rooms keep it and the painter draws it; a terminal's thread is beneath a line."""
    parts = (*card.parts, Rule(), *card.more) if card.more else card.parts
    return [["summary", _worded(card.summary, say)], *(_painted(part, say) for part in parts)]


def _painted(part: Part, say: Say) -> list[Json]:
    match part:
        case Title(words=words):
            return ["title", _worded(words, say)]
        case Text(words=words, strong=strong):
            return ["text", _worded(words, say), strong]
        case Note(words=words):
            return ["note", _worded(words, say)]
        case Quote(text=text, by=by):
            return ["quote", text, _worded(by, say)]
        case Bars(rows=bars, most=most):
            longest = most if most is not None else max((bar.value for bar in bars), default=0.0)
            return ["bars", [[_worded(bar.label, say), bar.value, _worded(bar.figure, say)] for bar in bars], longest]
        case Facts(rows=facts):
            return ["facts", [[_worded(name, say), _worded(value, say)] for name, value in facts]]
        case Rule():
            return ["rule"]
        case Link(label=label, address=address):
            return ["text", f"{_worded(label, say)}: {address}", False]
        case Buttons(buttons=buttons):
            return ["buttons", [_button(button, say) for button in buttons]]
        case Ticks(options=options, press=press):
            send = Button(Phrase("console.ticks"), press)
            return ["ticks", [_button(option, say) for option in options], _button(send, say)]
        case Ranking(options=options, press=press):
            send = Button(Phrase("console.ranking"), press)
            return ["ranking", [_button(option, say) for option in options], _button(send, say)]
        case Field(label=label, press=press, proposed=proposed):
            *button, typed = _button(Button(label, press), say)
            return ["field", [*button, _worded(proposed, say) or typed]]
        case Menu(entries=entries):
            return ["menu", [_button(entry, say) for entry in entries]]
        case Chart(alt=alt, title=title, ticks=ticks, series=series):
            return ["chart", _worded(alt, say), _worded(title, say), [*ticks], [_series(line, say) for line in series]]
        case Select(label=label, options=options):
            return ["select", _worded(label, say), [_button(option, say) for option in options]]
        case PickChannel(label=label, press=press):
            return ["channel", _button(Button(label, press), say)]
        case _:
            assert_never(part)


def _button(button: Button, say: Say) -> list[Json]:
    picked, text = carried(button.press)
    tokens: list[Json] = [str(token) for token in picked]
    asked: list[Json] = [] if button.confirm is None else [_worded(button.confirm, say)]
    return [_worded(button.label, say), wire(button.press), button.tone.value, tokens, text, *asked]


def _series(series: Series, say: Say) -> Json:
    return [_worded(series.label, say), [*series.values]]


def _worded(words: Words, say: Say) -> str:
    return words if isinstance(words, str) else at_terminal(say(words))
