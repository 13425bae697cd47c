"""What people wrote, made fit for an Adaptive Card: shown letter for letter, and never a link, a mention or a format.

A `RichTextBlock` is not parsed as Markdown, whatever stands in it; a `TextBlock`, the facts of a `FactSet` and the
labels of boxes are, and each client has an escape of its own (https://aka.ms/ACTextFeatures). So people's words stand
in rich text, and elsewhere only where there is nothing to parse in them, or `inert`.
"""

import json
import re

from microsoft_teams.cards import CardElement, RichTextBlock, TextBlock, TextColor, TextRun, TextSize

from bot.cards.parts import Words
from bot.texts import Say
from prompts.letters import words

PARAGRAPH = 3000
LINE = 300
SUMMARY = 500
_JOINER = "\u2060"
"""Word joiner: nothing to see, and no link, mention or tag goes across it."""
_LOOK_ALIKES = str.maketrans({"*": "∗", "`": "ˋ"})
_UNDERLINE = re.compile(r"(?<!\w)_|_(?!\w)")
_STRUCK = re.compile(r"~(?=~)|(?<=~)~")
_BROKEN = re.compile(
    r"(?<=\w)\.(?=[^\W\d_])"  # the dot of an address
    r"|:(?=[^\s\d])|[@#!](?=\S)"  # what begins a link, a mention, a picture
    r"|\](?=[(\[:])"
    r"|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)"
    r"|\\(?=[!-/:-@\[-`{-~])"
)
_OPENING = re.compile(r">|=+|(?:#{1,6}|-+|\+|\d{1,9}[.)])(?=\s|\Z)")
"""How a line begins that would be a heading, a rule, a quote or a list."""
_DATE = re.compile(r"\{(?=\{\s*(?:DATE|TIME))", re.IGNORECASE)
"""How a date begins that a client would write in the reader's own time, even in rich text."""
_SPOKEN = str.maketrans({"<": "‹", ">": "›", "&": "＆"})


def plain(said: Words, say: Say, most: int, *, one_line: bool = True) -> str:
    """Words for a place that is not parsed as Markdown, at most `most` characters and never empty."""
    return _DATE.sub("{" + _JOINER, words(said, say, most, one_line=one_line))


def inert(said: Words, say: Say, most: int) -> str:
    """Words in one line for a place where Markdown may be parsed: as they read, but for signs that look alike."""
    return _harmless(plain(said, say, most))


def spoken(said: Words, say: Say, most: int) -> str:
    """Words for a voice, which may read marks of its own language in them: as `inert`, and without any tag."""
    return inert(said, say, most).translate(_SPOKEN)


def run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    subtle: bool = False,
    size: TextSize | None = None,
    color: TextColor | None = None,
    even: bool = False,
) -> TextRun:
    """A stretch of plain text in one look; `even` gives all its signs the same width."""
    return TextRun(
        text=text,
        weight="Bolder" if bold else None,
        italic=italic or None,
        is_subtle=subtle or None,
        size=size,
        color=color,
        font_type="Monospace" if even else None,
    )


def rich(*runs: TextRun, close: bool = False) -> RichTextBlock:
    """A paragraph of such stretches; `close` puts it right beneath what stands before it."""
    return RichTextBlock(inlines=list(runs), spacing="Small" if close else None)


def small(said: Words, say: Say, *, most: int = PARAGRAPH) -> RichTextBlock:
    """Small print."""
    return rich(run(plain(said, say, most), subtle=True, size="Small"), close=True)


def headline(said: Words, say: Say) -> CardElement:
    """A headline that a screen reader finds as such, where nothing in it could be parsed."""
    text = plain(said, say, PARAGRAPH)
    if _harmless(text) == text:
        return TextBlock(text=text, wrap=True, size="Large", weight="Bolder", style="heading")
    return rich(run(text, bold=True, size="Large"))


def is_inert(text: str) -> bool:
    """True where Markdown would show `text` as it stands."""
    return "\n" not in text and text == text.strip() and _harmless(text) == text


def weight(drawn: object) -> int:
    """How long something is for the vendor: the bytes of its shortest JSON in UTF-16."""
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


def _harmless(text: str) -> str:
    flat = _STRUCK.sub("∼", _UNDERLINE.sub("ˍ", text.translate(_LOOK_ALIKES)))
    broken = _BROKEN.sub(lambda found: found[0] + _JOINER, flat)
    return _JOINER + broken if _OPENING.match(broken) else broken
