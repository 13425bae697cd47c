"""Shows and changes the manners of a board: how often it asks, when it is quiet, how long it keeps, what AI reads."""

from dataclasses import replace

from bot.actions.outreach import budget_of, hours_of
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.roster import policy_card
from bot.commands import SetAi, SetPolicy
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.errors import Refusal
from bot.texts import Phrase
from storage import accounts, boards, consent, wordings
from storage.database import Work

SHORTEST_KEEP, LONGEST_KEEP = 90, 3650
"""Days; themes look back over the last 90."""


async def set_policy(bot: Bot, board: Board, wanted: SetPolicy) -> Card:
    """Let the board keep to it from the next poll on; Refusal for numbers or hours that make no sense."""
    async with bot.database.begin(board.organisation_id) as work:
        now = await boards.get(work, board.id)
        kept = replace(
            now,
            asks_per_week=_or(wanted.asks_per_week, now.asks_per_week),
            asks_per_month=_or(wanted.asks_per_month, now.asks_per_month),
            rounds_per_week=_or(wanted.rounds_per_week, now.rounds_per_week),
            quiet_from=_or(wanted.quiet_from, now.quiet_from),
            quiet_until=_or(wanted.quiet_until, now.quiet_until),
            keep_days=_kept(wanted.keep_days, now.keep_days),
        )
        budget_of(kept)
        hours_of(kept)
        await boards.save(work, kept)
    return await policy_of(bot, kept)


async def policy_of(bot: Bot, board: Board) -> Card:
    """Everything that holds for a board."""
    async with bot.database.read(board.organisation_id) as work:
        allowed = await consent.given(work)
        names = {each.id: each.name for each in await accounts.all(work)}
    return policy_card(board=board, delay=bot.policy.send_delay, grace=bot.policy.grace, consent=allowed, names=names)


async def set_ai(bot: Bot, board: Board, wanted: SetAi) -> Card:
    """Let an AI service read what is answered from now on, or nothing any more; the vendor and a company each decide.

    It holds for polls that open later: those that are open have told their readers otherwise. Taken back it holds at
    once, and what was written by a model is forgotten. Refusal for a company that is not known.
    """
    since = bot.now() if wanted.on else None
    async with bot.database.begin(board.organisation_id) as work:
        before = await consent.given(work)
        if wanted.account:
            account = await _account(work, wanted.account)
            if not wanted.on or account.id not in before.account_since:
                await consent.allow_account(work, account.id, since)
        elif not wanted.on or before.vendor_since is None:
            await consent.allow_vendor(work, since)
        if not wanted.on:
            await wordings.forget_all(work)
    return await policy_of(bot, board)


async def _account(work: Work, name: str) -> Account:
    """The company that people call so."""
    known = await accounts.all(work)
    found = [each for each in known if name.strip().casefold() in (each.name.casefold(), each.key)]
    if not found:
        raise Refusal(Phrase("policy.ai_unknown", {"account": name[:80]}))
    return found[0]


def _kept(wanted: int | None, known: int | None) -> int | None:
    if wanted is None:
        return known
    if wanted and not SHORTEST_KEEP <= wanted <= LONGEST_KEEP:
        raise Refusal(Phrase("policy.keep_range", {"least": SHORTEST_KEEP, "most": LONGEST_KEEP}))
    return wanted or None


def _or(wanted: int | None, known: int) -> int:
    return known if wanted is None else wanted


async def read_by_ai(bot: Bot) -> tuple[int, int]:
    """How many companies let an AI service read what they answer now, and how many companies there are."""
    allowed = companies = 0
    for organisation in await bot.database.organisations():
        async with bot.database.read(organisation.id) as work:
            given = await consent.given(work)
            known = await accounts.all(work)
        companies += len(known)
        allowed += sum(given.since(each.id) is not None for each in known)
    return allowed, companies
