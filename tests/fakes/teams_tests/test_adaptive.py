"""Cards are checked as they arrive, and shown as older clients show them."""

import pytest

from tests.fakes.objects import Json
from tests.fakes.teams.adaptive import check
from tests.fakes.teams.reading import Impossible, button, filled, labels, lines
from tests.fakes.teams_tests.pieces import card, chart, execute, opens, submit, ticks, typed, words

REFRESH: Json = {"type": "Refresh", "action": {"type": "Action.Execute", "verb": "cab", "data": {}}}
MANY: list[Json] = [execute(str(n)) for n in range(7)]


def column(*items: Json) -> Json:
    return {"type": "Column", "items": list(items), "width": "stretch"}


def test_a_rich_card_is_good_and_reads_as_lines() -> None:
    runs = [{"type": "TextRun", "text": "3 of 5 "}, "answered"]
    good = card(
        words("Which first?"),
        {"type": "RichTextBlock", "inlines": runs},
        {"type": "FactSet", "facts": [{"title": "Closes", "value": "Friday"}]},
        {"type": "ColumnSet", "columns": [column(words("left")), column(words("right"))]},
        chart(fallback=words("A ███ 3")),
        ticks("picked", "one", "two"),
        actions=[execute("Send", cab="send"), opens("Write", cab="write")],
        msteams={"width": "Full"},
        refresh=REFRESH | {"userIds": ["29:1abc"]},
    )
    assert check(good) == []
    assert list(lines(good)) == [
        "Which first?",
        "3 of 5 answered",
        "Closes: Friday",
        "left  right",
        "A ███ 3",
        "☐ One",
        "☐ Two",
        "[Send] [Write]",
    ]
    assert labels(good) == ["Send", "Write"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"type": "AdaptiveCard", "body": []}, "at most 1.5"),
        (card() | {"version": "1.6"}, "at most 1.5"),
        (card(chart()), "unknown, and there is no fallback"),
        (card(words("x") | {"colour": "Good"}), "colour"),
        (card(words("x") | {"size": "Gigantic"}), "Gigantic"),
        (card({"type": "Container", "items": [{"type": "TextBlock"}]}), "'text' is a required property"),
        (card(typed("a"), typed("a")), "'a' is taken"),
        (card(typed("")), "never sent"),
        (card(ticks("a", "x,y", "z")), "comma"),
        (card(ticks("a", "x", "x", several=False)), "two choices"),
        (card(actions=[execute("x") | {"verb": ""}]), "needs a verb"),
        (card(actions=[submit("x") | {"data": "text"}]), "data must be an object"),
        (card(actions=[submit("")]), "needs a title"),
        (card(actions=MANY), "7 buttons"),
        (card(refresh=REFRESH | {"userIds": [f"29:{n}" for n in range(61)]}), "61 people"),
        (card(refresh=REFRESH | {"userIds": ["1-2-3"]}), "29:"),
        (card(actions=[execute("x")]) | {"version": "1.3"}, "newer than the card"),
        ("text", "must be an object"),
    ],
)
def test_what_the_vendor_would_not_take_is_found(wrong: Json, why: str) -> None:
    assert any(why in finding for finding in check(wrong)), check(wrong)


def test_a_dialog_takes_no_execute() -> None:
    assert "does not work in a dialog" in check(card(actions=[execute("x")]), dialog=True)[0]
    assert check(card(typed("text"), actions=[submit("Send", cab="write")]), dialog=True) == []


def test_secondary_buttons_stand_in_a_menu() -> None:
    assert check(card(actions=[*MANY[:6], execute("More") | {"mode": "secondary"}])) == []


def test_fields_are_sent_as_a_client_sends_them() -> None:
    form = card(ticks("picked", "one", "two", "three"), typed("text", maxLength=5), typed("set", "B", value="kept"))
    assert filled(form, {"picked": ["One", "three"], "text": "hello"}) == {
        "picked": "one,three",
        "text": "hello",
        "set": "kept",
    }
    assert filled(form, {}) == {"set": "kept"}
    for values in ({"text": "longer"}, {"picked": ["four"]}, {"other": 1}):
        with pytest.raises(Impossible):
            filled(form, values)  # type: ignore[arg-type]
    with pytest.raises(Impossible, match="say something"):
        filled(card(typed("t", isRequired=True, errorMessage="say something")), {})


def test_a_button_is_found_by_label_or_by_what_it_carries() -> None:
    shown = card(actions=[execute("Yes", cab="vote:1"), opens("Write", cab="write:1")])
    assert button(shown, "vote:1").label == button(shown, {"cab": "vote:1"}).label == "Yes"
    assert button(shown, "Write").opens_dialog
    with pytest.raises(Impossible, match="only"):
        button(shown, "No")
