"""What a customer's channel shows once a poll is over: its own count, and of the others an order in words."""

import re

from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import Card
from bot.cards.question import thanks_card
from bot.cards.sharing import Seen
from bot.domain.answers import Answer
from bot.domain.questions import Chosen, Likely, Question, Ranked, Rated, Stance, Stances, Value, Wrote
from bot.domain.sharing import shared_result
from bot.domain.tallies import tally
from bot.ids import OptionId
from tests.cards.makings import closed_round
from tests.cards.showing import shown
from tests.makers import agree, answer, board, engagement, multi, nps, open_, rank, rating, single

COMPANIES = ("acme", "globex", "initech", "hooli", "stark")
VALUES: tuple[tuple[Question, Value], ...] = (
    (single(), Chosen(options=(OptionId("sso"),))),
    (multi(), Chosen(options=(OptionId("search"), OptionId("export")))),
    (rating(), Rated(score=4)),
    (agree(), Stances(stances={OptionId("less is more"): Stance.AGREE})),
    (open_(), Wrote(text="Nobody else may read this.")),
    (nps(), Likely(score=9)),
    (rank(), Ranked(order=(OptionId("sso"), OptionId("export"), OptionId("offline")))),
)


def over(*asked: tuple[Question, Value], told: bool = True, own: str = "acme") -> Card:
    """The message in Acme's channel, when everybody said the same."""
    questions = [question for question, _ in asked]
    seen = []
    for question, value in asked:
        said: list[Answer] = [answer(each, each, value, question=question.id) for each in COMPANIES]
        mine = [each for each in said if each.account_id == own]
        result = shared_result(question, said, anonymous=False) if told else None
        seen.append(Seen(own=tally(question, mine) if mine else None, result=result))
    return thanks_card(
        engagement=engagement(*questions),
        board=board(),
        round_=closed_round(*questions),
        questions=questions,
        answered=5,
        seen=seen,
    )


def test_every_kind_shows_the_companys_own_count_and_the_order_in_words(snapshot: SnapshotAssertion) -> None:
    assert shown(over(*VALUES[:4]), room="#acme") == snapshot
    assert shown(over(*VALUES[4:]), room="#acme") == snapshot


def test_in_german_too() -> None:
    picture = shown(over(*VALUES[:4]), "de", room="#acme")
    assert "die meisten" in picture
    assert "Was deine Firma geantwortet hat" in picture


def test_of_other_companies_no_number_is_shown() -> None:
    for asked in VALUES:
        picture = shown(over(asked, own=""), room="#acme")
        told = picture.replace("5 answered", "").partition("You hear here")[0]
        for scale in ("Scores 4 and 5", "Score 3", "Scores 1 and 2", "(9–10)", "(7–8)", "(0–6)"):
            told = told.replace(scale, "")
        assert not re.search(r"\d", told), told
        assert "Nobody else" not in told


def test_where_nothing_can_be_shared_one_line_says_so(snapshot: SnapshotAssertion) -> None:
    card = over(VALUES[0], VALUES[2], told=False)
    assert shown(card, room="#acme") == snapshot
    assert "Too few" not in shown(over(VALUES[4], told=False))
