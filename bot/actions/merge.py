"""Lets two suggestions be one: proposed where they share most of their answers, done by a person, and undone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.access import Deed
from bot.actions.ask import tell_product
from bot.actions.hand_off import note_change
from bot.actions.offer import offer
from bot.actions.their_boards import check_about
from bot.bot import Bot
from bot.cards.merge import apart_card, merged_card, unmerged_card
from bot.cards.parts import Card
from bot.domain import merging as rules
from bot.domain.boards import Board
from bot.domain.deliveries import Kind
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Person
from bot.domain.suggestions import State, Suggestion
from bot.domain.themes import Excerpt
from bot.errors import Refusal
from bot.ids import OrganisationId, SuggestionId
from bot.texts import Phrase
from storage import errands, suggestions
from storage.database import Work

CHOICES = (ErrandKind.MERGE_SUGGESTIONS, ErrandKind.KEEP_APART)
RENEWED = (State.PROPOSED, State.EXPLORING)
"""What is planned rests for good on what it was planned for."""


async def propose_merges(bot: Bot, work: Work, board: Board, known: Sequence[Suggestion]) -> None:
    """Ask the product team, once about each pair, whether suggestions that share most of their answers are one."""
    for pair in rules.probably_one(known):
        one, other = sorted(pair, key=lambda each: each.number)
        subject = f"{one.id}/{other.id}"
        if await errands.about(work, subject):
            continue
        for kind in CHOICES:
            await offer(bot, work, kind, subject)
        await tell_product(bot, work, board, Kind.NOTICE, f"merge@{one.id}@{other.id}")


async def with_merged(
    work: Work, known: Mapping[SuggestionId, Suggestion], renewed: Collection[SuggestionId]
) -> list[Suggestion]:
    """Those that others were merged into, resting on all of it; `renewed` have just their own answers by now."""
    found = []
    for kept in known.values():
        inside = [each for each in known.values() if each.merged_into == kept.id]
        if not inside or kept.state not in RENEWED:
            continue
        own = kept.evidence if kept.id in renewed else await suggestions.own_evidence(work, kept.id)
        await suggestions.keep_own_evidence(work, kept.id, own)
        found.append(rules.resting_on(kept, own, inside))
    return found


async def settle_merge(bot: Bot, by: Person | None, asked: Errand) -> Card:
    """What was answered about a pair: merge them, or keep them apart; saying it twice is harmless."""
    one_id, other_id = (SuggestionId(each) for each in asked.subject_id.split("/"))
    if asked.kind is ErrandKind.MERGE_SUGGESTIONS:
        return await merge(bot, asked.organisation_id, one_id, other_id, by)
    async with bot.database.read(asked.organisation_id) as work:
        one, other = await suggestions.get(work, one_id), await suggestions.get(work, other_id)
        await check_about(work, by, Deed.DECIDE, one.board_id)
        return apart_card(one, other)


async def merge(
    bot: Bot, organisation_id: OrganisationId, one_id: SuggestionId, other_id: SuggestionId, by: Person | None
) -> Card:
    """Fold one suggestion into the other: further along stays, of two alike the older. Customers are told nothing."""
    async with bot.database.begin(organisation_id) as work:
        one, other = [await suggestions.get(work, each, lock=True) for each in sorted((one_id, other_id))]
        for each in (one, other):
            await check_about(work, by, Deed.DECIDE, each.board_id)
        for gone, kept in ((one, other), (other, one)):
            if gone.merged_into == kept.id:
                return merged_card(kept=kept, gone=gone, undo=await offer(bot, work, ErrandKind.UNDO_MERGE, gone.id))
        rules.check_mergeable(one, other)
        kept, gone = rules.in_order(one, other)
        own, keeps = await _own(work, gone), await _own(work, kept)
        for each in await suggestions.merged_into(work, gone.id):
            await suggestions.save(work, replace(each, merged_into=kept.id))
        gone = rules.folded(rules.resting_on(gone, own, ()), kept.id, bot.now())
        await suggestions.keep_own_evidence(work, gone.id, ())
        await suggestions.save(work, gone)
        await suggestions.keep_own_evidence(work, kept.id, keeps)
        kept = await _renewed(work, kept)
        await note_change(bot, work, gone)
        undo = await offer(bot, work, ErrandKind.UNDO_MERGE, gone.id)
    return merged_card(kept=kept, gone=gone, undo=undo)


async def undo_merge(bot: Bot, organisation_id: OrganisationId, gone_id: SuggestionId, by: Person | None) -> Card:
    """Let a suggestion that was merged stand alone again, as it was; Refusal where it was not merged."""
    async with bot.database.begin(organisation_id) as work:
        gone = await suggestions.get(work, gone_id, lock=True)
        await check_about(work, by, Deed.DECIDE, gone.board_id)
        back = rules.unfolded(gone, bot.now())
        await suggestions.save(work, back)
        if gone.merged_into is not None:
            await _renewed(work, await suggestions.get(work, gone.merged_into, lock=True))
        await note_change(bot, work, back)
    return unmerged_card(back)


async def merge_by_number(bot: Bot, board: Board, number: int, other: int, by: Person) -> Card:
    """Merge two suggestions of a board by what people call them."""
    one = await _numbered(bot, board, number)
    return await merge(bot, board.organisation_id, one.id, (await _numbered(bot, board, other)).id, by)


async def unmerge_by_number(bot: Bot, board: Board, number: int, by: Person) -> Card:
    """Undo the merge of the suggestion that people call so."""
    return await undo_merge(bot, board.organisation_id, (await _numbered(bot, board, number)).id, by)


async def _numbered(bot: Bot, board: Board, number: int) -> Suggestion:
    async with bot.database.read(board.organisation_id) as work:
        found = await suggestions.by_number(work, number)
    if found is None or found.board_id != board.id:
        raise Refusal(Phrase("suggestion.unknown", {"suggestion": f"S{number}"}))
    return found


async def _own(work: Work, one: Suggestion) -> Sequence[Excerpt]:
    """What a suggestion rests on of its own."""
    inside = await suggestions.merged_into(work, one.id)
    return await suggestions.own_evidence(work, one.id) if inside else one.evidence


async def _renewed(work: Work, kept: Suggestion) -> Suggestion:
    """`kept` resting on its own answers and on all that is merged into it by now."""
    inside = await suggestions.merged_into(work, kept.id)
    own = await suggestions.own_evidence(work, kept.id)
    whole = rules.resting_on(kept, own, inside)
    if not inside:
        await suggestions.keep_own_evidence(work, kept.id, ())
    await suggestions.save(work, whole)
    return whole
