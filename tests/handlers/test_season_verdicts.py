"""What the product manager of the demo decides is allowed, has its reasons, and is told once."""

from datetime import timedelta

import pytest

from bot.domain.decisions import Verdict
from bot.domain.suggestions import LEADS_TO, MOVES, State
from handlers.console.season.verdicts import ruling
from handlers.console.season.words import sayings, theme_of, themes

SEEDS = range(6)


def test_the_subject_of_a_suggestion_is_known_by_its_quotes_or_by_its_option() -> None:
    assert theme_of(["The export stops at ten thousand rows", "every month end"]) == "export"
    assert theme_of(["Spare parts: what is in which van"]) == "parts"
    assert theme_of(["something else entirely", ""]) == ""


@pytest.mark.parametrize("seed", SEEDS)
def test_only_decisions_that_are_allowed_are_made(seed: int) -> None:
    state = dict.fromkeys([*themes(), ""], State.PROPOSED)
    last: dict[str, Verdict] = {}
    told: list[str] = []
    for digest in range(1, 13):
        for rank, theme in enumerate(sorted(state, key=lambda each: (seed * 7 + digest + len(each)) % 5)[:5], start=1):
            about = [saying.text for saying in sayings() if saying.themes == (theme,)][:3]
            made = ruling(seed, digest, rank, about=about, before=last.get(theme), told=told)
            if made is None:
                continue
            assert LEADS_TO[made.verdict] in MOVES[state[theme]]
            assert made.reason
            assert made.after > timedelta(0)
            state[theme], last[theme] = LEADS_TO[made.verdict], made.verdict
            told += [made.customer_text] if made.customer_text else []
    assert len(told) == len(set(told)) >= 6
    assert set(last.values()) >= {Verdict.EXPLORE, Verdict.PLAN}


def test_a_ruling_does_not_depend_on_what_was_asked_before() -> None:
    quotes = ["We pay a full licence for a manager who opens one report a month."]
    first = ruling(5, 2, 1, about=quotes)
    assert first is not None
    ruling(5, 3, 2, about=quotes)
    assert ruling(5, 2, 1, about=quotes) == first
    assert ruling(5, 2, 1, about=quotes, before=Verdict.SHIP) is None
    assert ruling(5, 2, 6, about=quotes) is None
