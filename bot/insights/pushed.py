"""Finds the words that only attacks push, by which others of the same campaign give themselves away.

Whoever tries to get a word into a digest tries it in several ways; some of them are noticed. A rare word that two
people use in suspicious answers, and hardly anybody in clearly ordinary ones, is such a word. What is clearly ordinary
keeps its place in its theme and is only not quoted: otherwise an attacker could silence others by naming what they
ask for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Set

from bot.insights.embedding import Embedder

Voiced = tuple[str, str]
"""Who said it, and the text."""
WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{4,}|[\u0400-\u04ff]{4,}|[\u30a0-\u30ff]{3,}")
"""Runs of one script: where blanks part no words, a name in other letters stands by itself."""
RARE = 0.994
"""Weight from which on a word is rare: made-up words reach it, and long ones of languages that are seldom read."""
PEOPLE = 2
"""Who must push a word in suspicious answers; one alone may have misspelt it."""
MOSTLY = 4
"""People who push a word for each who uses it in a clearly ordinary text."""
ORDINARY = -0.6
"""Odds up to which a text is clearly ordinary (see `addressed`): a short wish with a made-up name just is."""


def words(text: str) -> frozenset[str]:
    """Those of `text` that are long enough to be a name, in small letters."""
    return frozenset(word.casefold() for word in WORD.findall(text))


def is_rare(word: str, embedder: Embedder) -> bool:
    """Whether the encoder's vocabulary has seen little of `word`."""
    return all(weight >= RARE for _, weight in embedder.weigh(word))


def pushed(
    suspicious: Iterable[Voiced], ordinary: Iterable[Voiced], known: Set[str], embedder: Embedder
) -> frozenset[str]:
    """The rare words that hardly anything but attacks uses, given what is suspicious and what is clearly ordinary.

    `known` are rare words of which it is known that they are nobody's name.
    """
    pushing = _voices(suspicious, None)
    shared = {word for word, who in pushing.items() if len(who) >= PEOPLE}
    using = _voices(ordinary, shared) if shared else {}
    return frozenset(
        word
        for word in shared
        if len(pushing[word]) >= MOSTLY * len(using.get(word, ())) and word not in known and is_rare(word, embedder)
    )


def _voices(said: Iterable[Voiced], only: Set[str] | None) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for voice, text in said:
        for word in words(text):
            if only is None or word in only:
                found[word].add(voice)
    return found
