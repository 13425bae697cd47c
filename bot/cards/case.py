"""A reported problem: as its reporter, the product team, and whoever lists them read it."""

from collections.abc import Mapping, Sequence

from bot.cards.counts import there
from bot.cards.parts import Card, Field, Note, Part, Quote, Rule, Text, Title, Words
from bot.domain.boards import Board
from bot.domain.cases import Case, CaseKind
from bot.ids import AccountId, PersonId
from bot.presses import Do
from bot.texts import Phrase

SHOWN = 15


def ask_what_card(report: Do) -> Card:
    """What went wrong? With who will read it."""
    title = Phrase("menu.report")
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("case.what_happens")),
            Field(Phrase("case.write"), report),
            Note(Phrase("case.with_your_name")),
        ),
    )


def reported_card(case: Case) -> Card:
    """It has a number now, and somebody has read it."""
    line = Phrase("case.reported", {"label": case.label})
    return Card(summary=line, parts=(Text(line), Quote(case.text, as_said=True), Note(Phrase("case.what_next"))))


def kept_card(case: Case) -> Card:
    """Feedback was kept; it is no answer."""
    line = Phrase("case.kept", {"label": case.label})
    return Card(summary=line, parts=(Text(line), Quote(case.text, as_said=True), Note(Phrase("case.counts_not"))))


def opened_card(*, board: Board, case: Case, account: str, person: str) -> Card:
    """To the product team: somebody reported a problem."""
    line = Phrase("case.opened", {"label": case.label, "whose": account or Phrase("case.somebody")})
    return Card(
        summary=line,
        parts=(
            Title(Phrase("case.title", {"board": board.name})),
            Text(line),
            Quote(case.text, _by(account, person), as_said=True),
            Note(Phrase("case.list_them")),
        ),
    )


def cases_card(
    *, board: Board, cases: Sequence[Case], accounts: Mapping[AccountId, str], people: Mapping[PersonId, str]
) -> Card:
    """Reported problems first, then the feedback that was kept; the newest first."""
    title = Phrase("case.list_title", {"board": board.name})
    parts: list[Part] = [Title(title)]
    reports = [each for each in cases if each.kind == CaseKind.REPORT]
    kept = [each for each in cases if each.kind != CaseKind.REPORT]
    if not cases:
        parts.append(Text(Phrase("case.none")))
    for each in (*reports, *kept)[:SHOWN]:
        account = accounts.get(each.account_id, "") if each.account_id else ""
        person = people.get(each.person_id, "") if each.person_id else ""
        word = "case.line" if each.kind == CaseKind.REPORT else "case.line_feedback"
        when = there(each.opened_at, board.zone)
        parts += [
            Text(Phrase(word, {"label": each.label, "when": when})),
            Quote(each.text, _by(account, person), as_said=True),
        ]
    if len(cases) > SHOWN:
        parts += [Rule(), Note(Phrase("case.more", {"n": len(cases) - SHOWN}))]
    return Card(summary=title, parts=tuple(parts))


def _by(account: str, person: str) -> Words:
    return ", ".join(each for each in (person, account) if each) or Phrase("case.somebody")
