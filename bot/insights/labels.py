"""Gives each theme a title in the answers' own words: the terms it uses and other themes do not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.insights.embedding import Embedder
from bot.insights.meant import meant, speakers_of
from bot.insights.terms import Term, Text, stem, terms_of
from bot.insights.vectors import unit

LONGEST_TITLE = 60
MOST_TERMS = 3
CANDIDATES = 30
"""Terms of a theme whose meaning is compared with the theme's; the rest is too rare to matter."""
WORTH = 0.4
"""A third term must score at least this share of the first one."""


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
    found = [terms_of(texts, embedder) for texts in spoken]
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
    speakers = {} if all(scored) else speakers_of(themes)
    for place, scores in enumerate(scored):
        if not scores:
            code, others = meant(themes[place], language, speakers, embedder)
            spoken[place] = [text for text in themes[place] if text.language == code]
            found[place] = {" ".join(stem(word, code) for word in term.words): term for _, term in others}
            scored[place] = {
                key: worth * float(np.log1p(average / max(everywhere[key], 1)))
                for key, (worth, _) in zip(found[place], others, strict=True)
            }
    best = [sorted(scores, key=lambda key: (-scores[key], key))[:CANDIDATES] for scores in scored]
    nearness = _nearness(spoken, [[found[i][key].shown for key in keys] for i, keys in enumerate(best)], embedder)
    return [
        _label([(scored[i][key] * near, found[i][key]) for key, near in zip(keys, nearness[i], strict=True)])
        for i, keys in enumerate(best)
    ]


def sub_labels(parts: Sequence[Sequence[Text]], embedder: Embedder) -> list[str]:
    """Titles for the parts of one theme: what one part says and the others do not; empty where no term was left."""
    spoken = [[text for text in texts if text.language == _spoken(texts, "")] for texts in parts]
    found = [terms_of(texts, embedder) for texts in spoken]
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


def _spoken(texts: Sequence[Text], language: str) -> str:
    counts = Counter(text.language for text in texts)
    return language if counts[language] or not counts else min(counts, key=lambda code: (-counts[code], code))


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


def _label(scored: Sequence[tuple[float, Term]]) -> Label:
    ordered = sorted(scored, key=lambda pair: (-round(pair[0], 6), pair[1].shown))
    chosen: list[Term] = []
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


def _longer(term: Term, candidates: Sequence[Term]) -> Term:
    """`mobile app` in place of `app`, where a good part of the texts with the short term have the long one."""
    if len(term.words) > 1:
        return term
    longer = [
        each
        for each in candidates
        if len(each.words) == 2 and term.words[0] in each.words and len(each.texts) >= max(2, len(term.texts) * 0.3)
    ]
    return min(longer, key=lambda each: (-len(each.texts), each.shown), default=term)


def _overlap(one: Term, other: Term) -> bool:
    mine, theirs = {stem(word, "en") for word in one.words}, {stem(word, "en") for word in other.words}
    return bool(mine & theirs) or one.shown.lower() in other.shown.lower() or other.shown.lower() in one.shown.lower()
