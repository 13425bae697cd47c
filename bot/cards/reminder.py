"""One friendly line before a poll closes, sent once."""

from bot.cards.counts import there
from bot.cards.parts import Card, Note, Text
from bot.cards.question import effort
from bot.domain.boards import Board
from bot.domain.engagements import Engagement
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.texts import Argument, Phrase


def remind_card(*, engagement: Engagement, board: Board, round_: Round, person_name: str | None) -> Card:
    """A reminder to one person, or to nobody by name.

    An anonymous poll reminds everybody in the same words, since nobody knows who has answered.
    """
    asked = [question for question in engagement.questions if question.id in round_.question_ids]
    args: dict[str, Argument] = {
        "question": asked[0].text if len(asked) == 1 else engagement.title,
        "closes": there(round_.closes_at, board.zone),
        "effort": effort(asked or engagement.questions),
    }
    line = Phrase("remind.you", {"name": person_name, **args}) if person_name else Phrase("remind.all", args)
    thanks = "remind.already_anonymous" if round_.visibility is Visibility.ANONYMOUS else "remind.only_once"
    return Card(summary=line, parts=(Text(line), Note(Phrase(thanks))))
