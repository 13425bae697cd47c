"""Counts a closed poll once more, by SQL of its own and by rules written anew from what the product promises."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

Voices = list[tuple[str, str, dict[str, Any]]]
"""Who said what for which company; of an anonymous poll everybody is a company of their own."""


class RecountedPoll:
    """One poll of the database, and what `cab results --json` should say of it."""

    def __init__(self, database: Path, round_id: str, visibility: str) -> None:
        self._database, self._round, self._anonymous = database, round_id, visibility == "anonymous"

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """What the database itself holds."""
        with closing(sqlite3.connect(self._database)) as database:
            return list(database.execute(query, given))

    def wrong(self, told: Mapping[str, Any]) -> list[str]:
        """Everything that is not as the rows have it."""
        found: list[str] = []
        if not self._anonymous:
            query = (
                "SELECT count(DISTINCT person_id), count(DISTINCT account_id) FROM answer"
                " WHERE round_id = ? AND NOT withdrawn"
            )
            if (told["people"], told["accounts"]) != self.rows(query, self._round)[0]:
                found.append(f"turnout {told['people'], told['accounts']}")
        (listed,) = self.rows("SELECT question_ids FROM round WHERE id = ?", self._round)[0]
        for question_id, said in zip(json.loads(listed), told["questions"], strict=bool(told["questions"])):
            found += [f"{said['text']}: {each}" for each in self._question(question_id, said)]
        return found

    def _question(self, question_id: str, told: Mapping[str, Any]) -> Iterator[str]:
        kind, options = self.rows("SELECT kind, options FROM question WHERE id = ?", question_id)[0]
        ids = {text: id_ for id_, text in json.loads(options)}
        voices = self._voices(question_id)
        if told["people"] != len(voices):
            yield f"{told['people']} people but {len(voices)}"
        if kind in ("single", "multi"):
            yield from _chosen(told["options"], ids, voices)
        if kind == "rank":
            yield from _ranked(told["options"], ids, voices)
        if kind == "agree":
            for row in told["statements"]:
                counted = Counter(value["stances"].get(ids[row["text"]]) for *_, value in voices)
                if (row["agree"], row["disagree"], row["pass"]) != tuple(
                    counted[stance] for stance in ("agree", "disagree", "pass")
                ):
                    yield f"{row} but {counted}"
        if kind == "nps":
            scores = [value["likely"] for *_, value in voices]
            camps = (sum(s >= 9 for s in scores), sum(6 < s < 9 for s in scores), sum(s <= 6 for s in scores))
            if tuple(told[camp]["people"] for camp in ("promoters", "passives", "detractors")) != camps:
                yield f"{told} but {camps}"
        if kind == "rating":
            by_company = defaultdict(list)
            for _, company, value in voices:
                by_company[company].append(Fraction(value["rated"]))
            means = [sum(each) / len(each) for each in by_company.values()]
            if (told["mean"] is None) != (not means) or (means and abs(told["mean"] - sum(means) / len(means)) > 1e-9):
                yield f"mean {told['mean']} but {means}"

    def _voices(self, question_id: str) -> Voices:
        if self._anonymous:
            query = "SELECT id, id, value FROM choice WHERE round_id = ? AND question_id = ?"
        else:
            query = (
                "SELECT person_id, account_id, value FROM answer"
                " WHERE round_id = ? AND question_id = ? AND NOT withdrawn"
            )
        return [(who, company, json.loads(value)) for who, company, value in self.rows(query, self._round, question_id)]


def _chosen(rows: Sequence[Mapping[str, Any]], ids: Mapping[str, str], voices: Voices) -> Iterator[str]:
    """One vote for each company, shared equally among its people, and each share among what the person picked."""
    people = Counter(company for _, company, _ in voices)
    for row in rows:
        picked = [(who, company, value) for who, company, value in voices if ids[row["text"]] in value["chosen"]]
        companies = _companies(voices, (company for _, company, _ in picked))
        whole = companies is None  # An anonymous answer counts whole for each of its ticks.
        shares = [1 if whole else people[company] * len(value["chosen"]) for _, company, value in picked]
        weight = sum(Fraction(1, each) for each in shares)
        counted = (len(picked), companies, round(float(weight), 6))
        if (row["people"], row["accounts"], row["weight"]) != counted:
            yield f"{row} but {counted}"


def _ranked(rows: Sequence[Mapping[str, Any]], ids: Mapping[str, str], voices: Voices) -> Iterator[str]:
    """The mean of the companies' mean places; what somebody left out shares the places behind."""
    by_company = defaultdict(list)
    for _, company, value in voices:
        order = value["ranked"]
        left = [Fraction(place) for place in range(len(order) + 1, len(ids) + 1)]
        rest = sum(left) / len(left) if left else Fraction(0)
        places = {id_: Fraction(order.index(id_) + 1) if id_ in order else rest for id_ in ids.values()}
        by_company[company].append(places)
    for row in rows:
        id_ = ids[row["text"]]
        first = [(who, company) for who, company, value in voices if value["ranked"][0] == id_]
        counted = (len(first), _companies(voices, (company for _, company in first)))
        means = [sum(each[id_] for each in some) / len(some) for some in by_company.values()]
        place = sum(means) / len(means) if means else None
        if (row["first_people"], row["first_accounts"]) != counted or (row["place"] is None) != (place is None):
            yield f"{row} but {counted}"
        elif place is not None and abs(row["place"] - place) > 1e-6:
            yield f"{row} but place {float(place)}"


def _companies(voices: Voices, found: Iterable[str]) -> int | None:
    """How many there are among `found`; None where nobody knows, since every choice stands for itself."""
    return None if any(who == company for who, company, _ in voices) else len(set(found))
