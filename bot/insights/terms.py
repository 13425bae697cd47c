"""Finds the terms of texts: what a title can be made of, how it is written, and who said it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.domain.masking import EMAIL, MENTION, PHONE, URL
from bot.insights.embedding import Embedder

ALONE = 0.7
"""What a term counts that stands in one wording only, though several people used it."""
VOICES = 2
"""People of a theme who must use a term before it may stand in a title: a title is what several say, so that one alone
can put no word there."""
COMMON = 0.12
"""Words of less weight hold a text together and open or close no term."""
TOKEN = re.compile(r"[^\W_]+(?:['’.\-/][^\W_]+)*")
OPENING = re.compile(r"(?:^|[.!?:;…\n|])[\s\"'“„«(]*$")
GAP = re.compile(r"[ \t]+")
SCRIPT_RUN = re.compile(r"(?:[\u3400-\u9fff々]|[\u30a0-\u30ff]|[A-Za-z0-9]){2,}")
HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z][A-Za-z0-9]+")
KANA = re.compile(r"[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a theme that may be shown, with its language."""

    text: str
    language: str
    voices: frozenset[str]
    """Who said it: the ids of people, or of the answers where the asking was anonymous."""


@dataclass(slots=True)
class Term:
    """One candidate: the ways it is written, the texts it is in, and who said them."""

    words: tuple[str, ...]
    forms: Counter[str]
    texts: set[int]
    voices: set[str]

    @property
    def shown(self) -> str:
        """As most write it."""
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    @property
    def shared(self) -> bool:
        """Whether enough people use it for a title."""
        return len(self.voices) >= VOICES

    @property
    def worth(self) -> float:
        """What a single text says may be chance."""
        return self.telling if len(self.texts) > 1 else ALONE

    @property
    def telling(self) -> float:
        """Two words say more than one."""
        return (1.0, 1.8, 1.9)[len(self.words) - 1]


def terms_of(texts: Sequence[Text], embedder: Embedder) -> dict[str, Term]:
    """Every term of the texts, by its words without their plurals.

    A term is a run of up to three words that opens and closes with a telling one; addresses and numbers are in none.
    """
    found: dict[str, Term] = {}
    for number, each in enumerate(texts):
        plain = each.text
        for pattern in (EMAIL, URL, MENTION, PHONE):
            plain = pattern.sub(" | ", plain)
        weights = dict(embedder.weigh(plain))
        for words, form in _candidates(plain, each.language, weights):
            key = " ".join(stem(word, each.language) for word in words)
            term = found.setdefault(key, Term(words, Counter(), set(), set()))
            term.forms[form] += 1
            term.texts.add(number)
            term.voices |= each.voices
    return found


def _candidates(text: str, language: str, weights: Mapping[str, float]) -> list[tuple[tuple[str, ...], str]]:
    stop = stopwords(language)
    if language in ("ja", "zh", "yue") or KANA.search(text):
        return [((run,), run) for run in _runs(text, stop)]
    if language == "th":
        return []
    tokens = [(match.start(), match.end(), match.group()) for match in TOKEN.finditer(text)]
    lower = [token.lower() for _, _, token in tokens]
    bare = [holds_together(word, stop, weights) for word in lower]
    apart = [GAP.fullmatch(text, one[1], other[0]) is None for one, other in pairwise(tokens)]
    # `waits 30 seconds`: a number in a title would look like a count of ours.
    counting = [word[0].isdigit() for word in lower]
    found = []
    for first, (start, _, token) in enumerate(tokens):
        if bare[first] or counting[first]:
            continue
        opens: bool | None = None
        for last in range(first, min(first + 3, len(tokens))):
            if (last > first and apart[last - 1]) or counting[last]:
                break
            if bare[last] or (last == first and len(lower[first]) < 3 and not token.isupper()):
                continue
            form = text[start : tokens[last][1]]
            if language != "de":
                if opens is None:
                    opens = OPENING.search(text[:start]) is not None and not _is_name(token)
                form = form[:1].lower() + form[1:] if opens else form
            found.append((tuple(lower[first : last + 1]), form))
    return found


def holds_together(word: str, stop: frozenset[str], weights: Mapping[str, float]) -> bool:
    """True for a word that stands between others and tells nothing by itself."""
    return word in stop or word.isdigit() or weights.get(word, 1.0) < COMMON or not any(c.isalpha() for c in word)


def _runs(text: str, stop: frozenset[str]) -> list[str]:
    """Terms where no blank parts them: runs of kanji, katakana and Latin in Japanese; pairs to fours in Chinese."""
    if KANA.search(text):
        return [run for run in SCRIPT_RUN.findall(text) if run not in stop and not run.isdigit()]
    found = []
    for run in HAN_RUN.findall(text):
        if run.isascii():
            found.append(run)
        else:
            found += [run[i : i + n] for n in (2, 3, 4) for i in range(len(run) - n + 1)]
    return [
        run for run in found if run not in stop and not any(run.startswith(word) or run.endswith(word) for word in stop)
    ]


def _is_name(form: str) -> bool:
    return any(character.isupper() for character in form[1:])


def stem(word: str, language: str) -> str:
    """The word without its plural, roughly: enough to count `dashboard` and `dashboards` together."""
    if language in ("en", "es", "fr", "pt", "nl") and len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]
    return word


@cache
def stopwords(language: str) -> frozenset[str]:
    """The small words of a language, and those of every one."""
    import tomllib

    lists = tomllib.loads((files("bot.insights") / "stopwords.toml").read_text(encoding="utf-8"))
    return frozenset(lists["every"]) | frozenset(lists.get(language, ()))
