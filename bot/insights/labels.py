"""Gives each theme a title in the answers' own words: the terms it uses and other themes do not."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from bot.domain.masking import EMAIL, MENTION, PHONE, URL
from bot.insights.embedding import Embedder
from bot.insights.vectors import unit

LONGEST_TITLE = 60
MOST_TERMS = 3
CANDIDATES = 30
"""Terms of a theme whose meaning is compared with the theme's; the rest is too rare to matter."""
ALONE = 0.7
"""What a term counts that stands in one wording only, though several people used it."""
VOICES = 2
"""People of a theme who must use a term before it may stand in a title: a title is what several say, so that one alone
can put no word there."""
WORTH = 0.4
"""A third term must score at least this share of the first one."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a theme is called."""

    title: str
    """Empty where no term was left."""
    terms: tuple[str, ...]


def labels(themes: Sequence[Sequence[Text]], language: str, embedder: Embedder) -> list[Label]:
    """A label for each theme, given its texts; in `language` where any of them is, else in its most frequent one.

    A term is one that at least two people of the theme use. Terms are scored by class-based TF-IDF (Grootendorst 2022)
    times the nearness of their meaning to the theme's, and chosen so as not to repeat one another (maximal marginal
    relevance, Carbonell & Goldstein 1998).
    """
    spoken = [[text for text in texts if text.language == _spoken(texts, language)] for texts in themes]
    found = [_terms_of(texts, embedder) for texts in spoken]
    everywhere: Counter[str] = Counter()
    for terms in found:
        everywhere.update({key: len(term.texts) for key, term in terms.items()})
    average = sum(everywhere.values()) / max(len(themes), 1)
    scored = [
        {
            key: len(term.texts) * float(np.log1p(average / everywhere[key])) * term.worth
            for key, term in terms.items()
            if term.shared
        }
        for terms in found
    ]
    best = [sorted(scores, key=lambda key: (-scores[key], key))[:CANDIDATES] for scores in scored]
    nearness = _nearness(spoken, [[found[i][key].shown for key in keys] for i, keys in enumerate(best)], embedder)
    return [
        _label([(scored[i][key] * near, found[i][key]) for key, near in zip(keys, nearness[i], strict=True)])
        for i, keys in enumerate(best)
    ]


def sub_labels(parts: Sequence[Sequence[Text]], embedder: Embedder) -> list[str]:
    """Titles for the parts of one theme: what one part says and the others do not; empty where no term was left."""
    spoken = [[text for text in texts if text.language == _spoken(texts, "")] for texts in parts]
    found = [_terms_of(texts, embedder) for texts in spoken]
    everywhere: Counter[str] = Counter()
    for terms in found:
        everywhere.update({key: len(term.texts) for key, term in terms.items()})
    average = sum(everywhere.values()) / max(len(parts), 1)
    return [
        _label(
            [
                (len(term.texts) ** 2 / everywhere[key] * float(np.log1p(average / everywhere[key])) * term.worth, term)
                for key, term in terms.items()
                if term.shared
            ]
        ).title
        for terms in found
    ]


@dataclass(slots=True)
class _Term:
    """One candidate: the ways it is written, the texts it is in, and who said them."""

    words: tuple[str, ...]
    forms: Counter[str]
    texts: set[int]
    voices: set[str]

    @property
    def shown(self) -> str:
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    @property
    def shared(self) -> bool:
        return len(self.voices) >= VOICES

    @property
    def worth(self) -> float:
        """Two words say more than one; what a single text says may be chance."""
        return (1.0, 1.8, 1.9)[len(self.words) - 1] if len(self.texts) > 1 else ALONE


def _spoken(texts: Sequence[Text], language: str) -> str:
    counts = Counter(text.language for text in texts)
    return language if counts[language] or not counts else min(counts, key=lambda code: (-counts[code], code))


def _terms_of(texts: Sequence[Text], embedder: Embedder) -> dict[str, _Term]:
    found: dict[str, _Term] = {}
    for number, each in enumerate(texts):
        plain = each.text
        for pattern in (EMAIL, URL, MENTION, PHONE):
            plain = pattern.sub(" | ", plain)
        weights = dict(embedder.weigh(plain))
        for words, form in _candidates(plain, each.language, weights):
            key = " ".join(_stem(word, each.language) for word in words)
            term = found.setdefault(key, _Term(words, Counter(), set(), set()))
            term.forms[form] += 1
            term.texts.add(number)
            term.voices |= each.voices
    return found


def _candidates(text: str, language: str, weights: Mapping[str, float]) -> list[tuple[tuple[str, ...], str]]:
    stop = _stopwords(language)
    if language in ("ja", "zh", "yue") or KANA.search(text):
        return [((run,), run) for run in _runs(text, stop)]
    if language == "th":
        return []
    tokens = [(match.start(), match.end(), match.group()) for match in TOKEN.finditer(text)]
    lower = [token.lower() for _, _, token in tokens]
    bare = [_holds_together(word, stop, weights) for word in lower]
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


def _holds_together(word: str, stop: frozenset[str], weights: Mapping[str, float]) -> bool:
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


def _nearness(
    spoken: Sequence[Sequence[Text]], terms: Sequence[Sequence[str]], embedder: Embedder
) -> list[list[float]]:
    """How near the meaning of each theme's terms is to that of its texts, from 0.2 to 1.2."""
    vocabulary = sorted({term for each in terms for term in each})
    texts = sorted({text.text for each in spoken for text in each})
    if not vocabulary:
        return [[] for _ in terms]
    vectors = embedder.encode(vocabulary)
    words = dict(zip(vocabulary, unit(vectors - vectors.mean(axis=0)), strict=True))
    whole = embedder.encode(texts)
    meanings = dict(zip(texts, whole - whole.mean(axis=0), strict=True))
    found = []
    for each, candidates in zip(spoken, terms, strict=True):
        middle = unit(np.sum([meanings[text.text] for text in each], axis=0, keepdims=True))[0] if each else None
        found.append(
            [0.2 + max(float(words[term] @ middle), 0.0) if middle is not None else 0.2 for term in candidates]
        )
    return found


def _label(scored: Sequence[tuple[float, _Term]]) -> Label:
    ordered = sorted(scored, key=lambda pair: (-round(pair[0], 6), pair[1].shown))
    chosen: list[_Term] = []
    length = 0
    for score, term in ordered:
        if len(chosen) == MOST_TERMS or (len(chosen) > 1 and score < WORTH * ordered[0][0]):
            break
        if (
            any(_overlap(term, other) for other in chosen)
            or length + len(term.shown) + 3 * bool(chosen) > LONGEST_TITLE
        ):
            continue
        chosen.append(term)
        length += len(term.shown) + 3 * (len(chosen) > 1)
    terms = tuple(_longer(term, [each for _, each in ordered]).shown for term in chosen)
    title = " · ".join(terms)
    return Label(title=title[:1].upper() + title[1:], terms=terms)


def _longer(term: _Term, candidates: Sequence[_Term]) -> _Term:
    """`mobile app` in place of `app`, where a good part of the texts with the short term have the long one."""
    if len(term.words) > 1:
        return term
    longer = [
        each
        for each in candidates
        if len(each.words) == 2 and term.words[0] in each.words and len(each.texts) >= max(2, len(term.texts) * 0.3)
    ]
    return min(longer, key=lambda each: (-len(each.texts), each.shown), default=term)


def _overlap(one: _Term, other: _Term) -> bool:
    mine, theirs = {_stem(word, "en") for word in one.words}, {_stem(word, "en") for word in other.words}
    return bool(mine & theirs) or one.shown.lower() in other.shown.lower() or other.shown.lower() in one.shown.lower()


def _is_name(form: str) -> bool:
    return any(character.isupper() for character in form[1:])


def _stem(word: str, language: str) -> str:
    """The word without its plural, roughly: enough to count `dashboard` and `dashboards` together."""
    if language in ("en", "es", "fr", "pt", "nl") and len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]
    return word


@cache
def _stopwords(language: str) -> frozenset[str]:
    import tomllib

    lists = tomllib.loads((files("bot.insights") / "stopwords.toml").read_text(encoding="utf-8"))
    return frozenset(lists["every"]) | frozenset(lists.get(language, ()))
