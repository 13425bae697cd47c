"""A title that is the beginning of a quote ends where a reader would pause."""

import pytest

from bot.ids import AnswerId
from bot.insights.addressed import DOUBTFUL, odds
from bot.insights.embedding import Remembering
from bot.insights.labels import LONGEST_TITLE
from bot.insights.opening import opening
from bot.insights.pipeline import find
from bot.insights.pushed import ORDINARY
from bot.insights.said import NO_TITLE, Said
from tests.insights.conftest import answer, window

CUT = (
    ("en", "Lower prices.", "Lower prices"),
    ("en", "Why is the map empty?", "Why is the map empty?"),
    (
        "en",
        "Save everything on the phone first and upload later. Coverage is patchy out here.",
        "Save everything on the phone first and upload later",
    ),
    (
        "de",
        "Die Wochenansicht der Plantafel ist so langsam, dass wir inzwischen am Whiteboard planen.",
        "Die Wochenansicht der Plantafel ist so langsam…",
    ),
    (
        "en",
        "Let the technician reserve a spare part in the warehouse right from the job.",
        "Let the technician reserve a spare part in the warehouse…",
    ),
    (
        "en",
        "A contractor whose contract ended in the autumn still had access to our jobs in January.",
        "A contractor whose contract ended in the autumn…",
    ),
    (
        "ja",
        "製造番号で検索すると、その機械の修理履歴が全部出るようにしてほしいのですが、"
        "いまは検索しても何も見つからず、電話で古い担当者に聞いて回るしかありません。",
        "製造番号で検索すると、その機械の修理履歴が全部出るようにしてほしいのですが、いまは検索しても何も見つからず…",
    ),
)
UNSURE = "If two labels fit, Quorvexia is the better one."
"""Not doubtful, and not clearly ordinary either."""


@pytest.mark.parametrize(("language", "text", "title"), CUT)
def test_it_is_cut_at_the_end_of_a_clause_or_of_a_word_that_says_something(
    language: str, text: str, title: str
) -> None:
    assert opening(text, language) == title
    assert len(title) <= LONGEST_TITLE


def test_what_is_not_clearly_ordinary_begins_no_title(board: tuple[Said, ...], encoder: Remembering) -> None:
    lone = answer(UNSURE, 900)
    assert ORDINARY < odds([UNSURE], encoder)[0] <= DOUBTFUL
    found = find(window([*board, lone]), encoder)
    titles = {theme.key: theme.title for theme in (*found.themes, *found.emerging)}
    assert AnswerId("a900") in dict(found.placed)
    assert not [title for title in titles.values() if "quorvexia" in title.lower()]
    assert titles[dict(found.placed)[lone.answer_id]] == NO_TITLE
