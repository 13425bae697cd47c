"""Works out beforehand what opening a round comes to, so that nobody waits for it who has to write meanwhile.

A round may go to ten thousand channels. To look up who sits there, to judge whom to leave in peace and to spell the
rows takes seconds; to write them takes a part of one. So all but the writing is done in a transaction that only reads.
The writing is one transaction still: a round is out as a whole or not at all, wherever the process is killed, and
nothing that counts its messages ever counts a half of them. Whoever writes looks first whether what the plan was made
of still stands (the draft, the schedule, whom other rounds asked meanwhile), and plans anew where it does not.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.messages import message
from bot.actions.outreach import Company, outreach_of
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.aims import aims_of_round
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.channels import Channel
from bot.domain.deliveries import Kind
from bot.domain.errands import menu_errands
from bot.domain.outreach import Outreach
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from storage import aims, anonymous, deliveries, engagements, errands, rounds, targets
from storage.database import Work
from storage.upsert import Ready, add_ready

TRIES = 3
"""So often a plan is made without holding anybody up; where others ask all the time, the next is made while nobody
else can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where a round goes and whom it leaves in peace, and the rows that say so."""

    reach: Outreach
    messages: Ready
    targets: Ready


async def opening_of(
    bot: Bot,
    work: Work,
    board: Board,
    draft: Round,
    asked: Sequence[Channel],
    *,
    bound: bool,
    cadence: Cadence | None = None,
    company: Company | None = None,
) -> Opening:
    """What opening `draft` comes to for the channels `asked`; nothing is written. The rest is as for `outreach_of`."""
    reach = await outreach_of(bot, work, board, draft, asked, bound=bound, cadence=cadence, company=company)
    return await asyncio.to_thread(_spelt, bot, work, draft, reach)


def _spelt(bot: Bot, work: Work, draft: Round, reach: Outreach) -> Opening:
    """In a thread: each row has ids of its own to be made, and meanwhile people press buttons."""
    now = bot.now()
    posts = [message(bot, each.channel, Kind.ASK, draft.id, not_before=max(each.at, now)) for each in reach.posts]
    return Opening(reach=reach, messages=deliveries.ready(work, posts), targets=targets.ready(work, reach.targets))


async def open_round(bot: Bot, work: Work, board: Board, draft: Round, opening: Opening) -> None:
    """Open a round that is kept already, as long as it is a draft: its messages, its buttons, and who was reached."""
    round_ = rules.opened(draft, bot.now())
    await rounds.save(work, round_)
    questions = await engagements.questions(work, round_.question_ids)
    await aims.save_all(work, aims_of_round(bot.ids, board.organisation_id, round_.id, questions))
    await errands.save_all(work, menu_errands(bot.ids, board.organisation_id, round_.id, bot.now()))
    if round_.visibility is Visibility.ANONYMOUS:
        await anonymous.new_key(work, round_.id)
    await add_ready(work, opening.messages)
    await add_ready(work, opening.targets)
