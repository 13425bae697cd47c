"""Lets a language model draft what customers could read about a suggestion, ahead of the decision; nothing is sent."""

from time import monotonic

from bot.actions.compose_title import title_for_customers
from bot.actions.judge import Asked, judged
from bot.actions.model_words import draft_subject
from bot.actions.sitting import Sitting
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.decisions import Verdict
from bot.domain.suggestions import State, Suggestion, rank_key
from bot.domain.wordings import Job, Order, Trouble, Wording, Written
from storage import consent, suggestions, wordings

MOST_DRAFTED = 6
"""Suggestions, the first ones: those are decided about."""
WALL = 60.0
BUDGET = 10_000
"""Tokens; nobody waits for a draft, and the built-in one is always there."""
UNDECIDED = (State.PROPOSED, State.EXPLORING, State.PLANNED)


async def word_drafts(bot: Bot, board: Board) -> None:
    """Have a text ready for each verdict that can follow, where none is there yet.

    The model is shown the title as all customers may read it and nothing else: neither answers nor anybody's reasons.
    Call it outside of any transaction, and when nobody waits.
    """
    if bot.writer is None:
        return
    async with bot.database.read(board.organisation_id) as work:
        given = await consent.given(work)
        if given.vendor_since is None:
            return
        known = sorted(await suggestions.of_board(work, board.id), key=rank_key)
        open_ = [each for each in known if each.state in UNDECIDED][:MOST_DRAFTED]
        titles = {each.id: await title_for_customers(work, each, given) for each in open_}
        subjects = [draft_subject(each, verdict) for each in open_ for verdict in Verdict]
        there = await wordings.about(work, Job.DRAFT, subjects)
    standing = [there[subject] for each in open_ for subject in _subjects(each) if _stands(there.get(subject), each)]
    ready = {each.subject_id for each in standing}
    asked = {
        each.id: Asked(order=Order(job=Job.DRAFT, language=board.language, title=titles[each.id]))
        for each in open_
        if titles[each.id] and not ready & set(_subjects(each))
    }
    if not asked:
        return
    sitting = Sitting(writer=bot.writer, left=min(BUDGET, bot.writer.budget), until=monotonic() + WALL)
    wrote = await sitting.write_all({key: each.order for key, each in asked.items()})
    outcomes = await judged(bot, asked, wrote, sitting.until)
    async with bot.database.begin(board.organisation_id) as work:
        await wordings.one_at_a_time(work)
        given = await consent.given(work)
        if given.vendor_since is None:  # Taken back while the model wrote: nothing of it is kept.
            return
        made = [
            row
            for each in open_
            if each.id in asked and await title_for_customers(work, each, given) == titles[each.id]
            for row in _rows(bot, board, each, outcomes.get(each.id))
        ]
        still = await wordings.about(work, Job.DRAFT, subjects)
        await wordings.keep(
            work, board.id, (Job.DRAFT,), [*(each for each in standing if each.subject_id in still), *made]
        )


def _subjects(suggestion: Suggestion) -> list[str]:
    return [draft_subject(suggestion, verdict) for verdict in Verdict]


def _stands(found: Wording | None, suggestion: Suggestion) -> bool:
    return found is not None and found.title == suggestion.title


def _rows(bot: Bot, board: Board, suggestion: Suggestion, written: Written | Trouble | None) -> list[Wording]:
    if not isinstance(written, Written):
        return []
    return [
        Wording(
            id=bot.ids.of("wording", Job.DRAFT.value, draft_subject(suggestion, verdict)),
            organisation_id=board.organisation_id,
            board_id=board.id,
            job=Job.DRAFT,
            subject_id=draft_subject(suggestion, verdict),
            title=suggestion.title,
            text=written.drafts[verdict.value],
            made_at=bot.now(),
        )
        for verdict in Verdict
    ]
