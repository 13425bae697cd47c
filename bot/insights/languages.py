"""Tells which language each answer is in, with the help of the board's other answers where a text is too short."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Chances = npt.NDArray[np.float64]
ChancesOfTexts = dict[str, "Chances | None"]

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
        columns = {name: column for column, name in reversed(list(enumerate(self._identifier.nb_classes)))}
        self._names = sorted(columns)
        self._columns = [columns[name] for name in self._names]

    def detect(
        self, texts: Sequence[str], known: Sequence[str | None], recalled: ChancesOfTexts | None = None
    ) -> list[str]:
        """The language of each text (ISO 639-1); what is `known` is believed, what is `recalled` not worked out again.

        Texts that are clear by themselves come first; they tell how likely each language is on this board, and that
        settles the unclear ones. The order of the texts does not matter.
        """
        import numpy as np

        spoken = list(map(_short, known))
        heard = {} if recalled is None else recalled
        unheard = [text for text, code in zip(texts, spoken, strict=True) if not code and text not in heard]
        heard.update({text: self._chances(text) for text in dict.fromkeys(unheard)})
        chances = [None if code else heard[text] for text, code in zip(texts, spoken, strict=True)]
        counts: Counter[str] = Counter(code for code in spoken if code)
        counts.update(self._likeliest(each) for each in chances if each is not None and each.max() >= SURE)
        weights = np.asarray([counts[language] + DOUBT for language in self._names])
        found = []
        for code, each in zip(spoken, chances, strict=True):
            if code:
                found.append(code)
            elif each is None:
                found.append(UNSURE)
            else:
                found.append(self._likeliest(each * weights))
        main = main_language(found)
        return [main if language == UNSURE else language for language in found]

    def could_be(self, text: str, language: str) -> bool:
        """False when `text` is clearly in another language; names and a few words may be in any."""
        chances = self._chances(text)
        wanted = _short(language)
        if chances is None or wanted not in LIKELY:
            return True
        return wanted in self._names and float(chances[self._names.index(wanted)]) >= POSSIBLE

    def _chances(self, text: str) -> "Chances | None":
        """How likely each language is, in the order of `_names`; None for a text without letters."""
        if not any(character.isalpha() for character in text):
            return None
        scores: Chances = self._identifier._decide(text)[self._columns].astype("float64")
        return scores

    def _likeliest(self, chances: "Chances") -> str:
        """Of equals the last by name."""
        return str(self._names[len(chances) - 1 - int(chances[::-1].argmax())])


@cache
def languages() -> Languages:
    """The one of this process: it is unpacked once."""
    return Languages()


def main_language(languages: Sequence[str]) -> str:
    """The most frequent language, `en` where there is none; of equals the first by name."""
    counts = Counter(language for language in languages if language != UNSURE)
    return min(counts, key=lambda language: (-counts[language], language)) if counts else "en"


def _short(code: str | None) -> str | None:
    return code.replace("_", "-").split("-")[0].lower() or None if code else None
