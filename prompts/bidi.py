"""Keeps text of one writing direction from turning the words around it: what people wrote stays in its own box.

Unicode Standard Annex #9, sections 2.2-2.6 and 6.3: an isolate protects both sides, provided that the text inside
closes what it opens.
"""

import unicodedata

FIRST_STRONG, POP_ISOLATE, POP_EMBEDDING = "\u2068", "\u2069", "\u202c"
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_TURNING = _EMBEDDINGS | _ISOLATES | frozenset((POP_EMBEDDING, POP_ISOLATE, "\u200f", "\u061c"))
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))


def isolated(text: str) -> str:
    """`text` with each line that could turn its surroundings inside an isolate; no character is taken away."""
    if text.isascii():
        return text
    return "\n".join(_isolated_line(line) for line in text.split("\n"))


def _isolated_line(line: str) -> str:
    if not any(_turns(each) for each in line):
        return line
    return FIRST_STRONG + _closed(line) + POP_ISOLATE


def _turns(each: str) -> bool:
    return each in _TURNING or unicodedata.bidirectional(each) in _RIGHT_TO_LEFT


def _closed(line: str) -> str:
    """The line with everything closed that it opens; a stray closing mark is made harmless before it."""
    opened: list[str] = []
    kept: list[str] = []
    for each in line:
        if each in _EMBEDDINGS or each in _ISOLATES:
            opened.append(each)
        elif each == POP_EMBEDDING and opened and opened[-1] in _EMBEDDINGS:
            opened.pop()
        elif each == POP_ISOLATE:
            if any(other in _ISOLATES for other in opened):
                while opened.pop() not in _ISOLATES:
                    pass
            else:
                kept.append(FIRST_STRONG)  # its partner: without one it would close the box around the text
        kept.append(each)
    kept.extend(POP_EMBEDDING if other in _EMBEDDINGS else POP_ISOLATE for other in reversed(opened))
    return "".join(kept)
