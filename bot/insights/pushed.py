"""Finds the words and phrases that only attacks push, by which others of the same campaign give themselves away.

Whoever tries to get something into a digest tries it in several ways; some of them are noticed. A rare word that two
people use in suspicious answers, and hardly anybody in clearly ordinary ones, is pushed; so are two common words side
by side, such as a wish that anybody may have, where three people push them.

What is clearly ordinary keeps its place in its theme: otherwise an attacker could silence others by naming what they
ask for. Where many wish ordinarily for what is pushed, what is not clearly ordinary counts too, and is only not shown.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

from bot.insights.embedding import Embedder

Voiced = tuple[str, str]
"""Who said it, and the text."""
Phrase = tuple[str, ...]
"""Two words side by side, in small letters, or with a third between them; or one run of writing that parts no words."""
Part = TypeVar("Part", str, Phrase)
WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{4,}|[\u0400-\u04ff]{4,}|[\u30a0-\u30ff]{3,}")
"""Runs of one script: where blanks part no words, a name in other letters stands by itself."""
SHORT_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}|[\u0400-\u04ff]{2,}")
"""The words of a phrase, which may be short."""
WORDS = re.compile(r"[A-Za-z\u00c0-\u024f]+|[\u0400-\u04ff]+")
"""The same, and those of one letter, which may stand between two."""
BESIDE = re.compile(r"[ \-]+")
"""What parts the words of a phrase."""
RUN = re.compile(r"[\u30a0-\u30ff]{3,}|[\u3400-\u9fff]{3,}")
"""A phrase of its own in writing that parts no words."""
RARE = 0.994
"""Weight from which on a word is rare: made-up words reach it, and long ones of languages that are seldom read."""
TELLING = 0.12
"""Weight from which on a word may be part of a phrase; less have those that hold a text together."""
PEOPLE = 2
"""Who must push a word in suspicious answers; one alone may have misspelt it."""
PEOPLE_OF_PHRASE = 3
"""Who must push a phrase: two may say a common thing by chance. And who must use it ordinarily for it to be shown."""
MOSTLY = 4
"""People who push a word or phrase for each who uses it in a clearly ordinary text."""
OUTDONE = 2
"""A phrase goes where one that shares a word with it is pushed by so many times the people: it is the edge of that."""
ORDINARY = -0.6
"""Odds up to which a text is clearly ordinary (see `addressed`): a short wish with a made-up name just is,
and eleven of twelve ordinary texts are."""
PLAIN = -1.5
"""Odds up to which a text is ordinary whatever stands around what is pushed; it need not be read anew."""
NAME = "Quorvexia"
"""What stands for a pushed phrase where the rest of a text is read; nobody is called so, and the examples use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What attacks push in one set of answers."""

    words: frozenset[str] = frozenset()
    phrases: frozenset[Phrase] = frozenset()
    disputed: frozenset[Phrase] = frozenset()
    """Phrases that attacks push and too many others use for them to betray anybody."""

    def in_words(self, text: str) -> bool:
        """Whether a rare word of `text` is pushed."""
        return bool(self.words) and not self.words.isdisjoint(words(text))

    def in_phrases(self, text: str) -> bool:
        """Whether a phrase of `text` is pushed."""
        return bool(among(self.phrases, text))

    def in_disputed(self, text: str) -> bool:
        """Whether a phrase of `text` is pushed, and used by others too."""
        return bool(among(self.disputed, text))

    def read_without(self, text: str) -> str:
        """The text as it is read for what stands around the phrases: with a name in their place.

        Where nothing stands around them it stays as it is: whoever says no more than what is pushed may wish for it.
        """
        masked: list[str] = []
        end = 0
        for start, stop in self._masked(text):
            masked += [text[end:start], NAME]
            end = stop
        around = "".join(masked[::2]) + text[end:]
        return "".join(masked) + text[end:] if any(letter.isalpha() for letter in around) else text

    def _masked(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the phrases stand; those that share a word are one."""
        found: tuple[int, int] | None = None
        for phrase, start, stop in _places(text):
            if phrase in self.phrases or phrase in self.disputed:
                if found is not None and start > found[1]:
                    yield found
                    found = None
                found = (found[0] if found else start, stop)
        if found is not None:
            yield found


def words(text: str) -> frozenset[str]:
    """Those of `text` that are long enough to be a name, in small letters."""
    return frozenset(word.casefold() for word in WORD.findall(text))


def short_words(text: str) -> frozenset[str]:
    """All of `text` that a phrase can be made of, in small letters."""
    return frozenset(word.casefold() for word in SHORT_WORD.findall(text) + RUN.findall(text))


def telling(phrase: Phrase) -> Phrase:
    """The words of `phrase` without the one between them."""
    return phrase if len(phrase) < 3 else (phrase[0], phrase[2])


def phrases(text: str) -> frozenset[Phrase]:
    """Every phrase of `text`."""
    return frozenset(phrase for phrase, _, _ in _places(text))


def among(some: Set[Phrase], text: str) -> frozenset[Phrase]:
    """Those of `some` that stand in `text`; quick where there is none."""
    folded = text.casefold()
    near = [phrase for phrase in some if all(word in folded for word in phrase)]
    return phrases(text).intersection(near) if near else frozenset()


def is_rare(word: str, embedder: Embedder) -> bool:
    """Whether the encoder's vocabulary has seen little of `word`."""
    return all(weight >= RARE for _, weight in embedder.weigh(word))


def pushed(
    suspicious: Iterable[Voiced], ordinary: Iterable[Voiced], known: Set[str], used: Set[str], embedder: Embedder
) -> Pushed:
    """What hardly anything but attacks says, given what is suspicious and what is clearly ordinary.

    `known` are rare words of which it is known that they are nobody's name; `used` are words that attacks use whatever
    they push: two of them make no phrase.
    """
    suspicious, ordinary = list(suspicious), list(ordinary)
    names = {word: who for word, who in _voices(suspicious, words).items() if len(who) >= PEOPLE and word not in known}
    using = _voices(ordinary, words) if names else {}
    shared = _cores(
        {
            phrase: len(who)
            for phrase, who in _voices(suspicious, phrases).items()
            if len(who) >= PEOPLE_OF_PHRASE and not used >= set(telling(phrase)) and _tells(phrase, embedder)
        }
    )
    wishing = _voices(ordinary, partial(among, shared.keys())) if shared else {}
    mostly = {phrase for phrase, count in shared.items() if count >= MOSTLY * len(wishing.get(phrase, ()))}
    return Pushed(
        words=frozenset(
            word
            for word, who in names.items()
            if len(who) >= MOSTLY * len(using.get(word, ())) and is_rare(word, embedder)
        ),
        phrases=frozenset(mostly),
        disputed=frozenset(shared) - mostly,
    )


def _voices(said: Iterable[Voiced], parts: Callable[[str], frozenset[Part]]) -> Mapping[Part, set[str]]:
    found: defaultdict[Part, set[str]] = defaultdict(set)
    for voice, text in said:
        for part in parts(text):
            found[part].add(voice)
    return found


def _tells(phrase: Phrase, embedder: Embedder) -> bool:
    """Whether both words say something, and one between them does not."""
    small = phrase[1:2] if len(phrase) > 2 else ()
    return all(weight >= TELLING for word in telling(phrase) for _, weight in embedder.weigh(word)) and all(
        weight < TELLING for word in small for _, weight in embedder.weigh(word)
    )


def _cores(people: Mapping[Phrase, int]) -> dict[Phrase, int]:
    """The phrases without those that are only the edge of another, such as `name dark` of `dark mode`."""
    most: defaultdict[str, int] = defaultdict(int)
    for phrase, count in people.items():
        for word in telling(phrase):
            most[word] = max(most[word], count)
    return {
        phrase: count
        for phrase, count in people.items()
        if OUTDONE * count > max(most[word] for word in telling(phrase))
    }


def _places(text: str) -> list[tuple[Phrase, int, int]]:
    """Every phrase, with where it starts and stops, from the first to the last."""
    found: list[tuple[Phrase, int, int]] = [((run.group(),), run.start(), run.end()) for run in RUN.finditer(text)]
    each = list(WORDS.finditer(text))
    beside = [BESIDE.fullmatch(text, one.end(), other.start()) is not None for one, other in pairwise(each)]
    for at, joined in enumerate(beside):
        last = at + 2 if joined and at + 1 < len(beside) and beside[at + 1] else at + 1
        for end in range(at + 1, last + 1) if joined else ():
            if len(each[at].group()) > 1 and len(each[end].group()) > 1:
                words = tuple(word.group().casefold() for word in each[at : end + 1])
                found.append((words, each[at].start(), each[end].end()))
    return sorted(found, key=itemgetter(1))
