"""Rehearses the whole loop with an admin alone: ask, close, digest, plan, and nothing is left of it afterwards."""

from bot.access import Deed, check
from bot.actions.close import close_early
from bot.actions.close_loop import close_loop
from bot.actions.compose_title import title_for_customers
from bot.actions.decide import decide
from bot.actions.offer import offer
from bot.actions.stage_rehearsal import (
    COMPANY,
    conductor_id,
    let_samples_answer,
    played,
    set_the_stage,
    show_in_chat,
)
from bot.bot import Bot
from bot.cards.loop import draft_text
from bot.cards.parts import Card
from bot.cards.rehearsal import begun_card, closing_card, control_card, ended_card, planned_card
from bot.domain.channels import Place
from bot.domain.decisions import Verdict
from bot.domain.errands import ErrandKind
from bot.domain.people import Identity, Person
from bot.domain.rehearsals import LONGEST, Rehearsal, Step, moved
from bot.domain.rounds import Stage
from bot.domain.suggestions import State, rank_key
from bot.errors import Refusal
from bot.ids import BoardId, OrganisationId, RehearsalId
from bot.ports import Chats, NotPosted, Permanent, Unknown
from bot.presses import Do
from bot.texts import Phrase
from prompts.catalogue import say_in
from storage import boards, people, rehearsals, suggestions
from storage.database import Work


async def rehearse(bot: Bot, person: Person, identity: Identity, board_id: BoardId) -> Card:
    """Put the poll into the admin's own chat as a customer would see it; one that runs already is shown again.

    Refusal when no chat with them can be opened, or the last rehearsal is still being deleted.
    """
    check(person, Deed.SET_UP)
    chat = await _chat_with(bot, identity)
    async with bot.database.begin(person.organisation_id) as work:
        board = await boards.get(work, board_id)
        before = await rehearsals.of_person(work, person.id)
        if any(each.step is Step.ENDED for each in before):
            raise Refusal(Phrase("rehearsal.still_deleting"))
        running = [each for each in before if each.running]
        rehearsal = running[0] if running else _new(bot, person, board_id, chat, len(before))
        await rehearsals.save(work, rehearsal)
        close, end = await _close_and_end(bot, work, rehearsal)
    if rehearsal.step is Step.ASKED:
        await set_the_stage(bot, rehearsal, board, person, identity)
        async with bot.database.begin(rehearsal.stage_id) as work:
            on = await played(work)
            if on is not None:
                control = control_card(board=on.board, company=COMPANY, close=close, end=end)
                await show_in_chat(bot, work, on, control, "control")
    return begun_card(close=close, end=end)


async def close_rehearsal(bot: Bot, person: Person, rehearsal_id: RehearsalId) -> Card:
    """Close the rehearsed poll; its digest is written at once, in the background."""
    rehearsal = await _rehearsal(bot, person, rehearsal_id)
    if rehearsal.step is Step.ASKED:
        async with bot.database.begin(rehearsal.stage_id) as work:
            on = await played(work)
            if on is None:
                raise Refusal(Phrase("rehearsal.not_begun"))
            await let_samples_answer(bot, work, on)
        if on.round.stage is Stage.OPEN:
            await close_early(bot, rehearsal.stage_id, on.round.id)
        await _move(bot, rehearsal, Step.CLOSED)
    return closing_card()


async def plan_rehearsal(bot: Bot, person: Person, rehearsal_id: RehearsalId) -> Card:
    """Decide as a product manager would, and post into the admin's own chat what Acme would read."""
    rehearsal = await _rehearsal(bot, person, rehearsal_id)
    async with bot.database.begin(rehearsal.organisation_id) as work:
        _, end = await _close_and_end(bot, work, rehearsal)
    if rehearsal.step in (Step.ASKED, Step.CLOSED):
        raise Refusal(Phrase("rehearsal.no_digest_yet"))
    if rehearsal.step is Step.TOLD:
        await _plan(bot, rehearsal.stage_id)
        await _move(bot, rehearsal, Step.PLANNED)
    return planned_card(company=COMPANY, end=end)


async def end_rehearsal(bot: Bot, person: Person, rehearsal_id: RehearsalId) -> Card:
    """Let everything of the rehearsal be deleted; the queue does it at once."""
    rehearsal = await _rehearsal(bot, person, rehearsal_id)
    await _move(bot, rehearsal, Step.ENDED)
    async with bot.database.begin(person.organisation_id) as work:
        return ended_card(first_poll=await offer(bot, work, ErrandKind.FIRST_POLL, rehearsal.board_id))


async def plan_and_end(bot: Bot, rehearsal: Rehearsal) -> tuple[Do, Do]:
    """The buttons beneath the digest."""
    async with bot.database.begin(rehearsal.organisation_id) as work:
        plan = await offer(bot, work, ErrandKind.REHEARSAL_PLAN, rehearsal.id, person_id=rehearsal.person_id)
        _, end = await _close_and_end(bot, work, rehearsal)
    return plan, end


async def _plan(bot: Bot, stage_id: OrganisationId) -> None:
    async with bot.database.read(stage_id) as work:
        on = await played(work)
        known = sorted(await suggestions.of_board(work, on.board.id), key=rank_key) if on else []
        if on is None or not known:
            raise Refusal(Phrase("rehearsal.no_digest_yet"))
        conductor = await people.get(work, conductor_id(bot, stage_id))
        text = say_in(on.board.language)(draft_text(Verdict.PLAN, await title_for_customers(work, known[0])))
    if known[0].state is State.PROPOSED:
        await decide(bot, stage_id, known[0].id, Verdict.PLAN, reason="", by=conductor)
    async with bot.database.read(stage_id) as work:
        latest = (await suggestions.decisions(work, known[0].id))[-1]
    if latest.told_at is None:
        await close_loop(bot, stage_id, latest.id, text, conductor)


async def _rehearsal(bot: Bot, person: Person, rehearsal_id: RehearsalId) -> Rehearsal:
    check(person, Deed.SET_UP)
    async with bot.database.read(person.organisation_id) as work:
        found = await rehearsals.find(work, rehearsal_id)
    if found is None or not found.running:
        raise Refusal(Phrase("rehearsal.over"))
    return found


async def _move(bot: Bot, rehearsal: Rehearsal, to: Step) -> None:
    async with bot.database.begin(rehearsal.organisation_id) as work:
        await rehearsals.save(work, moved(rehearsal, to, bot.now()))


async def _close_and_end(bot: Bot, work: Work, rehearsal: Rehearsal) -> tuple[Do, Do]:
    whose = rehearsal.person_id
    return (
        await offer(bot, work, ErrandKind.REHEARSAL_CLOSE, rehearsal.id, person_id=whose),
        await offer(bot, work, ErrandKind.REHEARSAL_END, rehearsal.id, person_id=whose),
    )


def _new(bot: Bot, person: Person, board_id: BoardId, chat: Place, earlier: int) -> Rehearsal:
    made = RehearsalId(bot.ids.of("rehearsal", person.organisation_id, person.id, str(earlier)))
    return Rehearsal(
        id=made,
        organisation_id=person.organisation_id,
        board_id=board_id,
        person_id=person.id,
        stage_id=OrganisationId(bot.ids.of("organisation", "rehearsal", made)),
        place=chat,
        step=Step.ASKED,
        begun_at=bot.now(),
        ends_at=bot.now() + LONGEST,
    )


async def _chat_with(bot: Bot, identity: Identity) -> Place:
    """The conversation with this person alone; where the platform has no such thing, a room that bears their name."""
    mouth = bot.messengers.get(identity.platform)
    if not isinstance(mouth, Chats):
        return Place(platform=identity.platform, workspace=identity.workspace, id=identity.user)
    try:
        return await mouth.chat_with(identity)
    except (NotPosted, Unknown, Permanent) as failed:
        raise Refusal(Phrase("rehearsal.no_chat")) from failed
