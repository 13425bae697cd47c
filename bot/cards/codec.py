"""Cards as JSON and back, exactly: a digest is kept word for word before it is posted.

Phrases are kept as phrases, not as sentences, so that a kept card can still be read in any language.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Union, assert_never
from zoneinfo import ZoneInfo

from bot.cards.parts import (
    Bar,
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
    Tone,
    Words,
)
from bot.errors import Refusal
from bot.ids import Token
from bot.presses import Change, Comment, Decide, Do, Pick, Press, Send, Skip, Tell, Vote, Why, Withdraw, Write, wire
from bot.presses import parse as parse_press
from bot.texts import Argument, Phrase, Phrases

Json = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]  # noqa: UP007 - it names itself


class NotACard(ValueError):
    """The text is not a card that `to_json` wrote."""


def to_json(card: Card) -> str:
    """The card as one line of JSON; `from_json` gives back an equal card."""
    whole: dict[str, Json] = {"summary": _words_out(card.summary), "parts": [_part_out(part) for part in card.parts]}
    if card.more:
        whole["more"] = [_part_out(part) for part in card.more]
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Card:
    """The card that `to_json` wrote; NotACard for anything else."""
    try:
        whole = _dict(json.loads(text))
        return Card(
            summary=_words_in(whole["summary"]),
            parts=tuple(_part_in(_list(part)) for part in _list(whole["parts"])),
            more=tuple(_part_in(_list(part)) for part in _list(whole.get("more", []))),
        )
    except (ValueError, KeyError, IndexError, Refusal) as broken:
        raise NotACard(str(broken)) from broken


def _part_out(part: Part) -> Json:
    match part:
        case Title(words=words):
            return ["title", _words_out(words)]
        case Text(words=words, strong=strong):
            return ["text", _words_out(words), strong]
        case Note(words=words):
            return ["note", _words_out(words)]
        case Quote(text=text, by=by, as_said=as_said):
            return ["quote", text, _words_out(by), *([True] if as_said else [])]
        case Bars(rows=bars, most=most):
            return ["bars", [[_words_out(bar.label), bar.value, _words_out(bar.figure)] for bar in bars], most]
        case Facts(rows=facts):
            return ["facts", [[_words_out(name), _words_out(value)] for name, value in facts]]
        case Link(label=label, url=url):
            return ["link", _words_out(label), url]
        case Rule():
            return ["rule"]
        case Buttons(buttons=buttons):
            return ["buttons", [_button_out(button) for button in buttons]]
        case Ticks(options=options, press=press):
            return ["ticks", [_button_out(option) for option in options], _press_out(press)]
        case Ranking(label=label, options=options, press=press):
            return ["ranking", _words_out(label), [_button_out(option) for option in options], _press_out(press)]
        case Field(label=label, press=press, proposed=proposed):
            return ["field", _words_out(label), _press_out(press), _words_out(proposed)]
        case Menu(entries=entries):
            return ["menu", [_button_out(entry) for entry in entries]]
        case Chart(alt=alt, title=title, ticks=ticks, series=series):
            return ["chart", _words_out(alt), _words_out(title), [*ticks], [_series_out(line) for line in series]]
        case Select(label=label, options=options):
            return ["select", _words_out(label), [_button_out(option) for option in options]]
        case PickChannel(label=label, press=press):
            return ["channel", _words_out(label), _press_out(press)]
        case _:
            assert_never(part)


def _part_in(whole: list[Json]) -> Part:
    match whole:
        case ["title", words]:
            return Title(_words_in(words))
        case ["text", words, bool(strong)]:
            return Text(_words_in(words), strong)
        case ["note", words]:
            return Note(_words_in(words))
        case ["quote", str(text), by]:
            return Quote(text, _words_in(by))
        case ["quote", str(text), by, True]:
            return Quote(text, _words_in(by), as_said=True)
        case ["bars", [*bars], (float() | None) as most]:
            return Bars(tuple(_bar_in(_list(bar)) for bar in bars), most)
        case ["facts", [*facts]]:
            return Facts(tuple((_words_in(_list(fact)[0]), _words_in(_list(fact)[1])) for fact in facts))
        case ["link", label, str(url)]:
            return Link(_words_in(label), url)
        case ["rule"]:
            return Rule()
        case ["buttons", [*buttons]]:
            return Buttons(tuple(_button_in(_list(button)) for button in buttons))
        case ["ticks", [*options], press]:
            return Ticks(tuple(_button_in(_list(option)) for option in options), _press_in(_list(press)))
        case ["ranking", label, [*options], press]:
            ranked = tuple(_button_in(_list(option)) for option in options)
            return Ranking(_words_in(label), ranked, _press_in(_list(press)))
        case ["field", label, press, proposed]:
            return Field(_words_in(label), _press_in(_list(press)), _words_in(proposed))
        case ["menu", [*entries]]:
            return Menu(tuple(_button_in(_list(entry)) for entry in entries))
        case ["chart", alt, title, [*ticks], [*series]]:
            lines = tuple(_series_in(_list(line)) for line in series)
            return Chart(_words_in(alt), _words_in(title), tuple(str(tick) for tick in ticks), lines)
        case ["select", label, [*options]]:
            return Select(_words_in(label), tuple(_button_in(_list(option)) for option in options))
        case ["channel", label, press]:
            return PickChannel(_words_in(label), _press_in(_list(press)))
        case _:
            raise NotACard(f"no such part: {whole!r:.80}")


def _bar_in(whole: list[Json]) -> Bar:
    match whole:
        case [label, float(value), figure]:
            return Bar(_words_in(label), value, _words_in(figure))
        case _:
            raise NotACard("a bar needs a label, a length and a figure")


def _series_out(series: Series) -> Json:
    return [_words_out(series.label), [None if value is None else float(value) for value in series.values]]


def _series_in(whole: list[Json]) -> Series:
    match whole:
        case [label, [*values]]:
            return Series(_words_in(label), tuple(_value_in(value) for value in values))
        case _:
            raise NotACard("a line of a chart needs a label and its values")


def _value_in(whole: Json) -> float | None:
    match whole:
        case float() | None:
            return whole
        case _:
            raise NotACard("a value of a chart is a number or nothing")


def _button_out(button: Button) -> Json:
    asked: list[Json] = [] if button.confirm is None else [_words_out(button.confirm)]
    return [_words_out(button.label), _press_out(button.press), button.tone.value, *asked]


def _button_in(whole: list[Json]) -> Button:
    match whole:
        case [label, press, str(tone)]:
            return Button(_words_in(label), _press_in(_list(press)), Tone(tone))
        case [label, press, str(tone), confirm]:
            return Button(_words_in(label), _press_in(_list(press)), Tone(tone), _words_in(confirm))
        case _:
            raise NotACard("a button needs a label, a press and a tone")


def carried(press: Press) -> tuple[tuple[Token, ...], str]:
    """What a press brings along besides its token: ticks, and text that was typed or proposed."""
    match press:
        case Pick(picked=picked):
            return picked, ""
        case Send(picked=picked, text=text):
            return picked, text
        case Write(text=text) | Comment(text=text) | Tell(text=text) | Do(text=text) | Decide(reason=text):
            return (), text
        case Vote() | Skip() | Withdraw() | Change() | Why():
            return (), ""
        case _:
            assert_never(press)


def _press_out(press: Press) -> Json:
    picked, text = carried(press)
    return [wire(press), [str(token) for token in picked], text]


def _press_in(whole: list[Json]) -> Press:
    match whole:
        case [str(text), [*picked], str(typed)]:
            return parse_press(text, typed=typed, picked=tuple(Token(str(token)) for token in picked))
        case _:
            raise NotACard("a press needs its wire form")


def _words_out(words: Words) -> Json:
    return words if isinstance(words, str) else _phrase_out(words)


def _words_in(whole: Json) -> Words:
    return whole if isinstance(whole, str) else _phrase_in(_dict(whole))


def _phrase_out(phrase: Phrase) -> dict[str, Json]:
    args: dict[str, Json] = {name: _argument_out(value) for name, value in phrase.args.items()}
    return {"say": phrase.id, "with": args} if args else {"say": phrase.id}


def _phrase_in(whole: Mapping[str, Json]) -> Phrase:
    match whole:
        case {"say": str(id_)}:
            return Phrase(id_, {name: _argument_in(value) for name, value in _dict(whole.get("with", {})).items()})
        case _:
            raise NotACard("a phrase needs its id")


def _argument_out(value: Argument) -> Json:
    match value:
        case str() | int() | float():
            return value
        case Phrase():
            return _phrase_out(value)
        case Phrases(items=items):
            return {"list": [_words_out(item) for item in items]}
        case datetime():
            return _moment_out(value)
        case date():
            return {"date": value.isoformat()}
        case _:
            assert_never(value)


def _argument_in(whole: Json) -> Argument:
    match whole:
        case str() | int() | float():
            return whole
        case {"list": [*items]}:
            return Phrases(tuple(_words_in(item) for item in items))
        case {"moment": str(at), "zone": str(zone)}:
            return datetime.fromisoformat(at).astimezone(ZoneInfo(zone) if zone != "UTC" else UTC)
        case {"moment": str(at)}:
            return datetime.fromisoformat(at)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"say": str()}:
            return _phrase_in(_dict(whole))
        case _:
            raise NotACard(f"no such argument: {whole!r:.80}")


def _moment_out(at: datetime) -> dict[str, Json]:
    # A named zone is kept by name and instant: an offset alone would show the wrong abbreviation.
    if at.tzinfo is UTC:
        return {"moment": at.isoformat(), "zone": "UTC"}
    if isinstance(at.tzinfo, ZoneInfo):
        return {"moment": at.astimezone(UTC).isoformat(), "zone": at.tzinfo.key}
    return {"moment": at.isoformat()}


def _dict(whole: Json) -> dict[str, Json]:
    if not isinstance(whole, dict):
        raise NotACard("an object was expected")
    return whole


def _list(whole: Json) -> list[Json]:
    if not isinstance(whole, list):
        raise NotACard("a list was expected")
    return whole
