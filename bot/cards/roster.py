"""Who sits on a board, where it posts, which boards there are, and the manners that hold: what an admin reads."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.cards.counts import both
from bot.cards.parts import Card, Facts, Note, Part, Text, Title, Words
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.channels import Channel
from bot.domain.consent import Consent
from bot.domain.members import Member
from bot.domain.people import Person
from bot.domain.visibility import COMPANIES_NEEDED, PEOPLE_NEEDED
from bot.ids import AccountId, ChannelId, PersonId
from bot.texts import Phrase, Phrases


def members_card(
    *,
    board: Board,
    seats: Sequence[Member],
    accounts: Mapping[AccountId, Account],
    people: Mapping[PersonId, Person],
    now: datetime,
) -> Card:
    """Every company with its people; who is paused, has left, or has not answered yet is marked."""
    title = Phrase("members.title", {"board": board.name})
    rows: list[tuple[Words, Words]] = []
    for account in sorted({seat.account_id for seat in seats}, key=lambda each: accounts[each].name.casefold()):
        names = tuple(_who(people[seat.person_id], seat, now) for seat in seats if seat.account_id == account)
        rows.append((_company(accounts[account], people), Phrase("members.people", {"names": Phrases(names)})))
    counted = both(len({seat.person_id for seat in seats}), len({seat.account_id for seat in seats}))
    body: Part = Facts(tuple(rows)) if rows else Text(Phrase("members.nobody"))
    return Card(summary=title, parts=(Title(title), Text(counted), body, Note(Phrase("members.how"))))


def channels_card(
    *,
    board: Board,
    channels: Sequence[Channel],
    accounts: Mapping[AccountId, str],
    sharing: Mapping[ChannelId, Sequence[str]],
) -> Card:
    """Where the board posts, and for whom; `sharing` are the companies that are known to sit in each shared room."""
    title = Phrase("channel.title", {"board": board.name})
    whose = {each.id: _channel(each, accounts, sharing.get(each.id, ())) for each in channels}
    rows = tuple((each.name or str(each.place), whose[each.id]) for each in channels)
    body: Part = Facts(rows) if rows else Text(Phrase("channel.nothing"))
    return Card(summary=title, parts=(Title(title), body, Note(Phrase("channel.how"))))


def boards_card(boards: Sequence[Board], people: Mapping[PersonId, Person]) -> Card:
    """The boards there are, who runs each, and who reads its monthly report."""
    title = Phrase("board.title")
    rows = tuple((each.name, _board(each, people)) for each in boards)
    body: Part = Facts(rows) if rows else Text(Phrase("board.none_yet"))
    return Card(summary=title, parts=(Title(title), body, Note(Phrase("board.how"))))


def policy_card(
    *, board: Board, delay: timedelta, grace: timedelta, consent: Consent, names: Mapping[AccountId, str]
) -> Card:
    """The manners that hold, and who can change them."""
    title = Phrase("policy.title", {"board": board.name})
    rows: tuple[tuple[Words, Words], ...] = (
        (Phrase("policy.delay"), Phrase("policy.seconds", {"n": int(delay.total_seconds())})),
        (Phrase("policy.grace"), Phrase("policy.hours", {"n": int(grace.total_seconds() // 3600)})),
        (Phrase("policy.reminders"), Phrase("policy.one_reminder")),
        (
            Phrase("policy.quiet"),
            Phrase("policy.working_hours", {"begin": _clock(board.quiet_until), "end": _clock(board.quiet_from)}),
        ),
        (
            Phrase("policy.person"),
            Phrase("policy.person_times", {"week": board.asks_per_week, "month": board.asks_per_month}),
        ),
        (Phrase("policy.company"), Phrase("policy.company_times", {"n": board.rounds_per_week})),
        (Phrase("policy.gate"), Phrase("policy.threshold", {"people": PEOPLE_NEEDED, "companies": COMPANIES_NEEDED})),
        (
            Phrase("policy.keep"),
            Phrase("policy.keep_days", {"n": board.keep_days}) if board.keep_days else Phrase("policy.keep_forever"),
        ),
        (Phrase("policy.news"), Phrase("policy.once_a_week")),
        (Phrase("policy.zone"), board.zone),
        (Phrase("policy.ai"), _ai(consent, names)),
    )
    notes = (Note(Phrase("policy.by_schedules")), Note(Phrase("policy.who_sets")), Note(Phrase("policy.ai_later")))
    return Card(summary=title, parts=(Title(title), Facts(rows), *notes))


def added_card(line: Phrase) -> Card:
    """It is done."""
    return Card(summary=line, parts=(Text(line),))


def _ai(consent: Consent, names: Mapping[AccountId, str]) -> Phrase:
    """Whether an AI service may read answers, and whose."""
    allowed = tuple(sorted(names[each] for each in consent.account_since if each in names))
    if consent.vendor_since is None:
        return Phrase("policy.ai_off")
    return Phrase("policy.ai_on", {"names": Phrases(allowed)}) if allowed else Phrase("policy.ai_nobody")


def _board(board: Board, people: Mapping[PersonId, Person]) -> Words:
    line = Phrase("board.line", {"slug": board.slug, "zone": board.zone, "language": board.language})
    owner, sponsor = (people.get(each) if each else None for each in (board.owner_id, board.sponsor_id))
    if owner is not None:
        line = Phrase("board.line_owner", {"line": line, "name": owner.name})
    if sponsor is not None:
        line = Phrase("board.line_sponsor", {"line": line, "name": sponsor.name})
    return line


def _company(account: Account, people: Mapping[PersonId, Person]) -> Words:
    owner = people.get(account.owner_id) if account.owner_id else None
    return Phrase("members.company", {"account": account.name, "name": owner.name}) if owner else account.name


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _who(person: Person, seat: Member, now: datetime) -> Phrase | str:
    if person.gone_at is not None:
        return Phrase("members.gone", {"name": person.name})
    if person.paused_until is not None and person.paused_until > now:
        return Phrase("members.paused", {"name": person.name})
    return person.name if seat.answered_once else Phrase("members.silent", {"name": person.name})


def _channel(channel: Channel, accounts: Mapping[AccountId, str], sharing: Sequence[str]) -> Words:
    kind = Phrase(f"channel.kind_{channel.kind.value}")
    if sharing:
        kind = Phrase("channel.shared_by", {"kind": kind, "companies": Phrases(tuple(sharing))})
    whose: Words = accounts[channel.account_id] if channel.account_id else kind
    return Phrase("channel.is_paused", {"whose": whose}) if channel.paused_for else whose
