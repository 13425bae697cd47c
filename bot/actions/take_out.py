"""Hands a person everything we hold of them, as files: by a link that is good for a quarter of an hour."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from bot.access import Deed, check
from bot.actions.export import harmless, value_of
from bot.actions.still_staff import look_at_soon
from bot.bot import Bot
from bot.domain.people import Person
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId, PersonId
from bot.texts import Phrase
from storage import access, accounts, answers, boards, engagements, people, rounds
from storage.access import Plain
from storage.database import Work
from storage.erasing import Whom

GOOD_FOR = timedelta(minutes=15)
LONGEST_TOKEN = 512
HEADER = ("poll", "question", "company", "answer", "comment", "said_at", "version", "withdrawn", "source")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """Everything of one person's, for a program and for a spreadsheet."""

    as_json: str
    as_csv: str

    @property
    def as_zip(self) -> bytes:
        """Both in one file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in (("my-data.json", self.as_json), ("my-answers.csv", self.as_csv)):
                file.writestr(zipfile.ZipInfo(name, FIRST_DAY), text)
        return out.getvalue()


async def taken_out(bot: Bot, organisation_id: OrganisationId, person_id: PersonId) -> TakenOut:
    """Every row that is theirs, and every version of their answers in words; nothing of anybody else.

    What was said anonymously is not among it: nobody can tell whose it is. Refusal for nobody.
    """
    async with bot.database.read(organisation_id) as work:
        if person_id not in {each.id for each in await people.all(work)}:
            raise Refusal(Phrase("erase.nobody"))
        who = Whom(person_id=person_id, identities=tuple(await people.identities(work, person_id)))
        rows = await access.rows_of(work, who)
        said = await _said(work, person_id)
        named: dict[str, Plain] = {each.id: each.name for each in await boards.all(work) if _in(rows, each.id)}
    whole: Mapping[str, Plain] = {
        "made_at": bot.now().isoformat(),
        "answers": [dict(zip(HEADER, line, strict=True)) for line in said],
        "boards": named,
        "records": {name: list(each) for name, each in rows.items()},
    }
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows([[harmless(cell) for cell in line] for line in said])
    return TakenOut(as_json=json.dumps(whole, ensure_ascii=False, indent=2) + "\n", as_csv=out.getvalue())


def _in(rows: Mapping[str, list[dict[str, Plain]]], id_: str) -> bool:
    """True where one of their records holds this id: of other boards they may not even know that there are any."""
    return any(id_ in record.values() for found in rows.values() for record in found)


async def _said(work: Work, person_id: PersonId) -> list[tuple[str, ...]]:
    names = {each.id: each.name for each in await accounts.all(work)}
    lines: list[tuple[str, ...]] = []
    for stands in await answers.of_person(work, person_id):
        label = (await rounds.get(work, stands.round_id)).label
        question = (await engagements.questions(work, [stands.question_id]))[0]
        for said in (*await answers.versions(work, stands.id), stands):
            line = (
                label,
                question.text,
                names.get(said.account_id, ""),
                value_of(question, said),
                said.comment,
                said.said_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                str(said.version),
                "yes" if said.withdrawn else "no",
                said.source.value,
            )
            if line not in lines:
                lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class Behind:
    """What a link leads to: whose data, and who asked for them."""

    organisation_id: OrganisationId
    person_id: PersonId
    by: PersonId


def link_to_data(bot: Bot, person: Person, by: Person | None = None) -> str:
    """The address where their data can be downloaded until `GOOD_FOR` has passed; empty where we have no address.

    One that an admin asked for (`by`) leads nowhere once they are none any more.
    """
    if not bot.policy.address:
        return ""
    until = int((bot.now() + GOOD_FOR).timestamp())
    token = _signer(_key(bot)).dumps([person.organisation_id, person.id, until, (by or person).id])
    return f"{bot.policy.address.rstrip('/')}/d/{token}"


def data_behind(bot: Bot, token: str) -> Behind | None:
    """What a link leads to; None unless this installation signed it and its time is not over."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        said = _signer(_key(bot)).loads(token)
    except BadSignature:
        return None
    match said:
        case [str(owner), str(person), int(until), str(by)] if bot.now() < datetime.fromtimestamp(until, UTC):
            return Behind(OrganisationId(owner), PersonId(person), PersonId(by))
        case _:
            return None


async def handed_over(bot: Bot, link: Behind) -> TakenOut:
    """The data behind a link; Denied where it was made for an admin who is none any more, Refusal for nobody."""
    if link.by != link.person_id:
        async with bot.database.read(link.organisation_id) as work:
            asker = next((each for each in await people.all(work) if each.id == link.by), None)
        check(asker, Deed.EXPORT)
        if asker is None or not await look_at_soon(bot, asker):  # The role is there until a platform says otherwise.
            raise Denied(Phrase("access.denied", {"deed": Phrase(f"deed.{Deed.EXPORT.value}")}))
    return await taken_out(bot, link.organisation_id, link.person_id)


def _key(bot: Bot) -> str:
    return bot.ids.of("signing key", "links to people's data")


@lru_cache(maxsize=8)
def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="my data", signer_kwargs={"digest_method": sha256})
