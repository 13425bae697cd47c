"""Which companies took part in which polls: nobody can tell that of an anonymous poll, so those are not in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.answers import Answer
from bot.domain.deliveries import Kind
from bot.domain.rounds import Round
from bot.domain.targets import Target
from bot.domain.visibility import Visibility
from bot.ids import AccountId, PersonId, RoundId


class Part(StrEnum):
    """What a company did about a poll."""

    ANSWERED = "answered"
    SILENT = "silent"
    """It was asked and nobody there has answered."""
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One company and one poll."""

    part: Part
    people: int = 0
    """How many there answered."""
    asked: int = 0
    """How many there were asked by name; 0 where nobody was known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One company over several polls, in their order."""

    account_id: AccountId
    name: str
    took: tuple[Took, ...]

    @property
    def answered(self) -> int:
        """In how many polls it took part."""
        return sum(each.part is Part.ANSWERED for each in self.took)

    @property
    def asked(self) -> int:
        """In how many polls it was asked, or spoke unasked."""
        return sum(each.part is not Part.NOT_ASKED for each in self.took)


def countable(polls: Sequence[Round]) -> list[Round]:
    """The polls of which it may be told which companies took part."""
    return [each for each in polls if each.visibility is not Visibility.ANONYMOUS]


def attendance(
    polls: Sequence[Round],
    names: Mapping[AccountId, str],
    answers: Sequence[Answer],
    targets: Mapping[RoundId, Sequence[Target]],
) -> list[Attendance]:
    """A row for each company of `names` over `polls`, the most faithful first, then by name.

    ValueError for an anonymous poll.
    """
    if len(countable(polls)) != len(polls):
        raise ValueError("nobody may count companies in an anonymous poll")
    spoke: dict[tuple[RoundId, AccountId], set[PersonId]] = {}
    for said in answers:
        if not said.withdrawn:
            spoke.setdefault((said.round_id, said.account_id), set()).add(said.person_id)
    rows = [
        Attendance(
            account_id=account_id,
            name=name,
            took=tuple(
                _took(spoke.get((poll.id, account_id), set()), targets.get(poll.id, ()), account_id) for poll in polls
            ),
        )
        for account_id, name in names.items()
    ]
    return sorted(rows, key=lambda row: (-row.answered, row.asked, row.name.casefold()))


def _took(spoke: set[PersonId], meant: Sequence[Target], account_id: AccountId) -> Took:
    asked = [each for each in meant if each.account_id == account_id and each.kind is Kind.ASK and each.reason is None]
    people = {each.person_id for each in asked if each.person_id is not None}
    if spoke:
        return Took(part=Part.ANSWERED, people=len(spoke), asked=len(people | spoke))
    return Took(part=Part.SILENT if asked else Part.NOT_ASKED, asked=len(people))
