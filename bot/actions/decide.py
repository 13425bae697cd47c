"""Records what a product manager decided about a suggestion, and shows what customers would read."""

from dataclasses import dataclass

from bot.access import Deed
from bot.actions.close_loop import channels_that_answered, turn_of
from bot.actions.compose_title import title_for_customers
from bot.actions.hand_off import hand_off_offer, note_change
from bot.actions.model_words import drafted
from bot.actions.their_boards import check_about
from bot.bot import Bot
from bot.cards.counts import there
from bot.cards.decision import Reader, decided_card
from bot.cards.loop import draft_text, loop_card
from bot.cards.parts import Card, Words
from bot.domain.aims import Aim, Goal
from bot.domain.channels import Channel
from bot.domain.decisions import MOST_LETTERS, Decision, Verdict
from bot.domain.people import Person
from bot.domain.suggestions import Suggestion, decided
from bot.domain.wording import clean
from bot.ids import DecisionId, OrganisationId, SuggestionId, Token
from bot.presses import Do
from storage import accounts, aims, boards, deliveries, handoffs, suggestions
from storage.database import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision as recorded, and the button that tells customers."""

    decision: Decision
    suggestion: Suggestion
    tell: Token | None
    """None where no customer's channel answered, so that there is nobody to tell."""
    draft: Words
    """The text proposed to customers."""
    card: Card


async def decide(
    bot: Bot,
    organisation_id: OrganisationId,
    suggestion_id: SuggestionId,
    verdict: Verdict,
    *,
    reason: str,
    by: Person,
) -> Decided:
    """Move a suggestion on; Refusal when that verdict cannot follow its state, Denied without the right.

    What customers were still to read about the decision before goes out no more: they would read what holds no longer.
    The reason stays inside. Customers hear nothing before somebody approves a text for them; the one proposed has no
    word in it that only one of them used.
    """
    async with bot.database.begin(organisation_id) as work:
        known = await suggestions.get(work, suggestion_id, lock=True)
        await check_about(work, by, Deed.DECIDE, known.board_id)
        suggestion = decided(known, verdict, bot.now())
        before = await suggestions.decisions(work, suggestion_id)
        number = len(before) + 1
        decision = Decision(
            id=DecisionId(bot.ids.of("decision", suggestion_id, str(number))),
            organisation_id=organisation_id,
            suggestion_id=suggestion_id,
            number=number,
            verdict=verdict,
            by=by.id,
            at=bot.now(),
            reason=clean(reason, MOST_LETTERS).text.strip(),
            customer_text="",
        )
        tell = Aim(
            token=Token(bot.ids.of("aim", Goal.TELL.value, decision.id)),
            organisation_id=organisation_id,
            goal=Goal.TELL,
            suggestion_id=suggestion_id,
            decision_id=decision.id,
        )
        await suggestions.save(work, suggestion)
        await suggestions.save_decision(work, decision)
        await note_change(bot, work, suggestion)
        called_off = await deliveries.drop_waiting(work, [each.id for each in before], bot.now())
        if await channels_that_answered(work, suggestion):
            await aims.save_all(work, [tell])
        offer = await hand_off_offer(bot, work, suggestion)
        return await _shown(bot, work, suggestion, decision, offer, called_off)


async def decided_before(bot: Bot, organisation_id: OrganisationId, decision_id: DecisionId) -> Decided:
    """A decision that was made earlier, as it stands now, with what customers could still be told."""
    async with bot.database.read(organisation_id) as work:
        decision = await suggestions.decision(work, decision_id)
        return await _shown(bot, work, await suggestions.get(work, decision.suggestion_id), decision, None)


async def _shown(
    bot: Bot, work: Work, suggestion: Suggestion, decision: Decision, hand_off: Do | None, called_off: int = 0
) -> Decided:
    readers = await channels_that_answered(work, suggestion)
    title = await title_for_customers(work, suggestion)
    proposed = await drafted(work, suggestion, decision.verdict)
    board = await boards.get(work, suggestion.board_id)
    draft = proposed or draft_text(decision.verdict, title)
    tell = Token(bot.ids.of("aim", Goal.TELL.value, decision.id)) if readers else None
    card = decided_card(
        suggestion=suggestion,
        decision=decision,
        draft=draft,
        tell=tell,
        preview=loop_card(
            board=board, suggestion_title=title, verdict=decision.verdict, text=draft, heard=suggestion.heard_at
        ),
        readers=[await _reader(bot, work, each, board.zone) for each in readers],
        handed=await handoffs.of_suggestion(work, suggestion.id),
        hand_off=hand_off,
        by_model=bool(proposed),
        called_off=called_off,
    )
    return Decided(decision=decision, suggestion=suggestion, tell=tell, draft=draft, card=card)


async def _reader(bot: Bot, work: Work, channel: Channel, zone: str) -> Reader:
    """One place that would read it, and when."""
    name = (await accounts.get(work, channel.account_id)).name if channel.account_id else ""
    at = await turn_of(work, channel, bot.now())
    return Reader(company=name, channel=channel.name, at=there(at, zone) if at > bot.now() else None)
