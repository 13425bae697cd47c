"""Cards survive being kept: what comes back is equal to what went in, whatever it holds."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards.codec import NotACard, from_json, to_json
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
)
from bot.ids import Token
from bot.presses import Decide, Pick, Press, Send, Skip, Tell, Vote, Why, Withdraw, Write
from bot.texts import Argument, Phrase, Phrases
from tests.size import FULL

tokens = st.from_regex(r"[a-z0-9]{1,26}", fullmatch=True).map(Token)
many_tokens = st.lists(tokens, max_size=3).map(tuple)
moments = st.datetimes(
    min_value=datetime(1975, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("UTC")]),
    allow_imaginary=False,
)
arguments: st.SearchStrategy[Argument] = st.recursive(
    st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.dates(), moments),
    lambda inner: st.one_of(
        st.builds(Phrase, st.text(min_size=1), st.dictionaries(st.text(), inner, max_size=3)),
        st.lists(st.text() | st.builds(Phrase, st.text(min_size=1)), max_size=3).map(
            lambda items: Phrases(tuple(items))
        ),
    ),
    max_leaves=5,
)
phrases = st.builds(Phrase, st.text(min_size=1), st.dictionaries(st.text(), arguments, max_size=3))
words = st.text() | phrases
presses: st.SearchStrategy[Press] = st.one_of(
    st.builds(Vote, tokens),
    st.builds(Pick, tokens, many_tokens),
    st.builds(Write, tokens, st.text()),
    st.builds(Send, tokens, many_tokens, st.text()),
    st.builds(Skip, tokens),
    st.builds(Withdraw, tokens),
    st.builds(Decide, tokens, st.text()),
    st.builds(Why, tokens),
    st.builds(Tell, tokens, st.text()),
)
buttons = st.builds(Button, words, presses, st.sampled_from(Tone), st.none() | words)
many_buttons = st.lists(buttons, max_size=3).map(tuple)
lines = st.builds(Series, words, st.lists(st.none() | st.floats(allow_nan=False), max_size=3).map(tuple))
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Title, words),
    st.builds(Text, words, st.booleans()),
    st.builds(Note, words),
    st.builds(Quote, st.text(), words, st.booleans()),
    st.lists(st.builds(Bar, words, st.floats(allow_nan=False), words), max_size=3).map(lambda rows: Bars(tuple(rows))),
    st.builds(Bars, st.just((Bar("", 1.0, ""),)), st.none() | st.floats(allow_nan=False)),
    st.lists(st.tuples(words, words), max_size=3).map(lambda rows: Facts(tuple(rows))),
    st.just(Rule()),
    st.builds(Buttons, many_buttons),
    st.builds(Ticks, many_buttons, presses),
    st.builds(Ranking, words, many_buttons, presses),
    st.builds(Field, words, presses, words),
    st.builds(Menu, many_buttons),
    st.builds(Chart, words, words, st.lists(st.text(), max_size=3).map(tuple), st.lists(lines, max_size=3).map(tuple)),
    st.builds(Select, words, many_buttons),
    st.builds(PickChannel, words, presses),
    st.builds(Link, words, st.text()),
)


@settings(max_examples=300 if FULL else 12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(summary=words, body=st.lists(parts, max_size=5), more=st.lists(parts, max_size=2))
def test_every_card_comes_back_equal(summary: str | Phrase, body: list[Part], more: list[Part]) -> None:
    card = Card(summary=summary, parts=tuple(body), more=tuple(more))
    assert from_json(to_json(card)) == card


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=parts)
def test_what_is_kept_is_kept_again_in_the_same_words(part: Part) -> None:
    kept = to_json(Card(summary="", parts=(part,)))
    assert to_json(from_json(kept)) == kept


def test_a_card_that_was_kept_before_there_were_threads_is_read_all_the_same() -> None:
    assert from_json('{"summary":"x","parts":[["rule"]]}') == Card(summary="x", parts=(Rule(),))


def test_a_time_keeps_its_zone_and_not_only_its_offset() -> None:
    at = datetime(2026, 3, 29, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    card = Card(summary=Phrase("x", {"at": at, "day": date(2026, 3, 29)}))
    back = from_json(to_json(card)).summary
    assert isinstance(back, Phrase)
    kept = back.args["at"]
    assert isinstance(kept, datetime)
    assert kept.tzname() == "CEST"


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{}",
        '{"summary":"x"}',
        '{"summary":"x","parts":[["poem","x"]]}',
        '{"summary":"x","parts":[["buttons",[["Go",["launch:abc",[],""],"plain"]]]]}',
        '{"summary":"x","parts":[["buttons",[["Go",["vote:abc",[],""],"loud"]]]]}',
        '{"summary":"x","parts":[["chart","","",[],[["Line",["high"]]]]]}',
        '{"summary":"x","parts":[["chart","","",[],["Line"]]]}',
        '{"summary":"x","parts":[],"more":"later"}',
        '{"summary":{"say":1},"parts":[]}',
        '{"summary":{"say":"x","with":{"at":{"moment":"never"}}},"parts":[]}',
    ],
)
def test_anything_else_is_not_a_card(broken: str) -> None:
    with pytest.raises(NotACard):
        from_json(broken)
