"""How finely themes are cut follows what was said: as many themes as stand apart, however many texts each has."""

import numpy as np
import pytest

from bot.insights.clusters import fineness, neighbours, resolution, themes_and_parts
from bot.insights.vectors import Vectors, unit

NUANCE = 0.7
"""How far a nuance is from the middle of its topic, which is as long as 1."""


def spoken(topics: int, each: int, *, nuances: int = 1, apart: float = 0.7) -> Vectors:
    """So many texts about each of so many topics, in several nuances; `apart`: how unlike two texts of one are."""
    chance = np.random.default_rng(7)
    middle = np.repeat(chance.normal(size=(topics, 64)), nuances, axis=0)
    middle += NUANCE * chance.normal(size=middle.shape) if nuances > 1 else 0
    texts = np.repeat(middle, each // nuances, axis=0)
    texts += apart * chance.normal(size=texts.shape)
    return unit(texts.astype(np.float32))


def themes(vectors: Vectors, fine: float) -> int:
    """How many themes there are."""
    return len(set(themes_and_parts(neighbours(vectors), vectors, fine=fine)[0].tolist()))


@pytest.mark.parametrize(("topics", "each"), [(5, 40), (12, 20), (40, 10)])
def test_as_many_themes_are_found_as_there_are_topics(topics: int, each: int) -> None:
    vectors = spoken(topics, each)
    found = themes(vectors, fineness(neighbours(vectors), vectors))
    assert 0.75 <= found / topics <= 1.35


def test_topics_in_nuances_are_cut_coarser_and_many_small_ones_finer() -> None:
    few, many = spoken(5, 60, nuances=4, apart=1.6), spoken(80, 5)
    assert fineness(neighbours(few), few) < 1 < fineness(neighbours(many), many)
    assert themes(few, fineness(neighbours(few), few)) == 5 < themes(few, 1)
    assert themes(many, 1) < 60 <= themes(many, fineness(neighbours(many), many)) <= 108


def test_mixed_languages_are_never_cut_finer() -> None:
    many = spoken(80, 5)
    assert fineness(neighbours(many), many, mixed=True) <= 1


def test_where_there_is_little_to_measure_the_number_of_texts_decides() -> None:
    few = spoken(3, 8)
    assert fineness(neighbours(few), few) == 1
    assert resolution(20) < resolution(200) < resolution(2000)


def test_one_text_and_none_have_a_theme_each() -> None:
    for texts in (0, 1, 2):
        vectors = spoken(1, texts) if texts else np.empty((0, 64), dtype=np.float32)
        near = neighbours(vectors)
        assert themes_and_parts(near, vectors, fine=fineness(near, vectors))[0].tolist() == list(range(texts))
