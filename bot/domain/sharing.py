"""What customers may learn of a closed poll: an order and words for shares, no count and nothing of their rivals."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import assert_never

from bot.domain.accounts import Account
from bot.domain.answers import Answer, Choice, company_of
from bot.domain.nps import Camp, NpsTally, camp_of
from bot.domain.questions import Chosen, Likely, Open, Question, Ranked, Rated, Stance, Stances
from bot.domain.ranking import RankTally
from bot.domain.rounds import Round
from bot.domain.tallies import OptionTally, RatingTally, StatementTally, TextTally, tally, turnout
from bot.domain.visibility import PEOPLE_NEEDED, Share, Visibility, share
from bot.ids import AccountId, OptionId

Said = Answer | Choice


class Band(StrEnum):
    """A stretch of the scale from 1 to 5; single scores would tell more than words for shares are meant to."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


HIGH_FROM, LOW_TO = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """An option, a statement, a camp or a band, and how large a share is behind it."""

    what: str | Camp | Band
    share: Share
    against: Share | None = None
    """Of a statement: how many disagree with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResult:
    """One question's outcome as other companies may read it, in its order."""

    rows: tuple[SharedRow, ...]
    level: tuple[tuple[str, ...], ...] = ()
    """Of an order: which options are level with each other."""


def rivals_of(reader: AccountId | None, asked: Collection[Account]) -> frozenset[AccountId]:
    """Whose answers may not be told to `reader`: the companies among those `asked` that share its rival group.

    For readers from several companies (None) these are all that have a rival among those asked.
    """
    groups = defaultdict[str, set[AccountId]](set)
    for account in asked:
        if account.rival_group:
            groups[account.rival_group].add(account.id)
    if reader is None:
        return frozenset(each for members in groups.values() if len(members) > 1 for each in members)
    mine = [members for members in groups.values() if reader in members]
    return frozenset(each for members in mine for each in members if each != reader)


def sharable(
    question: Question, said: Sequence[Said], round_: Round, rivals: Collection[AccountId]
) -> tuple[Said, ...] | None:
    """The answers that go into what somebody with these `rivals` may see; None where too few are left to be safe.

    The gate of the round was judged once, at its close. Within a round that passed it, a question that few answered
    is not told, and rivals are left out as if they had not answered: whoever subtracts itself finds nothing of them.
    Of an anonymous round nobody can tell whose answers to leave out, so that one with rivals among those asked is not
    told to either of them.
    """
    if not round_.gate_passed or isinstance(question, Open):
        return None
    mine = [each for each in said if each.question_id == question.id]
    if round_.visibility is Visibility.ANONYMOUS:
        return None if rivals or len(mine) < PEOPLE_NEEDED else tuple(mine)
    left = [each for each in mine if isinstance(each, Answer) and not each.withdrawn and each.account_id not in rivals]
    return tuple(left) if turnout(left, people_asked=0, accounts_asked=0).passes_gate else None


def shared_result(question: Question, said: Sequence[Said], *, anonymous: bool) -> SharedResult:
    """The outcome in words; every company weighs the same, however many of its people answered."""
    counted = tally(question, said)
    match counted:
        case OptionTally(rows=options):
            ordered = sorted(options, key=lambda row: -row.people) if anonymous else options
            return SharedResult(rows=tuple(_row(row.text, said, partial(_picked, row.option_id)) for row in ordered))
        case RatingTally():
            return SharedResult(rows=tuple(_row(band, said, partial(_in_band, band)) for band in Band))
        case NpsTally():
            return SharedResult(rows=tuple(_row(camp, said, partial(_in_camp, camp)) for camp in Camp))
        case StatementTally(rows=statements):
            return SharedResult(
                rows=tuple(
                    SharedRow(
                        what=row.text,
                        share=_share(said, partial(_takes, row.option_id, Stance.AGREE)),
                        against=_share(said, partial(_takes, row.option_id, Stance.DISAGREE)),
                    )
                    for row in sorted(statements, key=lambda row: (-row.agree, row.disagree))
                )
            )
        case RankTally(rows=ranked):
            return SharedResult(
                rows=tuple(_row(row.text, said, partial(_puts_first, row.option_id)) for row in ranked),
                level=tuple(tuple(row.text for row in rows) for rows in counted.ties),
            )
        case TextTally():
            return SharedResult(rows=())
        case _:
            assert_never(counted)


def _row(what: str | Camp | Band, said: Sequence[Said], picks: Callable[[Said], bool]) -> SharedRow:
    return SharedRow(what=what, share=_share(said, picks))


def _share(said: Sequence[Said], picks: Callable[[Said], bool]) -> Share:
    """The word for the companies' votes behind something: a company's one vote is shared equally among its people."""
    people = defaultdict[str, list[bool]](list)
    for each in said:
        people[company_of(each)].append(picks(each))
    votes = sum((Fraction(sum(each), len(each)) for each in people.values()), Fraction())
    return share(votes, len(people))


def _picked(option_id: OptionId, said: Said) -> bool:
    return isinstance(said.value, Chosen) and option_id in said.value.options


def _in_band(band: Band, said: Said) -> bool:
    if not isinstance(said.value, Rated):
        return False
    score = said.value.score
    return band is (Band.HIGH if score >= HIGH_FROM else Band.LOW if score <= LOW_TO else Band.MIDDLE)


def _in_camp(camp: Camp, said: Said) -> bool:
    return isinstance(said.value, Likely) and camp_of(said.value.score) is camp


def _takes(option_id: OptionId, stance: Stance, said: Said) -> bool:
    return isinstance(said.value, Stances) and said.value.stances.get(option_id) is stance


def _puts_first(option_id: OptionId, said: Said) -> bool:
    return isinstance(said.value, Ranked) and said.value.order[:1] == (option_id,)
