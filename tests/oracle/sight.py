"""Everything that anybody was shown, in pieces as small as one glance, with who could read each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.oracle.canaries import STAFF, Canary, Reader, leaks


@dataclass(frozen=True, slots=True)
class Glance:
    """One piece, who could read it, and where it was shown."""

    text: str
    readers: frozenset[Reader]
    where: str


@dataclass(slots=True)
class Sight:
    """Who is who at a desk, and what they read in places that the platform's stand-in does not see: pages and files."""

    desk: Desk
    customers: dict[str, Reader] = field(default_factory=dict)
    """By the platform's id."""
    elsewhere: list[Glance] = field(default_factory=list)

    def reads(self, reader: Reader, where: str, text: str) -> None:
        """Somebody opened a page or a file."""
        self.elsewhere += [Glance(line, frozenset({reader}), where) for line in text.splitlines() if line.strip()]

    def glances(self) -> Iterator[Glance]:
        """All of it, since the desk was set up."""
        yield from self.elsewhere
        match self.desk:
            case SlackDesk():
                yield from _in_slack(self.desk, self.customers)
            case TeamsDesk():
                yield from _in_teams(self.desk, self.customers)

    def leaks(self, told: set[int] | None = None) -> list[tuple[str, Canary, str, str]]:
        """What somebody could read that they may not: where, which word, why not, and in which words it stood."""
        found = []
        seen: set[tuple[str, frozenset[Reader]]] = set()
        for each in self.glances():
            if "zqv" in each.text.casefold() and (each.text, each.readers) not in seen:
                seen.add((each.text, each.readers))
                wrong = leaks(each.text, each.readers, told=told)
                found += [(each.where, canary, why, each.text[:300]) for canary, why in wrong]
        return found


def _in_slack(desk: SlackDesk, customers: Mapping[str, Reader]) -> Iterator[Glance]:
    slack = desk.office.slack
    bots = {slack.vendor.bot_of(each).id for each in slack.vendor.installs.all}
    home = slack.team.id
    for piece in slack.shown():
        readers = set()
        for each in piece.readers - bots:
            user = slack.world.users[each]
            readers.add(customers.get(each, STAFF))
            assert each in customers or user.team_id == home, f"nobody knows {user.real_name}"
        where = f"{piece.kind} {piece.where}"
        for text in _pieces(piece.kind, piece.content):
            yield Glance(text, frozenset(readers), where)


def _pieces(kind: str, content: str) -> Iterator[str]:
    if kind in ("view", "home"):
        body = json.loads(content)
        yield from (json.dumps(each, ensure_ascii=False) for each in body.get("blocks") or [])
        yield json.dumps({name: value for name, value in body.items() if name != "blocks"}, ensure_ascii=False)
    elif kind == "blocks":
        yield from (json.dumps(each, ensure_ascii=False) for each in json.loads(content))
    else:
        yield from content.splitlines()


def _in_teams(desk: TeamsDesk, customers: Mapping[str, Reader]) -> Iterator[Glance]:
    teams = desk.office.teams
    for piece in teams.shown():
        readers = set()
        for each in piece.readers:
            readers.add(customers.get(each, STAFF))
            person = teams.world.people[each]
            assert each in customers or person.tenant_id == teams.tenant.id, f"nobody knows {person.name}"
        plain = not piece.content.startswith(("{", "["))
        for text in piece.content.splitlines() if plain else _elements(json.loads(piece.content)):
            yield Glance(text, frozenset(readers), piece.where)


def _elements(found: object) -> Iterator[str]:
    """The elements of a card one by one, whatever is wrapped around them; and the words beside it."""
    match found:
        case {"body": list(body), **rest}:
            yield from (json.dumps(each, ensure_ascii=False) for each in body)
            yield json.dumps(rest, ensure_ascii=False)
        case dict():
            plain = {name: value for name, value in found.items() if not isinstance(value, dict | list)}
            yield json.dumps(plain, ensure_ascii=False)
            for value in found.values():
                if isinstance(value, dict | list):
                    yield from _elements(value)
        case list():
            for each in found:
                yield from _elements(each)
        case str():
            yield found
        case _:
            return
