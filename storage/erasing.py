"""Erases a person from every table: what `storage.data_rights` declares, done in one transaction.

What is finished keeps its totals: votes stay counted, as those of a voice without a name. What still runs loses the
person altogether.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update

from bot.domain.deliveries import Kind, State
from bot.domain.erasures import OMITTED, fresh_id
from bot.domain.people import Identity, Person
from bot.domain.questions import Wrote
from bot.domain.rounds import Stage
from bot.errors import Refusal
from bot.ids import PersonId
from storage import people, wordings
from storage.data_rights import PARTS, Left
from storage.only_theirs import OnlyTheirs
from storage.tables import (
    account,
    answer,
    answer_version,
    audit_entry,
    board,
    case,
    correction,
    decision,
    delivery,
    digest,
    erasure,
    errand,
    event,
    evidence,
    identity,
    installation,
    invitation,
    member,
    own_evidence,
    pace,
    person,
    proxy,
    reference,
    rehearsal,
    reply,
    round_,
    sign_in,
    suggestion,
    target,
    theme,
    theme_answer,
    theme_quote,
    web_session,
)
from storage.work import Work

MARKED = -1
"""The drawn version of a message that must be drawn anew, whatever it shows."""
BY_WORDS = (
    (theme, ("title", "quote_text")),
    (suggestion, ("title",)),
    (correction, ("title", "other_title")),
)
"""What may be worded as the person was, and is blanked where only they say it so."""
RUNNING = (Stage.DRAFT, Stage.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Everything by which rows are recognised as one person's."""

    person_id: PersonId
    identities: tuple[Identity, ...]
    visitors: tuple[str, ...] = ()
    """How the list of tries named them before they were known."""

    @property
    def spelt(self) -> list[str]:
        """Their accounts as they are written in other columns."""
        return [str(each) for each in self.identities]

    @property
    def users(self) -> list[str]:
        """The accounts' own ids."""
        return sorted({each.user for each in self.identities})


async def words_of(work: Work, who: Whom) -> OnlyTheirs:
    """What the person said, against what everybody else of the organisation did."""
    theirs: list[str] = []
    others: list[str] = []
    for table in (answer, answer_version):
        query = select(table.c.person_id, table.c.value, table.c.comment).where(_own(work, table))
        for person_id, value, comment in await work.connection.execute(query):
            said = [value.text if isinstance(value, Wrote) else "", comment]
            (theirs if person_id == who.person_id else others).extend(said)
    reported = select(case.c.person_id, case.c.text).where(_own(work, case))
    for person_id, words in (await work.connection.execute(reported)).all():
        (theirs if person_id == who.person_id else others).append(words)
    return OnlyTheirs(theirs, others)


async def erase(work: Work, who: Whom, voice: Person, words: OnlyTheirs) -> None:
    """Take the person out of every table; `voice`, which is new, stands for them where something stays counted.

    Messages in which they were named or quoted are marked to be drawn anew. The transaction's traces are wiped after
    its commit.
    """
    work.sealed = True
    await people.save(work, voice)
    await _cited(work, who, words)
    await _said(work, who, voice)
    await _messages(work, who)
    await _blanked(work, who, voice)
    await _ways(work, who)
    for table in (rehearsal, sign_in, web_session, member, identity):
        await _gone(work, table, table.c.person_id == who.person_id)
    await _gone(work, reply, reply.c.identity.in_(who.spelt))
    await _gone(work, errand, or_(errand.c.person_id == who.person_id, _holds(errand.c.subject_id, who.person_id)))
    await _waiting_events(work, who)
    await _gone(work, person, person.c.id == who.person_id)


async def _cited(work: Work, who: Whom, words: OnlyTheirs) -> None:
    """Themes, suggestions and what was told of them: excerpts of theirs go, their own words are blanked."""
    for table in (theme_answer, theme_quote, evidence, own_evidence):
        await _gone(work, table, table.c.person_id == who.person_id)
    await wordings.forget_all(work)
    for table, names in BY_WORDS:
        columns = [table.c[name] for name in names]
        for id_, *texts in (await work.connection.execute(select(table.c.id, *columns).where(_own(work, table)))).all():
            blank = {name: OMITTED for name, text in zip(names, texts, strict=True) if words.gave(text)}
            if table is theme and "quote_text" in blank:
                blank["quote_text"] = ""
            if blank:
                await work.change(update(table).where(_own(work, table), table.c.id == id_).values(**blank))
            if blank and table is suggestion:
                told = select(decision.c.id).where(_own(work, decision), decision.c.suggestion_id == id_)
                await draw_anew(work, delivery.c.subject_id.in_(told))


async def reworded(work: Work, digest_id: str, card: str) -> None:
    """Let a weekly summary say this from now on, where it stands as well."""
    await work.change(update(digest).where(_own(work, digest), digest.c.id == digest_id).values(card=card))
    await draw_anew(work, delivery.c.subject_id == digest_id)


async def _said(work: Work, who: Whom, voice: Person) -> None:
    """Answers: gone where the poll still runs; a vote without words, name and minute where it is over."""
    mine = answer.c.person_id == who.person_id
    touched = select(answer.c.round_id).where(_own(work, answer), mine)
    meant = select(target.c.round_id).where(_own(work, target), target.c.person_id == who.person_id)
    shown = or_(round_.c.id.in_(touched), round_.c.id.in_(meant))
    await _change(work, round_, {"version": round_.c.version + 1}, shown, round_.c.stage.in_(RUNNING))
    # Of what is over customers see numbers alone, which stay: drawn anew, they could be compared with what stood there.
    reported = select(round_.c.id).where(_own(work, round_), shown)
    await draw_anew(work, and_(delivery.c.kind == Kind.RESULTS, delivery.c.subject_id.in_(reported)))
    running = select(round_.c.id).where(_own(work, round_), round_.c.stage.in_(RUNNING))
    await _gone(work, answer_version, answer_version.c.person_id == who.person_id)
    for part in PARTS:
        if part.left is Left.VOICE_IN_FINISHED:
            table = part.table
            await _gone(work, table, table.c.person_id == who.person_id, table.c.round_id.in_(running))
    found = (
        await work.connection.execute(
            select(answer.c.id, answer.c.value, answer.c.said_at, answer.c.received_at).where(_own(work, answer), mine)
        )
    ).all()
    for id_, value, said_at, received_at in found:
        await _change(
            work,
            answer,
            {
                "id": fresh_id(),
                "comment": "",
                "value": Wrote(text="") if isinstance(value, Wrote) else value,
                "said_at": _day_of(said_at),
                "received_at": _day_of(received_at),
            },
            answer.c.id == id_,
        )
    meant_ids = await work.connection.scalars(
        select(target.c.id).where(_own(work, target), target.c.person_id == who.person_id)
    )
    for id_ in meant_ids.all():
        await _change(work, target, {"id": fresh_id()}, target.c.id == id_)
    for part in PARTS:
        if part.left in (Left.VOICE, Left.VOICE_IN_FINISHED):
            for name in part.people:
                await _change(work, part.table, {name: voice.id}, part.table.c[name] == who.person_id)


async def _messages(work: Work, who: Whom) -> None:
    """Messages to them go; what names them to others is drawn anew without, or never sent."""
    await _gone(work, delivery, delivery.c.person_id == who.person_id)
    naming = or_(_holds(delivery.c.subject_id, who.person_id), _holds(delivery.c.key, who.person_id))
    await _gone(work, delivery, naming, delivery.c.state.in_((State.PENDING, State.DROPPED, State.FAILED)))
    keys = await work.connection.scalars(select(delivery.c.key).where(_own(work, delivery), naming))
    for key in keys.all():
        name = f"erased@{fresh_id()}"
        said = {"key": name, "subject_id": name, "drawn_version": MARKED}
        await _change(work, delivery, said, delivery.c.key == key)
    reported = select("case@" + case.c.id)
    await draw_anew(
        work, delivery.c.subject_id.in_(reported.where(_own(work, case), case.c.person_id == who.person_id))
    )


async def _blanked(work: Work, who: Whom, voice: Person) -> None:
    await _change(work, proxy, {"text": OMITTED}, proxy.c.person_id == who.person_id, proxy.c.text != "")
    await _change(work, proxy, {"person_id": None}, proxy.c.person_id == who.person_id)
    await _change(work, proxy, {"noted_by": voice.id}, proxy.c.noted_by == who.person_id)
    await _change(work, case, {"text": OMITTED, "person_id": None}, case.c.person_id == who.person_id)
    for table, name in ((board, "owner_id"), (board, "sponsor_id"), (account, "owner_id")):
        await _change(work, table, {name: None}, table.c[name] == who.person_id)
    await _change(work, erasure, {"person_id": None}, erasure.c.person_id == who.person_id)
    about = audit_entry.c.subject_id.in_([who.person_id, *who.visitors, *who.spelt])
    await _change(work, audit_entry, {"subject_id": voice.id}, about)
    await _change(work, invitation, {"inviter": ""}, invitation.c.inviter.in_(who.spelt))
    await _gone(work, pace, or_(*(_holds(pace.c.key, each) for each in (who.person_id, *who.spelt))))
    rows = (
        await work.connection.execute(
            select(installation.c.lane, installation.c.sealed).where(_own(work, installation))
        )
    ).all()
    for lane, sealed in rows:
        grant = _opened(work, bytes(sealed))
        if grant is None or grant.get("installed_by") not in who.users:
            continue
        again = work.seal.seal(json.dumps(grant | {"installed_by": ""}).encode())
        await _change(work, installation, {"sealed": again}, installation.c.lane == lane)


async def _ways(work: Work, who: Whom) -> None:
    """How they were reached: by their account, and by their own chat with the bot."""
    mine = reference.c.address.in_(who.spelt)
    called = (await work.connection.scalars(select(reference.c.user).where(_own(work, reference), mine))).all()
    await _gone(work, reference, or_(mine, reference.c.user.in_(sorted({*called, *who.users} - {""}))))


async def _waiting_events(work: Work, who: Whom) -> None:
    """What platforms told of them and nobody has dealt with yet; it would bring them back."""
    if work.given_seal is None:
        return
    waiting = select(event.c.key, event.c.sealed).where(_own(work, event), event.c.worked_at.is_(None))
    for key, sealed in (await work.connection.execute(waiting)).all():
        try:
            payload = work.seal.unseal(bytes(sealed)) if sealed else b""
        except Refusal:
            continue  # Nobody can read it, we included.
        if any(user.encode() in payload for user in who.users):
            await _gone(work, event, event.c.key == key)


def _opened(work: Work, sealed: bytes) -> dict[str, object] | None:
    if work.given_seal is None:
        return None
    try:
        found = json.loads(work.seal.unseal(sealed))
    except (Refusal, ValueError):
        return None
    return found if isinstance(found, dict) else None


async def draw_anew(work: Work, which: ColumnElement[bool]) -> None:
    """Mark messages that stand somewhere to be drawn anew, though their subject counts no versions."""
    await _change(work, delivery, {"drawn_version": MARKED}, which, delivery.c.state == State.SENT)


async def _change(work: Work, table: Table, values: Mapping[str, object], *where: ColumnElement[bool]) -> None:
    await work.change(update(table).where(_own(work, table), *where).values(values))


async def _gone(work: Work, table: Table, *where: ColumnElement[bool]) -> None:
    await work.change(delete(table).where(_own(work, table), *where))


def _day_of(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _holds(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return column.contains(text, autoescape=True)


def _own(work: Work, table: Table) -> ColumnElement[bool]:
    return table.c.organisation_id == work.organisation_id
