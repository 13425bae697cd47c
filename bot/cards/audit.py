"""Who lately did what, as an admin reads it."""

from collections.abc import Mapping, Sequence

from bot.cards.counts import there
from bot.cards.parts import Card, Facts, Note, Part, Text, Title, Words
from bot.domain.audit import AuditEntry
from bot.domain.audit_chain import Checked
from bot.ids import PersonId
from bot.texts import Phrase


def audit_card(
    *, entries: Sequence[AuditEntry], names: Mapping[PersonId, str], subjects: Mapping[str, str], zone: str
) -> Card:
    """The newest tries first: when, who, what, about what, and how it ended."""
    title = Phrase("audit.title")
    body: Part = Facts(tuple(_row(each, names, subjects, zone) for each in entries))
    if not entries:
        body = Text(Phrase("audit.nothing"))
    return Card(summary=title, parts=(Title(title), body, Note(Phrase("audit.no_words"))))


def whole_card(checked: Checked) -> Card:
    """Every entry is as it was written; what to keep elsewhere, so that nobody can write all of them anew."""
    title = Phrase("audit.whole_title")
    parts: list[Part] = [Title(title), Text(Phrase("audit.whole", {"n": checked.length}))]
    if checked.length:
        parts.append(Text(Phrase("audit.tie", {"n": checked.length, "tie": checked.link})))
    return Card(summary=title, parts=(*parts, Note(Phrase("audit.how"))))


def _row(
    entry: AuditEntry, names: Mapping[PersonId, str], subjects: Mapping[str, str], zone: str
) -> tuple[Words, Words]:
    who: Words = names.get(entry.person_id, "") if entry.person_id else ""
    line = Phrase(
        "audit.line",
        {
            "who": who or Phrase("audit.unknown"),
            "deed": entry.deed.replace("_", " "),
            "subject": subjects.get(entry.subject_id, entry.subject_id if len(entry.subject_id) < 12 else ""),
            "outcome": Phrase(f"outcome.{entry.outcome}"),
        },
    )
    return Phrase("audit.when", {"when": there(entry.at, zone)}), line
