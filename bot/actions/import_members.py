"""Takes members and their accounts from a CSV file: good lines are kept whole, bad ones are named."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.actions.enrol import account_named, language_named, slug_of
from bot.actions.rival_rooms import part_rivals
from bot.actions.sheets import BadCell, BadLine, Row, Sheet
from bot.bot import Bot
from bot.cards.counts import there
from bot.domain.accounts import Account
from bot.domain.boards import Board, BoardKind
from bot.domain.budget import MOST
from bot.domain.cadence_zone import zone_named
from bot.domain.erasures import mark_of
from bot.domain.members import Joined, Member
from bot.domain.people import Identity, Person
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import AccountId, MemberId, OrganisationId, PersonId
from bot.texts import Phrase
from storage import accounts, erasures, members, people
from storage.database import Work

PERSON = ("person", "person_id", "email", "e-mail")
ACCOUNT = ("account", "account_id", "company")
ARR = ("arr", "arr_usd")


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What an import did, line by line."""

    kind: str
    lines: int = 0
    kept: int = 0
    people: int = 0
    accounts: int = 0
    bad: list[BadLine] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)
    votes: int = 0
    silent: list[str] = field(default_factory=list)
    """Shared rooms in which nothing is posted any more, because rivals sit in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """One line, read and checked as a whole before anything of it is written."""

    key: str
    name: str
    account: Account
    """With empty fields where the line is silent; its ids are placeholders."""
    zone: str
    language: str
    identity: Identity | None
    budget: int | None = None
    """How often in thirty days they want to be asked at most; None where the line is silent."""


async def import_members(bot: Bot, board: Board, sheet: Sheet, *, again: bool = False) -> ImportReport:
    """Seat everybody in the sheet on `board`; the same file again changes nothing.

    Who was erased is not brought back by an old file: their line is refused, unless they are to be known `again`.
    """
    report = ImportReport(kind="members", lines=len(sheet.lines))
    seen: dict[str, int] = {}
    accounts_at: dict[Identity, int] = {}
    companies: set[str] = set()
    async with bot.database.begin(board.organisation_id) as work:
        for row in sheet.rows():
            try:
                line = _line(row, board)
                if line.key in seen:
                    raise BadCell("person", Phrase("sheet.same_person", {"person": line.key, "line": seen[line.key]}))
                if line.identity is not None and (before := accounts_at.get(line.identity)) is not None:
                    raise BadCell(
                        "identity", Phrase("sheet.same_person", {"person": str(line.identity), "line": before})
                    )
                await seat_line(bot, work, board, line, again=again)
            except BadCell as wrong:
                sheet.refuse(row.line, wrong.column, wrong.reason)
                continue
            seen[line.key] = row.line
            if line.identity is not None:
                accounts_at[line.identity] = row.line
            companies.add(slug_of(line.account.name))
            report.kept += 1
        report.silent = [each.name or str(each.place) for each in await part_rivals(bot, work)]
    report.people, report.accounts = len(seen), len(companies)
    report.bad = sorted(sheet.bad, key=lambda bad: bad.line)
    return report


async def check_never_erased(bot: Bot, work: Work, board: Board, identities: Sequence[Identity]) -> None:
    """BadCell for somebody who was erased under one of these accounts and whom nobody knows since."""
    marks = [mark_of(bot.ids, work.organisation_id, each) for each in identities]
    when = await erasures.erased_at(work, marks)
    if when is not None:
        raise BadCell("person", Phrase("sheet.was_erased", {"when": there(when, board.zone)}))


def imported(key: str) -> Identity:
    """How a person is known who so far exists only in a file."""
    return Identity(platform="import", workspace="file", user=key)


def arr_in(row: Row) -> Decimal | None:
    """Annual recurring revenue, or None where the cell is empty; BadCell for anything that is no amount."""
    text = row.text(*ARR)
    if not text:
        return None
    column = next(name for name in ARR if name in row.cells)
    try:
        amount = Decimal(text.replace(" ", "").replace("_", ""))
    except InvalidOperation:
        raise BadCell(column, Phrase("sheet.not_amount", {"text": text[:40]})) from None
    if not amount.is_finite() or amount < 0 or amount > Decimal(10) ** 12:
        raise BadCell(column, Phrase("sheet.not_amount", {"text": text[:40]}))
    return amount


async def keep_account(bot: Bot, work: Work, name: str, facts: Account | None = None) -> Account:
    """The account called `name`; what `facts` says is written over what was known, silence changes nothing."""
    known = await account_named(bot, work, slug_of(name), name)
    if facts is None:
        return known
    merged = replace(
        known,
        segment=facts.segment or known.segment,
        tier=facts.tier or known.tier,
        arr=known.arr if facts.arr is None else facts.arr,
        industry=facts.industry or known.industry,
        country=facts.country or known.country,
        renewal_on=facts.renewal_on or known.renewal_on,
        rival_group=facts.rival_group or known.rival_group,
    )
    if merged != known:
        await accounts.save(work, merged)
    return merged


def facts_in(row: Row) -> Account:
    """What a line says about its account."""
    renewal = row.text("renewal_on", "renewal")
    try:
        renewal_on = date.fromisoformat(renewal) if renewal else None
    except ValueError:
        raise BadCell("renewal_on", Phrase("sheet.not_date", {"text": renewal[:40]})) from None
    return Account(
        id=AccountId(""),
        organisation_id=OrganisationId(""),
        key="",
        name=row.needed(*ACCOUNT),
        segment=row.name("segment"),
        tier=row.name("tier"),
        arr=arr_in(row),
        industry=row.name("industry"),
        country=row.name("country", most=2).upper(),
        renewal_on=renewal_on,
        rival_group=row.name("rival_group"),
    )


def _line(row: Row, board: Board) -> MemberLine:
    column = "account"
    try:
        slug_of(row.needed(*ACCOUNT))
        column = "zone"
        zone = zone_named(row.text("zone", "timezone") or board.zone).key
        column = "language"
        language = language_named(row.text("language", "lang") or board.language)
        column = "identity"
        identity = Identity.parse(row.text("identity")) if row.text("identity") else None
    except Refusal as wrong:
        raise BadCell(column, wrong.phrase) from None
    named = row.name(*PERSON)
    return MemberLine(
        key=(named or f"{row.needed('name')}@{row.needed(*ACCOUNT)}").casefold(),
        name=clean(row.needed("name"), 80).text,
        account=facts_in(row),
        zone=zone,
        language=language,
        identity=identity,
        budget=_budget_in(row),
    )


def _budget_in(row: Row) -> int | None:
    text = row.text("budget")
    if text and not (text.isascii() and text.isdigit() and int(text[:4]) <= MOST):
        raise BadCell("budget", Phrase("sheet.not_budget", {"text": text[:40], "most": MOST}))
    return int(text) if text else None


async def seat_lines(bot: Bot, board: Board, lines: Sequence[MemberLine]) -> None:
    """Keep several lines at once, or none."""
    async with bot.database.begin(board.organisation_id) as work:
        for line in lines:
            await seat_line(bot, work, board, line)
        await part_rivals(bot, work)


async def seat_line(bot: Bot, work: Work, board: Board, line: MemberLine, *, again: bool = False) -> None:
    """Keep one line's account, person and seat; BadCell, before anything is written, for one of our own staff.

    Likewise for somebody who was erased, unless they are to be known `again`.
    """
    identities = [imported(line.key), *([line.identity] if line.identity else [])]
    known: Person | None = None
    for each in reversed(identities):
        known = known or await people.find(work, each)
    if known is not None and known.staff and board.kind is not BoardKind.CLIENT_ZERO:
        raise BadCell("identity", Phrase("sheet.own_staff", {"person": known.name}))
    if known is None and not again:
        await check_never_erased(bot, work, board, identities)
    account = await keep_account(bot, work, line.account.name, line.account)
    person = known or Person(
        id=PersonId(bot.ids.of("person", board.organisation_id, str(identities[-1]))),
        organisation_id=board.organisation_id,
        name=line.name,
        language=line.language,
        zone=line.zone,
    )
    budget = person.budget if line.budget is None else line.budget
    person = replace(person, name=line.name, language=line.language, zone=line.zone, budget=budget)
    await people.save(work, person, *identities)
    await members.seat(work, seat(bot, board, person, account))


def seat(bot: Bot, board: Board, person: Person, account: Account) -> Member:
    """The seat of `person` on `board` for `account`."""
    return Member(
        id=MemberId(bot.ids.of("member", board.id, person.id, account.id)),
        organisation_id=board.organisation_id,
        board_id=board.id,
        person_id=person.id,
        account_id=account.id,
        joined_at=bot.now(),
        joined_by=Joined.IMPORT,
    )
