"""Recognises answers that say nothing, in many languages, without swallowing short real ones such as `SSO`."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from bot.insights.said import Why

LONGEST = 10
"""Words; whoever writes more than this has something to say."""
LONGEST_TEXT = 150
LONGEST_PHRASE = 6
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
WALK = 4
"""So many neighbouring keys in a row make no word (`were`, `pop` and `sad` are no such rows)."""
WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def why_junk(text: str) -> Why | None:
    """Why `text` says nothing, or None when it says something.

    It is junk only when *every* word of it is on the closed list of words that mean nothing: `all good` is, `all good
    but search` is not.
    """
    if len(text) > LONGEST_TEXT and any(character.isalpha() for character in text):
        return None
    plain = _plain(text)
    words = WORDS.findall(plain)
    if not any(character.isalpha() for character in plain):
        return Why.NO_WORDS
    if _is_nothing(words, plain):
        return Why.NOTHING_TO_SAY
    if len(words) <= 2 and all(_is_mash(word) for word in words):
        return Why.NO_WORDS
    return None


def _is_nothing(words: list[str], plain: str) -> bool:
    nothing, fillers, unspaced = _lists()
    if UNSPACED.search(plain):
        joined = "".join(c for c in plain if c.isalnum() or unicodedata.category(c) == "Mn")
        return any(pattern.fullmatch(joined) for pattern in unspaced)
    if len(words) > LONGEST:
        return False
    said_nothing = False
    at = 0
    while at < len(words):
        length = next((n for n in range(LONGEST_PHRASE, 0, -1) if " ".join(words[at : at + n]) in nothing), 0)
        if not length and words[at] not in fillers:
            return False
        said_nothing = said_nothing or length > 0
        at += length or 1
    return said_nothing


def _is_mash(word: str) -> bool:
    """Keys pressed at random: `asdf`, `xxx`, `hahaha`, `x`; acronyms and words are not."""
    if not word.isascii():
        return False
    if len(word) == 1 or word.isdigit():
        return True
    if re.fullmatch(r"(.)\1{2,}|(..)\2{2,}|(...)\3{2,}", word):
        return not word.startswith("www")
    walks = [word[i : i + WALK] for i in range(len(word) - WALK + 1)]
    known = [walk for walk in walks if any(walk in row or walk in row[::-1] for row in ROWS)]
    if known and len(known) * 2 >= len(walks):
        return True
    return len(word) >= 7 and not re.search(r"[aeiouy0-9]", word)


def _plain(text: str) -> str:
    """Lower case, compatibility forms unified, accents dropped from Latin letters, symbols and emoji gone."""
    unified = unicodedata.normalize("NFKC", text).casefold().replace("n/a", "na").replace("k.a.", "ka")
    bare = "".join(
        character
        for character in unicodedata.normalize("NFD", unified)
        if not ("\u0300" <= character <= "\u036f") and unicodedata.category(character) not in ("So", "Sk", "Cf", "Cs")
    )
    return unicodedata.normalize("NFC", bare)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], tuple[re.Pattern[str], ...]]:
    import tomllib

    lists = tomllib.loads((files("bot.insights") / "nothing.toml").read_text(encoding="utf-8"))
    nothing = frozenset(" ".join(WORDS.findall(_plain(each))) for each in lists["nothing"])
    fillers = frozenset(word for each in lists["fillers"] for word in WORDS.findall(_plain(each)))
    return nothing, fillers, tuple(re.compile(_plain(each)) for each in lists["unspaced"])
