"""Recognises text that speaks to a machine instead of the product team, so that it is never quoted or made a title.

Suspicion costs a text only its place in what is shown; the account's wish in the rest of the answer still counts. The
kinds of attack are those of OWASP's LLM01 (prompt injection): orders to a model, forged roles and structure, markup
that links or mentions, hidden characters, encoded payloads, orders to falsify a count, requests for others' data.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

HIDDEN = re.compile(
    "[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]|[\u200b\u2060\ufeff]{2,}|\\w[\u200b\u2060\ufeff]\\w"
    "|[\U000e0100-\U000e01ef]{2,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}"
)
FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{2,6}\U000e007f")
"""The flags of England, Scotland and Wales are spelt in hidden letters."""
MARKUP = re.compile(
    r"<[!@#](?:channel|here|everyone|subteam|[UWC][A-Z0-9]{5,})|<\w+:[^>|\s]+\||\[[^\]\n]*\]\s*\(\s*\w+:|!\[[^\]\n]*\]\("
    r"|<\s*/?\s*(?:script|img|iframe|a|at|svg|style|object|embed|form|input|link|meta)\b|javascript:|data:\w+/\w+[;,]"
    r"|<\|[\w ]+\|>|\[/?INST\]|<<\s*/?SYS\s*>>"
    r"|</?\s*(?:system|assistant|user|instructions?|prompt|answers?|context)\s*>"
    r"|</?\s*\w+-[0-9a-f]{8,}\s*>|<\s*\w+\b[^<>]*\s(?:style|on\w+)\s*=|&lt;\s*\w+[^&]*\son\w+\s*="
    r"|^[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*$"
    r"|^\s*#{2,}\s*(?:system|instructions?|prompt|new task)\b",
    re.IGNORECASE | re.MULTILINE,
)
STRUCTURE = re.compile(r"[\[{(,]\s*[\"'][\w ]{1,40}[\"']\s*:|[\"'}\]]\s*[}\]]\s*[,;]?\s*[\[{\"']|[}\]]\s*[}\]]|```")
ASSIGNED = re.compile(r"^\s*\$?\w{1,20}\s*:?=\s*(?:'[^']+'|\"[^\"]+\"|[“„«][^”“»]+[”“»])\s*;?\s*$")
"""A whole answer that keeps words under a name, for another answer to use."""
ENCODED = re.compile(
    r"(?<![\w/.-])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?:[A-Za-z0-9+/]{40,}={0,2}|[A-Za-z0-9+/]{20,}={1,2})(?![\w=])|\b[0-9a-f]{64,}\b|(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}){4,}|(?:%[0-9A-F]{2}){6,}"
)
SPELT_OUT = re.compile(r"\b(?:[^\W\d_][\s.\-_*]){4,}[^\W\d_]\b")
ROLE = re.compile(
    r"(?:^|\n|[.!?\]>\"']\s*)\s*(?:(?:SYSTEM|ASSISTANT|DEVELOPER|HUMAN)\s*[:>\]]"
    r"|(?:system|assistant|developer) (?:note|message|prompt|override|update|instruction)s?\s*[:>\]]"
    r"|(?:Assistant|AI|System)\s*:[^\n]*\n\s*(?:User|Human|Customer|Assistant)\s*:"
    r"|(?:SYSTEM|ADMIN) (?:NOTE|MESSAGE|OVERRIDE|UPDATE|INSTRUCTIONS?)\b)\s*\S",
    re.MULTILINE,
)
OTHER_SCRIPTS = ("ru", "ja", "zh", "ko", "ar", "th", "others")
BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2e80-\U0001f000]")
MIXED = re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]")
MIXED_WORDS = 3
"""So many words that mix Latin letters with others that look alike are no slip of the keyboard."""
STRUCK = re.compile("[\u0334-\u0338]")
DISGUISED = re.compile("[a-z][0-9@$\u0370-\u052f]|[0-9@$\u0370-\u052f][a-z]")
LOOKALIKES = str.maketrans("аеорсухіѕјԁӏοαε0134579@$", "aeopcyxisjdloaeoieastqas")
"""Cyrillic and Greek letters, digits and signs that pass for Latin letters."""


def is_suspicious(text: str) -> bool:
    """True when `text` tries to command, deceive or milk whoever summarises it; rules only, no model."""
    text = FLAG.sub("", text)
    if any(pattern.search(text) for pattern in (HIDDEN, MARKUP, STRUCTURE, ASSIGNED, ENCODED, ROLE)):
        return True
    if sum(MIXED.search(word) is not None for word in text.split()) >= MIXED_WORDS:
        return True
    plain = " ".join(STRUCK.sub("", unicodedata.normalize("NFKC", text)).casefold().split())
    spellings = {plain, _joined(plain)}
    if DISGUISED.search(plain):
        spellings.add(" ".join(_latin(word) for word in plain.split()))
    return any(order.search(spelling) for spelling in spellings for order in _orders_for(spelling))


def _orders_for(text: str) -> tuple[re.Pattern[str], ...]:
    """Plain Latin text is not compared with what orders look like in other scripts."""
    latin, others = orders()
    return latin if BEYOND_LATIN.search(text) is None else latin + others


@cache
def orders() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """What orders to a machine look like, language by language: those in Latin letters, and the others."""
    import tomllib

    lists: dict[str, list[str]] = tomllib.loads((files("bot.insights") / "orders.toml").read_text(encoding="utf-8"))
    compiled = {name: re.compile("|".join(f"(?:{each})" for each in patterns)) for name, patterns in lists.items()}
    others = tuple(pattern for name, pattern in compiled.items() if name in OTHER_SCRIPTS)
    return tuple(pattern for name, pattern in compiled.items() if name not in OTHER_SCRIPTS), others


def _joined(text: str) -> str:
    """`i g n o r e` becomes `ignore`; two blanks or more stay one."""
    return SPELT_OUT.sub(lambda match: re.sub(r"[\s.\-_*]", "", match.group()), text)


def _latin(word: str) -> str:
    """`1gn0r3` and a Cyrillic `а` among Latin letters become what they pass for; other words stay."""
    latin = sum("a" <= character <= "z" for character in word)
    return word.translate(LOOKALIKES) if 0 < latin < len(word) else word
