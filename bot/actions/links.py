"""Makes and reads the links by which one person answers one poll on a web page: three ids and a signature over them."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from bot.actions.compose import channels_of, subject_of
from bot.bot import Bot
from bot.domain.answers import check_open
from bot.domain.audience import voice_outside
from bot.domain.boards import Board
from bot.domain.people import Identity, Person, Visitor
from bot.domain.questions import alike
from bot.domain.rounds import Round, Stage
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, PersonId, RoundId
from bot.texts import Phrase, Phrases
from storage import members, people, rounds

PLATFORM = "web"
LONGEST_TOKEN = 512
"""Characters; what is longer was never ours and is not even looked at."""
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link says: who answers which poll. It holds no name, no address and no answer."""

    organisation_id: OrganisationId
    person_id: PersonId
    round_id: RoundId


async def link_for(bot: Bot, person: Person, round_: Round) -> str:
    """The address of the page on which `person`, and nobody else, answers `round_`.

    Whoever has the link speaks with that person's voice: it goes to them in private. The same person and poll always
    get the same link; what is answered there and in a chat is one answer. Denied for somebody who is not asked,
    Refusal when the poll is not open or the web server's address is not known.
    """
    if not bot.policy.address:
        raise Refusal(Phrase("link.no_address"))
    check_open(round_, bot.now())
    identity = web_identity(round_.organisation_id, person.id)
    nobody = Denied(Phrase("link.not_asked", {"person": person.name, "poll": round_.label}))
    if person.gone_at is not None:
        raise nobody
    async with bot.database.begin(round_.organisation_id) as work:
        subject = await subject_of(work, round_.id)
        seats = await members.seats(work, subject.board.id, person.id)
        posted = await channels_of(work, subject)
        try:
            voice_outside(subject.board, posted, Visitor(identity=identity), person=person, seats=seats)
        except Denied:
            raise nobody from None
        if await people.find(work, identity) is None:
            await people.save(work, await people.get(work, person.id), identity)
    link = Link(organisation_id=round_.organisation_id, person_id=person.id, round_id=round_.id)
    return f"{bot.policy.address.rstrip('/')}/a/{token_of(bot, link)}"


def web_identity(organisation_id: OrganisationId, person_id: PersonId) -> Identity:
    """As whom a link lets its reader in; where people turn out to be one, it leads to the one they became."""
    return Identity(platform=PLATFORM, workspace=organisation_id, user=person_id)


def token_of(bot: Bot, link: Link) -> str:
    """The link as it stands in an address."""
    return _signer(_key(bot)).dumps([link.organisation_id, link.person_id, link.round_id])


def link_in(bot: Bot, token: str) -> Link | None:
    """What `token` says; None unless this installation signed it."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        said = _signer(_key(bot)).loads(token)
    except BadSignature:
        return None
    match said:
        case [str(organisation_id), str(person_id), str(round_id)]:
            return Link(
                organisation_id=OrganisationId(organisation_id),
                person_id=PersonId(person_id),
                round_id=RoundId(round_id),
            )
        case _:
            return None


async def member_named(bot: Bot, board: Board, name: str) -> Person:
    """The member whom `name` means: a whole name, the beginning of one, or an identity such as `slack:T0123:U0456`.

    Refusal when it is nobody or could be several.
    """
    wanted = alike(name)
    async with bot.database.read(board.organisation_id) as work:
        seated = {seat.person_id for seat in await members.of_board(work, board.id)}
        everybody = [await people.get(work, person_id) for person_id in sorted(seated)]
        spelt = {each.id: {str(one) for one in await people.identities(work, each.id)} for each in everybody}
    exact = [each for each in everybody if alike(each.name) == wanted or name.strip() in spelt[each.id]]
    found = exact or [each for each in everybody if wanted and alike(each.name).startswith(wanted)]
    if not found:
        raise Refusal(Phrase("link.nobody", {"name": name, "board": board.name}))
    if len(found) > 1:
        names = tuple(sorted(f"{each.name} ({sorted(spelt[each.id])[0]})" for each in found if spelt[each.id]))
        raise Refusal(Phrase("link.several", {"name": name, "people": Phrases(names[:MOST_NAMED])}))
    return found[0]


async def open_round(bot: Bot, board: Board, number: int | None) -> Round:
    """The poll with this number, or the latest that is open; Refusal when there is none."""
    async with bot.database.read(board.organisation_id) as work:
        known = await rounds.of_board(work, board.id)
    found = [each for each in known if (each.stage is Stage.OPEN if number is None else each.number == number)]
    if not found:
        raise Refusal(
            Phrase("link.no_open_poll", {"board": board.name})
            if number is None
            else Phrase("round.unknown", {"round": f"P{number}"})
        )
    return max(found, key=lambda each: each.number)


def _key(bot: Bot) -> str:
    """A secret for links alone, made of the installation's own; it travels nowhere."""
    return bot.ids.of("signing key", "links to answer pages")


@lru_cache(maxsize=8)
def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="answer page", signer_kwargs={"digest_method": sha256})
