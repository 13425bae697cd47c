"""Tells which language each answer is in, with the help of the board's other answers where a text is too short."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

LIKELY = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja",
    "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""The languages business is done in; with rarer ones allowed, short texts are often taken for them."""
SURE = 0.9
DOUBT = 0.5
"""Answers added to each language's count before counting: how readily a new language is believed."""
POSSIBLE = 0.02
"""Below this chance a text is not in a language."""
UNSURE = "und"


class Languages:
    """Detects languages; holds a model of some 10 MB, which takes half a second to unpack.

    The model is py3langid's naive Bayes over byte n-grams (Lui & Baldwin, 2012).
    """

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._identifier.set_languages(LIKELY)
        # The tables of the other languages are three quarters of the model.
        self._identifier.nb_ptc = self._identifier.nb_ptc.copy()
        self._identifier._full_model = None

    def detect(self, texts: Sequence[str], known: Sequence[str | None]) -> list[str]:
        """The language of each text (ISO 639-1); what is `known` is believed.

        Texts that are clear by themselves come first; they tell how likely each language is on this board, and that
        settles the unclear ones. The order of the texts does not matter.
        """
        scores = [None if code else self._scores(text) for text, code in zip(texts, known, strict=True)]
        counts: Counter[str] = Counter(code for code in map(_short, known) if code)
        for each in scores:
            if each and max(each.values()) >= SURE:
                counts[_likeliest(each)] += 1
        found = []
        for code, each in zip(map(_short, known), scores, strict=True):
            if code:
                found.append(code)
            elif not each:
                found.append(UNSURE)
            else:
                found.append(_likeliest({language: p * (counts[language] + DOUBT) for language, p in each.items()}))
        main = main_language(found)
        return [main if language == UNSURE else language for language in found]

    def could_be(self, text: str, language: str) -> bool:
        """False when `text` is clearly in another language; names and a few words may be in any."""
        scores = self._scores(text)
        wanted = _short(language)
        if not scores or wanted not in LIKELY:
            return True
        return scores.get(wanted, 0.0) >= POSSIBLE

    def _scores(self, text: str) -> dict[str, float]:
        if not any(character.isalpha() for character in text):
            return {}
        return {str(language): float(p) for language, p in self._identifier.rank(text)}


@cache
def languages() -> Languages:
    """The one of this process: it is unpacked once."""
    return Languages()


def main_language(languages: Sequence[str]) -> str:
    """The most frequent language, `en` where there is none; of equals the first by name."""
    counts = Counter(language for language in languages if language != UNSURE)
    return min(counts, key=lambda language: (-counts[language], language)) if counts else "en"


def _likeliest(chances: dict[str, float]) -> str:
    return max(chances, key=lambda language: (chances[language], language))


def _short(code: str | None) -> str | None:
    return code.replace("_", "-").split("-")[0].lower() or None if code else None
