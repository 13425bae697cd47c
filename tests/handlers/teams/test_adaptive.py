"""Whatever a card says, Teams takes it: within its size, with every button, and nothing is read into its words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Chart,
    Facts,
    Field,
    Link,
    Menu,
    Note,
    Part,
    PickChannel,
    Quote,
    Ranking,
    Rule,
    Select,
    Series,
    Text,
    Ticks,
    Title,
    Tone,
)
from bot.ids import Token
from bot.presses import Do, Pick, Skip, Tell, Vote, Withdraw, Write
from handlers.teams.adaptive import attachment, paint
from handlers.teams.pressed import mark_in
from handlers.teams.text import weight
from prompts.catalogue import say_in
from tests.handlers.slack.test_blocks import cards as any_cards
from tests.handlers.slack.test_blocks import everything, wires_of
from tests.handlers.teams.checking import actions, faults, objects, size, texts, wires
from tests.size import FULL

SAY = say_in("en")
MARKED = Token("mark")
VOTE = Vote(Token("v"))
PEOPLE = [f"29:{number}" + "x" * 90 for number in range(80)]
MOST_BUTTONS = 40
"""Of the random ones, so that they can be had in 26 KB at all."""

PART: dict[str, Part] = {
    "title": Title("What next?"),
    "text": Text("Two lines\nof text."),
    "strong": Text("It matters.", strong=True),
    "note": Note("Open until Friday."),
    "quote": Quote("We *need* it.", "Ana, Acme"),
    "bars": Bars((Bar("Offline mode", 2.5, "3 people / 3 companies"), Bar("Exports", 0.0, "nobody"))),
    "bars-to-a-scale": Bars((Bar("Exports", 1.0, "1 person"),), most=4.0),
    "facts": Facts((("Closes", "Friday"), ("Reaches", "24 people"))),
    "facts-that-would-be-parsed": Facts((("/cab poll *A*", "a poll"), ("Name", "_x_"))),
    "rule": Rule(),
    "buttons": Buttons(
        (
            Button("Yes", VOTE, Tone.PRIMARY),
            Button("Later", Skip(Token("s"))),
            Button("Take it back", Withdraw(Token("w")), Tone.DANGER, confirm="For good?"),
        )
    ),
    "buttons-that-are-long": Buttons((Button("Work without a network, on ships and at sea", VOTE), Button("No", VOTE))),
    "ticks": Ticks(
        (Button("A", Vote(Token("t1"))), Button("B, or *C*", Vote(Token("t2")))), Pick(Token("p"), (Token("t2"),))
    ),
    "scale": Buttons(tuple(Button(str(score), Vote(Token(f"n{score}"))) for score in range(11))),
    "ranking": Ranking(
        "Put in order",
        (Button("A", Vote(Token("r1"))), Button("B, or *C*", Vote(Token("r2")))),
        Pick(Token("r"), (Token("r2"),)),
    ),
    "field": Field("Write your answer", Write(Token("o"))),
    "menu": Menu((Button("Pause me", Skip(Token("m"))), Button("Leave", Do(Token("l")), confirm="Sure?"))),
    "chart": Chart(
        "Offline mode rose to 3.", "Themes", ("W1", "W2", "W3"), (Series("Offline mode", (1.0, None, 3.0)),)
    ),
    "chart-of-nothing": Chart("Nothing yet.", "Themes", ("W1",), (Series("Offline mode", (None,)),)),
    "select": Select("Which board?", (Button("One", Do(Token("b1"))), Button("Two", Do(Token("b2")), confirm="Sure?"))),
    "channel": PickChannel("Choose a channel", Tell(Token("c"))),
}


@pytest.mark.parametrize("name", PART)
def test_a_part_looks_as_it_did(name: str, snapshot: SnapshotAssertion) -> None:
    between: tuple[Part, ...] = (Text("before"), PART[name], Text("after")) if name == "rule" else (PART[name],)
    content = paint(Card(summary="x", parts=between), SAY, token=MARKED).content
    assert faults(content) == []
    assert content == snapshot


def test_a_link_of_ours_is_a_button_that_leads_just_there() -> None:
    address = "https://northwind.atlassian.net/browse/CAB-12"
    content = paint(Card(summary="x", parts=(Link("CAB-12 in *Jira*", address),)), SAY, token=MARKED).content
    (leading,) = [each for each in objects(content) if each.get("type") == "Action.OpenUrl"]
    assert (leading["title"], leading["url"]) == ("CAB-12 in *Jira*", address)
    assert [fault for fault in faults(content) if not fault.startswith("leads away")] == []


@settings(max_examples=1000 if FULL else 25, deadline=None)
@given(card=any_cards, refresh=st.sampled_from([0, 1, 60, 80]))
def test_teams_takes_every_card_and_every_button_is_in_it(card: Card, refresh: int) -> None:
    wanted = {wire.removeprefix("field:") for wire in wires_of(card)}
    if len(wanted) > MOST_BUTTONS:
        return
    painted = paint(card, SAY, token=MARKED, refresh=PEOPLE[:refresh])
    assert faults(painted.content) == []
    assert 0 < len(painted.summary) <= 1000
    assert wanted <= wires(painted.content)
    assert mark_in(painted.content) == MARKED


def test_the_size_is_counted_in_utf_16() -> None:
    for drawn in ({"text": "🙂é"}, {"text": "\u2068שלום\u2069", "a": [1, None, True]}):
        assert weight(drawn) == size(drawn)


def test_every_button_says_which_message_it_stands_in() -> None:
    content = paint(everything("x"), SAY, token=MARKED).content
    assert {each["data"]["mark"] for each in actions(content)} == {"mark"}


def test_a_card_with_nothing_to_press_is_recognised_too() -> None:
    content = paint(Card(summary="x", parts=(Title("Thank you"),)), SAY, token=MARKED).content
    assert actions(content) == []
    assert mark_in(content) == MARKED
    assert mark_in(paint(Card(summary="x", parts=(Title("Thank you"),)), SAY).content) == ""


def test_a_card_refreshes_itself_for_sixty_people_at_most() -> None:
    card = Card(summary="x", parts=(Buttons((Button("Yes", VOTE),)),))
    content = paint(card, SAY, token=MARKED, refresh=PEOPLE).content
    refresh = content["refresh"]
    assert isinstance(refresh, dict)
    assert refresh["userIds"] == PEOPLE[:60]
    assert refresh["action"]["data"] == {"cab": "see", "mark": "mark"}
    assert "refresh" not in paint(card, SAY, token=MARKED).content


def test_a_card_that_is_too_long_gives_up_the_old_clients_first_and_then_the_refresh() -> None:
    asked = Card(summary="x", parts=tuple(Buttons((Button(f"Option {n}", Vote(Token(f"v{n}"))),)) for n in range(30)))
    content = paint(asked, SAY, token=MARKED, refresh=PEOPLE).content
    assert wires(content) == {f"vote:v{n}" for n in range(30)}
    assert not any("fallback" in each for each in actions(content))
    assert "refresh" in content
    longer = Card(summary="x", parts=(*asked.parts, Quote("word " * 500, "Acme")))
    shown = paint(longer, SAY, token=MARKED, refresh=PEOPLE).content
    assert "refresh" not in shown
    assert "word word" in str(shown)


def test_what_does_not_fit_is_counted_where_it_is_missing_and_quotes_go_first() -> None:
    quotes = tuple(Quote(f"{number:02} " + "words " * 100, "Acme") for number in range(40))
    card = Card(
        summary="x", parts=(Title("Why"), *quotes, Facts((("Decided", "Plan"),)), Buttons((Button("Go", VOTE),)))
    )
    content = paint(card, SAY, token=MARKED).content
    shown = list(texts(content))
    kept = sum(text.startswith("“") for text in shown)
    assert 10 < kept < 40
    assert size(content) > 24_000
    after = shown.index(f"… and {40 - kept} more")
    assert shown[after + 1 :][:3] == ["Decided", "Plan", "Go"]
    assert faults(content) == []


def test_the_longest_ask_there_can_be_keeps_every_button() -> None:
    options = [f"{number} " + "離線模式非常重要" * 9 for number in range(10)]
    votes = [
        Buttons(tuple(Button(each, Vote(Token(f"v{row}x{n}y" + "z" * 20))) for n, each in enumerate(options)))
        for row in range(12)
    ]
    card = Card(summary="x", parts=(Title("T"), Text("why " * 600), *votes))
    content = paint(card, SAY, token=Token("m" * 26), refresh=PEOPLE).content
    assert faults(content) == []
    assert wires(content) == wires_of(card)


def test_many_long_options_become_lists_before_a_question_is_left_out() -> None:
    questions = [f"Question {number}?" for number in range(5)]
    parts: list[Part] = []
    for row, question in enumerate(questions):
        labels = [f"{n} " + "long words " * 6 for n in range(10)]
        votes = [Button(each, Vote(Token(f"v{row}x{n}" + "z" * 20))) for n, each in enumerate(labels)]
        parts += [Text(question, strong=True), Buttons(tuple(votes))]
    card = Card(summary="x", parts=tuple(parts))
    content = paint(card, SAY, token=Token("m" * 26)).content
    assert set(questions) <= set(texts(content))
    assert wires(content) == wires_of(card)
    assert [each["type"] for each in content["body"]].count("Input.ChoiceSet") == 5  # type: ignore[attr-defined]


def test_a_card_that_no_limit_allows_is_a_bug_and_said_so() -> None:
    many = Buttons(tuple(Button("x", Vote(Token(f"v{n}" + "x" * 20))) for n in range(400)))
    with pytest.raises(ValueError, match="more buttons"):
        paint(Card(summary="x", parts=(many,)), SAY)


def test_buttons_stand_in_rows_of_six_at_most() -> None:
    card = Card(summary="x", parts=(Buttons(tuple(Button(str(n), Vote(Token(f"v{n}"))) for n in range(11))),))
    rows = [len(each["actions"]) for each in objects(paint(card, SAY).content) if each.get("type") == "ActionSet"]
    assert rows == [6, 5]


def test_the_menu_stands_in_the_row_of_the_buttons_before_it() -> None:
    card = Card(summary="x", parts=(Buttons((Button("Skip", VOTE),)), Menu((Button("Pause", Skip(Token("s"))),))))
    (row,) = [each for each in objects(paint(card, SAY).content) if each.get("type") == "ActionSet"]
    assert [each.get("mode") for each in row["actions"]] == [None, "secondary"]


def test_a_form_is_opened_where_the_caller_knows_of_one() -> None:
    card = Card(summary="x", parts=(Buttons((Button("New poll", Do(Token("n"))), Button("Help", Do(Token("h"))))),))
    new, other = actions(paint(card, SAY, token=MARKED, forms={Token("n")}).content)
    assert new["type"] == "Action.Submit"
    assert new["data"]["opens"] == "form"
    assert new["data"]["msteams"] == {"type": "task/fetch"}
    assert other["type"] == "Action.Execute"


def test_ordinary_buttons_take_no_ticks_along() -> None:
    content = paint(everything("x"), SAY).content
    auto = [each["data"]["cab"] for each in actions(content) if each.get("associatedInputs") != "none"]
    assert auto == ["pick:p", "chosen"]


def test_a_second_list_has_a_name_of_its_own() -> None:
    one = Select("One", (Button("A", Do(Token("a"))),))
    content = paint(Card(summary="x", parts=(one, one)), SAY).content
    assert faults(content) == []
    assert [each["data"] for each in actions(content)] == [{"cab": "chosen"}, {"cab": "chosen", "from": "chosen-2"}]


def test_a_line_divides_two_things_and_nothing_else() -> None:
    body = paint(Card(summary="x", parts=(Rule(), Text("a"), Rule(), Rule(), Text("b"), Rule())), SAY).content["body"]
    assert [each.get("separator", False) for each in body] == [False, True]  # type: ignore[attr-defined]


def test_a_card_without_parts_says_its_summary() -> None:
    painted = paint(Card(summary="Nothing new"), SAY)
    assert painted.summary == "Nothing new"
    assert "Nothing new" in list(texts(painted.content["body"]))
    assert attachment(painted) == {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "content": painted.content,
    }


def test_the_fallback_of_a_chart_says_what_the_chart_says() -> None:
    body = paint(Card(summary="x", parts=(PART["bars"],)), SAY).content["body"]
    drawn, text = (list(texts(body[0][each])) for each in ("data", "fallback"))  # type: ignore[index]
    assert drawn == ["Offline mode · 3 people / 3 companies", "Exports · nobody"]
    assert [each.strip() for each in text if not {"░", "█"} & set(each)] == [
        "Offline mode",
        "3 people / 3 companies",
        "Exports",
        "nobody",
    ]


@pytest.mark.parametrize("value", [float("inf"), -1.0, 1e12])
def test_what_no_chart_can_show_is_shown_as_text(value: float) -> None:
    content = paint(Card(summary="x", parts=(Bars((Bar("A", value, "many"), Bar("B", 1.0, "1"))),)), SAY).content
    assert "Chart." not in str(content)
    assert faults(content) == []
