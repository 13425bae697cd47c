"""Says of every table how it takes part in access and erasure: what in it leads to a person, and what becomes of that.

A table that is not listed here, or a column that looks like a person's and is not named, fails a check: so nobody adds
a table that a person's export forgets or an erasure leaves behind.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

from storage import tables


class Left(StrEnum):
    """What is left of a person's rows once they are erased."""

    NOTHING = "nothing"
    """The rows are deleted."""
    VOICE = "voice"
    """The rows stay, and point to a voice without a name, which nothing links to the person."""
    VOICE_IN_FINISHED = "voice in finished polls"
    """The same where the poll is over; in a poll that still runs the rows are deleted."""
    ROW = "row"
    """The rows stay, the person and their words in them are blanked."""
    AS_IT_IS = "as it is"
    """Nothing in the rows leads to a person; `because` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one table takes part."""

    table: Table
    left: Left
    because: str
    """One sentence for whoever reviews this."""
    people: tuple[str, ...] = ()
    """Columns that hold a person's id: rows that name somebody here are in their export."""
    identities: tuple[str, ...] = ()
    """Columns that hold an account on a platform, spelt `platform:workspace:user`; in the export as well."""
    mentions: tuple[str, ...] = ()
    """Columns of our own wording in which a person's id may stand among others; wiped, not exported."""
    withheld: tuple[str, ...] = ()
    """Columns that an export leaves out: secrets, and what may name somebody else."""
    harmless: tuple[str, ...] = ()
    """Columns that sound like a person's and are not."""

    @property
    def exported(self) -> bool:
        """True when an export holds rows of this table."""
        return bool(self.people or self.identities) or self.table is tables.identity


def _none(table: Table, because: str, *harmless: str) -> Part:
    return Part(table=table, left=Left.AS_IT_IS, because=because, harmless=harmless)


PARTS: tuple[Part, ...] = (
    _none(tables.organisation, "The vendor itself.", "name"),
    _none(tables.workspace, "Which workspace is whose."),
    _none(tables.channel, "A place on a platform.", "name"),
    _none(tables.engagement, "The vendor's own wording."),
    _none(tables.question, "The vendor's own wording."),
    _none(tables.cadence, "When the vendor asks."),
    _none(tables.aim, "What a button of a poll means, for whoever presses it."),
    _none(tables.counter, "A number in a row.", "name"),
    _none(tables.inbox, "Keyed marks of presses, forgotten within days; no person can be worked out of one."),
    _none(tables.choice, "Anonymous choices: nobody can tell whose they are, we included."),
    _none(tables.participation, "Keyed marks; the key is destroyed at the close of the poll."),
    _none(tables.round_key, "A poll's secret; destroyed at its close."),
    _none(tables.secret, "The installation's own secrets.", "name"),
    _none(tables.oauth_state, "Hashes of marks by which installations were just finished."),
    _none(tables.meeting_place, "Which place is whose."),
    _none(tables.claim, "A one-time code."),
    _none(tables.api_token, "A key for a program.", "name"),
    _none(tables.moment_rule, "What follows an event at a customer."),
    _none(tables.journey_moment, "An event at a company."),
    _none(tables.moment_ask, "What followed an event at a company."),
    _none(tables.room_company, "Which companies sit in a room that several share."),
    _none(tables.tombstone, "Keyed marks of erased accounts, so that an old message does not bring them back."),
    Part(
        table=tables.board,
        left=Left.ROW,
        people=("sponsor_id", "owner_id"),
        because="The vendor's board stays; who of the staff runs it or reads its report is blanked.",
        withheld=("sponsor_id", "owner_id"),
        harmless=("name",),
    ),
    Part(
        table=tables.account,
        left=Left.ROW,
        people=("owner_id",),
        because="A company stays; who of the staff looks after it is blanked.",
        withheld=("segment", "tier", "arr", "industry", "country", "renewal_on", "rival_group", "ai_since"),
        harmless=("name",),
    ),
    Part(table=tables.person, left=Left.NOTHING, people=("id",), because="Who they are to us."),
    Part(table=tables.identity, left=Left.NOTHING, people=("person_id",), because="By what accounts they are known."),
    Part(table=tables.member, left=Left.NOTHING, people=("person_id",), because="For which company they sit where."),
    Part(
        table=tables.answer,
        left=Left.VOICE_IN_FINISHED,
        people=("person_id",),
        because="In finished polls the vote stays counted, without words, under a new id, dated to the day.",
    ),
    Part(table=tables.answer_version, left=Left.NOTHING, people=("person_id",), because="What they said before."),
    Part(
        table=tables.skip,
        left=Left.VOICE_IN_FINISHED,
        people=("person_id",),
        because="How many passed on a finished poll stays counted.",
    ),
    Part(
        table=tables.target,
        left=Left.VOICE_IN_FINISHED,
        people=("person_id",),
        because="How many a finished poll was meant for stays counted.",
    ),
    Part(
        table=tables.round_,
        left=Left.VOICE,
        people=("asked_by",),
        because="The poll is the vendor's; who of the staff asked it is no longer named.",
        withheld=("version", "deed", "deed_at"),
    ),
    Part(
        table=tables.case,
        left=Left.ROW,
        people=("person_id",),
        because="That a problem was reported stays; its words and who reported it go.",
    ),
    Part(
        table=tables.proxy,
        left=Left.ROW,
        people=("person_id",),
        mentions=("noted_by",),
        because="That a company said something on a call stays; its words and who said it go, and who wrote it down.",
        withheld=("noted_by",),
    ),
    Part(
        table=tables.audit_entry,
        left=Left.VOICE,
        people=("person_id",),
        mentions=("subject_id",),
        because="That something was done stays provable; by whom is no longer told.",
        withheld=("subject_id",),
    ),
    Part(
        table=tables.decision,
        left=Left.VOICE,
        people=("by",),
        because="The vendor's decision stays; which of the staff took it is no longer told.",
    ),
    Part(
        table=tables.errand,
        left=Left.NOTHING,
        people=("person_id",),
        mentions=("subject_id",),
        because="Buttons made for them or about them.",
        withheld=("token", "subject_id"),
    ),
    Part(
        table=tables.delivery,
        left=Left.NOTHING,
        people=("person_id",),
        mentions=("subject_id", "key"),
        because="Messages to them; those that name them to others are drawn anew without the name.",
        withheld=("key", "subject_id", "token", "under"),
    ),
    Part(
        table=tables.rehearsal,
        left=Left.NOTHING,
        people=("person_id",),
        because="What an admin rehearsed; its stage is deleted as well.",
        withheld=("stage_id",),
    ),
    Part(
        table=tables.reply,
        left=Left.NOTHING,
        identities=("identity",),
        because="Words in a thread that wait for their author to say whether they count.",
    ),
    Part(
        table=tables.invitation,
        left=Left.ROW,
        identities=("inviter",),
        because="The channel stays known; who invited the bot is blanked.",
        harmless=("name",),
    ),
    Part(
        table=tables.reference,
        left=Left.NOTHING,
        identities=("address",),
        because="How they are reached on a platform.",
        withheld=("service_url", "bot_user"),
        harmless=("user", "name"),
    ),
    Part(
        table=tables.erasure,
        left=Left.ROW,
        people=("person_id",),
        because="Forgets whose it was as soon as it is done.",
    ),
    *(
        Part(
            table=table,
            left=Left.NOTHING,
            people=("person_id",),
            because="Which stretches of their answers are cited; the words themselves are with the answer.",
        )
        for table in (tables.theme_answer, tables.theme_quote, tables.evidence, tables.own_evidence)
    ),
    *(
        Part(
            table=table,
            left=Left.NOTHING,
            people=("person_id",),
            because="By which they read on the web.",
            withheld=("hashed",),
        )
        for table in (tables.sign_in, tables.web_session)
    ),
    Part(
        table=tables.correction,
        left=Left.VOICE,
        people=("by",),
        because="What the team put right about themes stays; who did it is no longer told, words only they used go.",
    ),
    Part(table=tables.wording, left=Left.NOTHING, because="What a model wrote; forgotten whole, and written anew."),
    _none(tables.handoff, "Which suggestion was handed to which tracker, and how that went."),
    Part(
        table=tables.theme,
        left=Left.ROW,
        because="Rests on many answers; a title or quote in words that only they used is blanked, counts stay until "
        "the themes are renewed.",
    ),
    Part(table=tables.suggestion, left=Left.ROW, because="As a theme; the vendor's own work otherwise."),
    Part(table=tables.digest, left=Left.ROW, because="Quotes of theirs in weekly summaries are blanked."),
    Part(
        table=tables.event,
        left=Left.NOTHING,
        because="Sealed, blanked as soon as it is dealt with; what still waits and names them is deleted.",
    ),
    Part(
        table=tables.installation,
        left=Left.ROW,
        because="Sealed; names who installed the app, which is blanked.",
    ),
    Part(
        table=tables.pace,
        left=Left.NOTHING,
        mentions=("key",),
        because="How long a place or a reader is left alone; forgotten within the hour anyway.",
    ),
)
"""Every table once."""
BY_TABLE = {part.table.name: part for part in PARTS}
SOUNDS_PERSONAL = frozenset(
    {"person_id", "asked_by", "by", "identity", "inviter", "user", "name", "mail", "email", "e_mail", "phone"}
)
"""Names of columns that must be declared, besides all that point to the table of people."""
