"""What the members may say, in which language, and which theme it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from bot.domain.questions import options_of
from handlers.console.season.material import read
from handlers.console.season.polls import asked

BOTH, PRAISE, JUNK, ATTACK = "both", "praise", "junk", "attack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One text in one language, and the themes it is about."""

    text: str
    language: str
    mood: str
    """`wish`, `pain`, `dissent`, `both`, `praise`, `junk`, `attack`, or the name of the only poll it fits."""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """How members lean in one poll."""

    options: tuple[tuple[str | float, ...], ...]
    """For each question and option: a theme, a theme with a minus (who cares disagrees), or a plain weight."""
    moods: tuple[str, ...] = ()
    """What may be said in the open question; empty where there is none."""
    themes: tuple[str, ...] = ()
    """The themes the open question is about; empty means any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Two:
    themes: tuple[str, ...]
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asides:
    both: tuple[_Two, ...]
    praise: dict[str, tuple[str, ...]]
    junk: dict[str, tuple[str, ...]]
    attack: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Votes:
    tide: dict[str, tuple[float, float, float]]
    poll: dict[str, Leaning]


@cache
def sayings() -> tuple[Saying, ...]:
    """Every text there is."""
    asides = read("asides.toml", _Asides)
    plain = ((PRAISE, asides.praise), (JUNK, asides.junk), (ATTACK, asides.attack))
    return (
        *(
            Saying(text=text, language=language, mood=mood, themes=(theme,))
            for theme, moods in _answers().items()
            for mood, languages in moods.items()
            for language, texts in languages.items()
            for text in texts
        ),
        *(Saying(text=two.text, language=two.language, mood=BOTH, themes=two.themes) for two in asides.both),
        *(
            Saying(text=text, language=language, mood=mood)
            for mood, languages in plain
            for language, texts in languages.items()
            for text in texts
        ),
    )


@cache
def themes() -> tuple[str, ...]:
    """The themes of the season."""
    return tuple(_answers())


def tide(theme: str, month: int) -> float:
    """How loud `theme` is in the season's first (1), second or third month; 1 is neither loud nor quiet."""
    return _votes().tide[theme][month - 1]


def leaning(slug: str) -> Leaning:
    """How members lean in the poll called `slug`."""
    return _votes().poll[slug]


def theme_of(texts: Iterable[str]) -> str:
    """The theme most of `texts` are about; they may be whole answers, parts of them, or options. Empty if unknown."""
    votes: dict[str, int] = {}
    for text in texts:
        for theme in _about(text.strip()):
            votes[theme] = votes.get(theme, 0) + 1
    return max(votes, key=lambda theme: (votes[theme], theme), default="")


@cache
def _about(text: str) -> tuple[str, ...]:
    if text in _options():
        return (_options()[text],)
    return next((saying.themes for saying in sayings() if text and text in saying.text), ())


@cache
def _options() -> Mapping[str, str]:
    """The options that stand for a theme, by their text."""
    found: dict[str, str] = {}
    for slug, lean in _votes().poll.items():
        for question, leans in zip(asked(slug).questions, lean.options, strict=True):
            for option, each in zip(options_of(question), leans, strict=True):
                if isinstance(each, str) and not each.startswith("-"):
                    found[option.text] = each
    return found


@cache
def _answers() -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
    return read("answers.toml", dict[str, dict[str, dict[str, tuple[str, ...]]]])


@cache
def _votes() -> _Votes:
    return read("votes.toml", _Votes)
