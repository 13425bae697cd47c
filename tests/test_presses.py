"""What travels in a message is a kind and a random id, and nothing that was not sent by us is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.ids import Ids, PersonId, QuestionId, RoundId, Token, voice_token
from bot.presses import KINDS, Decide, Pick, Send, Tell, Write, parse, wire

KEY = b"k" * 32


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_press_comes_back_from_the_wire(kind: str) -> None:
    press = KINDS[kind](Token("abc123"))
    assert wire(press) == f"{kind}:abc123"
    assert parse(wire(press)) == press


def test_what_was_typed_and_ticked_comes_with_the_press() -> None:
    ticks = (Token("a"), Token("b"))
    assert parse("pick:x", picked=ticks) == Pick(Token("x"), ticks)
    assert parse("write:x", typed="hello") == Write(Token("x"), "hello")
    assert parse("send:x", typed="hello", picked=ticks) == Send(Token("x"), ticks, "hello")
    assert parse("decide:x", typed="because") == Decide(Token("x"), "because")
    assert parse("tell:x", typed="we did") == Tell(Token("x"), "we did")


def test_what_is_sent_for_good_brings_its_ticks_along() -> None:
    press = Send(Token("x"), (Token("a"), Token("b")))
    assert wire(press) == "send:x+a+b"
    assert parse("send:x+a+b") == press
    for spelt in ("vote:x+a", "send:x+", "send:x+a b", "send:x+" + "+".join("abcdefghijk")):
        with pytest.raises(Refusal, match=r"press\.unknown"):
            parse(spelt)


@pytest.mark.parametrize("text", ["", "vote", "vote:", "vote:a b", "vote:é", "hack:abc", "vote:" + "a" * 65, "VOTE:a"])
def test_a_press_we_never_sent_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"press\.unknown"):
        parse(text)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        press = parse(text)
    except Refusal:
        return
    assert wire(press) == text


def test_an_id_tells_nothing_and_cannot_be_made_without_the_key() -> None:
    mine, theirs = Ids(KEY), Ids(b"x" * 32)
    assert mine.of("round", "a", "b") == mine.of("round", "a", "b")
    assert len({mine.of("round", "a", "b"), mine.of("round", "ab"), mine.of("answer", "a", "b")}) == 3
    assert mine.of("round", "a") != theirs.of("round", "a")
    assert len(mine.of("round", "a")) == 26


def test_the_answers_of_a_round_lie_side_by_side() -> None:
    ids = Ids(KEY)
    one, other = (RoundId(ids.of("round", each)) for each in "ab")
    made = sorted(
        (ids.of_answer(round_id, QuestionId(question), PersonId(person)), round_id)
        for round_id in (one, other)
        for question in "xy"
        for person in map(str, range(9))
    )
    assert len({each for each, _ in made}) == len(made)
    assert [round_id for _, round_id in made] == sorted([one, other] * 18)


def test_a_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Ids(b"short")


def test_one_person_has_one_voice_token_in_a_round_and_another_in_the_next() -> None:
    ana = PersonId("ana")
    assert voice_token(KEY, ana) == voice_token(KEY, ana)
    assert voice_token(KEY, ana) != voice_token(b"y" * 32, ana)
