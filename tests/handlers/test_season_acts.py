"""What people of a season do fits what they are asked."""

import pytest

from bot.domain.questions import Chosen, Likely, Nps, Ranked, Rated, Single, Stances, Value, Wrote, fits, options_of
from handlers.console.season.polls import Occasion, asked
from handlers.console.season.reactions import Act, Judges, Orders, Picks, Scores, Skips, TakesBack, Writes
from tests.handlers.seasons import SEEDS, play


@pytest.mark.parametrize("seed", SEEDS)
def test_every_act_answers_its_question(seed: int) -> None:
    for (occasion, _), done in play(seed).items():
        for step in done.steps:
            check_fits(occasion, step.act)


def check_fits(occasion: Occasion, act: Act) -> None:
    questions = asked(occasion.slug).questions
    match act:
        case Skips() | TakesBack():
            return
        case Picks(question=index, options=picked):
            value: Value = Chosen(options=tuple(options_of(questions[index])[each].id for each in picked))
        case Orders(question=index, options=order):
            value = fits(questions[index], Ranked(order=tuple(options_of(questions[index])[each].id for each in order)))
            assert len(order) >= 2
        case Scores(question=index, score=score):
            value = Likely(score=score) if isinstance(questions[index], Nps) else Rated(score=score)
        case Judges(question=index, option=option, stance=stance):
            value = Stances(stances={options_of(questions[index])[option].id: stance})
        case Writes(question=index, text=text):
            value = Wrote(text=text)
    assert fits(questions[index], value) == value
    assert not isinstance(questions[index], Single) or isinstance(value, Chosen)
