"""Cuts an answer into sentences and clauses, as places in the original text: every quote stays a slice of it."""

import re

Span = tuple[int, int]

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？；｡])[」』”]*|\s*[\n\r]+\s*|;\s+|\s+[•·▪‣]\s+")
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|nr|mr|mrs|dr|st|inc|ltd|z\.b|bzw|ca|ggf|p\.ej|ej|sr|sra|p\.ex|cf|dott|sig|bijv|o\.a|np|tj|т\.е|др)|\b[a-z]|\d)\.$",
    re.IGNORECASE,
)
JOINERS = re.compile(
    r"\s*[,–—-]?\s+(?:and(?: also| then)?|plus|but|also|as well as|und|sowie|aber|außerdem|y|e|et|ainsi que|mais|pero"
    r"|además|mas|ma|inoltre|en ook|maar|i|oraz|ale|ve|ama|и|но|а также)\s+"
    r"|\s*,\s+(?:then |dann |luego |puis |depois |poi )?(?=\S)|\s+[+&/]\s+|[、，]\s*",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
FEWEST_LETTERS = 8
FEWEST_LETTERS_UNSPACED = 4
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def sentences(text: str) -> list[Span]:
    """Where each sentence of `text` starts and ends; blanks around it are left out, nothing else is."""
    found: list[Span] = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        if (
            match.group().strip("\n\r ") == ""
            and ABBREVIATION.search(text[start : match.start()])
            and "\n" not in match.group()
        ):
            continue
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    return [span for span in (_trimmed(text, *span) for span in found) if span[0] < span[1]]


def clauses(text: str) -> list[Span]:
    """Where each clause starts and ends: sentences, cut again at `and`, `plus`, `und`, commas and the like.

    A piece too short to mean something alone stays with the one before it, so the pieces may be fewer than the commas.
    """
    found: list[Span] = []
    for start, end in sentences(text):
        at = start
        for match in JOINERS.finditer(text, start, end):
            if _says_something(text[at : match.start()]) and _says_something(text[match.end() : end]):
                found.append(_trimmed(text, at, match.start()))
                at = match.end()
        found.append(_trimmed(text, at, end))
    return found


def normalised(text: str) -> str:
    """The same text for comparing: compatibility forms unified, lower case, single blanks, only letters and digits."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", plain)) or " ".join(plain.split())


def readable(text: str) -> str:
    """The text as the encoder reads it: NFC, single blanks, no lone surrogates or control characters."""
    import unicodedata

    plain = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    return " ".join(UNSEEN.sub(" ", plain).split())


def _says_something(piece: str) -> bool:
    letters = sum(character.isalnum() for character in piece)
    return letters >= (FEWEST_LETTERS_UNSPACED if UNSPACED.search(piece) else FEWEST_LETTERS)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
