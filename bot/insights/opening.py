"""The beginning of what somebody said: short enough to stand as a title, and cut where a reader would pause."""

from bot.insights.labels import LONGEST_TITLE
from bot.insights.terms import stopwords
from bot.insights.units import clauses

FEWEST_WORDS = 3
"""A clause of fewer is no title, unless nothing follows it."""
WHOLE = ".。．｡"
"""What ends a sentence and is left out; a question or a cry stays one."""
PAUSES = ",;:–—-、，；："


def opening(text: str, language: str) -> str:
    """The whole text if it is short, else its clauses as far as they go, else its words; `…` where more was said."""
    text = text.strip()
    if len(text) <= LONGEST_TITLE:
        return text.rstrip(WHOLE)
    ends = [end for _, end in clauses(text) if end < LONGEST_TITLE]
    ends = [end for end in ends if len(text[:end].split()) >= FEWEST_WORDS or not text[:end].isascii()]
    if ends:
        words = text[: ends[-1]]
        return words.rstrip(WHOLE) if words[-1] in WHOLE else words.rstrip(PAUSES + " ") + "…"
    words = text[: LONGEST_TITLE - 1]
    if " " in words:
        words = words if text[len(words)].isspace() else words[: words.rindex(" ")]
        small = stopwords(language)
        while " " in words and words.split()[-1].lower() in small:
            words = words[: words.rindex(" ")]
    return words.rstrip(PAUSES + " ") + "…"
