"""Puts a vendor into a database."""

from bot.domain.channels import Place
from bot.domain.erasures import Erasure
from bot.domain.errands import Errand, ErrandKind
from bot.domain.events import PlatformEvent, received
from bot.domain.handoffs import Handoff, Tracker
from bot.domain.installations import Grant, Installation
from bot.domain.suggestions import State
from bot.domain.visibility import Visibility
from bot.domain.wordings import Job
from bot.ids import HandoffId, OrganisationId, Token
from storage import (
    accounts,
    aims,
    anonymous,
    answers,
    api_tokens,
    audit,
    boards,
    cadences,
    cases,
    channels,
    claims,
    deliveries,
    digests,
    engagements,
    erasures,
    errands,
    events,
    handoffs,
    installations,
    invitations,
    members,
    moments,
    pace,
    people,
    proxies,
    references,
    rehearsals,
    replies,
    rooms,
    rounds,
    sessions,
    suggestions,
    tables,
    targets,
    themes,
    wordings,
)
from storage.database import Database
from storage.kept import Kept
from storage.work import Work
from tests.storage.houses import NOW
from tests.storage.seeds import NORTHWIND, Vendor


async def plant(database: Database, vendor: Vendor = NORTHWIND, *, visibility: Visibility = Visibility.NAMED) -> None:
    """Put the vendor's board, its people Ana and a product manager, the ask and an open round into the database."""
    await database.add_organisation(vendor.organisation)
    async with database.begin(vendor.id) as work:
        await boards.save(work, vendor.board)
        await accounts.save(work, vendor.account)
        await people.save(work, vendor.person(), vendor.identity())
        await people.save(work, vendor.person("pm", staff=True), vendor.identity("pm"))
        await members.save(work, vendor.member())
        await channels.save(work, vendor.channel)
        await engagements.save(work, vendor.engagement)
        await cadences.save(work, vendor.cadence)
        await rounds.add(work, vendor.round(visibility=visibility))


async def plant_everything(database: Database, vendor: Vendor) -> None:
    """Put at least one row into every table."""
    await plant(database, vendor)
    await database.bind_workspace(f"console:{vendor.name}", vendor.id)
    await database.bind_place(Place(platform="slack", workspace=vendor.name, id=vendor.name), vendor.id)
    await installations.save(database, installation_of(vendor))
    async with database.begin(vendor.id) as work:
        await aims.save_all(work, [vendor.aim])
        await events.keep(work, event_of(vendor))
        await errands.save_all(work, [errand_of(vendor)])
        await pace.advance(work, f"console:{vendor.name}", {f"post|console:{vendor.name}|": NOW}, NOW)
        await deliveries.make(work, [vendor.delivery()])
        await targets.add(work, [vendor.target()])
        await answers.save_all(work, [vendor.answer(kind=kind) for kind in ("single", "open")])
        await themes.replace(work, vendor.board.id, [vendor.theme])
        await themes.correct(work, vendor.correction)
        await suggestions.next_number(work)
        await suggestions.save(work, vendor.suggestion)
        await suggestions.save_decision(work, vendor.decision)
        await suggestions.keep_own_evidence(work, vendor.suggestion.id, (vendor.excerpt(),))
        await handoffs.make(work, [handoff_of(vendor)])
        await digests.add(work, vendor.digest)
        await wordings.keep(work, vendor.board.id, [Job.NAME], [vendor.wording])
        await invitations.save(work, vendor.invitation)
        await references.save(work, vendor.reference)
        await rehearsals.save(work, vendor.rehearsal)
        await rooms.add(work, [vendor.room_company])
        await proxies.save(work, vendor.proxy)
        await moments.save_rule(work, vendor.rule)
        await moments.add(work, vendor.moment)
        await moments.add_asks(work, [vendor.moment_ask])
        await api_tokens.add(work, vendor.api_token)
        await rounds.add(work, vendor.round(2, visibility=Visibility.ANONYMOUS))
    await database.keep(vendor.tap(vendor.answer(minutes=2)))
    await database.keep(
        Kept(
            inbox=f"{vendor.name}-skip",
            organisation_id=vendor.id,
            round_id=vendor.round().id,
            received_at=NOW,
            skip_by=vendor.person().id,
        )
    )
    async with database.begin(vendor.id) as work:
        await anonymous.new_key(work, vendor.round(2).id)
        await audit.add(work, vendor.tried)
        await cases.save(work, vendor.case)
        await claims.replace_all(work, vendor.claim)
        await sessions.replace_link(work, vendor.sign_in)
        await sessions.begin(work, vendor.session)
        await replies.add(work, vendor.reply)
        await erasures.save(work, erasure_of(vendor))
        await erasures.bury(work, [Token(f"{vendor.name}-mark")], NOW)
    await database.keep(vendor.vote(f"{vendor.name}-voice", f"{vendor.name}-choice", number=2))


def installation_of(vendor: Vendor) -> Installation:
    """The bot in a workspace of this vendor's."""
    grant = Grant(name=vendor.name, bot_token=f"{vendor.name}-token", bot_user_id=f"{vendor.name}-bot")
    return Installation(lane=f"slack:{vendor.name}", organisation_id=vendor.id, grant=grant, installed_at=NOW)


def handoff_of(vendor: Vendor) -> Handoff:
    """The message that opens an issue about this vendor's suggestion."""
    return Handoff(
        id=HandoffId(f"{vendor.name}-handoff"),
        organisation_id=vendor.id,
        suggestion_id=vendor.suggestion.id,
        tracker=Tracker.JIRA,
        number=0,
        says=State.PLANNED,
        due_at=NOW,
        made_at=NOW,
    )


def errand_of(vendor: Vendor) -> Errand:
    """A button beside this vendor's round."""
    return Errand(
        token=Token(f"{vendor.name}-errand"),
        organisation_id=vendor.id,
        kind=ErrandKind.REPORT,
        subject_id=vendor.round().id,
        person_id=None,
        made_at=NOW,
    )


def erasure_of(vendor: Vendor) -> Erasure:
    """Somebody's wish to be erased."""
    return Erasure(id=f"{vendor.name}-erasure", organisation_id=vendor.id, person_id=vendor.person().id, asked_at=NOW)


def event_of(vendor: Vendor) -> PlatformEvent:
    """Something a platform told of this vendor's."""
    return received(
        lane=f"slack:{vendor.name}",
        event_id=f"{vendor.name}-event",
        kind="message",
        payload=f"{vendor.name} said".encode(),
        organisation_id=vendor.id,
        now=NOW,
    )


async def everything_of(database: Database, organisation_id: OrganisationId) -> dict[str, list[str]]:
    """Every row of an organisation, as text, by table."""
    async with database.read(organisation_id) as work:
        return await everything_in(work)


async def everything_in(work: Work) -> dict[str, list[str]]:
    """The same, as it is within a transaction."""
    return {
        table.name: sorted(
            str(tuple(row))
            for row in await work.connection.execute(
                table.select().where(
                    table.c["id" if table.name == "organisation" else "organisation_id"] == work.organisation_id
                )
            )
        )
        for table in tables.metadata.sorted_tables
        if table.name == "organisation" or "organisation_id" in table.c
    }
