"""What a product manager types is understood the way people type it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import AskOpen, Close, DecideOn, Help, Poll, Results, Roadmap, Schedule, Status, WhyOf, parse
from bot.domain.decisions import Verdict
from bot.errors import Refusal

OFFLINE = Poll(question="What next?", options=("Offline mode", "SSO"))


@pytest.mark.parametrize(
    "typed",
    [
        'poll "What next?" "Offline mode" "SSO"',
        "poll “What next?” “Offline mode” “SSO”",
        "poll «What next?» «Offline mode» SSO",
        "poll 「What next?」 「Offline mode」 「SSO」",
        "poll What next? | Offline mode | SSO",
        '  POLL "What next?"  "Offline mode"   SSO ',
    ],
)
def test_a_poll_is_understood_however_it_is_quoted(typed: str) -> None:
    assert parse(typed) == OFFLINE


def test_flags_may_stand_anywhere_and_long_dashes_are_dashes() -> None:
    assert parse('poll --multi "Q?" A B —anon --close 2d') == Poll(
        question="Q?", options=("A", "B"), multi=True, anonymous=True, window=timedelta(days=2)
    )
    assert parse("poll Q? | A | B —anon") == Poll(question="Q?", options=("A", "B"), anonymous=True)
    assert parse('poll "A | B?" "A" "B"') == Poll(question="A | B?", options=("A", "B"))
    assert parse('ask "Frankly?" --anon') == AskOpen(question="Frankly?", anonymous=True)
    assert parse("poll Q? | A | B --close 3h") == Poll(question="Q?", options=("A", "B"), window=timedelta(hours=3))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('ask "What should we fix?"', AskOpen(question="What should we fix?")),
        ("ask What should we fix?", AskOpen(question="What should we fix?")),
        ("results", Results()),
        ("results P12", Results(number=12)),
        ("results 12", Results(number=12)),
        ("roadmap", Roadmap()),
        ("why s7", WhyOf(number=7)),
        ('decide S7 plan "customers wait"', DecideOn(number=7, verdict=Verdict.PLAN, reason="customers wait")),
        ("decide decline", DecideOn(number=None, verdict=Verdict.DECLINE)),
        ("close", Close()),
        ("status", Status()),
        ("schedule", Schedule()),
        (
            'schedule set "weekly on Tue at 10:00" --engagement pulse,next',
            Schedule(rule="weekly on Tue at 10:00", engagements=("pulse", "next")),
        ),
        ("", Help()),
        ("help", Help()),
    ],
)
def test_every_verb_is_understood(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("poll", "command.poll_example"),
        ('poll "Only a question"', "command.poll_example"),
        ("ask", "command.ask_example"),
        ("decide S7 maybe", "command.decide_example"),
        ("results S7x", "command.number_example"),
        ('poll "Q" A B --close soon', "command.close_example"),
        ('poll "Q" A B --close 400d', "command.close_example"),
        ("schedule set weekly", "command.schedule_example"),
        ("dance", "command.unknown"),
        ("poll Which is best? A B", "command.poll_example"),
        ('poll "Q?" "A" "B" --anonymous', "command.unknown_flag"),
        ('poll "Q?" "A" "B" --segment enterprise', "command.unknown_flag"),
        ("poll Q? | A | B --live", "command.unknown_flag"),
        ('ask "Why?" --multi', "command.unknown_flag"),
    ],
)
def test_what_is_not_understood_comes_back_with_an_example(typed: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert refused.value.phrase.id == why


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse(text)
    except Refusal as refused:
        assert refused.phrase.id.startswith("command.")  # noqa: PT017 - most texts are refused, and that is fine
