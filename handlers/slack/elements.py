"""What can be pressed, as Slack's own buttons, boxes and lists; each carries `kind:token` and nothing else."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import (
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ConversationFilter,
    ConversationSelectElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import InteractiveElement

from bot.cards.parts import MOST_ENTRIES, MOST_OPTIONS, Button, Menu, PickChannel, Select, Ticks, Tone, Words
from bot.presses import Pick, Press, wire
from bot.texts import Phrase, Say
from prompts.letters import cells, clipped, words

PRESS = "press:"
"""How every action id begins."""
FIELD = "field:"
"""In front of a button's press when the person is to write something first."""
LABEL = 75
MOST_BOXES = 10
WIDE = 30
"""Cells of a label that a button shows whole on a telephone too."""


class Names:
    """Gives every action of one message an id of its own, the same one each time the message is drawn."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, kind: str, tail: str = "", *, prefix: str = PRESS) -> str:
        """`press:<kind><tail>`, with a number behind the kind where that is taken."""
        name, number = f"{prefix}{kind}{tail}", 1
        while name in self._taken:
            number += 1
            name = f"{prefix}{kind}-{number}{tail}"
        self._taken.add(name)
        return name


def plain(said: Words, say: Say, most: int, *, one_line: bool = True) -> PlainTextObject:
    """A text that Slack does not parse, not even for emoji names."""
    return PlainTextObject(text=words(said, say, most, one_line=one_line), emoji=False)


def long_labels(buttons: Sequence[Button], say: Say) -> bool:
    """True when these are better listed in full, with numbers on the buttons."""
    return len(buttons) > 1 and any(cells(words(each.label, say, 3000, one_line=True)) > WIDE for each in buttons)


def button(pressed: Button, say: Say, names: Names, *, number: int | None = None, most: int = LABEL) -> ButtonElement:
    """A button; with a `number` it shows that alone, and a screen reader still reads the label."""
    label = words(pressed.label, say, most, one_line=True)
    shown = label if number is None else str(number)
    spelt = wire(pressed.press)
    return ButtonElement(
        text=PlainTextObject(text=shown, emoji=False),
        action_id=names.unique(spelt.partition("+")[0]),  # An id is short; what is ticked stands in the value.
        value=spelt,
        style=None if pressed.tone is Tone.PLAIN else pressed.tone.value,
        confirm=_confirm(pressed, say),
        accessibility_label=None if number is None else _spoken(f"{number}: {label}"),
    )


def _spoken(label: str) -> str:
    return label if len(label) <= LABEL else clipped(label, LABEL)


def opens(label: Words, press: Press, say: Say, names: Names, *, most: int = LABEL) -> ButtonElement:
    """The button that opens a place to write, or a form: what is filled in there completes the press."""
    value = FIELD + wire(press)
    return ButtonElement(text=plain(label, say, most), action_id=names.unique(value), value=value)


def boxes(part: Ticks, say: Say, names: Names, *, most: int = LABEL) -> tuple[list[InteractiveElement], str]:
    """The boxes to tick, those already picked ticked, and the name of the block they belong in.

    The block is named after the press that sends them, so that redrawing a message leaves the boxes as they are.
    """
    picked = part.press.picked if isinstance(part.press, Pick) else ()
    spelt = wire(part.press)
    found: list[InteractiveElement] = []
    for some in _by(MOST_BOXES, part.options):
        options = [_option(each, say, most) for each in some]
        ticked = [option for option, each in zip(options, some, strict=True) if each.press.token in picked]
        element = CheckboxesElement(
            action_id=names.unique("ticks", f"|{spelt}"), options=options, initial_options=ticked or None
        )
        found.append(element)
    return found, names.unique("ticks", f":{spelt}", prefix="")


def send_ticks(press: Press, say: Say, names: Names) -> ButtonElement:
    """The button that sends what is ticked."""
    return button(Button(Phrase("slack.send"), press, Tone.PRIMARY), say, names)


def menus(part: Menu, say: Say, names: Names, *, most: int = LABEL) -> list[InteractiveElement]:
    """The ⋯ menu; an entry that asks before it is pressed stands beside it as a button, since a menu asks for all."""
    asking = [button(each, say, names, most=most) for each in part.entries if each.confirm is not None]
    found: list[InteractiveElement] = []
    for some in _by(MOST_ENTRIES, [each for each in part.entries if each.confirm is None]):
        name = names.unique("menu", f"|{wire(some[0].press)}")
        found.append(OverflowMenuElement(action_id=name, options=[_option(each, say, most) for each in some]))
    return [*asking, *found]


def selects(
    part: Select, say: Say, names: Names, *, most: int = LABEL, labelled: bool = False
) -> list[InteractiveElement]:
    """The drop-down; options that ask before they are pressed stand beside it as buttons.

    `labelled` says that the label stands beside it, and need not stand in it too.
    """
    asking = [button(each, say, names, most=most) for each in part.options if each.confirm is not None]
    found: list[InteractiveElement] = []
    for some in _by(MOST_OPTIONS, [each for each in part.options if each.confirm is None]):
        found.append(
            StaticSelectElement(
                action_id=names.unique("select", f"|{wire(some[0].press)}"),
                placeholder=plain(Phrase("slack.choose") if labelled else part.label, say, 2 * most),
                options=[_option(each, say, most) for each in some],
            )
        )
    return [*found, *asking]


def channels(
    part: PickChannel, say: Say, names: Names, *, most: int = LABEL, labelled: bool = False
) -> ConversationSelectElement:
    """A list of the channels that this person can see; the press stands in the action's id, since there is no value."""
    return ConversationSelectElement(
        action_id=names.unique("channel", f"|{wire(part.press)}"),
        placeholder=plain(Phrase("slack.choose") if labelled else part.label, say, 2 * most),
        filter=ConversationFilter(
            include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
        ),
    )


def _option(pressed: Button, say: Say, most: int) -> Option:
    return Option(text=plain(pressed.label, say, most), value=wire(pressed.press))


def _confirm(pressed: Button, say: Say) -> ConfirmObject | None:
    if pressed.confirm is None:
        return None
    return ConfirmObject(
        title=plain(Phrase("slack.confirm_title"), say, 100),
        text=plain(pressed.confirm, say, 300, one_line=False),
        confirm=plain(pressed.label, say, 30),
        deny=plain(Phrase("slack.cancel"), say, 30),
        style=None if pressed.tone is Tone.PLAIN else pressed.tone.value,
    )


def _by(most: int, buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    for start in range(0, len(buttons), most):
        yield buttons[start : start + most]
