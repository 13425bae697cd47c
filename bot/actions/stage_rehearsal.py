"""Sets the stage of a rehearsal: a temporary organisation with a board, six companies, a poll in the admin's own chat.

Everything played is kept apart from everything real by the same wall that keeps vendors apart, and goes with it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions.ask import ask_by_hand, open_draft
from bot.actions.messages import message
from bot.bot import Bot
from bot.cards import codec
from bot.cards.parts import Card
from bot.cards.rehearsal import SAMPLES
from bot.domain.accounts import Account
from bot.domain.answers import Answer
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import Channel, ChannelKind
from bot.domain.deliveries import Kind
from bot.domain.digests import Digest
from bot.domain.engagements import Engagement
from bot.domain.members import Joined, Member
from bot.domain.organisations import Organisation
from bot.domain.people import Identity, Person, Role
from bot.domain.questions import Chosen, Question, Value, Wrote, options_of
from bot.domain.rehearsals import Rehearsal
from bot.domain.rounds import Round
from bot.ids import AccountId, BoardId, ChannelId, DigestId, MemberId, OrganisationId, PersonId
from bot.texts import Phrase
from prompts.catalogue import say_in
from prompts.library import load_library, parse_engagement
from storage import accounts, answers, boards, channels, deliveries, digests, engagements, members, people, rounds
from storage.database import Work

COMPANY = "Acme"
POLL = "next-quarter"
"""A choice and a line to write: what the library has that shows most in one tap."""
PLAYERS = (
    ("Gia", "Globex", 2),
    ("Gus", "Globex", 2),
    ("Ida", "Initech", 1),
    ("Ian", "Initech", 1),
    ("Hana", "Hooli", 2),
    ("Umar", "Umbrella", 4),
    ("Vera", "Vandelay", 2),
)
"""Who the samples are from, and which option each chose: one leads, and a single real tap cannot make it a tie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What stands on the stage."""

    board: Board
    round: Round
    channel: Channel
    questions: tuple[Question, ...]


async def set_the_stage(bot: Bot, rehearsal: Rehearsal, real: Board, person: Person, identity: Identity) -> None:
    """Make the temporary organisation and open its poll in the admin's chat; going on after a crash is harmless."""
    stage = Organisation(id=rehearsal.stage_id, name=real.name, created_at=rehearsal.begun_at)
    await bot.database.add_organisation(stage)
    await bot.database.bind_place(rehearsal.place, stage.id)
    async with bot.database.begin(stage.id) as work:
        board = await _board(bot, work, rehearsal, real)
        await _admin(bot, work, board, person, identity)
        await _players(bot, work, board)
        poll = _poll(bot, board)
        await engagements.save(work, poll)
        asked = await rounds.of_board(work, board.id)
    round_ = asked[0] if asked else await ask_by_hand(bot, poll, delay=timedelta(0))
    await open_draft(bot, stage.id, round_.id)


async def played(work: Work) -> Played | None:
    """What stands on the stage of this transaction's organisation; None when it was not set, or is gone."""
    known = await boards.all(work)
    asked = await rounds.of_board(work, known[0].id) if known else []
    if not asked:
        return None
    return Played(
        board=known[0],
        round=asked[0],
        channel=(await channels.of_board(work, known[0].id))[0],
        questions=await engagements.questions(work, asked[0].question_ids),
    )


async def let_samples_answer(bot: Bot, work: Work, on: Played) -> None:
    """The seven made-up people answer; a second time changes nothing."""
    say = say_in(on.board.language)
    seats = {seat.person_id: seat for seat in await members.of_board(work, on.board.id)}
    said: list[Answer] = []
    for number, (name, _, place) in enumerate(PLAYERS[:SAMPLES], start=1):
        seat = seats[_player_id(bot, on.board.organisation_id, name)]
        for question in on.questions:
            options = options_of(question)
            value: Value = Wrote(text=say(Phrase(f"rehearsal.sample_{number}")))
            if options:
                value = Chosen(options=(options[place % len(options)].id,))
            said.append(
                Answer(
                    id=bot.ids.of_answer(on.round.id, question.id, seat.person_id),
                    organisation_id=on.board.organisation_id,
                    round_id=on.round.id,
                    question_id=question.id,
                    person_id=seat.person_id,
                    account_id=seat.account_id,
                    value=value,
                    said_at=on.round.slot,
                    received_at=on.round.slot,
                )
            )
    await answers.save_all(work, said)


async def show_in_chat(bot: Bot, work: Work, on: Played, card: Card, name: str) -> None:
    """Post a card into the admin's chat, once for each `name`, as safely as a digest is posted."""
    digest = Digest(
        id=DigestId(bot.ids.of("digest", on.board.id, name)),
        organisation_id=on.board.organisation_id,
        board_id=on.board.id,
        week=name,
        made_at=on.round.slot - timedelta(seconds=1),  # older than the close, which is news for the digest itself
        card=codec.to_json(card),
    )
    await digests.add(work, digest)
    await deliveries.make(work, [message(bot, on.channel, Kind.DIGEST, digest.id)])


async def on_stage(bot: Bot, work: Work) -> bool:
    """True in the organisation of a rehearsal: what is decided there must not leave it."""
    return await people.known(work, conductor_id(bot, work.organisation_id))


def conductor_id(bot: Bot, stage_id: OrganisationId) -> PersonId:
    """Who decides on the stage: the admin in their real part, apart from the customer they play."""
    return PersonId(bot.ids.of("person", stage_id, "conductor"))


async def _board(bot: Bot, work: Work, rehearsal: Rehearsal, real: Board) -> Board:
    # On a board of one's own staff everybody counts: whoever rehearses is staff and must be counted as Acme.
    board = replace(
        real,
        id=BoardId(bot.ids.of("board", rehearsal.stage_id)),
        organisation_id=rehearsal.stage_id,
        kind=BoardKind.CLIENT_ZERO,
        created_at=rehearsal.begun_at,
        next_digest_at=None,
    )
    known = await boards.all(work)
    if known:
        return known[0]
    await boards.save(work, board)
    acme = await _account(bot, work, COMPANY, COMPANY)
    channel = Channel(
        id=ChannelId(bot.ids.of("channel", board.id, str(rehearsal.place))),
        organisation_id=board.organisation_id,
        board_id=board.id,
        place=rehearsal.place,
        kind=ChannelKind.CUSTOMER,
        account_id=acme.id,
        added_at=rehearsal.begun_at,
    )
    await channels.save(work, channel)
    return board


async def _admin(bot: Bot, work: Work, board: Board, person: Person, identity: Identity) -> None:
    stage_id = board.organisation_id
    customer = replace(
        person,
        id=PersonId(bot.ids.of("person", stage_id, str(identity))),
        organisation_id=stage_id,
        staff=False,
        role=Role.NONE,
        paused_until=None,
    )
    await people.save(work, customer, identity)
    await _seat(bot, work, board, customer.id, await _account(bot, work, COMPANY, COMPANY))
    conductor = replace(customer, id=conductor_id(bot, stage_id), staff=True, role=Role.ADMIN)
    await people.save(work, conductor)


async def _players(bot: Bot, work: Work, board: Board) -> None:
    say = say_in(board.language)
    for name, company, _ in PLAYERS[:SAMPLES]:
        account = await _account(bot, work, company, say(Phrase("rehearsal.made_up", {"name": company})))
        person = Person(
            id=_player_id(bot, board.organisation_id, name),
            organisation_id=board.organisation_id,
            name=say(Phrase("rehearsal.made_up", {"name": name})),
            language=board.language,
            zone=board.zone,
        )
        await people.save(work, person)
        await _seat(bot, work, board, person.id, account)


async def _account(bot: Bot, work: Work, key: str, name: str) -> Account:
    made = Account(
        id=AccountId(bot.ids.of("account", work.organisation_id, key)),
        organisation_id=work.organisation_id,
        key=key.casefold(),
        name=name,
    )
    await accounts.save(work, made)
    return made


async def _seat(bot: Bot, work: Work, board: Board, person_id: PersonId, account: Account) -> None:
    made = Member(
        id=MemberId(bot.ids.of("member", board.id, person_id, account.id)),
        organisation_id=board.organisation_id,
        board_id=board.id,
        person_id=person_id,
        account_id=account.id,
        joined_at=bot.now(),
        joined_by=Joined.INVITED,
    )
    await members.seat(work, made)


def _poll(bot: Bot, board: Board) -> Engagement:
    text = load_library(POLL, board.language)
    ids, now = bot.ids, board.created_at
    made = parse_engagement(
        text, ids=ids, organisation_id=board.organisation_id, board_id=board.id, created_at=now, slug=POLL
    )
    return replace(made, remind_after=None)


def _player_id(bot: Bot, stage_id: OrganisationId, name: str) -> PersonId:
    return PersonId(bot.ids.of("person", stage_id, "sample", name))
