"""From a library question to a poll on its way: choose, see whom it reaches, try it, send it, and make it a habit."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.access import Deed, check, may
from bot.actions.ask import ask_by_hand, channels_asked
from bot.actions.enrol import set_cadence
from bot.actions.offer import offer
from bot.actions.preview import preview_of
from bot.actions.their_boards import check_about
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.question import ask_card
from bot.cards.wizard import (
    Audience,
    labels_of,
    library_card,
    proposal_card,
    repeat_parts,
    repeating_card,
    sent_before_card,
    trial_card,
    tried_card,
)
from bot.domain.aims import Aims, aims_of_round
from bot.domain.boards import Board
from bot.domain.cadence import DEFAULT_RULE, Timetable, Upcoming, preview
from bot.domain.engagements import Engagement
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Person
from bot.domain.rounds import Round, Stage, opened, planned
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import BoardId, EngagementId, OrganisationId, RoundId
from bot.texts import Phrase
from prompts.library import load_library, parse_engagement
from storage import accounts, boards, consent, engagements, errands, invitations, members, rounds
from storage.database import Work

OFFERED = ("next-quarter", "one-thing", "value-pulse")
ROTATION = (*OFFERED, "problem-interview", "three-goals", "shortlist", "candid", "custom-work")
"""What a repeated poll goes through: long enough that nobody reads the same question twice within 90 days."""
FIRST_REPEAT_AFTER = timedelta(days=7)
DATES_SHOWN = 3
LONGEST_WHY = 300
PRESSED = "!"
"""Marks the errand of a Send button that was pressed."""


async def offer_library(bot: Bot, person: Person, board_id: BoardId) -> Card:
    """Three questions to choose from, and one's own."""
    async with bot.database.begin(person.organisation_id) as work:
        board = await boards.get(work, board_id)
        check(person, Deed.ASK, about=board)
        offers = []
        for slug in OFFERED:
            press = await offer(bot, work, ErrandKind.LIBRARY, f"{board.id}/{slug}")
            offers.append((_from_library(bot, board, slug).questions[0].text, press))
        return library_card(board=board, offers=offers, own=await offer(bot, work, ErrandKind.NEW_POLL, board.id))


async def propose_from_library(bot: Bot, person: Person, subject_id: str) -> Card:
    """The library's poll as it would go out; `subject_id` is `board/name`."""
    board_id, _, slug = subject_id.partition("/")
    async with bot.database.read(person.organisation_id) as work:
        board = await boards.get(work, BoardId(board_id))
    return await propose(bot, person, _from_library(bot, board, slug))


async def propose(bot: Bot, person: Person, engagement: Engagement) -> Card:
    """Keep the poll and show whom it would reach, who sees what and when it closes; nothing goes out.

    Refusal when there is nobody to ask.
    """
    now = bot.now()
    async with bot.database.begin(person.organisation_id) as work:
        board = await boards.get(work, engagement.board_id)
        check(person, Deed.ASK, about=board)
        audience = await _audience(work, board, engagement)
        await engagements.save(work, engagement)
        drawn_up = f"{engagement.id}/{now.isoformat()}"
        closes = now + bot.policy.send_delay + engagement.window
        return proposal_card(
            board=board,
            engagement=engagement,
            audience=audience,
            closes=closes,
            hear_back=closes + engagement.hear_back,
            tries=await offer(bot, work, ErrandKind.TRY_POLL, drawn_up),
            send=await offer(bot, work, ErrandKind.SEND_POLL, drawn_up),
            reword=await offer(bot, work, ErrandKind.REWORD_WHY, drawn_up),
            back=await offer(bot, work, ErrandKind.FIRST_POLL, board.id),
        )


async def reword_why(bot: Bot, person: Person, subject_id: str, text: str) -> Card:
    """The same proposal with other words for why it is asked: they are posted in the vendor's name.

    Refusal when the poll is on its way or out by now, since what customers read then would change.
    """
    async with bot.database.read(person.organisation_id) as work:
        engagement = await engagements.get(work, EngagementId(subject_id.partition("/")[0]))
        await check_about(work, person, Deed.ASK, engagement.board_id)
        asked = await rounds.of_board(work, engagement.board_id)
    for each in asked:
        if each.engagement_id == engagement.id and each.stage in (Stage.DRAFT, Stage.OPEN):
            raise Refusal(Phrase("proposal.sent_before", {"round": each.label}))
    why = " ".join(clean(text, LONGEST_WHY).text.split())
    return await propose(bot, person, replace(engagement, why=why))


async def try_poll(bot: Bot, person: Person, subject_id: str) -> Card:
    """The poll as customers will see it; its buttons keep nothing."""
    async with bot.database.begin(person.organisation_id) as work:
        engagement = await engagements.get(work, EngagementId(subject_id.partition("/")[0]))
        board = await boards.get(work, engagement.board_id)
        check(person, Deed.ASK, about=board)
        number = max((each.number for each in await rounds.of_board(work, board.id)), default=0) + 1
        trial = RoundId(bot.ids.of("trial", engagement.id))
        draft = planned(engagement, id=trial, number=number, slot=bot.now(), opens_at=bot.now())
        trial_round = opened(draft, bot.now())
        poll = ask_card(
            engagement=engagement,
            board=board,
            round_=trial_round,
            questions=engagement.questions,
            aims=Aims(aims_of_round(bot.ids, board.organisation_id, trial, engagement.questions)),
            answered=0,
            introduce=False,
            probably_ai=(await consent.given(work)).covers(trial_round, None),
        )
        count = sum(len(labels_of(part)) for part in poll.parts)
        presses = [await offer(bot, work, ErrandKind.TRIED, f"{trial}/{place}") for place in range(count)]
        return trial_card(poll, presses)


def tried() -> Card:
    """A button of a trial was pressed."""
    return tried_card()


async def send_poll(bot: Bot, person: Person, errand: Errand) -> Card:
    """Let the poll go out after the cancel window; pressed twice it is sent once.

    An admin is asked: again every other week?
    """
    subject = errand.subject_id.removesuffix(PRESSED)
    async with bot.database.begin(person.organisation_id) as work:
        engagement = await engagements.get(work, EngagementId(subject.partition("/")[0]))
        board = await boards.get(work, engagement.board_id)
        asker = check(person, Deed.ASK, about=board)
        first = await errands.turn(work, errand.token, subject, subject + PRESSED)
        before = await _sent_since(work, engagement, errand.made_at)
    if not first:
        if before is None:
            raise Refusal(Phrase("proposal.being_sent"))
        return await _drafted(bot, before, asker) if before.stage is Stage.DRAFT else sent_before_card(before.label)
    try:
        draft = await ask_by_hand(bot, engagement, asked_by=asker.id)
    except Refusal:
        async with bot.database.begin(asker.organisation_id) as work:
            await errands.turn(work, errand.token, subject + PRESSED, subject)
        raise
    shown = await _drafted(bot, draft, asker)
    if not may(asker, Deed.RUN_BOARD, about=board):
        return shown
    start = _start(draft.slot)
    async with bot.database.begin(asker.organisation_id) as work:
        again = await offer(bot, work, ErrandKind.REPEAT, f"{engagement.id}/{start.isoformat()}")
    return replace(shown, parts=(*shown.parts, *repeat_parts(dates=_dates(board, start), press=again)))


async def _drafted(bot: Bot, draft: Round, asker: Person) -> Card:
    """The preview of a poll that goes out by itself: it can be called off from their own chat too."""
    return replace(await preview_of(bot, draft, asker), lasting=True)


async def repeat_poll(bot: Bot, person: Person, subject_id: str) -> Card:
    """Ask every other week from then on: the library's questions in turn, and at the end of the turn this one again."""
    engagement_id, _, begin = subject_id.partition("/")
    start = datetime.fromisoformat(begin)
    async with bot.database.begin(person.organisation_id) as work:
        own = await engagements.get(work, EngagementId(engagement_id))
        board = await boards.get(work, own.board_id)
        check(person, Deed.RUN_BOARD, about=board)
        turn = [_from_library(bot, board, slug) for slug in ROTATION if slug != own.slug]
        for each in turn:
            if await engagements.by_slug(work, board.id, each.slug) is None:
                await engagements.save(work, each)
    kept = await set_cadence(
        bot,
        board.slug,
        DEFAULT_RULE,
        engagement_slugs=(*(each.slug for each in turn), own.slug),
        start=start.isoformat(),
        owner=OrganisationId(person.organisation_id),
        set_by=person.id,
    )
    return repeating_card(
        rule=kept.value.rule, titles=[each.title for each in turn[:DATES_SHOWN]], dates=_dates(board, start)
    )


async def _audience(work: Work, board: Board, engagement: Engagement) -> Audience:
    """Whom the poll reaches: who is known there, and where nobody is, how many were counted at the invitation."""
    asked = await channels_asked(work, board, engagement)
    if not asked:
        raise Refusal(Phrase("ask.nobody_to_ask", {"board": board.name}))
    names = {account.id: account.name for account in await accounts.all(work)}
    seats = await members.of_board(work, board.id)
    people = 0
    for channel in asked:
        known = len({seat.person_id for seat in seats if channel.account_id in (None, seat.account_id)})
        counted = await invitations.at(work, channel.place)
        people += max(known, counted.counted if counted else 0)
    companies = {names[each.account_id] for each in asked if each.account_id is not None}
    return Audience(
        companies=tuple(sorted(companies)), rooms=sum(each.account_id is None for each in asked), people=people
    )


async def _sent_since(work: Work, engagement: Engagement, since: datetime) -> Round | None:
    """The round that was made of this proposal, if any."""
    made = [
        each
        for each in await rounds.of_board(work, engagement.board_id)
        if each.engagement_id == engagement.id and each.cadence_id is None and each.slot >= since
    ]
    return made[0] if made else None


def _from_library(bot: Bot, board: Board, slug: str) -> Engagement:
    return parse_engagement(
        load_library(slug, board.language),
        ids=bot.ids,
        organisation_id=board.organisation_id,
        board_id=board.id,
        created_at=bot.now(),
        slug=slug,
    )


def _start(sent_at: datetime) -> datetime:
    return sent_at.replace(microsecond=0) + FIRST_REPEAT_AFTER


def _dates(board: Board, start: datetime) -> list[Upcoming]:
    table = Timetable(rule=DEFAULT_RULE, zone=board.zone, start=start)
    return preview(table, start, DATES_SHOWN)
