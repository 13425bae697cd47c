"""A poll as customers see it: asked, thanked for, or called off, always in the same message."""

from collections.abc import Sequence
from typing import assert_never

from bot.cards.answering import MOST_STATEMENTS, answering
from bot.cards.counts import there
from bot.cards.figures import camp_bars, option_bars, order_bars, score_bars, statement_bars
from bot.cards.loop import last_time_line
from bot.cards.parts import Bar, Bars, Button, Buttons, Card, Menu, Note, Part, Rule, Text, Title
from bot.cards.privacy import who_reads, who_sees
from bot.cards.sharing import Seen, seen_parts, too_few
from bot.domain.aims import Aims, Goal
from bot.domain.boards import Board
from bot.domain.engagements import Engagement
from bot.domain.loops import LastTime
from bot.domain.nps import NpsTally
from bot.domain.questions import Agree, Multi, Nps, Open, Question, Rank, Rating, Single
from bot.domain.ranking import RankTally
from bot.domain.rounds import Round
from bot.domain.tallies import OptionTally, RatingTally, StatementTally, Tally, TextTally
from bot.domain.visibility import Visibility
from bot.presses import Skip
from bot.texts import Phrase


def ask_card(
    *,
    engagement: Engagement,
    board: Board,
    round_: Round,
    questions: Sequence[Question],
    aims: Aims,
    answered: int,
    introduce: bool,
    probably_ai: bool = False,
    tallies: Sequence[Tally] | None = None,
    menu: Menu | None = None,
    last_time: LastTime | None = None,
) -> Card:
    """An open poll in a customer's channel; `introduce` puts the first contact's introduction in front.

    `tallies`, one for each question, are shown as bars where the ask is live, and nowhere else; an empty list says
    that this channel must not see them, None that there is nothing to count yet.

    `answered` counts people; an anonymous poll does not show it, since who watches it grow learns who answered.
    """
    first = questions[0]
    parts: list[Part] = [*_introduction(board), Rule()] if introduce else []
    parts.append(Title(Phrase("ask.title", {"board": board.name, "effort": effort(questions)})))
    if last_time is not None:
        parts.append(Text(last_time_line(last_time)))
    if len(questions) > 1:
        parts.append(Text(engagement.title))
    if engagement.why.strip():
        parts.append(Text(Phrase("ask.why", {"why": engagement.why})))
    shows = engagement.live and round_.visibility is not Visibility.ANONYMOUS
    running = tallies if tallies and shows else ()
    for number, question in enumerate(questions, 1):
        parts.append(Text(_heading(question, number, len(questions)), strong=True))
        parts.extend(answering(question, aims))
        if running and (bars := _bars(running[number - 1])):
            parts.append(Bars(bars))
    parts.append(Note(_times(board, round_)))
    parts.append(Note(who_sees(round_.visibility, board)))
    parts.append(Note(who_reads(probably_ai)))
    if engagement.live and (running or tallies is None):
        parts.append(Note(Phrase("ask.live")))
    if round_.visibility is not Visibility.ANONYMOUS:
        parts.append(Note(Phrase("ask.answered", {"n": answered}) if answered else Phrase("ask.be_first")))
    parts.append(Buttons((Button(Phrase("ask.skip"), Skip(aims.token(Goal.SKIP))),)))
    if menu is not None:
        parts.append(menu)
    summary = Phrase("ask.summary", {"board": board.name, "question": first.text})
    return Card(summary=summary, parts=tuple(parts))


def thanks_card(
    *,
    engagement: Engagement,
    board: Board,
    round_: Round,
    questions: Sequence[Question],
    answered: int,
    seen: Sequence[Seen] = (),
) -> Card:
    """The same message once the poll is over: thanks, what came of it, and when those who answered hear back.

    `seen` is what the channel may see of each question. Of an anonymous poll no number is shown in a customer's
    channel, and of what other companies answered none anywhere.
    """
    counted = round_.visibility is not Visibility.ANONYMOUS
    if counted and answered == 0:
        thanks = Phrase("thanks.nobody")
    else:
        thanks = Phrase("thanks.counted", {"n": answered}) if counted else Phrase("thanks.uncounted")
    parts: list[Part] = [Title(thanks)]
    if len(questions) > 1:
        parts.append(Text(engagement.title))
    for number, question in enumerate(questions, 1):
        parts.append(Text(_heading(question, number, len(questions))))
        parts += seen_parts(question, seen[number - 1]) if seen else []
    # Of an anonymous poll also where nobody answered: else the line would tell that somebody did.
    if (answered or not counted) and seen and too_few(questions, seen):
        parts.append(Note(Phrase("results.too_few")))
    if answered or not counted:
        parts.append(Note(Phrase("thanks.hear_back", {"when": there(round_.hear_back_by, board.zone)})))
    return Card(summary=thanks, parts=tuple(parts))


def cancelled_card(*, engagement: Engagement, board: Board, round_: Round) -> Card:
    """The same message when the poll was called off."""
    return Card(
        summary=Phrase("cancelled.summary", {"board": board.name}),
        parts=(
            Title(Phrase("cancelled.title")),
            *_recalled(engagement, [each for each in engagement.questions if each.id in round_.question_ids]),
            Note(Phrase("cancelled.nothing_to_do")),
        ),
    )


def effort(questions: Sequence[Question]) -> Phrase:
    """What answering costs, said first."""
    if len(questions) > 1:
        return Phrase("effort.questions", {"n": len(questions)})
    match questions[0]:
        case Single() | Rating() | Nps():
            return Phrase("effort.taps", {"n": 1})
        case Multi():
            return Phrase("effort.ticks")
        case Rank(options=options):
            return Phrase("effort.order", {"n": len(options)})
        case Agree(options=statements):
            return Phrase("effort.taps", {"n": min(len(statements), MOST_STATEMENTS)})
        case Open():
            return Phrase("effort.line")
        case _:
            assert_never(questions[0])


def _introduction(board: Board) -> list[Part]:
    return [
        Title(Phrase("intro.title", {"board": board.name})),
        Text(Phrase("intro.who", {"board": board.name})),
        Text(Phrase("intro.how_often")),
        Text(Phrase("intro.who_sees")),
        Text(Phrase("intro.how_to_stop")),
    ]


def _heading(question: Question, number: int, of: int) -> str | Phrase:
    return Phrase("ask.numbered", {"number": number, "question": question.text}) if of > 1 else question.text


def _bars(counted: Tally) -> tuple[Bar, ...]:
    """The running count; nothing before the first answer, and nothing of what people wrote."""
    if counted.people == 0:
        return ()
    match counted:
        case OptionTally():
            return option_bars(counted, anonymous=False)
        case RatingTally():
            return score_bars(counted)
        case NpsTally():
            return camp_bars(counted, anonymous=False)
        case RankTally():
            return order_bars(counted, anonymous=False)
        case StatementTally():
            return statement_bars(counted)
        case TextTally():
            return ()
        case _:
            assert_never(counted)


def _times(board: Board, round_: Round) -> Phrase:
    closes, back = there(round_.closes_at, board.zone), there(round_.hear_back_by, board.zone)
    return Phrase("ask.times", {"closes": closes, "hear_back": back})


def _recalled(engagement: Engagement, questions: Sequence[Question]) -> list[Part]:
    if len(questions) == 1:
        return [Text(questions[0].text)]
    asked: list[Part] = [Text(engagement.title)]
    return asked + [Text(_heading(each, number, len(questions))) for number, each in enumerate(questions, 1)]
