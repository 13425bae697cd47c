"""Sets a board up without any chat: the board, its channels, its engagements, its schedule; each verb is idempotent."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, TypeVar

from bot.actions.on_shelf import engagement_or_library
from bot.actions.one_use import check_one_use
from bot.actions.organisation_meant import organisation_meant
from bot.actions.own_time import timed
from bot.actions.shared_rooms import say_who_sits_there
from bot.bot import Bot
from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.cadence import Cadence, DateRange, scheduled
from bot.domain.cadence_zone import typed_instant, zone_named
from bot.domain.channels import Channel, ChannelKind, Place
from bot.domain.engagements import Engagement
from bot.domain.organisations import Organisation
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import AccountId, BoardId, CadenceId, ChannelId, OrganisationId, PersonId
from bot.texts import Phrase
from prompts.library import parse_engagement
from storage import accounts, boards, cadences, channels, engagements
from storage.database import Work

T = TypeVar("T")
OWN_ACCOUNT = "own"
"""The account that stands for the vendor itself on client-zero boards."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a set-up verb left behind, and whether it was new."""

    value: T
    created: bool
    changed: bool = False
    """True when it was there and is different now."""


def slug_of(name: str) -> str:
    """The short form of a name that people type: lower case, words joined by hyphens."""
    slug = "-".join(re.findall(r"[^\W_]+", name.casefold()))
    if not slug:
        raise Refusal(Phrase("name.empty", {"name": name}))
    return slug


async def the_organisation(
    bot: Bot, name: str = "", *, board: str | None = None, place: Place | None = None
) -> Organisation:
    """The one organisation of an embedded installation, made on first use.

    On a server with several it is the one that the operator has set, or that owns this `board` or `place`; Refusal
    where that leaves a choice.
    """
    known = await organisation_meant(bot, slug=slug_of(board) if board else "", place=place)
    if known is not None:
        return known
    made = Organisation(
        id=OrganisationId(bot.ids.of("organisation")), name=name or "My organisation", created_at=bot.now()
    )
    await bot.database.add_organisation(made)
    return made


async def create_board(
    bot: Bot, name: str, *, kind: BoardKind, zone: str, language: str, owner: Organisation | None = None
) -> Outcome[Board]:
    """A board called `name`; an equal one that exists is returned as it is, a different one is refused.

    `owner` is whose it is; without it, the one organisation of an embedded installation.
    """
    tidy = clean(name, 80).text.strip()
    slug = slug_of(tidy)
    zone = zone_named(zone).key
    language = language_named(language)
    organisation = owner or await the_organisation(bot, board=tidy)
    async with bot.database.begin(organisation.id) as work:
        known = await boards.by_slug(work, slug)
        if known is not None:
            if (known.kind, known.zone, known.language) != (kind, zone, language):
                raise Refusal(Phrase("board.differs", {"board": known.name}))
            return Outcome(known, created=False)
        board = Board(
            id=BoardId(bot.ids.of("board", organisation.id, slug)),
            organisation_id=organisation.id,
            slug=slug,
            name=tidy,
            kind=kind,
            zone=zone,
            language=language,
            created_at=bot.now(),
        )
        await boards.save(work, board)
        if kind is BoardKind.CLIENT_ZERO:
            await account_named(bot, work, OWN_ACCOUNT, organisation.name)
    return Outcome(board, created=True)


async def add_channel(
    bot: Bot, board_name: str, place_text: str, *, kind: ChannelKind, account: str | None
) -> Outcome[Channel]:
    """Let a board post to a place; a customer channel names its account, which is made when it is new.

    Of a shared room `account` may list the companies that sit in it, with commas between: it takes the place of what
    was known. Refusal for two of one rival group.
    """
    place = Place.parse(place_text)
    if kind is ChannelKind.CUSTOMER and not account:
        raise Refusal(Phrase("channel.needs_account", {"place": str(place)}))
    organisation = await the_organisation(bot, board=board_name, place=place)
    async with bot.database.begin(organisation.id) as work:
        board = await board_named(work, board_name)
        shared = kind is ChannelKind.SHARED_ROOM
        sharing = await companies_named(bot, work, account or "") if shared else []
        company = await account_named(bot, work, slug_of(account), account) if account and not shared else None
        made = Channel(
            id=ChannelId(bot.ids.of("channel", board.id, str(place))),
            organisation_id=organisation.id,
            board_id=board.id,
            place=place,
            kind=kind,
            account_id=company.id if company else None,
            added_at=bot.now(),
        )
        for known in await channels.at(work, place):
            if known.board_id == board.id and (known.kind, known.account_id) == (made.kind, made.account_id):
                known = await say_who_sits_there(bot, work, known, sharing)
                return Outcome(known, created=False)
            await check_one_use(work, made, known, str(place))
        await channels.save(work, made)
        await say_who_sits_there(bot, work, made, sharing)
    await bot.database.bind_workspace(place.lane, organisation.id)
    return Outcome(made, created=True)


async def add_engagement(bot: Bot, board_name: str, toml: str, *, slug: str) -> Outcome[Engagement]:
    """Keep an engagement written as TOML; the same slug again replaces it for rounds yet to come."""
    organisation = await the_organisation(bot, board=board_name)
    async with bot.database.begin(organisation.id) as work:
        board = await board_named(work, board_name)
        made = parse_engagement(
            toml, ids=bot.ids, organisation_id=organisation.id, board_id=board.id, created_at=bot.now(), slug=slug
        )
        known = await engagements.by_slug(work, board.id, made.slug)
        if known is not None and replace(made, created_at=known.created_at) == known:
            return Outcome(known, created=False)
        await engagements.save(work, made)
    return Outcome(made, created=known is None, changed=known is not None)


async def set_cadence(
    bot: Bot,
    board_name: str,
    rule: str,
    *,
    engagement_slugs: tuple[str, ...],
    zone: str | None = None,
    start: str | None = None,
    end: str | None = None,
    blackout: tuple[DateRange, ...] = (),
    grace: timedelta | None = None,
    local: bool = False,
    owner: OrganisationId | None = None,
    set_by: PersonId | None = None,
) -> Outcome[Cadence]:
    """Put engagements (also of the library) on a schedule, in rotation; the same ones again get the new rule.

    `owner` is whose board it is; without it, the one organisation of an embedded installation. It rests once `set_by`
    is gone.

    `start` and `end` are ISO date-times, wall time of the zone where they have no offset; without `grace` the
    operator's holds. A schedule that was deleted lives on with the turns it had.
    """
    organisation_id = owner or (await the_organisation(bot, board=board_name)).id
    now = bot.now()
    async with bot.database.begin(organisation_id) as work:
        board = await board_named(work, board_name)
        chosen = [await engagement_or_library(bot, work, board, slug) for slug in engagement_slugs]
        ids = tuple(engagement.id for engagement in chosen)
        cadence_id = CadenceId(bot.ids.of("cadence", board.id, *ids))
        known = await cadences.find(work, cadence_id)
        wanted_zone = zone_named(zone or board.zone).key
        begins = typed_instant(start, wanted_zone) if start else None
        ends = typed_instant(end, wanted_zone) if end else None
        late = bot.policy.grace if grace is None else grace
        wanted = (rule, wanted_zone, begins or (known.start if known else now), ends, blackout, late, local, None)
        if known is not None and wanted == _setting_of(known):
            return Outcome(known, created=False)
        made = Cadence(
            id=cadence_id,
            organisation_id=organisation_id,
            board_id=board.id,
            engagement_ids=ids,
            rule=rule,
            zone=wanted_zone,
            start=begins or now,
            end=ends,
            blackout=blackout,
            grace=late,
            local=local,
            set_by=set_by or (known.set_by if known else None),
        )
        made = await timed(work, scheduled(made, max(now, made.start)))
        await cadences.save(work, made)
    return Outcome(made, created=known is None, changed=known is not None)


def _setting_of(one: Cadence) -> tuple[object, ...]:
    return (one.rule, one.zone, one.start, one.end, one.blackout, one.grace, one.local, one.deleted_at)


async def board_named(work: Work, name: str) -> Board:
    """The board people mean by `name` (its slug or its full name); Refusal that lists those there are."""
    found = await boards.by_slug(work, slug_of(name))
    if found is not None:
        return found
    known = [board.slug for board in await boards.all(work)]
    if not known:
        raise Refusal(Phrase("board.none_yet"))
    raise Refusal(Phrase("board.unknown", {"board": name, "known": ", ".join(known)}))


async def account_named(bot: Bot, work: Work, key: str, name: str) -> Account:
    """The account with this key, made with `name` when it is new."""
    found = await accounts.by_key(work, key)
    if found is None:
        found = Account(
            id=AccountId(bot.ids.of("account", work.organisation_id, key)),
            organisation_id=work.organisation_id,
            key=key,
            name=clean(name, 80).text.strip(),
        )
        await accounts.save(work, found)
    return found


async def companies_named(bot: Bot, work: Work, text: str) -> list[Account]:
    """The accounts that `text` lists, with commas between; those that are new are made."""
    return [await account_named(bot, work, slug_of(each), each) for each in text.split(",") if each.strip()]


def language_named(text: str) -> str:
    """A BCP 47 language tag in its usual spelling; Refusal when it is none."""
    tag = text.strip().replace("_", "-")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise Refusal(Phrase("language.unknown", {"language": text}))
    first, _, rest = tag.partition("-")
    return f"{first.lower()}-{rest}" if rest else first.lower()
