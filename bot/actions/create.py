"""Turns a typed poll into an engagement that can be asked."""

from datetime import datetime

from bot.bot import Bot
from bot.commands import AskOpen, Poll
from bot.domain.boards import Board
from bot.domain.engagements import DEFAULT_REMINDER, DEFAULT_WINDOW, Engagement
from bot.domain.questions import LONGEST_OPTION, LONGEST_QUESTION, Multi, Nps, Open, Option, Question, Rank, Single
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.ids import EngagementId, OptionId, QuestionId


def poll_question(bot: Bot, board: Board, typed: Poll, said_at: datetime) -> Engagement:
    """The engagement of `poll "Question" "A" "B"`; Refusal when a limit of questions is broken.

    The same line of the same instant, read again after a crash, makes the same engagement.
    """
    text = clean(typed.question, LONGEST_QUESTION + 1).text
    question_id = QuestionId(bot.ids.of("question", board.id, "typed", said_at.isoformat(), text))
    options = tuple(
        Option(id=OptionId(bot.ids.of("option", question_id, str(place))), text=clean(option, LONGEST_OPTION + 1).text)
        for place, option in enumerate(typed.options)
    )
    kind = Rank if typed.rank else Multi if typed.multi else Single
    question = Nps(id=question_id, text=text) if typed.nps else kind(id=question_id, text=text, options=options)
    return _typed(bot, board, question, typed, Visibility.ANONYMOUS if typed.anonymous else Visibility.NAMED)


def open_question(bot: Bot, board: Board, typed: AskOpen, said_at: datetime) -> Engagement:
    """The engagement of `ask "open question"`."""
    text = clean(typed.question, LONGEST_QUESTION + 1).text
    question = Open(id=QuestionId(bot.ids.of("question", board.id, "typed", said_at.isoformat(), text)), text=text)
    return _typed(bot, board, question, typed, Visibility.ANONYMOUS if typed.anonymous else Visibility.NAMED)


def _typed(bot: Bot, board: Board, question: Question, typed: Poll | AskOpen, visibility: Visibility) -> Engagement:
    window = typed.window or DEFAULT_WINDOW
    return Engagement(
        id=EngagementId(bot.ids.of("engagement", board.id, question.id)),
        organisation_id=board.organisation_id,
        board_id=board.id,
        slug=f"typed {question.id[:8]}",
        title=question.text,
        why="",
        questions=(question,),
        visibility=visibility,
        window=window,
        remind_after=DEFAULT_REMINDER if window > DEFAULT_REMINDER else None,
        created_at=bot.now(),
        live=isinstance(typed, Poll) and typed.live,
    )
