"""The bot comes into a workspace, leaves it, and comes back: whose the workspace is, and what that changes."""

from datetime import UTC, datetime
from hashlib import sha256

import structlog
from itsdangerous import BadSignature, URLSafeSerializer

from bot.actions.organisation_meant import real_organisations
from bot.bot import Bot
from bot.domain.installations import Grant, Installation, purge_date
from bot.domain.organisations import Organisation
from bot.ids import OrganisationId, fresh_key
from storage import installations, oauth_states, pace

log = structlog.get_logger()


async def install(bot: Bot, lane: str, grant: Grant) -> Installation:
    """Keep what a platform granted in the workspace `lane`.

    A workspace we know stays with its organisation, whatever happened in between: what was open goes on, nothing is
    sent twice. One we do not know becomes an organisation of its own. Doing it again with the same grant changes
    nothing.
    """
    owner = await owner_of(bot, lane, grant.name)
    known = await installations.at(bot.database, lane)
    if known is not None and known.gone_at is None and known.grant == grant:
        return known
    one = Installation(lane=lane, organisation_id=owner, grant=grant, installed_at=bot.now())
    kept = await installations.save(bot.database, one)
    async with bot.database.begin(owner) as work:
        await pace.release(work, lane)  # What the old installation was kept from need not keep the new one waiting.
    log.info("installed", lane=lane, again=known is not None)
    return kept


async def owner_of(bot: Bot, lane: str, name: str) -> OrganisationId:
    """Whose workspace it is; a new organisation of that name where it is nobody's yet."""
    owner = await bot.database.organisation_of(lane)
    if owner is None:
        owner = OrganisationId(bot.ids.of("organisation", lane))
        await bot.database.add_organisation(Organisation(id=owner, name=name or lane, created_at=bot.now()))
        await bot.database.bind_workspace(lane, owner)
    return owner


async def adopt_workspace(bot: Bot, lane: str) -> None:
    """Give a workspace that is nobody's yet to the organisation of this installation, where there is just one.

    So a board that was set up before the first start, and the workspace whose token the operator has set, are one.
    """
    if await bot.database.organisation_of(lane) is None:
        known = await real_organisations(bot)
        if len(known) == 1:
            await bot.database.bind_workspace(lane, known[0].id)


async def installed_at(bot: Bot, lane: str) -> Installation | None:
    """The installation in a workspace, also one that is gone; None when there never was one.

    Where the workspace belongs to a group in which the bot is installed as a whole, it is that one. Refusal
    `seal.wrong_key` when it cannot be read.
    """
    found = await installations.at(bot.database, lane)
    if found is not None and found.gone_at is None:
        return found
    owner = await bot.database.organisation_of(lane)
    whole = await _whole_enterprise_of(bot, owner) if owner is not None else None
    return whole or found


async def standing(bot: Bot) -> installations.Standing:
    """Every installation, and the workspaces whose installation cannot be read."""
    return await installations.every(bot.database)


async def covered_by_enterprise(bot: Bot, lane: str, enterprise_lane: str) -> Installation | None:
    """The installation in the whole group `enterprise_lane`, which from now on stands for its workspace `lane` too."""
    found = await installations.at(bot.database, enterprise_lane)
    if found is None or not found.whole_enterprise:
        return None
    if lane != enterprise_lane and await bot.database.organisation_of(lane) is None:
        await bot.database.bind_workspace(lane, found.organisation_id)
    return found


async def uninstall(bot: Bot, lane: str) -> bool:
    """Note that the bot was removed from a workspace; False when that was known, or it never was there.

    From here on nothing is sent there. What was open stays as it is for a return; all of it goes after 14 business
    days.
    """
    found = await installations.at(bot.database, lane)
    now = bot.now()
    if found is None or not await installations.gone(bot.database, found, at=now, purge_at=purge_date(now)):
        return False
    log.warning("uninstalled", lane=lane)
    return True


async def revoke(bot: Bot, lane: str, bot_users: tuple[str, ...]) -> bool:
    """Note that tokens were revoked; the bot is out when its own is among them, people's tokens are none of ours."""
    found = await installations.at(bot.database, lane)
    if found is None or found.grant.bot_user_id not in bot_users:
        return False
    return await uninstall(bot, lane)


def begin_installation(bot: Bot, browser: str) -> str:
    """A mark for an installation that somebody begins in a browser; good once, there, for ten minutes.

    It is signed and nothing is kept of it, so that who opens the page a million times fills nothing.
    """
    return _signer(bot, browser).dumps([int(bot.now().timestamp()), fresh_key().hex()])


async def is_begun_here(bot: Bot, state: str, browser: str) -> bool:
    """Whether this very browser began an installation with this mark, a moment ago; the mark is used up by asking."""
    if not state or not browser:
        return False
    try:
        made_at, _ = _signer(bot, browser).loads(state)
    except (BadSignature, ValueError):
        return False
    since = bot.now() - datetime.fromtimestamp(made_at, UTC)
    # By the hash: whoever reads the table cannot work out a mark.
    return since <= oauth_states.LASTS and await oauth_states.use(
        bot.database, sha256(state.encode()).hexdigest(), bot.now()
    )


def _signer(bot: Bot, browser: str) -> URLSafeSerializer:
    key = bot.ids.of("signing key", "installations")
    return URLSafeSerializer(key, salt=f"oauth state {browser}", signer_kwargs={"digest_method": sha256})


async def _whole_enterprise_of(bot: Bot, owner: OrganisationId) -> Installation | None:
    standing = await installations.every(bot.database)
    here = [each for each in standing.readable if each.organisation_id == owner and each.gone_at is None]
    whole = [each for each in here if each.whole_enterprise]
    return whole[0] if len(whole) == 1 else None
