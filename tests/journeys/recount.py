"""Counts everything that a digest's page says once more, by SQL of its own and without any of the product's rules."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cards.digest_page import DigestPage, ThemeRow
from bot.cards.parts import Quote
from bot.domain.attendance import Part as Attended
from bot.domain.masking import masked
from bot.texts import Phrase

Rows = list[tuple[object, ...]]


class Recount:
    """The rows of one database, and what a page should say of them."""

    def __init__(self, database: Path, page: DigestPage) -> None:
        self._database, self._page = database, page

    def rows(self, query: str, *given: object) -> Rows:
        """What the database itself holds."""
        with closing(sqlite3.connect(self._database)) as database:
            return list(database.execute(query, given))

    def wrong(self) -> list[str]:
        """Everything that is not as the rows have it; empty for a page that tells the truth."""
        return [
            *self._participation(),
            *self._themes(),
            *self._suggestions(),
            *self._quotes(),
            *self._silence(),
            *self._dissent(),
        ]

    def _window(self) -> tuple[str, str]:
        return _kept(self._page.since), _kept(self._page.at)

    def _participation(self) -> Iterator[str]:
        asked, board = self._page.asked, self._page.board.id
        spoke = self.rows(
            "SELECT count(DISTINCT person_id), count(DISTINCT account_id)"
            " FROM answer a JOIN round r ON r.id = a.round_id WHERE r.board_id = ?"
            " AND NOT withdrawn AND said_at BETWEEN ? AND ? AND r.visibility != 'anonymous'",
            board,
            *self._window(),
        )[0]
        seats = self.rows("SELECT count(DISTINCT person_id) FROM member WHERE board_id = ?", board)[0][0]
        companies = self.rows(
            "SELECT count(*) FROM (SELECT account_id FROM member WHERE board_id = ? UNION"
            " SELECT account_id FROM channel WHERE board_id = ? AND account_id IS NOT NULL)",
            board,
            board,
        )[0][0]
        # Who was erased or has left is heard, and sits there no more: they were asked all the same.
        standing = (
            "SELECT DISTINCT {} FROM answer a JOIN round r ON r.id = a.round_id WHERE r.board_id = ?"
            " AND NOT withdrawn AND said_at BETWEEN ? AND ? AND r.visibility != 'anonymous'"
        )
        gone = self.rows(
            f"SELECT count(*) FROM ({standing.format('person_id AS id')})"
            " WHERE id NOT IN (SELECT person_id FROM member WHERE board_id = ?)",
            board,
            *self._window(),
            board,
        )[0][0]
        of = int(str(seats)) + int(str(gone)), max(int(str(companies)), int(str(spoke[1])))
        if (asked.people, asked.accounts, asked.people_asked, asked.accounts_asked) != (*spoke, *of):
            yield f"turnout {asked} but {spoke}, {of}"
        for place, poll in enumerate(self._page.participation.polls):
            counted = _pairs(
                self.rows(
                    "SELECT account_id, count(DISTINCT person_id) FROM answer a JOIN round r ON r.id = a.round_id"
                    " WHERE r.number = ? AND NOT withdrawn GROUP BY account_id",
                    int(poll.label[1:]),
                )
            )
            for row in self._page.participation.rows:
                if row.took[place].people != counted.get(row.account_id, 0):
                    yield f"{row.name} in {poll.label}: {row.took[place]} but {counted.get(row.account_id, 0)}"
                if (row.took[place].part is Attended.ANSWERED) != (row.account_id in counted):
                    yield f"{row.name} in {poll.label}: {row.took[place].part}"
        if hidden := self.rows(
            "SELECT number FROM round WHERE visibility = 'anonymous' AND 'P' || number IN"
            f" ({','.join('?' * len(self._page.participation.polls))})",
            *(each.label for each in self._page.participation.polls),
        ):
            yield f"anonymous polls told company by company: {hidden}"

    def _themes(self) -> Iterator[str]:
        every = (*self._page.themes, *self._page.emerging)
        known = self.rows("SELECT title, id FROM theme WHERE board_id = ?", self._page.board.id)
        if sorted(each.title for each in every) != sorted(str(title) for title, _ in known):
            yield f"themes {sorted(known, key=str)}"
        for row in every:  # Where two are called the same, it is one of them.
            wrong = [list(self._theme(row, str(id_))) for title, id_ in known if title == row.title]
            yield from min(wrong, key=len, default=[f"theme {row.title}"])

    def _theme(self, row: ThemeRow, theme_id: str) -> Iterator[str]:
        said = self.rows(
            "SELECT a.person_id, a.account_id, a.said_at FROM theme_answer t JOIN answer a ON a.id = t.answer_id"
            " WHERE t.theme_id = ?",
            theme_id,
        )
        counted = (len({who for who, _, _ in said}), len({company for _, company, _ in said}))
        if (row.turnout.people, row.turnout.accounts) != counted:
            yield f"theme {row.title}: {row.turnout} but {counted}"
        zone = ZoneInfo(self._page.board.zone)
        weeks: dict[str, set[object]] = {week: set() for week in self._page.weeks}
        for _, company, at in said:
            year, week, _ = datetime.fromisoformat(str(at)).replace(tzinfo=UTC).astimezone(zone).isocalendar()
            weeks.get(f"{year}-W{week:02}", set()).add(company)
        if [len(some) for some in weeks.values()] != list(row.weeks):
            yield f"weeks of {row.title}: {row.weeks} but {[len(some) for some in weeks.values()]}"

    def _suggestions(self) -> Iterator[str]:
        for row in self._page.suggestions:
            found = self.rows(
                "SELECT count(DISTINCT a.person_id), count(DISTINCT a.account_id) FROM suggestion s"
                " JOIN evidence e ON e.suggestion_id = s.id JOIN answer a ON a.id = e.answer_id WHERE s.number = ?",
                int(row.label[1:]),
            )[0]
            state = self.rows("SELECT state FROM suggestion WHERE number = ?", int(row.label[1:]))[0][0]
            told = row.count.args["people"].args  # type: ignore[union-attr]
            if (told["said"], row.accounts, row.state.value) != (*found, state):
                yield f"{row.label}: {row.count} but {found}, {state}"
            of = self._asked_about(int(row.label[1:]), int(str(found[0])))
            # To decide marks it as changed, and counts nobody anew: some may have come since.
            counted = range(int(str(found[0])), of + 1) if self._decided(row.label) else range(of, of + 1)
            if told["n"] not in counted:
                yield f"{row.label}: {row.count}, of {of}"

    def _decided(self, label: str) -> bool:
        made = "SELECT count(*) FROM decision d JOIN suggestion s ON s.id = d.suggestion_id WHERE s.number = ?"
        return bool(self.rows(made, int(label[1:]))[0][0])

    def _asked_about(self, number: int, people: int) -> int:
        """Of how many people those are a part: of all who sat there when counted; of a choice, of those asked."""
        choice, round_id = self.rows("SELECT option_id IS NOT NULL, round_id FROM suggestion WHERE number = ?", number)[
            0
        ]
        if not choice:
            # What is heard no more keeps its count, of those who sat there then.
            sat = (
                "SELECT count(DISTINCT m.person_id) FROM member m JOIN suggestion s ON s.board_id = m.board_id"
                " WHERE s.number = ? AND m.joined_at <= s.updated_at"
            )
            return max(int(str(self.rows(sat, number)[0][0])), people)
        put_to = (
            "SELECT c.account_id FROM delivery d JOIN channel c ON c.id = d.channel_id"
            " WHERE d.subject_id = ? AND d.kind = 'ask'"
        )
        shared = self.rows(f"SELECT count(*) FROM ({put_to}) WHERE account_id IS NULL", round_id)[0][0]
        inside = "" if shared else f" AND account_id IN ({put_to})"
        given = (self._page.board.id,) if shared else (self._page.board.id, round_id)
        then = f" AND joined_at <= (SELECT updated_at FROM suggestion WHERE number = {number})"
        query = f"SELECT count(DISTINCT person_id) FROM member WHERE board_id = ?{inside}{then}"
        spoke = self.rows("SELECT count(DISTINCT person_id) FROM answer WHERE NOT withdrawn AND round_id = ?", round_id)
        return max(int(str(self.rows(query, *given)[0][0])), int(str(spoke[0][0])), people)

    def _quotes(self) -> Iterator[str]:
        for title, table, owner, quotes in self._quoted():
            spans = self.rows(
                f"SELECT a.value, a.comment, t.start, t.end FROM {table} t JOIN answer a ON a.id = t.answer_id"
                f" JOIN {table.partition('_')[0] if table != 'evidence' else 'suggestion'} o ON o.id = t.{owner}"
                f" WHERE o.title = ?",
                title,
            )
            exact = {
                masked(_text(value, comment)[int(str(start)) : int(str(end))]) for value, comment, start, end in spans
            }
            for quote in quotes:
                if quote.text not in exact:
                    yield f"nobody said “{quote.text}” about {title}"

    def _quoted(self) -> Iterator[tuple[str, str, str, Sequence[Quote]]]:
        for row in (*self._page.themes, *self._page.emerging):
            yield row.title, "theme_answer", "theme_id", row.quotes
        for each in self._page.suggestions:
            yield each.title, "evidence", "suggestion_id", each.quotes

    def _silence(self) -> Iterator[str]:
        spoke = (
            "SELECT a.account_id FROM answer a JOIN round r ON r.id = a.round_id"
            " WHERE r.board_id = ? AND NOT a.withdrawn AND a.said_at BETWEEN ? AND ?"
        )
        silent = self.rows(
            "SELECT name FROM account WHERE id IN (SELECT account_id FROM member WHERE board_id = ? UNION"
            f" SELECT account_id FROM channel WHERE board_id = ?) AND id NOT IN ({spoke}) ORDER BY name",
            self._page.board.id,
            self._page.board.id,
            self._page.board.id,
            *self._window(),
        )
        if [name for (name,) in silent] != list(self._page.silent):
            yield f"silent {self._page.silent} but {silent}"

    def _dissent(self) -> Iterator[str]:
        """Of the latest poll of statements in the window, the one most disagreed with, if two companies did."""
        since, until = self._window()
        said = self.rows(
            "SELECT q.options, a.value, a.account_id, r.number, q.id FROM answer a JOIN round r ON r.id = a.round_id"
            " JOIN question q ON q.id = a.question_id WHERE r.board_id = ? AND q.kind = 'agree' AND NOT a.withdrawn"
            " AND r.stage = 'reported' AND r.visibility != 'anonymous' AND r.closes_at >= ? AND r.opened_at <= ?",
            self._page.board.id,
            since,
            until,
        )
        latest = [row for row in said if row[3] == max(each[3] for each in said)]  # type: ignore[type-var]
        if len({row[4] for row in latest}) != 1:
            return  # With several such questions in one poll the first decides, which rows do not tell.
        against: dict[str, list[object]] = {text: [] for _, text in json.loads(str(latest[0][0]))}
        names = dict(json.loads(str(latest[0][0])))
        for _, value, company, *_ in latest:
            for option, stance in json.loads(str(value))["stances"].items():
                against[names[option]] += [company] * (stance == "disagree")
        text, companies = max(against.items(), key=lambda each: len(each[1]))
        told = self._page.dissent.args if isinstance(self._page.dissent, Phrase) else None
        if told != ({"n": len(companies), "statement": text} if len(set(companies)) > 1 else None):
            yield f"dissent {told} but {against}"


def _pairs(rows: Rows) -> dict[object, object]:
    return {row[0]: row[1] for row in rows}


def _text(value: object, comment: object) -> str:
    said = json.loads(str(value))
    return str(said.get("wrote", "")) or str(comment)


def _kept(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
