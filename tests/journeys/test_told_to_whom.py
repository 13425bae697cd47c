"""News of a decision reads as an answer to those who spoke: nobody hears what no longer holds."""

import pytest

from bot.errors import Refusal
from tests.journeys.story import ANSWERED
from tests.journeys.terminal import Terminal, number


async def test_what_was_decided_anew_is_not_told_by_the_button_of_the_decision_before(council: Terminal) -> None:
    await council.type("decide S1 plan")
    planned = council.private
    await council.type("decide S1 decline")
    declined = council.private
    with pytest.raises(Refusal, match=r"loop\.decided_anew"):
        await council.press("product", "pm", number(planned, "Send to customers"), message=planned)
    await council.press("product", "pm", number(declined, "Send to customers"), message=declined)
    await council.wait(days=10)
    for room in ANSWERED:
        assert "planned" not in council.history(room)
        assert council.history(room).count("What we did") == 1
