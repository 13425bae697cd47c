"""Whatever a card says, Slack takes it: within every limit, with every button, and nothing is read into its words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.parts import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Chart,
    Facts,
    Field,
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
from bot.presses import Pick, Skip, Tell, Vote, Withdraw, Write
from bot.texts import Phrase
from handlers.slack.blocks import BLOCK_CHARACTERS, MARK, paint
from handlers.slack.elements import FIELD, PRESS
from handlers.slack.modals import card_modal, home_view, ticks_modal, write_modal
from prompts.catalogue import say_in
from tests.handlers.slack.checking import active, faults, texts, view_faults, wires
from tests.size import FULL

SAY = say_in("en")
MARKED = Token("mark")
VOTE = Vote(Token("v"))

words = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="<>&*_~`@#!|:/.()[] \nabc", max_size=60),
    st.sampled_from(
        ["", " ", "\u2068", "<!channel>", "👩‍👩‍👧", "שלום עולם", "導出功能太慢了", "e" + "\u0301" * 90, ":smile:"]
    ),
    st.tuples(st.text(min_size=1, max_size=8), st.integers(1, 400)).map(lambda both: (both[0] * both[1])[:3000]),
)
tokens = st.from_regex(r"[a-z0-9]{1,26}", fullmatch=True).map(Token)
presses = st.one_of(st.builds(Vote, tokens), st.builds(Skip, tokens), st.builds(Withdraw, tokens))
buttons = st.builds(Button, words, presses, st.sampled_from(Tone), st.none() | words)
plain_buttons = st.builds(Button, words, presses)
values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Title, words),
    st.builds(Text, words, st.booleans()),
    st.builds(Note, words),
    st.builds(Quote, words, words),
    st.lists(st.builds(Bar, words, st.floats(allow_nan=False), words), max_size=6).map(lambda rows: Bars(tuple(rows))),
    st.lists(st.tuples(words, words), max_size=6).map(lambda rows: Facts(tuple(rows))),
    st.just(Rule()),
    st.lists(buttons, max_size=12).map(lambda them: Buttons(tuple(them))),
    st.builds(Ticks, st.lists(plain_buttons, max_size=12).map(tuple), st.builds(Pick, tokens)),
    st.builds(Ranking, words, st.lists(plain_buttons, max_size=7).map(tuple), st.builds(Pick, tokens)),
    st.builds(Field, words, st.builds(Write, tokens)),
    st.lists(buttons, max_size=7).map(lambda them: Menu(tuple(them))),
    st.builds(
        Chart,
        words,
        words,
        st.lists(words, max_size=4).map(tuple),
        st.lists(st.builds(Series, words, st.lists(values, max_size=4).map(tuple)), max_size=3).map(tuple),
    ),
    st.builds(Select, words, st.lists(buttons, max_size=14).map(tuple)),
    st.builds(PickChannel, words, st.builds(Tell, tokens)),
)
cards = st.builds(Card, words, st.lists(parts, max_size=30).map(tuple), st.lists(parts, max_size=6).map(tuple))


def everything(text: str) -> Card:
    """A card that shows `text` in every part there is."""
    asked = Button(text, Withdraw(Token("w")), Tone.DANGER, confirm=text)
    return Card(
        summary=text,
        parts=(
            Title(text),
            Text(text),
            Text(Phrase("ask.why", {"why": text}), strong=True),
            Buttons((Button(text, VOTE), Button("Yes", Vote(Token("yes"))), asked)),
            Menu((Button(text, Skip(Token("s"))), asked)),
            Ticks((Button(text, Vote(Token("t1"))), Button("B", Vote(Token("t2")))), Pick(Token("p"), (Token("t1"),))),
            Ranking(text, (Button(text, Vote(Token("r1"))), Button("B", Vote(Token("r2")))), Pick(Token("r"))),
            Field(text, Write(Token("o"))),
            Select(text, (Button(text, Vote(Token("s1"))), asked)),
            PickChannel(text, Tell(Token("c"))),
            Rule(),
            Bars((Bar(text, 3.0, text), Bar("Other", 1.0, "1"))),
            Facts(((text, text), ("Name", "Value"))),
            Quote(text, text),
            Chart(text, text, (text, text), (Series(text, (1.0, None, 3.0)),)),
            Note(text),
        ),
        more=(Text(text), Quote(text, Phrase("quote.person", {"person": text, "account": text}))),
    )


def wires_of(card: Card) -> set[str]:
    """What could be pressed in a card, wherever it stands."""
    found: set[str] = set()
    for part in (*card.parts, *card.more):
        match part:
            case Buttons(buttons=them) | Menu(entries=them) | Select(options=them):
                found |= {f"{type(each.press).__name__.lower()}:{each.press.token}" for each in them}
            case Ticks(options=them, press=press):
                found |= {f"vote:{each.press.token}" for each in them if isinstance(each.press, Vote)}
                found |= {f"pick:{press.token}"}
            case Ranking(press=press):
                found.add(f"{FIELD}pick:{press.token}")
            case Field(press=press):
                found.add(f"{FIELD}write:{press.token}")
            case PickChannel(press=press):
                found.add(f"tell:{press.token}")
            case _:
                pass
    return found


@settings(max_examples=1000 if FULL else 15, deadline=None)
@given(card=cards)
def test_slack_takes_every_card_and_every_button_is_in_it(card: Card) -> None:
    painted = paint(card, SAY, token=MARKED)
    assert faults(painted.blocks) == []
    assert faults(painted.thread_blocks) == []
    assert 0 < len(painted.text) <= 4000
    assert not active(painted.text)
    assert wires_of(card) <= {*wires(painted.blocks), *wires(painted.thread_blocks)}
    assert painted.blocks


@settings(max_examples=30 if FULL else 6, deadline=None)
@given(shown=st.lists(cards, max_size=3))
def test_slack_takes_every_card_in_a_dialog_and_in_the_home_tab(shown: list[Card]) -> None:
    assert view_faults(home_view(shown, SAY)) == []
    for card in shown:
        assert view_faults(card_modal(card, SAY)) == []


@settings(max_examples=30 if FULL else 6, deadline=None)
@given(title=words, proposed=words, label=st.none() | words)
def test_slack_takes_every_place_to_write(title: str, proposed: str, label: str | None) -> None:
    assert view_faults(write_modal(title=title, say=SAY, wire="write:a", proposed=proposed, label=label)) == []


def test_a_message_is_known_by_the_name_of_its_first_block() -> None:
    painted = paint(everything("x"), SAY, token=MARKED)
    assert painted.blocks[0]["block_id"] == f"{MARK}mark"
    assert painted.thread_blocks[0]["block_id"] == "t:mark"


def test_an_aside_has_no_thread_and_shows_all_of_it() -> None:
    painted = paint(everything("Needle"), SAY)
    assert painted.thread_blocks == []
    assert sum("“Needle”" in text for text in texts(painted.blocks)) == 2


def test_every_action_is_found_by_one_beginning() -> None:
    drawn = str(paint(everything("x"), SAY).blocks)
    assert drawn.count("'action_id': ") == drawn.count(f"'action_id': '{PRESS}") > 9


def test_the_menu_stands_in_the_row_of_the_buttons_before_it() -> None:
    card = Card(summary="x", parts=(Buttons((Button("Skip", VOTE),)), Menu((Button("Pause", Skip(Token("s"))),))))
    (row,) = paint(card, SAY).blocks
    elements = row["elements"]
    assert isinstance(elements, list)
    assert [each["type"] for each in elements] == ["button", "overflow"]


def test_an_entry_that_asks_first_stands_beside_the_menu_so_that_only_it_asks() -> None:
    risky = Button("Erase me", Withdraw(Token("w")), Tone.DANGER, confirm="Erase everything?")
    (row,) = paint(Card(summary="x", parts=(Menu((Button("Pause", VOTE), risky)),)), SAY).blocks
    elements = row["elements"]
    assert isinstance(elements, list)
    assert [(each["type"], "confirm" in each) for each in elements] == [("button", True), ("overflow", False)]


def test_long_options_are_listed_in_full_and_their_buttons_are_numbers() -> None:
    options = [f"{number}" + "離線模式非常重要" * 9 + "完全" for number in range(10)]
    assert {len(option) for option in options} == {75}
    card = Card(summary="x", parts=(Buttons(tuple(Button(each, Vote(Token(f"v{each[0]}"))) for each in options)),))
    listed, *rows = paint(card, SAY).blocks
    assert list(texts(listed)) == options
    shown = [each for row in rows for each in row["elements"]]  # type: ignore[attr-defined]
    assert [each["text"]["text"] for each in shown] == [str(number) for number in range(1, 11)]
    assert [len(each["accessibility_label"]) <= 75 for each in shown] == [True] * 10


def test_short_options_stand_on_their_buttons_five_in_a_row() -> None:
    card = Card(summary="x", parts=(Buttons(tuple(Button(str(n), Vote(Token(f"v{n}"))) for n in range(7))),))
    assert [len(row["elements"]) for row in paint(card, SAY).blocks] == [4, 3]  # type: ignore[arg-type]


def test_what_is_ticked_keeps_its_place_when_the_message_is_drawn_again() -> None:
    ticks = Ticks((Button("A", Vote(Token("a"))), Button("B", Vote(Token("b")))), Pick(Token("p"), (Token("b"),)))
    first, _ = paint(Card(summary="x", parts=(ticks,)), SAY).blocks
    later = paint(Card(summary="x", parts=(Note("3 people answered"), ticks)), SAY).blocks[1]
    assert first == later
    assert first["block_id"] == "ticks:pick:p"
    assert [option["text"]["text"] for option in first["elements"][0]["initial_options"]] == ["B"]  # type: ignore[index]


def test_what_does_not_fit_is_counted_where_it_is_missing_and_quotes_go_first() -> None:
    quotes = tuple(Quote(f"{number:02} " + "words " * 100, "Acme") for number in range(40))
    card = Card(
        summary="x", parts=(Title("Why"), *quotes, Facts((("Decided", "Plan"),)), Buttons((Button("Go", VOTE),)))
    )
    shown = list(texts(paint(card, SAY).blocks))
    kept = sum(text.startswith("“") for text in shown)
    assert 10 < kept < 40
    assert f"… and {40 - kept} more" in shown
    assert shown[-4:] == [f"… and {40 - kept} more", "Decided", "\u2002\u2002Plan", "Go"]


def test_a_message_of_nothing_but_buttons_loses_none() -> None:
    many = tuple(
        Buttons(tuple(Button("Long label " * 6, Vote(Token(f"v{row}x{n}"))) for n in range(10))) for row in range(60)
    )
    options = tuple(Button("option " * 9, Vote(Token(f"o{n}"))) for n in range(100))
    card = Card(summary="x", parts=(Title("T"), *many, Select("One", options), Select("Two", options)))
    painted = paint(card, SAY)
    assert faults(painted.blocks) == []
    assert wires_of(card) <= {*wires(painted.blocks)}


def test_a_message_that_no_limit_allows_is_a_bug_and_said_so() -> None:
    many = Buttons(tuple(Button("x", Vote(Token(f"v{n}"))) for n in range(1300)))
    with pytest.raises(ValueError, match="more buttons"):
        paint(Card(summary="x", parts=(many,)), SAY)


def test_blocks_count_as_more_than_their_text() -> None:
    rules = [part for n in range(30) for part in (Text("words " * 60, strong=True), Rule())]
    blocks = paint(Card(summary="x", parts=tuple(rules)), SAY).blocks
    assert sum(map(len, texts(blocks))) + BLOCK_CHARACTERS * len(blocks) <= 13_000


def test_a_chart_is_shown_as_its_picture_once_there_is_one() -> None:
    chart = Chart("Offline mode rose from 1 to 3.", "Themes", ("W1", "W3"), (Series("Offline mode", (1.0, None, 3.0)),))
    card = Card(summary="x", parts=(Title("Week"),), more=(chart,))
    without = paint(card, SAY, token=MARKED)
    assert without.charts == (chart,)
    assert "▃·█\u2002\u2002Offline mode" in list(texts(without.thread_blocks))
    assert "Offline mode rose from 1 to 3." in list(texts(without.thread_blocks))
    (image,) = paint(card, SAY, token=MARKED, pictures=["F1"]).thread_blocks
    assert (image["type"], image["slack_file"]) == ("image", {"id": "F1"})
    assert image["alt_text"] == "Offline mode rose from 1 to 3."


def test_names_that_the_picture_cannot_show_stand_beneath_it() -> None:
    chart = Chart("Two themes.", "Themes", ("W1",), (Series("離線", (1.0,)), Series("Exports", (2.0,))))
    _, key = paint(Card(summary="x", parts=(chart,)), SAY, pictures=["F1"]).blocks
    assert list(texts(key)) == ["1 離線 · 2 Exports"]


def test_a_card_without_parts_says_its_summary() -> None:
    assert list(texts(paint(Card(summary="Nothing new"), SAY).blocks)) == ["Nothing new"]


def test_a_headline_too_long_for_a_header_is_shown_in_full() -> None:
    title = " ".join(["Which of these would you miss the most?"] * 5)
    assert list(texts(paint(Card(summary="x", parts=(Title(title),)), SAY).blocks)) == [title]


def test_a_dialog_of_ticks_has_those_already_picked_ticked() -> None:
    ticks = Ticks(
        tuple(Button(f"Option {n}", Vote(Token(f"v{n}"))) for n in range(12)), Pick(Token("p"), (Token("v1"),))
    )
    view = ticks_modal(ticks, SAY, title="Which of these?", mark="mark")
    assert view_faults(view) == []
    assert view["private_metadata"] == "pick:p|mark"
    assert str(view).count("'initial_options'") == 1


def test_the_window_of_a_card_is_named_after_it_and_does_not_say_it_twice() -> None:
    card = Card(summary="x", parts=(Title("Thank you"), Text("Kept.")))
    view = card_modal(card, SAY)
    assert view["title"] == {"type": "plain_text", "text": "Thank you", "emoji": False}
    assert list(texts(view["blocks"])) == ["Kept."]
    longer = card_modal(replace(card, parts=(Title("Thank you very much indeed"), Text("Kept."))), SAY)
    assert list(texts(longer["blocks"])) == ["Thank you very much indeed", "Kept."]
