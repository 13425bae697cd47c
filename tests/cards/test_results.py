"""A report says in six lines what a poll came to, and never more than it knows."""

from collections.abc import Sequence

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import Bars, Card, Quote
from bot.cards.results import results_card
from bot.domain.answers import Answer, Choice
from bot.domain.questions import Chosen, Likely, Question, Ranked, Rated, Stance, Stances, Value, Wrote
from bot.domain.tallies import tally, turnout
from bot.domain.visibility import Turnout, Visibility
from bot.ids import AnswerId, OptionId, PersonId, QuestionId, RoundId
from tests.cards.makings import NAMES, OFFLINE, SSO, closed_round, lines_above_the_rule
from tests.cards.showing import shown
from tests.makers import ORG, agree, answer, board, engagement, multi, nps, open_, rank, rating, single

HEART = 1 + 6
"""The title and six lines."""


def chosen(*options: str) -> Chosen:
    """An answer to a choice."""
    return Chosen(options=tuple(OptionId(option) for option in options))


def said(question: str, *values: tuple[str, Value]) -> list[Answer]:
    """Answers of people of these companies, in this order."""
    return [answer(f"p{n}", account, value, question=question) for n, (account, value) in enumerate(values)]


def report(
    *questions: Question,
    answers: Sequence[Answer],
    asked: tuple[int, int] = (24, 9),
    visibility: Visibility = Visibility.NAMED,
    people: dict[PersonId, str] | None = None,
) -> Card:
    """The report of a named or account poll."""
    return results_card(
        engagement=engagement(*questions),
        board=board(),
        round_=closed_round(*questions, visibility=visibility),
        questions=questions,
        tallies=[tally(question, answers) for question in questions],
        turnout=turnout(answers, people_asked=asked[0], accounts_asked=asked[1]),
        names=NAMES,
        people=people,
    )


def anonymous_report(question: Question, values: Sequence[Value], *, gate_passed: bool = True) -> Card:
    """The report of an anonymous poll."""
    choices = [
        Choice(
            id=AnswerId(f"x{n}"),
            organisation_id=ORG,
            round_id=RoundId("r1"),
            question_id=QuestionId(question.id),
            value=value,
        )
        for n, value in enumerate(values)
    ]
    return results_card(
        engagement=engagement(question),
        board=board(),
        round_=closed_round(question, visibility=Visibility.ANONYMOUS, gate_passed=gate_passed),
        questions=[question],
        tallies=[tally(question, choices)],
        turnout=Turnout(people=len(values), accounts=4, people_asked=24, accounts_asked=9),
        names=NAMES,
    )


SIX = single("Offline mode", "Single sign-on", "A faster export of large tables", "Dark mode", "Webhooks", "Audit log")
VOTES = said(
    "q1",
    ("acme", chosen("offline mode")),
    ("acme", chosen("single sign-on")),
    ("beta", chosen("offline mode")),
    ("cyan", chosen("single sign-on")),
    ("dune", chosen("offline mode")),
    ("echo", chosen("dark mode")),
)
SCORES = said("q3", ("acme", Rated(score=5)), ("acme", Rated(score=2)), ("beta", Rated(score=4)))
STANCES = said(
    "q4",
    *(
        (account, Stances(stances={OptionId(f"claim {n}"): stance for n in range(1, 8)}))
        for account, stance in (("acme", Stance.AGREE), ("beta", Stance.DISAGREE), ("cyan", Stance.PASS))
    ),
)
CLAIMS = agree(*(f"Claim {n}" for n in range(1, 8)))
WORDS = said(
    "q5",
    ("acme", Wrote(text=OFFLINE)),
    ("acme", Wrote(text="The same as Ana says.")),
    ("beta", Wrote(text="導出功能太慢了，每次都要等很久。")),
    ("cyan", Wrote(text="Line one.\nLine two.")),
    ("dune", Wrote(text=SSO)),
)


def test_a_choice_is_reported_as_bars(snapshot: SnapshotAssertion) -> None:
    assert shown(report(SIX, answers=VOTES, asked=(24, 8)), room="#product") == snapshot


def test_under_half_of_the_companies_are_anecdotes() -> None:
    assert "Anecdotes: 2 of 24 people / 1 of 9 companies" in shown(report(SIX, answers=VOTES[:2]))


def test_a_rating_is_reported_with_the_mean_of_the_companies(snapshot: SnapshotAssertion) -> None:
    card = report(rating(), answers=SCORES, asked=(5, 3))
    assert "3.8 of 5 on average, each company counting once" in shown(card)
    assert shown(card, room="#product") == snapshot


RECOMMENDED = said(
    "q6", *((account, Likely(score=score)) for account, score in zip(NAMES, (10, 9, 7, 6, 0), strict=False))
)
ORDERS = said(
    "q7",
    *(
        (account, Ranked(order=tuple(OptionId(f"wish {n}") for n in order)))
        for account, order in (("acme", (1, 2, 3)), ("beta", (2, 1)), ("cyan", (2, 3, 1)), ("dune", (1, 4)))
    ),
)
PLANS = rank(*(f"Wish {n}" for n in range(1, 8)))


def test_recommendations_are_reported_as_three_counts(snapshot: SnapshotAssertion) -> None:
    assert shown(report(nps(), answers=RECOMMENDED, asked=(24, 8)), room="#product") == snapshot


def test_an_order_is_reported_by_mean_place_with_what_is_level(snapshot: SnapshotAssertion) -> None:
    assert shown(report(PLANS, answers=ORDERS, asked=(24, 8)), room="#product") == snapshot


def test_both_fit_a_line_each_where_several_questions_are_reported() -> None:
    picture = shown(report(nps(), PLANS, answers=[*RECOMMENDED, *ORDERS], asked=(24, 8)))
    assert "2 would recommend (9–10), 1 in between (7–8), 2 would not (0–6)" in picture
    assert "Wish 1 comes first" in picture


def test_statements_are_reported_in_order_of_agreement(snapshot: SnapshotAssertion) -> None:
    assert shown(report(CLAIMS, answers=STANCES, asked=(5, 4)), room="#product") == snapshot


def test_own_words_are_quoted_one_voice_for_each_company_first(snapshot: SnapshotAssertion) -> None:
    named = {PersonId("p0"): "Ana Lima"}
    assert shown(report(open_(), answers=WORDS, asked=(6, 5), people=named), room="#product") == snapshot


def test_several_questions_are_reported_in_a_line_each(snapshot: SnapshotAssertion) -> None:
    questions = (SIX, rating(), CLAIMS, open_())
    card = report(*questions, answers=[*VOTES, *SCORES, *STANCES, *WORDS], asked=(24, 8))
    assert lines_above_the_rule(card) <= HEART
    assert shown(card, room="#product") == snapshot


def test_the_figures_of_one_question_of_several_are_one_list() -> None:
    card = report(SIX, rating(), CLAIMS, answers=[*VOTES, *SCORES, *STANCES])
    lists = [part for part in card.more if isinstance(part, Bars)]
    assert [len(each.rows) for each in lists] == [6, 5, 7]


def test_a_longer_bar_of_fewer_people_is_explained_and_no_other() -> None:
    votes = said("q1", ("c1", chosen("a")), ("c2", chosen("b", "c", "d")), ("c3", chosen("b", "c", "d")))
    four = multi("A", "B", "C", "D", id="q1")
    assert "Each company has one vote" in shown(report(four, answers=votes))
    assert "Each company has one vote" not in shown(report(four, answers=votes[:2]))
    assert "Each company has one vote" not in shown(
        anonymous_report(four, [said.value for said in votes if said.value])
    )


def test_bars_beneath_the_heart_are_drawn_to_the_same_scale() -> None:
    wide = single(*(f"Wish {n}" for n in range(8)))
    votes = said("q1", *((f"c{n}-{m}", chosen(f"wish {n}")) for n in range(8) for m in range(9 - n)))
    card = report(wide, answers=votes)
    heart, beneath = (part for part in (*card.parts, *card.more) if isinstance(part, Bars))
    assert (heart.most, beneath.most) == (None, 9.0)
    assert [row.value for row in (*heart.rows, *beneath.rows)] == [9, 8, 7, 6, 5, 4, 3, 2]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (SIX, VOTES),
        (rating(), SCORES),
        (nps(), RECOMMENDED),
        (PLANS, ORDERS),
        (CLAIMS, STANCES),
        (open_(), WORDS),
    ],
    ids=["choice", "rating", "recommendation", "order", "statements", "words"],
)
def test_the_heart_of_a_report_has_six_lines_at_most(question: Question, answers: list[Answer]) -> None:
    assert lines_above_the_rule(report(question, answers=answers)) <= HEART


def test_a_person_is_named_only_where_the_poll_was_asked_by_name() -> None:
    named = {PersonId("p0"): "Ana Lima"}
    by_name = shown(report(open_(), answers=WORDS, people=named))
    by_account = shown(report(open_(), answers=WORDS, people=named, visibility=Visibility.ACCOUNT))
    assert "Ana Lima, Acme" in by_name
    assert "Ana Lima" not in by_account
    assert "— Acme" in by_account


def test_quotes_are_the_answers_letter_for_letter() -> None:
    card = report(open_(), answers=WORDS)
    quotes = {part.text for part in (*card.parts, *card.more) if isinstance(part, Quote)}
    assert quotes == {said.value.text for said in WORDS if isinstance(said.value, Wrote)}


def test_no_percentage_is_shown_below_twenty_answers() -> None:
    votes = [(account, chosen("offline")) for account in NAMES for _ in range(4)]
    assert "(100%)" in shown(report(single(), answers=said("q1", *votes)))
    assert "%" not in shown(report(single(), answers=said("q1", *votes[:19])))


def test_an_outcome_that_one_company_could_turn_is_said_to_be_close() -> None:
    near = said("q1", ("acme", chosen("offline")), ("beta", chosen("sso")), ("cyan", chosen("offline")))
    far = said("q1", *((account, chosen("offline")) for account in NAMES))
    level = near[:2]
    assert "it could flip if 1 company changed its answer" in shown(report(single(), answers=near))
    assert "flip" not in shown(report(single(), answers=far))
    assert "the first two are level" in shown(report(single(), answers=level))
    assert "flip" not in shown(report(single(), answers=near[:1]))


def test_a_warning_about_the_whole_list_stands_behind_its_last_option() -> None:
    near = said("q1", ("acme", chosen("offline")), ("beta", chosen("sso")), ("cyan", chosen("offline")))
    drawn = shown(report(single(), answers=near))
    assert drawn.index("SSO") < drawn.index("it could flip")


def test_a_withdrawn_answer_is_nowhere_in_the_report() -> None:
    taken_back = answer("ana", "acme", Wrote(text="Forget it."), question="q5", withdrawn=True)
    assert "Forget it" not in shown(report(open_(), answers=[*WORDS, taken_back]))


def test_a_poll_that_nobody_answered_says_so(snapshot: SnapshotAssertion) -> None:
    assert shown(report(multi(), answers=[]), room="#product") == snapshot


def test_an_anonymous_poll_is_reported_in_answers_only(snapshot: SnapshotAssertion) -> None:
    picture = shown(anonymous_report(single(), [chosen("offline")] * 2 + [chosen("sso")] * 5), room="#product")
    assert "compan" not in picture
    assert "people" not in picture
    assert picture == snapshot


def test_an_anonymous_multiple_choice_is_ordered_by_answers() -> None:
    picked = [chosen("search", "export")] * 4 + [chosen("search")] + [chosen("export")] * 2
    bars = next(part for part in anonymous_report(multi("Search", "Export"), picked).parts if isinstance(part, Bars))
    assert [row.label for row in bars.rows] == ["Export", "Search"]


def test_anonymous_words_carry_no_name() -> None:
    card = anonymous_report(open_(), [Wrote(text=f"Wish {n}") for n in range(6)])
    assert [part.by for part in (*card.parts, *card.more) if isinstance(part, Quote)] == [""] * 6


def test_an_anonymous_poll_below_the_gate_shows_nothing_at_all(snapshot: SnapshotAssertion) -> None:
    picture = shown(anonymous_report(single(), [chosen("offline")] * 4, gate_passed=False), room="#product")
    assert "Offline" not in picture
    assert "4" not in picture.replace("Mar 24", "")
    assert picture == snapshot


def test_a_report_can_be_read_in_german(snapshot: SnapshotAssertion) -> None:
    assert shown(report(SIX, answers=VOTES, asked=(24, 8)), "de", room="#produkt") == snapshot
