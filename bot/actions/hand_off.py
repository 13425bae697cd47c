"""Hands suggestions to the trackers that are set up: makes the messages, sends each once, and says where it stands."""

from dataclasses import replace

import structlog

from bot.access import Deed
from bot.actions.ask import tell_product
from bot.actions.brief import brief_of
from bot.actions.offer import offer
from bot.actions.stage_rehearsal import on_stage
from bot.actions.their_boards import check_about
from bot.bot import Bot
from bot.cards.handoff import handing_card
from bot.cards.parts import Card
from bot.domain import handoffs as rules
from bot.domain.deliveries import Kind
from bot.domain.errands import ErrandKind
from bot.domain.handoffs import Handoff, Issue, Step
from bot.domain.people import Person
from bot.domain.suggestions import State, Suggestion
from bot.errors import Refusal
from bot.ids import HandoffId, OrganisationId, SuggestionId
from bot.ports import IssueTracker, NotPosted, Parcel, Permanent, Unknown
from bot.presses import Do
from bot.texts import Phrase
from storage import boards, handoffs, suggestions
from storage.database import Work

log = structlog.get_logger()


async def hand_off(bot: Bot, organisation_id: OrganisationId, suggestion_id: SuggestionId, by: Person | None) -> Card:
    """Hand a suggestion to every tracker that is set up, and once more to those that it was given up for.

    Doing it twice changes nothing: the same issue is shown. Refusal where no tracker is set up.
    """
    async with bot.database.begin(organisation_id) as work:
        suggestion = await suggestions.get(work, suggestion_id, lock=True)
        await check_about(work, by, Deed.DECIDE, suggestion.board_id)
        if await on_stage(bot, work):
            raise Refusal(Phrase("handoff.rehearsed"))
        known = await handoffs.of_suggestion(work, suggestion_id, lock=True)
        if not bot.trackers and not known:
            raise Refusal(Phrase("handoff.no_tracker"))
        for each in known:
            if each.step is Step.GIVEN_UP and each.tracker in bot.trackers:
                await handoffs.save(work, rules.once_more(each, bot.now()))
        await put_in_line(bot, work, suggestion)
        rows = await handoffs.of_suggestion(work, suggestion_id)
    return handing_card(suggestion=suggestion, rows=rows)


async def put_in_line(bot: Bot, work: Work, suggestion: Suggestion) -> None:
    """Make the message that opens the issue, for each tracker that has none yet."""
    owner, now = suggestion.organisation_id, bot.now()
    rows = [
        rules.first(bot.ids, owner, suggestion.id, tracker, suggestion.state, now) for tracker in sorted(bot.trackers)
    ]
    await handoffs.make(work, rows)


async def note_change(bot: Bot, work: Work, suggestion: Suggestion) -> None:
    """After a decision: what is planned goes to every tracker; where it went before, they are told what changed.

    What is only rehearsed goes nowhere.
    """
    if await on_stage(bot, work):
        return
    known = await handoffs.of_suggestion(work, suggestion.id, lock=True)
    last = {each.tracker: each for each in known}
    rows = [
        rules.following(bot.ids, each, suggestion.state, bot.now())
        for tracker, each in sorted(last.items())
        if each.says is not suggestion.state
    ]
    await handoffs.make(work, rows)
    if suggestion.state is State.PLANNED:
        await put_in_line(bot, work, suggestion)


async def hand_off_offer(bot: Bot, work: Work, suggestion: Suggestion) -> Do | None:
    """The button that hands a suggestion over; None where there is no tracker, or each has it already."""
    rows = await handoffs.of_suggestion(work, suggestion.id)
    known = {each.tracker for each in rows} - {each.tracker for each in rows if each.step is Step.GIVEN_UP}
    if not set(bot.trackers) - known or suggestion.state is State.MERGED:
        return None
    return await offer(bot, work, ErrandKind.HAND_OFF, suggestion.id)


async def send_handoff(bot: Bot, organisation_id: OrganisationId, handoff_id: HandoffId) -> None:
    """Send one message to its tracker if it is due; after a try whose outcome nobody knows it is looked for first."""
    async with bot.database.begin(organisation_id) as work:
        row = await handoffs.find(work, handoff_id, lock=True)
        if row is None or not rules.may_claim(row, bot.now()) or (tracker := bot.trackers.get(row.tracker)) is None:
            return
        opened = await handoffs.issue(work, row.suggestion_id, row.tracker)
        issue = Issue(ref=opened.ref, url=opened.url) if row.number and opened is not None else None
        suggestion = await suggestions.get(work, row.suggestion_id)
        parcel = Parcel(handoff=row, brief=await brief_of(bot, work, suggestion), issue=issue)
        # A try too many is none: what went out as often as it may is only looked for.
        mine = replace(row, tried_at=row.tried_at) if rules.spent(row) else rules.claimed(row, bot.now())
        mine = replace(mine, step=Step.SENDING, due_at=bot.now() + rules.LEASE)
        await handoffs.save(work, mine)
    await _note(bot, await _tried(bot, tracker, parcel, mine))


async def work_off(bot: Bot, organisation_id: OrganisationId, suggestion_id: SuggestionId) -> list[Handoff]:
    """Send at once what is due about one suggestion, for somebody who waits at a terminal; how it stands then."""
    async with bot.database.read(organisation_id) as work:
        rows = await handoffs.of_suggestion(work, suggestion_id)
    for each in rows:
        await send_handoff(bot, organisation_id, each.id)
    async with bot.database.read(organisation_id) as work:
        return await handoffs.of_suggestion(work, suggestion_id)


async def _tried(bot: Bot, tracker: IssueTracker, parcel: Parcel, mine: Handoff) -> Handoff:
    try:
        found = await tracker.find(parcel) if parcel.handoff.tried_at is not None else None
        if found is None and rules.spent(parcel.handoff):
            return rules.given_up(mine, parcel.handoff.failure or rules.NO_ANSWER)
        return rules.arrived(mine, found or await tracker.send(parcel))
    except NotPosted as refused:
        return rules.put_off(mine, bot.now(), refused.retry_after)
    except (Unknown, TimeoutError):
        log.warning("hand-off in doubt", handoff=mine.id, tracker=mine.tracker.value)
        return rules.in_doubt(mine, bot.now())
    except Permanent as never:
        return rules.given_up(mine, never.reason)
    except Exception:
        # A bug, perhaps after the tracker took it: it is looked for like any other in doubt.
        log.exception("hand-off broke off", handoff=mine.id)
        return rules.in_doubt(mine, bot.now())


async def _note(bot: Bot, done: Handoff) -> None:
    """Write down how it went; the product team is told once where it stands, or that nobody tries any more."""
    async with bot.database.begin(done.organisation_id) as work:
        if not await handoffs.mark(work, done):
            log.warning("hand-off was taken over", handoff=done.id)
            return
        suggestion = await suggestions.get(work, done.suggestion_id)
        board = await boards.get(work, suggestion.board_id)
        if done.step is Step.SENT:
            behind = await handoffs.of_suggestion(work, done.suggestion_id, lock=True)
            for each in behind:
                if each.tracker is done.tracker and each.number == done.number + 1 and each.step is Step.WAITING:
                    await handoffs.save(work, replace(each, due_at=each.due_at or bot.now()))
            if done.number == 0 and done.url:
                await tell_product(bot, work, board, Kind.NOTICE, f"handed@{done.id}")
        elif done.step is Step.GIVEN_UP:
            log.error("hand-off given up", handoff=done.id, tracker=done.tracker.value, reason=done.failure)
            await offer(bot, work, ErrandKind.HAND_OFF, done.suggestion_id)
            stamp = int(bot.now().timestamp())
            await tell_product(bot, work, board, Kind.NOTICE, f"parked@{done.id}@{stamp}")
