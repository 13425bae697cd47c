"""A company that sits in a room with others learns no more from what is told there than from its own channel."""

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

import pytest

from bot.actions.outcome import Outcome
from bot.domain.accounts import Account
from bot.domain.answers import Answer
from bot.domain.channels import Channel, ChannelKind
from bot.domain.questions import Chosen, Single
from bot.domain.rounds import closed
from bot.ids import AccountId, OptionId
from tests.makers import ORG, TUESDAY, answer, channel, round_, single
from tests.size import FULL

SEEDS = range(200) if FULL else (84, 88)
COMPANIES = ("acme", "globex", "initech", "hooli", "stark", "wayne", "tyrell")
OPTIONS = ("Offline", "SSO")
QUESTION: Single = single(*OPTIONS)
Said = tuple[str, ...]
"""The option of each company, in the order of the companies."""


class Board:
    """Companies, some of them rivals, that were all asked the same in their own channels and in one room."""

    def __init__(self, chance: Random) -> None:
        names = COMPANIES[: chance.randint(5, len(COMPANIES))]
        groups = {name: "meters" if place < chance.randint(0, 3) else "" for place, name in enumerate(names)}
        self.accounts = [
            Account(id=AccountId(name), organisation_id=ORG, key=name, name=name, rival_group=groups[name])
            for name in names
        ]
        self.rooms: list[Channel] = [channel(name) for name in names]
        self.rooms.append(channel(None, ChannelKind.SHARED_ROOM))
        self.truth: Said = tuple(chance.choice(OPTIONS) for _ in names)

    def told(self, said: Said, here: Channel) -> object:
        """What is told in one channel."""
        answers: Sequence[Answer] = [
            answer(f"{who}-{account.id}", account.id, Chosen(options=(OptionId(option.casefold()),)))
            for account, option in zip(self.accounts, said, strict=True)
            for who in ("one", "two")
        ]
        over = closed(round_(QUESTION), TUESDAY, gate_passed=True)
        outcome = Outcome(
            round=over, questions=(QUESTION,), said=tuple(answers), asked=tuple(self.accounts), rooms=tuple(self.rooms)
        )
        return [each.result for each in outcome.seen_in(here)]

    def known(self, reader: Account, read: Sequence[Channel]) -> Mapping[str, str]:
        """What follows for certain about other companies from what stands in these channels."""
        mine = self.accounts.index(reader)
        facts = [self.told(self.truth, here) for here in read]
        possible = [
            said
            for said in product(OPTIONS, repeat=len(self.accounts))
            if said[mine] == self.truth[mine] and [self.told(said, here) for here in read] == facts
        ]
        return {
            account.name: possible[0][place]
            for place, account in enumerate(self.accounts)
            if account is not reader and len({said[place] for said in possible}) == 1
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_who_reads_both_knows_of_nobody_who_was_not_known_before(seed: int) -> None:
    chance = Random(seed)
    board = Board(chance)
    reader = chance.choice(board.accounts)
    own = next(each for each in board.rooms if each.account_id == reader.id)
    assert board.known(reader, [board.rooms[-1], own]).items() <= board.known(reader, [own]).items()
