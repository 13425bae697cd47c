"""On the answer page a few words can stand beside every answer that is not written itself."""

from bot.domain.questions import LONGEST_TEXT
from tests.handlers.web.council import Council

CHOICE = ("q1", "2")


def comments(council: Council) -> list[str]:
    """What stands beside the answers that count."""
    return [
        str(text) for (text,) in council.terminal.rows("SELECT comment FROM answer WHERE NOT withdrawn ORDER BY id")
    ]


async def test_a_comment_is_kept_with_the_answer_shown_changed_and_emptied(one: Council) -> None:
    path = await one.link()
    hostile = "Because <script>alert(1)</script>\r\nof audits.\u202e"
    receipt = await one.fill(path, CHOICE, ("q1c", hostile))
    assert "Your comment:" in receipt.text
    assert "<script>alert(1)</script> of audits." in receipt.text
    assert receipt.all("script") == []
    assert comments(one) == ["Because <script>alert(1)</script>\nof audits."]
    page = await one.get(path)
    assert page.written("q1c") == comments(one)[0]
    versions = one.versions()
    await one.fill(path, CHOICE, ("q1c", page.written("q1c")))
    assert one.versions() == versions
    await one.fill(path, ("q1", "1"), ("q1c", page.written("q1c")))
    assert len(comments(one)) == 1
    assert comments(one)[0].startswith("Because")
    await one.fill(path, ("q1", "1"), ("q1c", " "))
    assert comments(one) == [""]


async def test_a_comment_alone_or_one_too_long_is_shown_back_and_nothing_is_recorded(one: Council) -> None:
    path = await one.link()
    page = await one.fill(path, ("q1c", "Because."))
    assert page.status == 422
    assert "A comment stands beside an answer" in page.text
    assert page.written("q1c") == "Because."
    page = await one.fill(path, CHOICE, ("q1c", "x" * (LONGEST_TEXT + 1)))
    assert page.status == 422
    assert "one character longer" in page.text
    assert one.values() == []


async def test_a_comment_is_not_undone_by_a_form_that_has_no_place_for_one(one: Council) -> None:
    path = await one.link()
    await one.fill(path, CHOICE, ("q1c", "Because."))
    await one.fill(path, ("q1", "1"))
    assert comments(one) == ["Because."]


async def test_with_its_answer_a_comment_is_withdrawn(one: Council) -> None:
    path = await one.link()
    receipt = await one.fill(path, CHOICE, ("q1c", "Because."))
    form = receipt.field("form")
    await one.post(path, [("form", form), ("which", "q1"), ("deed", "withdraw")])
    assert comments(one) == []
    assert (await one.get(path)).written("q1c") == ""


async def test_what_is_written_itself_has_no_comment(five: Council) -> None:
    page = await five.get(await five.link())
    assert [each.attributes["name"] for each in page.all("textarea")] == ["q1c", "q2c", "q3c", "q4c", "q5"]
