"""Finds what each channel may see of a closed poll: its own company's tally, and the result of all if it is safe."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.cards.sharing import Seen
from bot.domain.accounts import Account
from bot.domain.answers import Answer, Choice
from bot.domain.channels import Channel, ChannelKind
from bot.domain.questions import Question
from bot.domain.rounds import Round
from bot.domain.sharing import SharedResult, rivals_of, sharable, shared_result
from bot.domain.tallies import tally
from bot.domain.visibility import Visibility
from bot.ids import AccountId
from storage import accounts, members
from storage.asked import companies_meant
from storage.database import Work


async def outcome_of(
    work: Work, round_: Round, questions: tuple[Question, ...], here: Iterable[Channel], said: Iterable[Answer | Choice]
) -> "Outcome":
    """What came of a closed round that was asked `here`, to be told to each channel as far as that may see it.

    Whoever was asked or answered counts as asked, even where they have left the board since: what a rival said must not
    come out because its people are gone.
    """
    here, said = tuple(here), tuple(said)
    companies = {seat.account_id for seat in await members.of_board(work, round_.board_id)}
    companies |= {channel.account_id for channel in here if channel.account_id is not None}
    companies |= await companies_meant(work, round_.id)
    companies |= {each.account_id for each in said if isinstance(each, Answer)}
    asked = tuple(each for each in await accounts.all(work) if each.id in companies)
    return Outcome(round=round_, questions=questions, said=said, asked=asked, rooms=here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A closed round with its answers; what is told to many channels alike is worked out once."""

    round: Round
    questions: tuple[Question, ...]
    said: tuple[Answer | Choice, ...]
    asked: tuple[Account, ...]
    """The companies that were asked, or have a seat on the board."""
    rooms: tuple[Channel, ...] = ()
    """Where it was asked."""
    _told: dict[frozenset[AccountId], tuple[SharedResult | None, ...]] = field(default_factory=dict)
    _own: dict[AccountId, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for each in self.said:
            if isinstance(each, Answer) and self.round.visibility is Visibility.NAMED:
                self._own[each.account_id].append(each)

    def seen_in(self, channel: Channel, *, alone: bool = False) -> tuple[Seen, ...]:
        """What its readers may see, question by question; `alone` where one person reads, who is no company."""
        own = [] if channel.account_id is None or alone else self._own.get(channel.account_id, [])
        told = self.told_to(channel.account_id)
        return tuple(
            Seen(own=tally(question, own) if own else None, result=result)
            for question, result in zip(self.questions, told, strict=True)
        )

    def told_to(self, reader: AccountId | None) -> tuple[SharedResult | None, ...]:
        """The result of each question as this company may read it; for None as anybody may who sits in one room."""
        anonymous = self.round.visibility is Visibility.ANONYMOUS
        rivals = rivals_of(reader, self.asked)
        if not anonymous and any(each.kind is ChannelKind.SHARED_ROOM for each in self.rooms):
            rivals = rivals_of(None, self.asked)  # Who sits in the room too would learn more by comparing the two.
        if rivals not in self._told:
            left: Sequence[tuple[Answer | Choice, ...] | None] = [
                sharable(question, self.said, self.round, rivals) for question in self.questions
            ]
            self._told[rivals] = tuple(
                shared_result(question, each, anonymous=anonymous) if each is not None else None
                for question, each in zip(self.questions, left, strict=True)
            )
        return self._told[rivals]
