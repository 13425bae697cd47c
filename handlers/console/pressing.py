"""What somebody of a season presses to do what the script says of them."""

from typing import assert_never

from bot.actions.compose import Subject
from bot.bot import Bot
from bot.domain.aims import Aims, Goal, aims_of_round
from bot.domain.questions import Single, options_of
from bot.presses import Pick, Press, Skip, Vote, Withdraw, Write
from handlers.console.season.reactions import Act, Judges, Orders, Picks, Scores, Skips, TakesBack, Writes


def press_of(bot: Bot, poll: Subject, act: Act) -> Press:
    """The button that somebody presses to do `act`."""
    organisation_id, round_id, questions = poll.board.organisation_id, poll.round.id, poll.questions
    aims = Aims(aims_of_round(bot.ids, organisation_id, round_id, questions))
    match act:
        case Picks(question=index, options=(only,)) if isinstance(questions[index], Single):
            option = options_of(questions[index])[only]
            press: Press = Vote(aims.token(Goal.VOTE, question_id=questions[index].id, option_id=option.id))
        case Picks(question=index, options=picked) | Orders(question=index, options=picked):
            question = questions[index]
            chosen = [options_of(question)[each].id for each in picked]
            press = Pick(
                aims.token(Goal.PICK, question_id=question.id),
                tuple(aims.token(Goal.VOTE, question_id=question.id, option_id=each) for each in chosen),
            )
        case Scores(question=index, score=score):
            press = Vote(aims.token(Goal.VOTE, question_id=questions[index].id, score=score))
        case Judges(question=index, option=place, stance=stance):
            option = options_of(questions[index])[place]
            press = Vote(aims.token(Goal.VOTE, question_id=questions[index].id, option_id=option.id, stance=stance))
        case Writes(question=index, text=text):
            press = Write(aims.token(Goal.WRITE, question_id=questions[index].id), text)
        case Skips():
            press = Skip(aims.token(Goal.SKIP))
        case TakesBack(question=index):
            press = Withdraw(aims.token(Goal.WITHDRAW, question_id=questions[index].id))
        case _:
            assert_never(act)
    return press
