"""Shows one company to whoever looks after it: how often it takes part, what its people said under their own names."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.access import Deed, Where, check, may
from bot.actions.attendance import participation_of
from bot.actions.export import value_of
from bot.actions.gather import rounds_lately
from bot.actions.heard_beside import heard_in
from bot.actions.links import link_for
from bot.actions.offer import offer
from bot.actions.their_boards import theirs
from bot.bot import Bot
from bot.cards.company import CompanyPage, Speaker, WasSaid, company_card, links_card
from bot.cards.parts import Card
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.errands import ErrandKind
from bot.domain.likeness import meant
from bot.domain.people import Person
from bot.domain.proxies import HEARABLE
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import Denied, Refusal
from bot.ids import AccountId, OrganisationId, PersonId, RoundId
from bot.texts import Phrase, Phrases
from storage import accounts, answers, boards, channels, engagements, members, people, proxies, rounds
from storage.database import Work

SAID_SHOWN = 8
LINKS_SHOWN = 20
OPEN_SHOWN = 3
MOST_NAMED = 10


async def account_meant(
    bot: Bot,
    organisation_id: OrganisationId,
    by: Person | None,
    named: str,
    place: Place | None,
    where: Where,
    deed: Deed = Deed.LOOK_AFTER,
) -> Account:
    """The company called `named`; else that of this channel; else the only one that somebody may look after.

    Denied for who may look after none of those that could be meant: they are not told which there are.
    """
    async with bot.database.read(organisation_id) as work:
        known = await accounts.all(work)
        here = {each.account_id for each in await channels.at(work, place)} if place is not None else set()
        run = await companies_on(work, await theirs(work, by, deed, where))
    their_own = [each for each in known if each.id in run or may(by, deed, where, about=each)]
    if not their_own:
        raise Denied(Phrase("access.denied", {"deed": Phrase(f"deed.{deed.value}")}))
    if named:
        keys = meant(named, [each.key for each in known])
        names = meant(named, [each.name for each in known])
        wanted = [each for each in known if each.key in keys] or [each for each in known if each.name in names]
        if len(wanted) == 1 and wanted[0] in their_own:
            return wanted[0]
        # In the same words for one that is somebody else's: nobody learns in this way who the customers are.
        raise (Denied if wanted else Refusal)(Phrase("account.unknown", {"account": named[:40]}))
    fitting_here = [each for each in their_own if each.id in here] or their_own
    if len(fitting_here) > 1:
        listed = Phrases(tuple(each.name for each in fitting_here[:MOST_NAMED]))
        raise Refusal(Phrase("account.name_one", {"known": listed, "first": fitting_here[0].key}))
    return fitting_here[0]


async def company_page(bot: Bot, organisation_id: OrganisationId, account_id: AccountId, by: Person | None) -> Card:
    """The page of one company; Denied for who neither looks after it nor sees results anyway."""
    async with bot.database.begin(organisation_id) as work:
        account, on_boards = await looked_after(work, account_id, by)
        owner = await people.get(work, account.owner_id) if account.owner_id is not None else None
        answered = asked = 0
        spoke: Counter[PersonId] = Counter()
        said: list[tuple[datetime, WasSaid]] = []
        links = []
        names: dict[PersonId, str] = {}
        for board in on_boards:
            seats = [each for each in await members.of_board(work, board.id) if each.account_id == account.id]
            names |= {each.person_id: (await people.get(work, each.person_id)).name for each in seats}
            if not seats:
                continue
            for row in (await participation_of(work, board, bot.now())).rows:
                if row.account_id == account.id:
                    answered, asked = answered + row.answered, asked + row.asked
            for poll in await rounds_lately(work, board, bot.now()):
                if poll.stage in (Stage.CLOSED, Stage.REPORTED) and poll.visibility is Visibility.NAMED:
                    found = await _said_in(work, poll, account.id, names)
                    said += [(at, one) for at, _, one in found]
                    spoke.update({person_id for _, person_id, _ in found})
                if poll.stage is Stage.OPEN and bot.policy.address:
                    links.append((poll.label, await offer(bot, work, ErrandKind.SHOW_LINKS, f"{poll.id}/{account.id}")))
        about = await latest_hearable(work, account, on_boards)
        polls = [each.id for board in on_boards for each in await rounds_lately(work, board, bot.now())]
        told = [each for each in await proxies.of_rounds(work, polls) if each.account_id == account.id]
        press = await offer(bot, work, ErrandKind.HEARD, f"{about.id}/{account.id}") if about is not None else None
        heard = await heard_in(work, told)
        latest = sorted(said, key=lambda each: each[0], reverse=True)
    return company_card(
        CompanyPage(
            account=account,
            owner=owner.name if owner is not None else "",
            answered=answered,
            asked=asked,
            people=tuple(Speaker(name=name, polls=spoke[each]) for each, name in sorted(names.items(), key=_by_name)),
            said=tuple(one for _, one in latest[:SAID_SHOWN]),
            older=max(len(latest) - SAID_SHOWN, 0),
            links=tuple(links[-OPEN_SHOWN:]),
            heard=heard,
            write_down=(about.label, press) if about is not None and press is not None else None,
        )
    )


async def links_of(bot: Bot, organisation_id: OrganisationId, subject_id: str, by: Person | None) -> Card:
    """The links by which the people of one company answer one poll on the web, to be passed on to each in private."""
    round_id, _, account_id = subject_id.partition("/")
    async with bot.database.read(organisation_id) as work:
        account, on_boards = await looked_after(work, AccountId(account_id), by)
        poll = await rounds.find(work, RoundId(round_id))
        if poll is None or poll.board_id not in {board.id for board in on_boards}:
            raise Refusal(Phrase("press.unknown"))
        seats = [each for each in await members.of_board(work, poll.board_id) if each.account_id == account.id]
        readers = [await people.get(work, each.person_id) for each in seats]
    found = []
    for each in sorted(readers, key=lambda one: one.name.casefold()):
        try:
            found.append((each.name, await link_for(bot, each, poll)))
        except Denied:
            continue  # The poll does not go to them.
    return links_card(account=account, poll=poll, links=found[:LINKS_SHOWN])


async def duties_of(work: Work, person: Person) -> tuple[list[Account], list[Board]]:
    """The companies somebody looks after, and the boards whose monthly report they read; besides any role."""
    looked_after = [each for each in await accounts.all(work) if each.owner_id == person.id]
    return looked_after, [each for each in await boards.all(work) if each.sponsor_id == person.id]


async def companies_on(work: Work, some: Sequence[Board]) -> set[AccountId]:
    """The companies that have a channel or a seat on any of these boards."""
    found: set[AccountId] = set()
    for board in some:
        found |= {each.account_id for each in await channels.of_board(work, board.id) if each.account_id is not None}
        found |= {each.account_id for each in await members.of_board(work, board.id)}
    return found


async def latest_hearable(work: Work, account: Account, known: list[Board]) -> Round | None:
    """The newest poll of these boards about which a call with the company can be written down."""
    found = [
        each
        for board in known
        if account.id in await companies_on(work, [board])
        for each in await rounds.of_board(work, board.id)
        if each.stage in HEARABLE and each.visibility is not Visibility.ANONYMOUS
    ]
    return max(found, key=lambda each: each.number, default=None)


async def looked_after(
    work: Work, account_id: AccountId, by: Person | None, deed: Deed = Deed.LOOK_AFTER
) -> tuple[Account, list[Board]]:
    """The company, and the boards on which `by` may do the deed about it: who runs a board has just that one."""
    account = {each.id: each for each in await accounts.all(work)}.get(account_id)
    if account is not None and may(by, deed, about=account):
        return account, await boards.all(work)
    run = [each for each in await theirs(work, by, deed) if account_id in await companies_on(work, [each])]
    if not run:
        check(by, deed, about=account)
    if account is None:
        raise Refusal(Phrase("press.unknown"))
    return account, run


async def _said_in(
    work: Work, poll: Round, account_id: AccountId, names: dict[PersonId, str]
) -> list[tuple[datetime, PersonId, WasSaid]]:
    asked = {each.id: each for each in await engagements.questions(work, poll.question_ids)}
    return [
        (
            each.said_at,
            each.person_id,
            WasSaid(
                label=poll.label,
                name=names[each.person_id],
                question=asked[each.question_id].text,
                answer=value_of(asked[each.question_id], each),
                comment=each.comment,
            ),
        )
        for each in await answers.of_round(work, poll.id)
        if each.account_id == account_id and not each.withdrawn and each.person_id in names
    ]


def _by_name(named: tuple[PersonId, str]) -> str:
    return named[1].casefold()
