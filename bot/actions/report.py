"""Reports a closed round to the product channel, at once."""

from dataclasses import replace

from bot.actions.ask import tell_product
from bot.actions.same_person import ask_about_namesakes
from bot.actions.suggest import choices_that_lead, suggest
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.deliveries import Kind
from bot.domain.digests import first_digest_after
from bot.domain.rounds import Deed
from bot.domain.visibility import Turnout
from bot.ids import OrganisationId, RoundId
from storage import boards, rounds

NOBODY = Turnout(people=0, accounts=0, people_asked=0, accounts_asked=0)


async def report(bot: Bot, organisation_id: OrganisationId, round_id: RoundId) -> None:
    """Make the results message of a closed round, and see to it that the board's weekly digest is planned.

    Whether two members are one person, who may have been counted twice in it, is asked at the same time.
    """
    now = bot.now()
    async with bot.database.read(organisation_id) as work:
        closed = await rounds.get(work, round_id)
        if not rules.due(closed, Deed.REPORT, now):
            return
        choices = await choices_that_lead(bot, work, await boards.get(work, closed.board_id), round_id)
    async with bot.database.begin(organisation_id) as work:
        round_ = await rounds.get(work, round_id, lock=True)
        if not rules.due(round_, Deed.REPORT, now):
            return
        board = await boards.get(work, round_.board_id)
        await tell_product(bot, work, board, Kind.RESULTS, round_id)
        if board.next_digest_at is None:
            await boards.save(work, replace(board, next_digest_at=first_digest_after(now, board.zone)))
        await rounds.save(work, rules.reported(round_))
        await ask_about_namesakes(bot, work, board)
        # What leads a choice is a suggestion at once; what was written waits for the digest, which groups it.
        await suggest(bot, work, board, (), NOBODY, choices)
