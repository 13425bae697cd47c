"""A round lives through anything people do, in any order, and its promises hold after every step."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain import rounds as rules
from bot.domain.answers import Answer, accept, withdraw
from bot.domain.questions import Chosen, Question, Rated, Stance, Stances, Value, Wrote, options_of
from bot.domain.rounds import Deed, Round, Stage
from bot.domain.tallies import OptionTally, RatingTally, StatementTally, Tally, TextTally, tally, turnout
from bot.errors import IllegalMove, Refusal
from bot.ids import AccountId, AnswerId, PersonId, QuestionId, RoundId
from tests.makers import TUESDAY, agree, engagement, multi, open_, rating, single
from tests.size import FULL

PEOPLE = {"ana": "acme", "bo": "acme", "cy": "globex", "di": "initech", "ed": "initech", "flo": "umbra"}
QUESTIONS: tuple[Question, ...] = (
    single("Offline", "SSO", "Export"),
    multi("Search", "Speed", "Price"),
    rating(),
    agree("Less is more", "Ship weekly"),
    open_(),
)


def values(question: Question) -> st.SearchStrategy[Value]:
    """Anything that answers `question`."""
    ids = [option.id for option in options_of(question)]
    match question.id:
        case "q1":
            return st.sampled_from(ids).map(lambda one: Chosen(options=(one,)))
        case "q2":
            return st.sets(st.sampled_from(ids), min_size=1).map(lambda some: Chosen(options=tuple(some)))
        case "q3":
            return st.integers(1, 5).map(lambda score: Rated(score=score))
        case "q4":
            stances = st.dictionaries(st.sampled_from(ids), st.sampled_from(Stance), min_size=1)
            return stances.map(lambda some: Stances(stances=some))
        case _:
            return st.text(min_size=1).filter(str.strip).map(lambda text: Wrote(text=text))


class RoundLife(RuleBasedStateMachine):
    """Opens, answers, revises, withdraws, reminds, extends, closes, reports, cancels: in any order, at any time."""

    @initialize()
    def plan(self) -> None:
        self.now = TUESDAY
        self.round: Round = rules.planned(
            engagement(*QUESTIONS), id=RoundId("r1"), number=1, slot=TUESDAY, opens_at=TUESDAY
        )
        self.answers: dict[tuple[QuestionId, PersonId], Answer] = {}
        self.latest: dict[tuple[QuestionId, PersonId], datetime] = {}
        self.final: list[Tally] | None = None
        self.remindings = 0

    @rule(hours=st.integers(0, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.round.stage is Stage.DRAFT)
    @rule()
    def open(self) -> None:
        self.round = rules.opened(self.round, self.now)

    @rule(who=st.sampled_from(sorted(PEOPLE)), question=st.sampled_from(QUESTIONS), data=st.data())
    def answer(self, who: str, question: Question, data: st.DataObject) -> None:
        value = data.draw(values(question))
        said_at = self.now - timedelta(seconds=data.draw(st.integers(0, 7200)))
        place = (question.id, PersonId(who))
        before = self.answers.get(place)
        try:
            after = accept(
                self.round,
                question,
                value,
                id=AnswerId(f"{question.id}:{who}"),
                person_id=PersonId(who),
                account_id=AccountId(PEOPLE[who]),
                previous=before,
                said_at=said_at,
                now=self.now,
            )
        except Refusal:
            assert self.round.stage is not Stage.OPEN or self.now >= self.round.closes_at
            return
        assert self.round.stage is Stage.OPEN
        assert self.now < self.round.closes_at
        if before is not None:
            if said_at > before.said_at:
                assert after.version == before.version + 1
            elif after is not before:  # a late tap on a statement that nobody had judged yet
                assert isinstance(after.value, Stances)
                assert isinstance(before.value, Stances)
                assert set(before.value.stances.items()) < set(after.value.stances.items())
        self.answers[place] = after
        self.latest[place] = max(self.latest.get(place, said_at), said_at)
        if after is not before:
            self.latest[place] = after.said_at

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(sorted(self.answers)))
        try:
            gone = withdraw(self.round, self.answers[place], said_at=self.now, now=self.now)
        except Refusal:
            assert self.round.stage is not Stage.OPEN or self.now >= self.round.closes_at
            return
        if gone is not self.answers[place]:
            self.latest[place] = self.now
        self.answers[place] = gone

    @rule()
    def remind(self) -> None:
        if rules.due(self.round, Deed.REMIND, self.now):
            self.round = rules.reminded(self.round)
            self.remindings += 1

    @rule(days=st.integers(1, 5))
    def extend(self, days: int) -> None:
        before = self.round
        try:
            self.round = rules.extended(before, timedelta(days=days), self.now)
        except IllegalMove:
            over = before.opened_at is None or before.stage is not Stage.OPEN or self.now >= before.closes_at
            latest = (before.opened_at or before.slot) + rules.LONGEST_OPEN
            assert over or before.closes_at + timedelta(days=days) > latest
            return
        assert before.stage is Stage.OPEN
        assert self.now < before.closes_at
        assert self.round.closes_at == before.closes_at + timedelta(days=days)
        assert self.round.version > before.version

    @rule()
    def close(self) -> None:
        if rules.due(self.round, Deed.CLOSE, self.now):
            spoke = turnout(list(self.answers.values()), people_asked=len(PEOPLE), accounts_asked=4)
            self.round = rules.closed(self.round, self.now, gate_passed=spoke.passes_gate)
            self.final = [tally(question, self.answers.values()) for question in QUESTIONS]

    @rule()
    def report(self) -> None:
        if rules.due(self.round, Deed.REPORT, self.now):
            self.round = rules.reported(self.round)

    @rule()
    def cancel(self) -> None:
        if self.round.stage in (Stage.DRAFT, Stage.OPEN) and self.now > TUESDAY + timedelta(days=9):
            self.round = rules.cancelled(self.round)

    @invariant()
    def one_person_is_one_voice(self) -> None:
        spoke = turnout(list(self.answers.values()), people_asked=len(PEOPLE), accounts_asked=4)
        assert spoke.people <= len(PEOPLE)
        assert spoke.accounts <= len(set(PEOPLE.values()))
        for question in QUESTIONS:
            standing = {
                who for (asked, who), said in self.answers.items() if asked == question.id and not said.withdrawn
            }
            assert tally(question, self.answers.values()).people == len(standing)

    @invariant()
    def the_latest_tap_stands(self) -> None:
        for place, said in self.answers.items():
            assert said.said_at == self.latest[place]

    @invariant()
    def counts_are_a_recount_of_rows(self) -> None:
        standing = [said for said in self.answers.values() if not said.withdrawn]
        for question in QUESTIONS:
            mine = [said.value for said in standing if said.question_id == question.id]
            match tally(question, self.answers.values()):
                case OptionTally(rows=rows):
                    for row in rows:
                        assert row.people == sum(isinstance(v, Chosen) and row.option_id in v.options for v in mine)
                    assert sum(row.weight for row in rows) == len(
                        {said.account_id for said in standing if said.question_id == question.id}
                    )
                case RatingTally(counts=counts):
                    assert sum(n for _, n in counts) == len(mine)
                case StatementTally(rows=statements):
                    for statement in statements:
                        total = statement.agree + statement.disagree + statement.passed
                        assert total == sum(isinstance(v, Stances) and statement.option_id in v.stances for v in mine)
                case TextTally(texts=texts):
                    assert [said.value for said in texts] == mine

    @invariant()
    def nothing_moves_after_the_close(self) -> None:
        if self.final is not None:
            assert [tally(question, self.answers.values()) for question in QUESTIONS] == self.final

    @invariant()
    def a_round_at_work_always_waits_for_something(self) -> None:
        assert self.remindings <= 1
        match self.round.stage:
            case Stage.CANCELLED:
                assert self.round.deed is None
            case Stage.DRAFT | Stage.OPEN | Stage.CLOSED:
                assert self.round.deed is not None
                assert self.round.deed_at is not None
            case Stage.REPORTED:
                assert self.round.deed in (Deed.NUDGE, None)


RoundLife.TestCase.settings = settings(max_examples=60 if FULL else 25, stateful_step_count=40, deadline=None)
TestRoundLife = RoundLife.TestCase


def test_a_round_that_was_replaced_by_hand_still_refuses_to_skip_a_stage() -> None:
    draft = rules.planned(engagement(), id=RoundId("r1"), number=1, slot=TUESDAY, opens_at=TUESDAY)
    for stage, allowed in rules.NEXT.items():
        for to in Stage:
            moved = replace(draft, stage=stage)
            if to in allowed:
                assert moved.advance(to).stage is to
            else:
                with pytest.raises(IllegalMove, match="round.illegal_move"):
                    moved.advance(to)
