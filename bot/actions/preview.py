"""Shows a product manager what is about to go out: whom it reaches, what they will read, and what can still be done."""

from dataclasses import replace

from bot.actions.ask import channels_asked, meant
from bot.actions.compose import Subject, subject_of, turnout_of
from bot.actions.offer import offer
from bot.actions.outreach import know_holidays
from bot.actions.spared import spared_of
from bot.bot import Bot
from bot.cards.parts import Button, Buttons, Card, Field, Menu, Part, Ranking, Select, Ticks
from bot.cards.preview import Chance, Company, Reach, preview_card, test_card, test_pressed_card
from bot.cards.question import ask_card
from bot.cards.wizard import listing
from bot.domain.aims import Aims, aims_of_round
from bot.domain.channels import ChannelKind
from bot.domain.errands import ErrandKind, errand
from bot.domain.lookalikes import lookalikes
from bot.domain.members import Member
from bot.domain.people import Person
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import COMPANIES_NEEDED, PEOPLE_NEEDED, Turnout, Visibility
from bot.ids import AccountId, OrganisationId, PersonId, RoundId
from bot.presses import Do
from storage import accounts, channels, consent, deliveries, errands, invitations, members, people, rounds
from storage.database import Work

ROUNDS_LOOKED_AT = 5
"""How many of the latest polls tell how many usually answer."""


async def preview_of(bot: Bot, draft: Round, by: Person) -> Card:
    """Everything about a draft before it goes out, with the poll itself as each customer sees it."""
    await know_holidays(bot, draft.organisation_id)
    async with bot.database.read(draft.organisation_id) as work:
        subject = await subject_of(work, draft.id)
        reach = await reach_of(bot, work, subject)
    async with bot.database.begin(draft.organisation_id) as work:
        return preview_card(
            board=subject.board,
            round_=draft,
            reach=reach,
            send=await offer(bot, work, ErrandKind.SEND_NOW, draft.id, person_id=by.id),
            test=await offer(bot, work, ErrandKind.TEST_TO_ME, draft.id, person_id=by.id),
            call_off=await offer(bot, work, ErrandKind.CALL_OFF, draft.id, person_id=by.id),
            poll=(await _shown(bot, work, subject, by)).parts,
            confusing=lookalikes(subject.questions),
        )


async def test_to_me(bot: Bot, organisation_id: OrganisationId, round_id: RoundId, by: Person) -> Card:
    """The poll as customers see it, for one person alone; whatever is pressed on it counts nowhere."""
    async with bot.database.begin(organisation_id) as work:
        return test_card(await _shown(bot, work, await subject_of(work, round_id), by))


async def test_pressed(bot: Bot, organisation_id: OrganisationId, subject_id: str) -> Card:
    """Something was pressed on a poll that is only shown."""
    round_id, _, _ = subject_id.partition("@")
    async with bot.database.read(organisation_id) as work:
        return test_pressed_card(await rounds.get(work, RoundId(round_id)))


async def reach_of(bot: Bot, work: Work, subject: Subject) -> Reach:
    """Who will read a round and who will not, and why."""
    asked = await channels_asked(work, subject.board, subject.engagement)
    everywhere = await channels.of_board(work, subject.board.id)
    names = {account.id: account for account in await accounts.all(work)}
    who = {person.id: person for person in await people.all(work)}
    seats = await members.of_board(work, subject.board.id)
    of_company: dict[AccountId, list[Member]] = {}
    for seat in seats:
        of_company.setdefault(seat.account_id, []).append(seat)
    invited = {each.place: each for each in await invitations.all(work)}
    now = bot.now()

    def paused(person_id: PersonId) -> bool:
        until = who[person_id].paused_until
        return until is not None and until > now

    reached: list[Company] = []
    for channel in asked:
        here = seats if channel.account_id is None else of_company.get(channel.account_id, [])
        invitation = invited.get(channel.place)
        reached.append(
            Company(
                name=names[channel.account_id].name if channel.account_id else channel.name or channel.place.id,
                people=tuple(who[each.person_id].name for each in here if not _gone(who[each.person_id])),
                counted=invitation.counted if invitation else 0,
            )
        )
    ids = {each.id for each in asked}
    skipped = [
        names[channel.account_id].name
        for channel in everywhere
        if channel.kind is ChannelKind.CUSTOMER and channel.id not in ids and not channel.paused_for
        if channel.account_id is not None and not meant(subject.engagement, names[channel.account_id])
    ]
    silent = [
        names[channel.account_id].name if channel.account_id else channel.name or channel.place.id
        for channel in everywhere
        if channel.paused_for and channel.kind is not ChannelKind.PRODUCT
    ]
    companies = {each.account_id for each in asked}
    asked_seats = [seat for seat in seats if None in companies or seat.account_id in companies]
    there = {seat.person_id for seat in asked_seats}
    before = await deliveries.channels_asked_before(work, subject.board.id)
    spared = await spared_of(bot, work, subject.board, subject.round, asked)
    return Reach(
        companies=tuple(reached),
        not_meant=tuple(sorted(set(skipped))),
        silent=tuple(sorted(set(silent))),
        paused=tuple(sorted(who[each].name for each in there if paused(each) and not _gone(who[each]))),
        gone=tuple(sorted(who[each].name for each in there if _gone(who[each]))),
        asked_this_week=spared.week,
        asked_this_month=spared.month,
        quiet=spared.quiet,
        introduced=len(ids - before),
        chance=await _chance(work, subject, len(there), len({seat.account_id for seat in asked_seats})),
    )


def _gone(person: Person) -> bool:
    return person.gone_at is not None


async def _chance(work: Work, subject: Subject, people_asked: int, companies_asked: int) -> Chance | None:
    """How likely an anonymous result is to be shared; judged by how many answered the latest polls of the board."""
    if subject.round.visibility is not Visibility.ANONYMOUS:
        return None
    if people_asked < PEOPLE_NEEDED or companies_asked < COMPANIES_NEEDED:
        return Chance.NONE
    over = [
        each for each in await rounds.of_board(work, subject.board.id) if each.stage in (Stage.CLOSED, Stage.REPORTED)
    ]
    seen = [await _turnout_told(work, await subject_of(work, each.id)) for each in over[-ROUNDS_LOOKED_AT:]]
    asked = sum(each.people_asked for each in seen)
    if not asked:
        return Chance.UNKNOWN
    expected = people_asked * sum(each.people for each in seen) / asked
    companies = (
        companies_asked * sum(each.accounts for each in seen) / max(sum(each.accounts_asked for each in seen), 1)
    )
    if expected >= PEOPLE_NEEDED and companies >= COMPANIES_NEEDED:
        return Chance.LIKELY
    return Chance.EVEN if expected * 2 >= PEOPLE_NEEDED and companies * 2 >= COMPANIES_NEEDED else Chance.UNLIKELY


async def _turnout_told(work: Work, over: Subject) -> Turnout:
    """How many answered a closed round, as far as its report says so: else the guess would move with a single answer.

    Of an anonymous one that is nobody below the gate; above it, the people, and no more companies than the gate needs.
    """
    spoke = await turnout_of(work, over)
    if over.round.visibility is not Visibility.ANONYMOUS:
        return spoke
    if not over.round.gate_passed:
        return replace(spoke, people=0, accounts=0)
    return replace(spoke, accounts=COMPANIES_NEEDED)


async def _shown(bot: Bot, work: Work, subject: Subject, by: Person) -> Card:
    """The ask as customers see it, with buttons that lead nowhere."""
    organisation_id = subject.round.organisation_id
    card = ask_card(
        engagement=subject.engagement,
        board=subject.board,
        round_=subject.round,
        questions=subject.questions,
        aims=Aims(aims_of_round(bot.ids, organisation_id, subject.round.id, subject.questions)),
        answered=0,
        introduce=False,
        probably_ai=(await consent.given(work)).covers(subject.round, None),
    )
    made = [
        errand(
            bot.ids, organisation_id, ErrandKind.TEST_PRESS, f"{subject.round.id}@{place}", bot.now(), person_id=by.id
        )
        for place in range(_pressable(card))
    ]
    await errands.save_all(work, made)
    dead = iter(Do(each.token) for each in made)
    parts: list[Part] = []
    for part in card.parts:
        match part:
            case Buttons(buttons=buttons):
                parts.append(Buttons(tuple(Button(each.label, next(dead), each.tone) for each in buttons)))
            case Ticks(options=options):
                parts.append(Buttons(tuple(Button(each.label, next(dead), each.tone) for each in options)))
            case Ranking(label=label):
                parts += [listing(part), Buttons((Button(label, next(dead)),))]
            case Field(label=label):
                parts.append(Buttons((Button(label, next(dead)),)))
            case Menu() | Select():
                continue
            case _:
                parts.append(part)
    return Card(summary=card.summary, parts=tuple(parts))


def _pressable(card: Card) -> int:
    found = 0
    for part in card.parts:
        match part:
            case Buttons(buttons=buttons):
                found += len(buttons)
            case Ticks(options=options):
                found += len(options)
            case Field() | Ranking():
                found += 1
            case _:
                continue
    return found
