"""What the numbers beside the buttons of a drawn message stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards.codec import Json
from bot.errors import Refusal
from bot.ids import Token
from bot.presses import Comment, Decide, Do, Pick, Press, Tell, Write, parse, wire
from bot.texts import Phrase
from handlers.console.rooms import Painted

_TYPED = re.compile(r"\s*(?P<numbers>\d{1,3}(?:\s*,\s*\d{1,3})*)(?:\s+(?P<text>\S.*))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One numbered thing to press; the first of a message is 1."""

    label: str
    press: Press
    ticks: Press | None = None
    """Set when this is one tick of several: the press that sends them together."""
    ordered: bool = False
    """True when it matters which of them is typed first, so that none may be typed twice."""
    channel: bool = False
    """True when the id of a channel is to be typed behind the number."""


def keys(painted: Painted) -> tuple[Key, ...]:
    """Everything that can be pressed in a message, in the order of its numbers."""
    return tuple(_keys(painted))


def pressed(painted: Painted, typed: str) -> Press:
    """The press that `typed` means: `2`, `1,3` for several ticks, or `4 and some words` where words are wanted.

    Refusal when there is no such number, or the words are missing or not wanted.
    """
    found = _TYPED.fullmatch(typed)
    known = keys(painted)
    if not found:
        raise Refusal(Phrase("console.no_number", {"typed": typed}))
    text = found["text"] or ""
    if not known:
        raise Refusal(Phrase("console.nothing_to_press"))
    chosen = []
    for number in (int(each) for each in found["numbers"].split(",")):
        if not 1 <= number <= len(known):
            raise Refusal(Phrase("console.no_such_number", {"number": number, "last": len(known)}))
        chosen.append(known[number - 1])
    first = chosen[0]
    if first.ticks is not None:
        return _ticked(first.ticks, chosen, text)
    if len(chosen) > 1:
        raise Refusal(Phrase("console.one_number"))
    if first.channel:
        return _with_channel(first.press, text)
    return _with_words(first.press, text)


def _ticked(send: Press, chosen: list[Key], text: str) -> Press:
    if text or any(key.ticks != send for key in chosen):
        raise Refusal(Phrase("console.only_ticks"))
    tokens = tuple(key.press.token for key in chosen)
    return Pick(send.token, tokens if chosen[0].ordered else tuple(dict.fromkeys(tokens)))


def _with_channel(press: Press, text: str) -> Press:
    if not text:
        raise Refusal(Phrase("console.channel_wanted"))
    return parse(wire(press), typed=text.removeprefix("#"))


def _with_words(press: Press, text: str) -> Press:
    match press:
        case Write(token=token):
            if not text:
                raise Refusal(Phrase("console.words_wanted"))
            return Write(token, text)
        case Comment(token=token):
            return Comment(token, text)
        case Decide(token=token):
            return Decide(token, text)
        case Tell(token=token, text=proposed):
            return Tell(token, text or proposed)
        case Do(token=token, text=proposed):
            return Do(token, text or proposed)
        case _ if text:
            raise Refusal(Phrase("console.only_number"))
        case _:
            return press


def _keys(painted: Painted) -> Iterator[Key]:
    for part in painted:
        match part:
            case ["buttons" | "menu", [*buttons]] | ["select", _, [*buttons]]:
                yield from (_key(button) for button in buttons)
            case ["ticks" | "ranking" as kind, [*options], send]:
                together = _key(send).press
                for option in options:
                    key = _key(option)
                    yield Key(label=key.label, press=key.press, ticks=together, ordered=kind == "ranking")
            case ["field", button]:
                yield _key(button)
            case ["channel", button]:
                key = _key(button)
                yield Key(label=key.label, press=key.press, channel=True)
            case _:
                pass


def _key(button: Json) -> Key:
    match button:
        case [str(label), str(spelt), str(), [*picked], str(text), *_]:
            return Key(label=label, press=parse(spelt, typed=text, picked=tuple(Token(str(each)) for each in picked)))
        case _:
            raise ValueError(f"not a button: {button!r:.80}")
