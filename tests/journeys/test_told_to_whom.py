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


async def test_what_waits_for_its_turn_gives_way_to_what_is_decided_after_it(council: Terminal) -> None:
    for verdict in ("explore", "plan", "decline"):  # within a week: the second waits, the third takes its turn
        said = " ".join((await council.type(f"decide S1 {verdict}")).split())
        assert (f"not sent any more: {len(ANSWERED)} channels" in said) is (verdict == "decline")
        await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
        await council.wait(hours=3)
    await council.wait(days=30)
    for room in ANSWERED:
        assert "What we did · Offline mode: we are exploring it" in council.history(room)
        assert "planned" not in council.history(room)
        assert council.history(room).count("What we did · Offline mode: not now") == 1


async def test_what_waits_is_not_read_once_it_holds_no_longer_whether_or_not_anything_is_told(
    council: Terminal,
) -> None:
    for verdict in ("explore", "plan"):
        await council.type(f"decide S1 {verdict}")
        await council.press("product", "pm", number(council.private, "Send to customers"), message=council.private)
    await council.type("decide S1 decline")
    await council.wait(days=30)
    for room in ANSWERED:
        assert council.history(room).count("What we did") == 1
        assert "planned" not in council.history(room)
