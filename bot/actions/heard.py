"""Writes down what a customer said on a call: beside the votes of a poll, never among them, and seen by no customer."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.access import Deed, Where, check
from bot.actions.company import account_meant, companies_on, latest_hearable, looked_after
from bot.actions.offer import offer
from bot.bot import Bot
from bot.cards.heard import forgotten_card, kept_card
from bot.cards.parts import Card
from bot.commands.roles_kinds import Heard
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.errands import ErrandKind
from bot.domain.likeness import fits, meant
from bot.domain.people import Person
from bot.domain.proxies import LONGEST_HEARD, Proxy, check_hearable, option_meant, question_meant
from bot.domain.questions import Question
from bot.domain.rounds import Round
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import AccountId, OrganisationId, PersonId, ProxyId, RoundId
from bot.texts import Argument, Phrase, Phrases
from storage import boards, engagements, members, people, proxies, rounds
from storage.database import Work

MOST_NAMED = 10


async def write_down(
    bot: Bot,
    typed: Heard,
    organisation_id: OrganisationId,
    by: Person | None,
    place: Place | None,
    where: Where,
    board: str = "",
) -> Card:
    """Keep what was typed about a company; Denied for who neither looks after it nor asks on its board.

    Without a number it is about the latest poll that the company's board has out or has closed. Refusal for an
    anonymous poll, a day that is to come, and for somebody who does not sit on the board for the company.
    """
    account = await account_meant(bot, organisation_id, by, typed.account, place, where, Deed.WRITE_DOWN)
    async with bot.database.begin(organisation_id) as work:
        account, known = await looked_after(work, account.id, by, Deed.WRITE_DOWN)
        if board:
            known = [each for each in known if meant(board, (each.slug, each.name))]
        poll = await _the_poll(work, account, known, typed.number)
        return await _kept(bot, work, account, poll, by, typed)


async def write_down_about(
    bot: Bot, organisation_id: OrganisationId, subject_id: str, text: str, by: Person | None
) -> Card:
    """The same from the field on a company's page; `subject_id` is `round/account`."""
    round_id, _, account_id = subject_id.partition("/")
    async with bot.database.begin(organisation_id) as work:
        account, known = await looked_after(work, AccountId(account_id), by, Deed.WRITE_DOWN)
        poll = await rounds.find(work, RoundId(round_id))
        if poll is None or poll.board_id not in {each.id for each in known}:
            raise Refusal(Phrase("press.unknown"))
        return await _kept(bot, work, account, poll, by, Heard(text=text))


async def forget_heard(bot: Bot, organisation_id: OrganisationId, proxy_id: ProxyId, by: Person | None) -> Card:
    """Delete it: for who wrote it down, as long as the company is theirs, and for who ends others' polls there."""
    async with bot.database.begin(organisation_id) as work:
        one = await proxies.find(work, proxy_id)
        if one is None:
            return forgotten_card()
        poll = await rounds.get(work, one.round_id)
        await looked_after(work, one.account_id, by, Deed.WRITE_DOWN)
        if by is None or one.noted_by != by.id:
            check(by, Deed.ASK_FOR_OTHERS, about=await boards.get(work, poll.board_id))
        await proxies.forget(work, one.id)
        await proxies.report_anew(work, poll.id)
    return forgotten_card()


async def _kept(bot: Bot, work: Work, account: Account, poll: Round, by: Person | None, typed: Heard) -> Card:
    check_hearable(poll)
    words = " ".join(clean(typed.text, LONGEST_HEARD).text.split())
    if not words or by is None:
        raise Refusal(Phrase("command.heard_example"))
    board = await boards.get(work, poll.board_id)
    question = _the_question(await engagements.questions(work, poll.question_ids), words, typed.question)
    who = await _who(work, board, account, typed.said_by)
    option = option_meant(question, words)
    said_at = _when(typed.on, board, bot.now())
    said = (option or "", "" if option else words, who or "", f"{typed.on or ''}")
    one = Proxy(
        id=ProxyId(bot.ids.of("proxy", poll.id, question.id, account.id, *said)),
        organisation_id=work.organisation_id,
        round_id=poll.id,
        question_id=question.id,
        account_id=account.id,
        person_id=who,
        option_id=option,
        text="" if option else words,
        said_at=said_at,
        noted_at=bot.now(),
        noted_by=by.id,
    )
    await proxies.save(work, one)
    await proxies.report_anew(work, poll.id)
    forget = await offer(bot, work, ErrandKind.FORGET_HEARD, one.id)
    return kept_card(account=account, round_=poll, question=question, one=one, forget=forget)


async def _the_poll(work: Work, account: Account, known: list[Board], number: int | None) -> Round:
    if number is None:
        latest = await latest_hearable(work, account, known)
        if latest is None:
            raise Refusal(Phrase("heard.no_poll", {"account": account.name}))
        return latest
    found = await rounds.by_number(work, number)
    theirs = [each for each in known if found is not None and each.id == found.board_id]
    if found is None or account.id not in await companies_on(work, theirs):
        raise Refusal(Phrase("round.unknown", {"round": f"P{number}"}))
    return found


def _the_question(asked: tuple[Question, ...], words: str, number: int | None) -> Question:
    if number is None:
        return question_meant(asked, words)
    if not 1 <= number <= len(asked):
        raise Refusal(Phrase("heard.no_question", {"n": len(asked)}))
    return asked[number - 1]


async def _who(work: Work, board: Board, account: Account, typed: str) -> PersonId | None:
    wanted = typed.strip().lstrip("@").strip()
    if not wanted:
        return None
    seats = [each for each in await members.of_board(work, board.id) if each.account_id == account.id]
    names = {(await people.get(work, each.person_id)).name: each.person_id for each in seats}
    found = meant(wanted, names) or [each for each in names if fits(each, wanted)]
    if len(found) != 1:
        listed = Phrases(tuple(sorted(names)[:MOST_NAMED]))
        args: dict[str, Argument] = {"name": wanted[:40], "account": account.name, "known": listed}
        raise Refusal(Phrase("heard.who" if names else "heard.nobody_there", args))
    return names[found[0]]


def _when(on: date | None, board: Board, now: datetime) -> datetime:
    """Noon of that day at the board, or now; Refusal for a day that is to come."""
    zone = ZoneInfo(board.zone)
    today = now.astimezone(zone).date()
    if on is None or on == today:
        return now
    if on > today:
        raise Refusal(Phrase("heard.to_come"))
    return datetime.combine(on, time(12), zone).astimezone(now.tzinfo)
