"""What can be pressed or filled in, as an Adaptive Card's actions and inputs; each carries `kind:token` and a mark.

An `Action.Execute` is answered with a card for that person alone; a client without it gets an `Action.Submit` with
the same data. In a dialog there is `Action.Submit` only. What opens a dialog says in its data which kind (`Opens`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from microsoft_teams.cards import (
    Action,
    ActionMode,
    ActionStyle,
    AssociatedInputs,
    CardElement,
    Choice,
    ChoiceSetInput,
    ExecuteAction,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TextRun,
)

from bot.cards.parts import Button, Field, Link, Menu, PickChannel, Ranking, Select, Ticks, Tone, Words
from bot.presses import Comment, Pick, Tell, Write, wire
from bot.texts import Phrase, Say
from handlers.teams.text import LINE, inert, plain, rich, run
from prompts.letters import cells

VERB = "cab"
CAB, MARK = "cab", "mark"
"""Where an action's data has its press, and the token of the message it stands in."""
NAMED = "m:"
"""In front of a message's own token, in the id of its first element."""
SEE = "see"
"""The press of a card that refreshes itself."""
PICKED, CHOSEN, TEXT = "picked", "chosen", "text"
"""The inputs of a message and of a place to write."""
INPUT = "from"
"""Where an action's data names its input, in a card with several of a kind."""
OPENS, LABELLED, SURE, TONE = "opens", "label", "sure", "tone"
"""What a dialog is opened for, the button's label, and what is asked before a press that cannot be undone."""
LABEL = 75
MOST_IN_ROW = 6
"""Buttons that the vendor shows side by side; it hides more of them behind three dots."""
WIDE = 30
"""Cells of a label that a button shows whole on a telephone too."""
SENTENCE = 300

Json = dict[str, object]


class Opens(StrEnum):
    """Which dialog stands behind a button."""

    TEXT = "text"
    CHANNEL = "channel"
    CONFIRM = "confirm"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a card is drawn on: for whom, in which message, with how much room."""

    say: Say
    mark: str = ""
    dialog: bool = False
    forms: Collection[str] = ()
    """Tokens of the buttons behind which a form stands."""
    spare: bool = False
    """True to leave out what only clients need that know no `Action.Execute`."""
    most: int = LABEL
    """Characters of a label."""
    listed_from: int = 0
    """So many buttons beside each other become a list, which is shorter; none do where it is 0."""
    taken: set[str] = field(default_factory=set)

    def name(self, kind: str) -> str:
        """`kind`, with a number behind it where this card has that input already."""
        name, number = kind, 1
        while name in self.taken:
            number += 1
            name = f"{kind}-{number}"
        self.taken.add(name)
        return name

    def data(self, spelt: str) -> Json:
        """What every action carries."""
        return {CAB: spelt, MARK: self.mark} if self.mark else {CAB: spelt}


def long_labels(buttons: Sequence[Button], say: Say) -> bool:
    """True when these are better listed in full, with numbers on the buttons."""
    return len(buttons) > 1 and any(cells(plain(each.label, say, LINE)) > WIDE for each in buttons)


def numbered(buttons: Sequence[Button], say: Say) -> RichTextBlock:
    """Labels in full, numbered as the buttons beneath them."""
    runs: list[TextRun] = []
    for number, each in enumerate(buttons, 1):
        runs += [run(("\n" if runs else "") + f"{number}.\u2002", bold=True), run(plain(each.label, say, LINE))]
    return rich(*runs)


def listed(options: Sequence[Button], say: Say) -> RichTextBlock:
    """Labels in full, none before the other."""
    lines = [("\n" if number else "") + f"•\u2002{plain(each.label, say, LINE)}" for number, each in enumerate(options)]
    return rich(*(run(line) for line in lines))


def button(pressed: Button, sheet: Sheet, *, number: int | None = None, mode: ActionMode | None = None) -> Action:
    """A button; with a `number` it shows that alone, and its label where the pointer rests, if there is room."""
    label = plain(pressed.label, sheet.say, sheet.most)
    title = label if number is None else str(number)
    tooltip = None if number is None or sheet.spare else label
    style = _style(pressed.tone)
    opens = _opens(pressed, sheet)
    spelt = wire(pressed.press)
    if opens is None:
        return press(spelt, title, sheet, style=style, mode=mode, tooltip=tooltip)
    data = sheet.data(spelt) | {OPENS: opens.value, LABELLED: label}
    if opens is Opens.CONFIRM and pressed.confirm is not None:
        length = min(SENTENCE, 4 * sheet.most)
        data |= {SURE: plain(pressed.confirm, sheet.say, length, one_line=False)}
        data |= {} if pressed.tone is Tone.PLAIN else {TONE: pressed.tone.value}
    return submit(data, title, sheet, style=style, mode=mode, tooltip=tooltip)


def press(
    spelt: str,
    title: str,
    sheet: Sheet,
    *,
    style: ActionStyle | None = None,
    mode: ActionMode | None = None,
    tooltip: str | None = None,
    of: str | None = None,
) -> Action:
    """A press that needs no dialog; `of` names the input that travels with it."""
    inputs: AssociatedInputs = "none" if of is None else "auto"
    data = sheet.data(spelt) | ({} if of in (None, PICKED, CHOSEN) else {INPUT: of})
    plainer = SubmitAction(title=title, data=data, style=style, mode=mode, tooltip=tooltip, associated_inputs=inputs)
    if sheet.dialog:
        return plainer
    return ExecuteAction(
        title=title,
        verb=VERB,
        data=data,
        style=style,
        mode=mode,
        tooltip=tooltip,
        associated_inputs=inputs,
        fallback=None if sheet.spare else plainer,
    )


def submit(
    data: Json,
    title: str,
    sheet: Sheet,
    *,
    style: ActionStyle | None = None,
    mode: ActionMode | None = None,
    tooltip: str | None = None,
) -> Action:
    """What opens a dialog: from a message at once, in a dialog in the place of that one."""
    whole = data if sheet.dialog else data | {"msteams": {"type": "task/fetch"}}
    return SubmitAction(title=title, data=whole, style=style, mode=mode, tooltip=tooltip, associated_inputs="none")


def writes(part: Field, sheet: Sheet) -> Action:
    """The button that opens a place to write."""
    return _opening(part.label, wire(part.press), Opens.TEXT, sheet)


def orders(part: Ranking, sheet: Sheet) -> Action:
    """The button that opens a list for each place."""
    return _opening(part.label, wire(part.press), Opens.FORM, sheet)


def link(part: Link, sheet: Sheet) -> Action:
    """A button that opens an address in the browser."""
    return OpenUrlAction(title=plain(part.label, sheet.say, sheet.most), url=part.url)


def channels(part: PickChannel, sheet: Sheet) -> Action:
    """The button that opens a list of channels, which is filled in when it is opened."""
    return _opening(part.label, wire(part.press), Opens.CHANNEL, sheet)


def menu(part: Menu, sheet: Sheet) -> list[Action]:
    """The ⋯ menu, each entry an action of its own."""
    return [button(each, sheet, mode="secondary") for each in part.entries]


def ticks(part: Ticks, sheet: Sheet) -> tuple[list[CardElement], Action]:
    """The boxes to tick, those already picked ticked; and the button that sends them."""
    name = sheet.name(PICKED)
    picked = part.press.picked if isinstance(part.press, Pick) else ()
    title = plain(Phrase("teams.send"), sheet.say, LABEL)
    send = press(wire(part.press), title, sheet, style="positive", of=name)
    if not part.options:
        return [], send
    boxes = ChoiceSetInput(
        id=name,
        label=plain(Phrase("teams.ticks"), sheet.say, SENTENCE),
        choices=[
            Choice(title=inert(each.label, sheet.say, sheet.most), value=each.press.token) for each in part.options
        ],
        is_multi_select=True,
        style="expanded",
        wrap=True,
        value=",".join(each.press.token for each in part.options if each.press.token in picked) or None,
    )
    return [boxes], send


def select(label: Words, options: Sequence[Button], sheet: Sheet) -> tuple[list[CardElement], Action]:
    """A drop-down of presses, and the button that makes the chosen one."""
    name = sheet.name(CHOSEN)
    choice = ChoiceSetInput(
        id=name,
        label=plain(label, sheet.say, SENTENCE),
        choices=[Choice(title=inert(each.label, sheet.say, sheet.most), value=wire(each.press)) for each in options],
        style="compact",
        placeholder=plain(Phrase("teams.choose"), sheet.say, LABEL),
    )
    return [choice], press(CHOSEN, plain(Phrase("teams.go"), sheet.say, LABEL), sheet, of=name)


def plain_and_asking(part: Select, sheet: Sheet) -> tuple[list[Button], list[Button]]:
    """The options that a drop-down can hold, and those that need a button: they open a dialog."""
    opens = [_opens(each, sheet) is not None for each in part.options]
    return (
        [each for each, asks in zip(part.options, opens, strict=True) if not asks],
        [each for each, asks in zip(part.options, opens, strict=True) if asks],
    )


def rows(actions: Sequence[Action]) -> Iterator[Sequence[Action]]:
    """Rows of about the same length, none longer than what is shown side by side."""
    count = -(-len(actions) // MOST_IN_ROW)
    length = -(-len(actions) // count) if count else 1
    for start in range(0, len(actions), length):
        yield actions[start : start + length]


def _opening(label: Words, spelt: str, opens: Opens, sheet: Sheet) -> Action:
    title = plain(label, sheet.say, sheet.most)
    return submit(sheet.data(spelt) | {OPENS: opens.value, LABELLED: title}, title, sheet)


def _opens(pressed: Button, sheet: Sheet) -> Opens | None:
    """A place to write has a button of its own to send: nothing else is asked before it."""
    if isinstance(pressed.press, Write | Comment | Tell):
        return Opens.TEXT
    if pressed.press.token in sheet.forms:
        return Opens.FORM
    return None if pressed.confirm is None else Opens.CONFIRM


def _style(tone: Tone) -> ActionStyle | None:
    match tone:
        case Tone.PLAIN:
            return None
        case Tone.PRIMARY:
            return "positive"
        case Tone.DANGER:
            return "destructive"
