"""Reads for product managers: results, the ranked suggestions, the evidence behind one, the schedule."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.actions.compose import Subject, results, said_in, subject_of, turnout_of
from bot.actions.correct_themes import theme_meant
from bot.actions.find_themes import Scope
from bot.actions.funnel import funnel_of
from bot.actions.hand_off import hand_off_offer
from bot.actions.heard_beside import heard_about, heard_beneath
from bot.actions.look_into import summary_within, theme_of
from bot.actions.segments_meant import segments_meant
from bot.actions.share import digest_now
from bot.bot import Bot
from bot.cards import codec
from bot.cards.handoff import hand_off_button, handoff_parts
from bot.cards.parts import Card
from bot.cards.roadmap import roadmap_card
from bot.cards.suggestion import why_card
from bot.commands import Summary
from bot.domain.aims import Aims
from bot.domain.boards import Board
from bot.domain.decisions import Decision
from bot.domain.deliveries import Delivery, Kind
from bot.domain.digests import Digest
from bot.domain.funnel import Funnel
from bot.domain.people import Person
from bot.domain.rounds import Round, Stage
from bot.domain.suggestions import State, Suggestion, rank_key
from bot.domain.tallies import as_json, own_words, tally
from bot.domain.themes import WINDOW
from bot.domain.visibility import Turnout, Visibility
from bot.domain.wordings import Job
from bot.errors import Refusal
from bot.ids import OrganisationId, RoundId, SuggestionId
from bot.texts import Phrase
from storage import (
    accounts,
    aims,
    answers,
    channels,
    deliveries,
    digests,
    handoffs,
    people,
    rounds,
    suggestions,
    wordings,
)
from storage.database import Work


async def results_of(bot: Bot, board: Board, number: int | None, segments: Sequence[str] = ()) -> Card:
    """The results of a closed poll, of some segments alone where they are named; not of an anonymous poll."""
    wanted = await the_round(bot, board, number, closed=number is None)
    _check_closed(wanted)
    if segments and wanted.visibility is Visibility.ANONYMOUS:
        raise Refusal(Phrase("results.no_split", {"round": wanted.label}))
    async with bot.database.read(board.organisation_id) as work:
        only = None
        if meant := await segments_meant(work, board, segments, seated=True):
            only = {each.id for each in await accounts.all(work) if each.segment in meant}
        return await results(work, await subject_of(work, wanted.id), only)


async def counts_of(bot: Bot, board: Board, number: int | None) -> dict[str, object]:
    """The plain counts of a closed poll, for machines; of an anonymous one answers alone, if its gate was passed."""
    wanted = await the_round(bot, board, number, closed=number is None)
    _check_closed(wanted)
    async with bot.database.read(board.organisation_id) as work:
        subject = await subject_of(work, wanted.id)
        anonymous = wanted.visibility is Visibility.ANONYMOUS
        hidden = anonymous and not wanted.gate_passed
        said = [] if hidden else await said_in(work, wanted)
        spoke = await turnout_of(work, subject)
        steps = await funnel_of(work, wanted, bot.now())
        heard = await heard_about(work, wanted)
    return {
        "round": wanted.label,
        "title": subject.engagement.title,
        "people": None if hidden else spoke.people,
        "accounts": None if anonymous else spoke.accounts,
        "gate_passed": wanted.gate_passed,
        "on_calls": len({each.account_id for each in heard}),
        "funnel": steps.as_json() if steps else None,
        "questions": []
        if hidden
        else [as_json(each, tally(each, said), anonymous=anonymous) for each in subject.questions],
    }


def _check_closed(wanted: Round) -> None:
    if wanted.stage in (Stage.CLOSED, Stage.REPORTED):
        return
    wording = "round.no_results_yet" if wanted.stage is Stage.OPEN else "round.no_results"
    raise Refusal(Phrase(wording, {"round": wanted.label, "stage": wanted.stage_said}))


async def the_round(bot: Bot, board: Board, number: int | None, *, closed: bool = False) -> Round:
    """The poll with this number, or the latest one (where `closed`, the latest closed one if there is any)."""
    async with bot.database.read(board.organisation_id) as work:
        known = await rounds.of_board(work, board.id)
    if number is not None:
        found = [each for each in known if each.number == number]
    else:
        over = [each for each in known if each.stage in (Stage.CLOSED, Stage.REPORTED)]
        found = over if closed and over else known
    if not found:
        raise Refusal(Phrase("round.unknown", {"round": f"P{number}"}) if number else Phrase("round.none_yet"))
    return max(found, key=lambda each: each.number)


async def the_suggestion(bot: Bot, board: Board, number: int | None) -> Suggestion:
    """The suggestion with this number, or the newest one."""
    async with bot.database.read(board.organisation_id) as work:
        known = await suggestions.of_board(work, board.id)
    found = [each for each in known if number in (None, each.number)]
    if not found:
        phrase = Phrase("suggestion.unknown", {"suggestion": f"S{number}"}) if number else Phrase("suggestion.none_yet")
        raise Refusal(phrase)
    return max(found, key=lambda each: each.number)


async def roadmap_of(bot: Bot, board: Board) -> Card:
    """Every suggestion that is not over, in order of companies, then people, then intensity."""
    async with bot.database.begin(board.organisation_id) as work:
        known = await suggestions.of_board(work, board.id)
        buttons = {each.id: Aims(await aims.of_suggestion(work, each.id)) for each in known}
    return roadmap_card(board=board, suggestions=known, aims=buttons)


async def evidence_of(bot: Bot, organisation_id: OrganisationId, suggestion_id: SuggestionId) -> Card:
    """Why a suggestion was made: every answer behind it, as far as its visibility lets a product manager see."""
    async with bot.database.begin(organisation_id) as work:
        suggestion = await suggestions.get(work, suggestion_id)
        buttons = Aims(await aims.of_suggestion(work, suggestion_id))
        handed = await handoffs.of_suggestion(work, suggestion_id)
        offered = await hand_off_offer(bot, work, suggestion)
        names = {account.id: account.name for account in await accounts.all(work)}
        texts = {}
        for evidence in suggestion.evidence:
            said = await answers.get(work, evidence.answer_id)
            if said is not None:
                texts[evidence.answer_id] = said
        who = {person.id: person.name for person in await people.all(work)}
        decisions = await suggestions.decisions(work, suggestion_id)
        seen = {each.round_id for each in suggestion.evidence}
        visibility = {each: (await rounds.get(work, each)).visibility for each in seen}
        theme_id = suggestion.theme_id or ""
        heard = await heard_beneath(work, suggestion)
        worded = (await wordings.about(work, Job.NAME, [theme_id])).get(theme_id)
    return why_card(
        suggestion=suggestion,
        answers=texts,
        names=names,
        people=who,
        decisions=decisions,
        visibility=visibility,
        aims=buttons,
        beneath=(*handoff_parts(handed), *hand_off_button(offered)),
        sentence=worded.text if worded is not None else "",
        heard=heard,
    )


async def latest_digest(bot: Bot, board: Board) -> Card:
    """The newest digest, as it was posted."""
    async with bot.database.read(board.organisation_id) as work:
        known = await digests.of_board(work, board.id)
    if not known:
        raise Refusal(Phrase("digest.none_yet"))
    return codec.from_json(max(known, key=lambda each: each.made_at).card)


async def summary_of(bot: Bot, board: Board, wanted: Summary, by: Person) -> Card:
    """What was said, as far as it was asked for: the digest, one poll, one theme, lately, in some segments."""
    if wanted.number is not None:
        return await results_of(bot, board, wanted.number, wanted.segments)
    if wanted.theme is not None:
        theme = await theme_meant(bot, board, wanted.theme)
        return await theme_of(bot, board, theme.id, by, wanted.segments)
    if wanted.last is not None or wanted.segments:
        return await summary_within(bot, board, Scope(last=wanted.last or WINDOW, segments=wanted.segments))
    return await digest_now(bot, board) or await latest_digest(bot, board)


async def polls_of(bot: Bot, board: Board, *, but: AbstractSet[RoundId] = frozenset()) -> list[Subject]:
    """Every poll of the board (without those in `but`) with its questions, the oldest first."""
    async with bot.database.read(board.organisation_id) as work:
        return [await subject_of(work, each.id) for each in await rounds.of_board(work, board.id) if each.id not in but]


async def turnout_in(bot: Bot, poll: Subject) -> Turnout:
    """How many people and companies have answered a poll so far."""
    async with bot.database.read(poll.board.organisation_id) as work:
        return await turnout_of(work, poll)


async def funnel_in(bot: Bot, poll: Subject) -> Funnel | None:
    """Whom a poll was meant for and how far it has come to them; None where that was not kept."""
    async with bot.database.read(poll.board.organisation_id) as work:
        return await funnel_of(work, poll.round, bot.now())


async def digests_of(bot: Bot, board: Board) -> list[Digest]:
    """Every digest of the board, the oldest first."""
    async with bot.database.read(board.organisation_id) as work:
        return sorted(await digests.of_board(work, board.id), key=lambda each: each.made_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One suggestion as it lies before a product manager: what was said, and what was decided so far."""

    suggestion: Suggestion
    texts: tuple[str, ...]
    decisions: tuple[Decision, ...]


async def matters_of(bot: Bot, board: Board) -> list[Matter]:
    """Every suggestion of the board that is not settled, in the order of the digest."""
    over = (State.SHIPPED, State.DECLINED, State.MERGED)
    async with bot.database.read(board.organisation_id) as work:
        known = sorted(await suggestions.of_board(work, board.id), key=rank_key)
        return [await _matter(work, each) for each in known if each.state not in over]


async def matter_of(bot: Bot, board: Board, suggestion_id: SuggestionId) -> Matter:
    """One suggestion, settled or not."""
    async with bot.database.read(board.organisation_id) as work:
        return await _matter(work, await suggestions.get(work, suggestion_id))


async def _matter(work: Work, suggestion: Suggestion) -> Matter:
    texts = [suggestion.title]
    for evidence in suggestion.evidence:
        said = await answers.get(work, evidence.answer_id)
        text = own_words(said)[evidence.start : evidence.end] if said is not None else ""
        texts += [text] if text else []
    decisions = tuple(await suggestions.decisions(work, suggestion.id))
    return Matter(suggestion=suggestion, texts=tuple(texts), decisions=decisions)


async def sent_of(bot: Bot, board: Board, kind: Kind) -> list[Delivery]:
    """Every message of a kind that stands in a channel of the board, in the order they went out."""
    async with bot.database.read(board.organisation_id) as work:
        found = [
            each
            for channel in await channels.of_board(work, board.id)
            for each in await deliveries.in_channel(work, kind, channel.id)
        ]
    return sorted(found, key=lambda each: (each.first_started_at or each.not_before, each.key))
