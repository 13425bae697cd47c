"""Cleans what people type, at the door: what cannot be seen goes, what was written stays as it is.

What is taken out can hide words, turn the text around it, break a database or smuggle instructions to a machine:
control characters, halves of surrogate pairs, marks of writing direction, tag characters and characters without width.
Sources: Unicode Standard Annex #9 (direction), Technical Report #36 (security), Technical Standard #51 (emoji);
RFC 5892 appendix A for the two joiners, which Persian, Hindi or Sinhala cannot be spelt without.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.questions import LONGEST_TEXT

MOST_MARKS = 8
"""Combining marks kept in a row. Pointed Hebrew and stacked Tibetan stay below; text made to spill over does not."""

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BANNED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls, but for tab and newline
    "\ud800-\udfff"  # halves of surrogate pairs: no encoding has them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    "\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff"  # no width
    "\u115f\u1160\u3164\uffa0"  # letters drawn as nothing
    "\ufff9-\ufffc\ufdd0-\ufdef"  # annotations, stand-ins for pictures, never characters at all
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_BLACK_FLAG = "\U0001f3f4"
_SUBDIVISION_FLAGS = tuple(
    _BLACK_FLAG + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
"""The only flags spelt with tag characters that any platform draws; every other tag is text nobody sees."""

_TAG = re.compile("[\U000e0000-\U000e007f]")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_IDEOGRAPHIC_SELECTOR = re.compile("[\U000e0100-\U000e01ef]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PICTURE = re.compile("[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_JOINING_SCRIPTS = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdff\ufe70-\ufefe]"
)
"""Arabic and its kin, the scripts of India, Tibetan, Burmese, Khmer, Mongolian: there a joiner changes the spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text that is safe to keep, and what had to be done to it, so that its author can be told."""

    text: str
    shortened: bool
    """True when it was longer than allowed and the end is missing."""
    removed: bool
    """True when characters that cannot be seen were taken out."""


def clean(text: str, most: int = LONGEST_TEXT) -> Cleaned:
    """`text` in Unicode form NFC with `\\n` as the only line break, at most `most` characters, nothing hidden in it.

    Never raises, and cleaning twice changes nothing more. Surrounding blanks are kept: they are not ours to judge.
    """
    seen = _BANNED.sub("", broken := _BREAKS.sub("\n", text))
    if seen.isascii():
        kept, hidden = seen, False
    else:
        kept, hidden = _visible(unicodedata.normalize("NFC", seen))
    return Cleaned(text=_shortened(kept, most), shortened=len(kept) > most, removed=hidden or len(seen) < len(broken))


def _visible(text: str) -> tuple[str, bool]:
    """`text` without joiners, selectors, tags and marks where they have no work to do; and whether any went."""
    kept: list[str] = []
    marks = at = 0
    while at < len(text):
        flag = next((flag for flag in _SUBDIVISION_FLAGS if text.startswith(flag, at)), "")
        one = flag or text[at]
        at += len(one)
        before = kept[-1] if kept else ""
        if before == _JOINER and _is_picture(kept[-2]) and not _is_picture(one):
            kept.pop()
            before = kept[-1]
        if unicodedata.category(one[0])[0] == "M":
            marks += 1
        elif one not in (_JOINER, _NON_JOINER):
            marks = 0
        if marks <= MOST_MARKS and _has_work(one, before):
            kept.append(one)
    if kept and kept[-1] == _JOINER and _is_picture(kept[-2]):
        kept.pop()
    done = "".join(kept)
    return unicodedata.normalize("NFC", done), len(done) < len(text)


def _has_work(one: str, before: str) -> bool:
    """True for everything visible, and for a joiner or selector that changes how `before` is drawn."""
    if one == _JOINER:
        return bool(_JOINING_SCRIPTS.match(before)) or _is_picture(before)
    if one == _NON_JOINER:
        return bool(_JOINING_SCRIPTS.match(before))
    if _IDEOGRAPHIC_SELECTOR.match(one):
        return bool(_IDEOGRAPH.match(before))
    if _SELECTOR.match(one):
        return bool(before.strip()) and before not in (_JOINER, _NON_JOINER) and not _SELECTOR.match(before)
    return len(one) > 1 or not _TAG.match(one)


def _is_picture(one: str) -> bool:
    return one == "\ufe0f" or bool(_PICTURE.match(one))


def _shortened(text: str, most: int) -> str:
    """The first `most` characters, without half of a joined picture or an accented letter at the end."""
    if len(text) <= most:
        return text
    end = most
    while end > 0 and (text[end - 1] == _JOINER or _leans_back(text[end])):
        end -= 1
    return text[:end]


def _leans_back(one: str) -> bool:
    return (
        one in (_JOINER, _NON_JOINER)
        or unicodedata.category(one)[0] == "M"
        or "\U0001f3fb" <= one <= "\U0001f3ff"
        or bool(_TAG.match(one))
    )
