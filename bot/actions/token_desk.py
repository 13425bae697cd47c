"""Gives out tokens of the JSON API, takes them back, and recognises them when they come in."""

from bot.actions.enrol import board_named, the_organisation
from bot.bot import Bot
from bot.domain.api_tokens import ApiToken, Scope, made_token, matches, spelt
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import ApiTokenId, BoardId, fresh_key
from bot.texts import Phrase
from storage import api_tokens, boards

LONGEST_NAME = 60
SHOWN = 8
"""Letters of a token's id by which it is named."""


async def issue_token(bot: Bot, name: str, scopes: tuple[Scope, ...], board: str | None) -> tuple[str, ApiToken]:
    """A new token, and what is kept of it; the token itself is shown now and never again."""
    tidy = " ".join(clean(name, 1000).text.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise Refusal(Phrase("token.bad_name", {"most": LONGEST_NAME}))
    organisation = await the_organisation(bot, board=board)
    token_id = ApiTokenId(bot.ids.of("api token id", organisation.id, fresh_key().hex()))
    shown, hashed = made_token(bot.ids, token_id)
    async with bot.database.begin(organisation.id) as work:
        made = ApiToken(
            id=token_id,
            organisation_id=organisation.id,
            name=tidy,
            scopes=tuple(each.value for each in scopes),
            board_id=(await board_named(work, board)).id if board else None,
            hashed=hashed,
            made_at=bot.now(),
        )
        await api_tokens.add(work, made)
    return shown, made


async def tokens_of(bot: Bot) -> list[ApiToken]:
    """Every token that was given out, also the revoked ones."""
    organisation = await the_organisation(bot)
    async with bot.database.read(organisation.id) as work:
        return await api_tokens.every(work)


async def revoke_token(bot: Bot, start: str) -> ApiToken:
    """Make the token worthless whose id begins so; Refusal when none or several do, or it is revoked."""
    found = [each for each in await tokens_of(bot) if each.id.startswith(start.strip().lower()) and start.strip()]
    if len(found) != 1:
        raise Refusal(Phrase("token.unknown", {"token": start.strip()[:40]}))
    async with bot.database.begin(found[0].organisation_id) as work:
        if not await api_tokens.revoke(work, found[0].id, bot.now()):
            raise Refusal(Phrase("token.revoked_before", {"token": found[0].name}))
    return found[0]


async def recognised_token(bot: Bot, text: str) -> ApiToken | None:
    """The token that a request carries; None when we never gave it out, or took it back."""
    given = spelt(bot.ids, text)
    if given is None:
        return None
    known = await api_tokens.find(bot.database, given.id)
    return known if known is not None and matches(known, given) else None


async def board_of_token(bot: Bot, token: ApiToken) -> str:
    """The name of the only board that a token speaks of; empty where it speaks of all."""
    if token.board_id is None:
        return ""
    async with bot.database.read(token.organisation_id) as work:
        return (await boards.get(work, BoardId(token.board_id))).slug
