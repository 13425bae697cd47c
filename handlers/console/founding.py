"""Puts the stage of a season onto a bot: its board, customers, people, rooms, polls and schedules; idempotent."""

from decimal import Decimal

from bot.actions.appoint import appoint
from bot.actions.enrol import add_channel, add_engagement, create_board, set_cadence, the_organisation
from bot.actions.import_members import MemberLine, seat_lines
from bot.actions.sponsor import set_sponsor
from bot.bot import Bot
from bot.commands import Sponsor
from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import ChannelKind
from bot.domain.members import Joined
from bot.domain.people import Role
from bot.ids import AccountId, OrganisationId
from handlers.console.players import Players
from handlers.console.season.cast import AccountRow
from handlers.console.season.setting import Setting


async def found(bot: Bot, stage: Setting, players: Players) -> Board:
    """The season's board with everything on it, where its people are."""
    await the_organisation(bot, stage.organisation)
    made = await create_board(bot, stage.board, kind=BoardKind.CUSTOMER, zone=stage.zone, language=stage.language)
    board = made.value
    companies = {row.key: row for row in stage.accounts}
    await seat_lines(
        bot,
        board,
        [
            MemberLine(
                key=person.key,
                name=person.name,
                account=_account(companies[person.account]),
                zone=person.zone,
                language=person.language,
                identity=players.identity_of(person),
                budget=person.budget,
            )
            for person in stage.people
            if person.joins is Joined.IMPORT
        ],
    )
    for each in stage.staff:
        await appoint(bot, board, players.identity_of(each), each.name, each.role)
    for channel in stage.channels:
        account = companies[channel.accounts[0]].name if channel.kind is ChannelKind.CUSTOMER else None
        await add_channel(bot, board.slug, str(players.place_of(channel.key)), kind=channel.kind, account=account)
    sponsor = next(each for each in stage.staff if each.role is Role.ADMIN)
    await set_sponsor(bot, board, Sponsor(identity=str(players.identity_of(sponsor))))
    for poll in stage.polls:
        await add_engagement(bot, board.slug, poll.toml, slug=poll.slug)
    for cadence in stage.cadences:
        await set_cadence(
            bot,
            board.slug,
            cadence.rule,
            engagement_slugs=cadence.rotation,
            start=cadence.start.isoformat(),
            end=stage.last_ask.isoformat(),
        )
    return board


def _account(row: AccountRow) -> Account:
    return Account(
        id=AccountId(""),
        organisation_id=OrganisationId(""),
        key="",
        name=row.name,
        segment=row.segment,
        tier=row.tier,
        arr=Decimal(row.arr),
        industry=row.industry,
        country=row.country,
        renewal_on=row.renewal_on,
        rival_group=row.rival_group,
    )
