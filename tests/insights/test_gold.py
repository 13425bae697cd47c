"""The themes found are those that people see."""

from bot.insights.embedding import Remembering
from bot.insights.evaluate import (
    Labelled,
    adjusted_rand,
    contingency,
    evaluate,
    normalised_information,
    score,
)
from bot.insights.said import Insights, Why
from tests.insights.conftest import answer


def test_the_themes_of_a_board_in_six_languages_agree_with_people(
    labelled: tuple[Labelled, ...], found: Insights
) -> None:
    measured = score(labelled, found)
    print(f"ARI {measured.ari}, NMI {measured.nmi}, {measured.themes_found} themes of {measured.themes_gold}")
    assert measured.ari is not None
    assert measured.ari >= 0.75
    assert measured.nmi is not None
    assert measured.nmi >= 0.85
    assert 0.75 <= (measured.themes_ratio or 0) <= 1.35


def test_every_answer_is_somewhere_and_every_count_and_quote_is_right(
    labelled: tuple[Labelled, ...], found: Insights
) -> None:
    measured = score(labelled, found)
    assert (measured.coverage, measured.counts_exact, measured.quotes_exact) == (1.0, 1.0, 1.0)


def test_all_noise_is_set_aside_and_nothing_else(labelled: tuple[Labelled, ...], found: Insights) -> None:
    noise = {each.said.answer_id for each in labelled if not each.labels}
    assert {each.answer_id for each in found.junk} == noise


def test_an_answer_that_names_two_wishes_is_in_both_themes(labelled: tuple[Labelled, ...], found: Insights) -> None:
    assert score(labelled, found).several_found == 1.0


def test_themes_form_across_languages(found: Insights) -> None:
    languages = dict(found.languages)
    spoken = [len({languages[answer] for answer in theme.answer_ids}) for theme in found.themes]
    assert sum(spoken) / len(spoken) >= 5


def test_titles_are_short_and_in_the_main_language_of_the_board(found: Insights) -> None:
    assert found.language == "en"
    for theme in found.themes:
        assert 3 <= len(theme.title) <= 60
        assert theme.title.isascii() or "·" in theme.title
    assert any("Salesforce" in theme.title for theme in found.themes)


def test_suspicious_answers_are_held_back(found: Insights, labelled: tuple[Labelled, ...]) -> None:
    suspicious = {each.answer_id for each in found.junk if each.why is Why.SUSPICIOUS}
    assert len(suspicious) == 6
    assert suspicious == set(found.held_back)


def test_the_scores_are_one_for_equal_groupings_and_none_for_chance() -> None:
    same = contingency([("a", "1"), ("a", "1"), ("b", "2"), ("b", "2")])
    crossed = contingency([("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")])
    assert (adjusted_rand(same), normalised_information(same)) == (1.0, 1.0)
    assert adjusted_rand(crossed) < 0
    assert normalised_information(crossed) == 0.0


def test_the_scores_equal_those_worked_out_by_hand() -> None:
    # Six rows, labels 3 + 3, themes 2 + 1 + 3: five pairs together in both, by chance 6 * 4 / 15.
    table = contingency([("a", "1"), ("a", "1"), ("a", "2"), ("b", "3"), ("b", "3"), ("b", "3")])
    assert abs(adjusted_rand(table) - (4 - 24 / 15) / (5 - 24 / 15)) < 1e-12


def test_a_single_answer_can_be_evaluated(encoder: Remembering) -> None:
    measured, found = evaluate([Labelled(said=answer("Dark mode"), labels=("dark",))], encoder)
    assert (measured.coverage, measured.listed, found.themes) == (1.0, 1, ())
