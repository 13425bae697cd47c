"""What is typed in short is understood where it can mean one thing; a typing mistake brings the likeliest line."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import AskOpen, Cancel, Close, DecideOn, Poll, Results, ResumeMe, Status, Summary, WhyOf, parse, read
from bot.commands.kinds import Command
from bot.commands.words import length
from bot.domain.decisions import Verdict
from bot.domain.likeness import closest, fits, meant
from bot.errors import Refusal
from prompts.catalogue import say_in


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("res", Results()),
        ("RESULTS p12", Results(number=12)),
        ("resul #12", Results(number=12)),
        ("results P 12", Results(number=12)),
        ("resum", ResumeMe()),
        ("stat", Status()),
        ("st", Status()),
        ("why #S7", WhyOf(number=7)),
        ("wh 7", WhyOf(number=7)),
        ("clo", Close()),
        ("canc 3", Cancel(number=3)),
        ("dec s7 pla because", DecideOn(number=7, verdict=Verdict.PLAN, reason="because")),
        ("decide #7 SHIP", DecideOn(number=7, verdict=Verdict.SHIP)),
        ("decide expl", DecideOn(number=None, verdict=Verdict.EXPLORE)),
        ("summ last 2 months", Summary(last=timedelta(days=60))),
        ("summary last week", Summary(last=timedelta(days=7))),
        ("summary #P12", Summary(number=12)),
        (
            'poll "Q?" "A" "B" --mul --clo "2 days"',
            Poll(question="Q?", options=("A", "B"), multi=True, window=timedelta(days=2)),
        ),
        ('ask "Q?" --an', AskOpen(question="Q?", anonymous=True)),
    ],
)  # fmt: skip
def test_what_can_mean_one_thing_is_understood(typed: str, command: Command) -> None:
    assert parse(typed) == command


@pytest.mark.parametrize("flag", ["--board", "--boa", "--b", "--BOARD"])
def test_a_board_is_heard_however_short_its_flag(flag: str) -> None:
    line = read(f'poll "Which --b is it?" "A" "B" {flag} north')
    assert line.board == "north"
    assert isinstance(line.command, Poll)
    assert line.command.question == "Which --b is it?"


@pytest.mark.parametrize(
    ("typed", "why", "example"),
    [
        ("re", "command.unknown_several", "/cab results"),
        ("ca", "command.unknown_several", "/cab cancel"),
        ("resluts P3", "command.unknown_near", "/cab results P3"),
        ('aks "What slows you down?"', "command.unknown_near", '/cab ask "What slows you down?"'),
        ('pll "Q?" "A" "B"', "command.unknown_near", '/cab poll "Q?" "A" "B"'),
        ('pol "Q?" "A" "B"', "command.unknown_several", "/cab policy"),
        ("shedule", "command.unknown_near", "/cab schedule"),
        ("stauts", "command.unknown_near", "/cab status"),
        ("cl", "command.unknown_several", "/cab close"),
        ("decide S7 plann it", "command.decide_near", "/cab decide S7 plan"),
        ("extend P3 2 dasy", "command.extend_near", "/cab extend P3 2d"),
        ("extend P3", "command.extend_example", "/cab extend P3 2d"),
        ("decide S7 delcine", "command.decide_near", "/cab decide S7 decline"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_likeliest_line_works_as_pasted(typed: str, why: str, example: str, language: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert refused.value.phrase.id == why
    said = re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", say_in(language)(refused.value.phrase))
    assert said.endswith(example)
    assert parse(example) is not None


@pytest.mark.parametrize(
    "typed",
    ["dance", "a", "i would like to know", "as we said, please send it", "an idea", "in a bit", "rep it is odd", "x"],
)  # fmt: skip
def test_talk_is_no_command(typed: str) -> None:
    with pytest.raises(Refusal):
        parse(typed)


@pytest.mark.parametrize("typed", ["ca", "cl", "de", "re", "can you close it?", "decide", "close it please", "rem it"])
def test_what_acts_at_once_is_not_guessed(typed: str) -> None:
    with pytest.raises(Refusal):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("--anonymous", "--anon"),
        ("--mutli", "--multi"),
        ("--segmnet x", "--segment"),
    ],
)
def test_a_flag_that_is_nearly_one_is_refused_with_the_right_one(typed: str, near: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(f'poll "Q?" "A" "B" {typed}')
    assert near in say_in("en")(refused.value.phrase)


@pytest.mark.parametrize(("typed", "near"), [("2", "2d"), ("3 dasy", "3d"), ("2weks", "2w"), ("1 mnoth", "1mo")])
def test_a_length_that_is_nearly_one_is_refused_with_the_right_one(typed: str, near: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(f'poll "Q?" "A" "B" --close "{typed}"')
    assert f"--close {near}" in re.sub("[\u2068\u2069]", "", say_in("en")(refused.value.phrase))
    assert length(near) is not None


@pytest.mark.parametrize(
    ("typed", "days"),
    [("2d", 2), ("2 days", 2), ("2 Tage", 2), ("1 week", 7), ("Woche", 7), ("3 mon", 90), ("2mo", 60), ("0.5d", None)],
)  # fmt: skip
def test_lengths_may_be_spelt_in_full(typed: str, days: int | None) -> None:
    wanted = None if days is None else timedelta(days=days)
    assert length(typed) == wanted


def test_seconds_and_single_letters_are_not_taken_for_something_else() -> None:
    assert length("30s") is None
    assert length("d") is None


def test_a_name_is_found_by_the_beginning_of_its_words() -> None:
    assert fits("Globex Corporation", "glob corp")
    assert fits("Zürich & Söhne", "zurich")
    assert fits("Anything", "")
    assert not fits("Globex Corporation", "lobex")


def test_the_equal_name_goes_before_longer_ones() -> None:
    assert meant("north", ["northwind", "north", "northern"]) == ["north"]
    assert meant("north", ["northwind", "northern"]) == ["northwind", "northern"]
    assert meant("", ["north"]) == []


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=8))
def test_no_text_breaks_the_search(typed: str, known: list[str]) -> None:
    assert set(meant(typed, known)) <= set(known)
    assert set(closest(typed, known)) <= set(known)
    assert all(isinstance(fits(each, typed), bool) for each in known)
