"""What follows a moment of a customer's journey: rules are set, moments are told, and each leads to one poll."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions.ask import channels_asked
from bot.actions.company import companies_on
from bot.actions.enrol import board_named, slug_of
from bot.actions.on_shelf import engagement_or_library
from bot.bot import Bot
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import ChannelKind
from bot.domain.engagements import Engagement
from bot.domain.moments import (
    LONGEST_WAIT,
    AskState,
    JourneyMoment,
    MomentAsk,
    MomentRule,
    due_for,
    library_moment,
    moment_named,
    plausible,
    renewal_lead,
)
from bot.domain.questions import alike
from bot.errors import Refusal
from bot.ids import BoardId, EngagementId, JourneyMomentId, MomentAskId, MomentRuleId, OrganisationId
from bot.texts import Phrase
from storage import accounts, boards, channels, engagements, members, moments
from storage.database import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """One poll that a moment leads to, and whom it reaches as things stand."""

    ask: MomentAsk
    board: Board
    engagement: Engagement
    channels: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A moment as it was kept, and what it leads to."""

    moment: JourneyMoment
    account: Account
    new: bool
    """False when it had been told before: then nothing was changed."""
    follows: tuple[Follows, ...]


async def follow_moment(bot: Bot, board: Board, name: str, ask: str, after: timedelta | None) -> MomentRule:
    """Ask `ask` after each moment of that name, on this board; the same moment again gets the new ask.

    Without `ask` it is what the library proposes for that moment; Refusal where it proposes nothing.
    """
    moment = moment_named(name)
    proposed = library_moment(moment)
    if not ask and proposed is None:
        raise Refusal(Phrase("moment.ask_what", {"moment": moment}))
    wait = after if after is not None else proposed.after if proposed and not ask else timedelta(0)
    if not timedelta(0) <= wait <= LONGEST_WAIT:
        raise Refusal(Phrase("moment.bad_wait", {"n": LONGEST_WAIT.days}))
    now = bot.now()
    async with bot.database.begin(board.organisation_id) as work:
        chosen = await engagement_or_library(bot, work, board, ask or (proposed.ask if proposed else ""))
        rule = MomentRule(
            id=MomentRuleId(bot.ids.of("moment rule", board.id, moment)),
            organisation_id=board.organisation_id,
            board_id=board.id,
            moment=moment,
            engagement_id=chosen.id,
            after=wait,
            made_at=now,
            next_look_at=now.replace(microsecond=0) if renewal_lead(moment) is not None else None,
        )
        await moments.save_rule(work, rule)
    return rule


async def unfollow_moment(bot: Bot, board: Board, name: str) -> tuple[MomentRule, int]:
    """Ask nothing after that moment any more, also what waits; polls that are out go on. Returns how many waited."""
    moment = moment_named(name)
    async with bot.database.begin(board.organisation_id) as work:
        known = {each.moment: each for each in await moments.rules(work, board.id)}
        rule = known.get(moment)
        if rule is None:
            raise Refusal(Phrase("moment.not_followed", {"moment": moment, "known": ", ".join(known) or "–"}))
        await moments.drop_rule(work, rule.id)
        return rule, await moments.call_off(work, board.id, rule.engagement_id, moment)


async def tell_moment(
    bot: Bot,
    organisation_id: OrganisationId,
    name: str,
    account: str,
    *,
    key: str = "",
    at: datetime | None = None,
    board: str = "",
    apart: bool = False,
) -> Told:
    """Keep that something happened to a customer, once, and plan what follows it; told again it changes nothing.

    `key` is how whoever tells it names it; without one a moment of that name is told once a day. With `apart` whoever
    tells it may know of `board` alone: a company that is not on it is unknown, and so is what others told under the
    same key, unless it led to something on that board. Refusal `moment.unknown_account`,
    `moment.bad_name`, `moment.implausible` (too old, too far ahead), `board.unknown`, or `moment.other_key` when the
    key was used for something else.
    """
    moment, now = moment_named(name), bot.now()
    happened = at or now
    if not plausible(happened, now):
        raise Refusal(Phrase("moment.implausible", {"when": happened}))
    async with bot.database.begin(organisation_id) as work:
        meant = await board_named(work, board) if board else None
        company = await account_meant(work, account, among=meant if apart else None)
        only = meant.id if meant else None
        named = key or f"{happened.date().isoformat()}/{moment}/{company.id}/{only or ''}"
        mine = only if apart else None
        told = JourneyMoment(
            id=moment_id(bot, organisation_id, named, mine),
            organisation_id=organisation_id,
            moment=moment,
            account_id=company.id,
            key=named,
            at=happened,
            received_at=now,
        )
        before = await _known(bot, work, named, mine)
        new = before is None and await keep_moment(bot, work, told, only)
        kept = before or await moments.find(work, told.id)
        if kept is None or (kept.moment, kept.account_id) != (moment, company.id):
            raise Refusal(Phrase("moment.other_key", {"key": key[:60]}))
        follows = await follows_of(bot, work, kept, mine)
        return Told(moment=kept, account=company, new=new, follows=follows)


async def known_moment(bot: Bot, organisation_id: OrganisationId, key: str, board_id: BoardId | None) -> Told | None:
    """What was told under that key and what became of it; None when nothing was.

    Whoever may know of `board_id` alone is told of its companies and its polls only, and of nothing that others told
    and that led to none of them.
    """
    async with bot.database.read(organisation_id) as work:
        kept = await _known(bot, work, key, board_id)
        if kept is None or kept.key != key:
            return None
        if board_id is not None and kept.account_id not in await companies_on(work, [await boards.get(work, board_id)]):
            return None
        account = await accounts.get(work, kept.account_id)
        return Told(moment=kept, account=account, new=False, follows=await follows_of(bot, work, kept, board_id))


def moment_id(bot: Bot, organisation_id: OrganisationId, key: str, board_id: BoardId | None = None) -> JourneyMomentId:
    """The id of the moment that is told under that key; programs that know of one board alone have keys of their own.

    Else one could find out, by telling or asking, which keys another board's program has used.
    """
    if board_id is not None:
        return JourneyMomentId(bot.ids.of("journey moment of a board", organisation_id, board_id, key))
    return JourneyMomentId(bot.ids.of("journey moment", organisation_id, key))


async def _known(bot: Bot, work: Work, key: str, board_id: BoardId | None) -> JourneyMoment | None:
    """What was told under that key, as far as whoever knows of that board alone (or of all) may know of it."""
    own = await moments.find(work, moment_id(bot, work.organisation_id, key, board_id))
    if own is not None or board_id is None:
        return own
    of_all = await moments.find(work, moment_id(bot, work.organisation_id, key))
    if of_all is None or all(each.board_id != board_id for each in await moments.asks_of(work, of_all.id)):
        return None
    return of_all


async def keep_moment(bot: Bot, work: Work, told: JourneyMoment, only: BoardId | None = None) -> bool:
    """Keep a moment and what follows it; False, and nothing changes, when it was kept before."""
    if not await moments.add(work, told):
        return False
    asks = [
        MomentAsk(
            id=MomentAskId(bot.ids.of("moment ask", told.id, rule.id)),
            organisation_id=told.organisation_id,
            moment_id=told.id,
            board_id=rule.board_id,
            account_id=told.account_id,
            engagement_id=rule.engagement_id,
            due_at=due_for(rule, told.at, bot.now()),
        )
        for rule in await moments.rules(work)
        if rule.moment == told.moment
        and only in (None, rule.board_id)
        and await _sits_on(work, rule.board_id, told)
        and not await _told_there(bot, work, rule.board_id, told)
    ]
    await moments.add_asks(work, asks)
    return True


async def follows_of(bot: Bot, work: Work, told: JourneyMoment, board_id: BoardId | None = None) -> tuple[Follows, ...]:
    """What a moment leads to, on this board or on all, the next first."""
    account = await accounts.get(work, told.account_id)
    asks = [each for each in await moments.asks_of(work, told.id) if board_id in (None, each.board_id)]
    found = []
    for ask in sorted(asks, key=lambda each: (each.due_at, each.id)):
        board = await boards.get(work, ask.board_id)
        base = await engagements.get(work, ask.engagement_id)
        waits = ask.state is AskState.WAITING
        reached = await channels_asked(work, board, for_account(bot, base, account)) if waits else []
        seats = {each.person_id for each in await members.of_board(work, board.id) if each.account_id == account.id}
        found.append(Follows(ask=ask, board=board, engagement=base, channels=len(reached), people=len(seats)))
    return tuple(found)


def for_account(bot: Bot, engagement: Engagement, account: Account) -> Engagement:
    """The same ask for one customer alone, with the very same questions."""
    return replace(
        engagement,
        id=EngagementId(bot.ids.of("engagement", engagement.id, account.id)),
        slug=f"{engagement.slug} for {account.key}",
        account_ids=(account.id,),
    )


async def account_meant(work: Work, text: str, *, among: Board | None = None) -> Account:
    """The customer that people name so, by its short or its full name; Refusal that lists those there are.

    `among` those on one board only, where no others may be known.
    """
    known = await accounts.all(work)
    if among is not None:
        here = await companies_on(work, [among])
        known = [each for each in known if each.id in here]
    wanted = {text.strip(), slug_of(text) if any(each.isalnum() for each in text) else ""}
    for each in known:
        if each.key in wanted or alike(each.name) == alike(text):
            return each
    listed = ", ".join(each.key for each in known) or "–"
    raise Refusal(Phrase("moment.unknown_account", {"account": text.strip()[:60], "known": listed}))


async def _sits_on(work: Work, board_id: BoardId, told: JourneyMoment) -> bool:
    """True when the customer has a channel on the board."""
    return any(
        each.kind is ChannelKind.CUSTOMER and each.account_id == told.account_id
        for each in await channels.of_board(work, board_id)
    )


async def _told_there(bot: Bot, work: Work, board_id: BoardId, told: JourneyMoment) -> bool:
    """True when a program of that board alone told the very same: it is asked about once."""
    own = await moments.find(work, moment_id(bot, work.organisation_id, told.key, board_id))
    return own is not None and own.id != told.id and (own.moment, own.account_id) == (told.moment, told.account_id)
