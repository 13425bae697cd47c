"""Sorts answers before themes are sought: what says nothing, what is suspicious, what says the same in equal words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.ids import AnswerId
from bot.insights.addressed import CERTAIN, DOUBTFUL, HARMLESS, NO_ODDS, examples, odds
from bot.insights.embedding import Embedder
from bot.insights.junk import why_junk
from bot.insights.languages import UNSURE, ChancesOfTexts, languages, main_language
from bot.insights.pushed import ORDINARY, PEOPLE_OF_PHRASE, PLAIN, Phrase, Pushed, among, pushed
from bot.insights.said import Said, SetAside, Why
from bot.insights.suspicion import is_suspicious
from bot.insights.units import Span, normalised, readable, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Answers of equal words: one text for the grouping, however often and by whomever it was said."""

    text: str
    language: str
    said: tuple[Said, ...]

    @property
    def lone_account(self) -> str | None:
        """The one account that said it, or None where several did or nobody knows."""
        accounts = {each.account_id for each in self.said}
        return accounts.pop() if len(accounts) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tainted:
    """A suspicious answer that also says something clean, in these stretches of it."""

    said: Said
    clean: tuple[Span, ...]
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Every answer, sorted."""

    wordings: tuple[Wording, ...]
    tainted: tuple[Tainted, ...]
    junk: tuple[SetAside, ...]
    held_back: tuple[AnswerId, ...]
    doubtful: frozenset[AnswerId]
    """Answers that may be addressed to whoever sums up, or say what attacks push: they count as ever, but others are
    quoted in their place."""
    unsure: frozenset[AnswerId]
    """Answers that are not clearly ordinary: they may be quoted, but no title is the beginning of one."""
    language: str


class Recalled:
    """What was found out about texts in one run: those of this window are sorted twice, alone and with the earlier."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        """Without an encoder only the rules tell what is suspicious."""
        self._embedder = embedder
        self._suspicious: dict[str, bool] = {}
        self._odds: dict[str, float] = {}
        self._junk: dict[str, Why | None] = {}
        self.chances: ChancesOfTexts = {}

    def read(self, texts: Sequence[str]) -> None:
        """Find out about many texts at once how surely each is addressed to whoever sums up; order is kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._odds and not self._by_rule(text)]
        if self._embedder is not None and new:
            self._odds.update(zip(new, odds(new, self._embedder), strict=True))

    def is_suspicious(self, text: str) -> bool:
        """By the rules, or clearly by its meaning."""
        return self._by_rule(text) or self._odds_of(text) > CERTAIN

    def is_doubtful(self, text: str) -> bool:
        """Not suspicious, yet near enough to it that others should be shown."""
        return self._odds_of(text) > DOUBTFUL

    def is_ordinary(self, text: str) -> bool:
        """Clearly so; without an encoder nothing is known to be anything else."""
        return not self._by_rule(text) and self._odds_of(text) <= ORDINARY

    def pushed(self, said: Sequence[Said]) -> Pushed:
        """What in `said` only what is suspicious pushes; nothing where there is no encoder."""
        suspicious = [_voiced(each) for each in said if self.is_suspicious(each.text)]
        if self._embedder is None or not suspicious:
            return Pushed()
        ordinary = [each for each in said if self.is_ordinary(each.text)]
        known = examples()
        found = pushed(suspicious, map(_voiced, ordinary), known.words, known.used, self._embedder)
        if not found.phrases and not found.disputed:
            return found
        uses = [each.text for each in said if found.in_phrases(each.text) or found.in_disputed(each.text)]
        uses = [text for text in uses if self._odds_of(text) > PLAIN]
        self.read([found.read_without(text) for text in uses])
        # With a wish in it an attack may look ordinary: who really uses the phrase is seen by what stands around it.
        really = (_voiced(each) for each in ordinary if self.is_ordinary_around(each.text, found))
        again = pushed(suspicious, really, known.words, known.used, self._embedder)
        self.read([again.read_without(text) for text in uses])
        return again

    def is_harmless(self, text: str) -> bool:
        """Fit to count, though it stood beside an attack: it is never shown."""
        return not self._by_rule(text) and self._odds_of(text) <= HARMLESS

    def is_ordinary_around(self, text: str, betraying: Pushed) -> bool:
        """Whether what stands around the pushed phrases of `text` is clearly ordinary."""
        return self._odds_of(text) <= PLAIN or self.is_ordinary(betraying.read_without(text))

    def _by_rule(self, text: str) -> bool:
        if text not in self._suspicious:
            self._suspicious[text] = is_suspicious(text)
        return self._suspicious[text]

    def _odds_of(self, text: str) -> float:
        self.read([text])
        return self._odds.get(text, NO_ODDS)

    def why_junk(self, text: str) -> Why | None:
        """As the rule has it."""
        if text not in self._junk:
            self._junk[text] = why_junk(text)
        return self._junk[text]


def triage(said: Sequence[Said], recalled: Recalled | None = None) -> Triage:
    """Sort answers; the order they come in does not matter, and neither does what was `recalled`.

    Suspicious answers form no wording, so they cannot change which themes there are; what is clean in them may later
    join a theme.
    """
    recalled = recalled or Recalled()
    junk: list[SetAside] = []
    clean: list[Said] = []
    dirty: list[tuple[Said, tuple[Span, ...]]] = []
    in_order = sorted(said, key=lambda one: (sha256(readable(one.text).encode()).digest(), one.answer_id))
    meant = [each for each in in_order if recalled.why_junk(each.text) is None]
    recalled.read([each.text for each in meant])
    betraying = recalled.pushed(meant)
    apart = dict.fromkeys(each.text for each in meant if _is_set_apart(each.text, betraying, recalled))
    # In a campaign these are many: together they are read several times as fast as one by one.
    recalled.read([text[start:end] for text in apart for start, end in sentences(text)])
    recalled.read([_joined(text, spans) for text in apart if (spans := _harmless(text, betraying, recalled))])
    for each in in_order:
        why = recalled.why_junk(each.text)
        if why is not None:
            junk.append(SetAside(answer_id=each.answer_id, why=why))
        elif each.text not in apart:
            clean.append(each)
        else:
            spans = _clean(each.text, betraying, recalled)
            if spans:
                dirty.append((each, spans))
            else:
                junk.append(SetAside(answer_id=each.answer_id, why=Why.SUSPICIOUS))
    alike: dict[str, list[Said]] = {}
    for each in clean:
        alike.setdefault(normalised(each.text), []).append(each)
    texts = [min(readable(each.text) for each in group) for group in alike.values()]
    rests = [" ".join(readable(each.text[start:end]) for start, end in spans) for each, spans in dirty]
    known = [_known(group) for group in alike.values()] + [each.language for each, _ in dirty]
    languages = _languages(texts + rests, known, recalled.chances)
    suspects = [aside.answer_id for aside in junk if aside.why is Why.SUSPICIOUS]
    return Triage(
        wordings=tuple(
            Wording(text=text, language=language, said=tuple(sorted(group, key=lambda one: one.answer_id)))
            for text, language, group in zip(texts, languages, alike.values(), strict=False)
        ),
        tainted=tuple(
            Tainted(said=each, clean=spans, text=text, language=language)
            for (each, spans), text, language in zip(dirty, rests, languages[len(texts) :], strict=True)
        ),
        junk=tuple(sorted(junk, key=lambda one: one.answer_id)),
        held_back=tuple(sorted(suspects + [each.answer_id for each, _ in dirty])),
        doubtful=_unshown(clean, betraying, recalled),
        unsure=frozenset(each.answer_id for each in clean if not recalled.is_ordinary(each.text)),
        language=main_language(languages[: len(texts)]),
    )


def languages_of(sorted_out: Triage) -> tuple[tuple[AnswerId, str], ...]:
    """The language of every answer that is not junk, by answer."""
    pairs = [(each.answer_id, wording.language) for wording in sorted_out.wordings for each in wording.said]
    return tuple(sorted(pairs + [(each.said.answer_id, each.language) for each in sorted_out.tainted]))


def _voiced(said: Said) -> tuple[str, str]:
    return said.person_id or said.answer_id, said.text


def _is_set_apart(text: str, betraying: Pushed, recalled: Recalled) -> bool:
    """Suspicious in itself, or not clearly ordinary and with something that only attacks push."""
    return (
        recalled.is_suspicious(text)
        or (betraying.in_words(text) and not recalled.is_ordinary(text))
        or (betraying.in_phrases(text) and not recalled.is_ordinary_around(text, betraying))
    )


def _unshown(clean: Sequence[Said], betraying: Pushed, recalled: Recalled) -> frozenset[AnswerId]:
    """What counts and is not shown: what is doubtful, and what says something pushed that too few say otherwise."""
    all_of_them = betraying.phrases | betraying.disputed
    saying: dict[Phrase, set[str]] = {phrase: set() for phrase in all_of_them}
    for each in clean if all_of_them else ():
        for phrase in among(all_of_them, each.text):
            if recalled.is_ordinary_around(each.text, betraying):
                saying[phrase].add(_voiced(each)[0])
    few = Pushed(phrases=frozenset(phrase for phrase, who in saying.items() if len(who) < PEOPLE_OF_PHRASE))
    return frozenset(
        each.answer_id
        for each in clean
        if recalled.is_doubtful(each.text)
        or betraying.in_words(each.text)
        or few.in_phrases(each.text)
        or (betraying.in_disputed(each.text) and not recalled.is_ordinary_around(each.text, betraying))
    )


def _clean(text: str, betraying: Pushed, recalled: Recalled) -> tuple[Span, ...]:
    """The sentences that say something and are harmless alone, and together not suspicious."""
    spans = _harmless(text, betraying, recalled)
    return () if not spans or recalled.is_suspicious(_joined(text, spans)) else spans


def _harmless(text: str, betraying: Pushed, recalled: Recalled) -> tuple[Span, ...]:
    return tuple(
        (start, end)
        for start, end in sentences(text)
        if not betraying.in_words(text[start:end])
        and not betraying.in_phrases(text[start:end])
        and recalled.is_harmless(text[start:end])
        and why_junk(text[start:end]) is None
    )


def _joined(text: str, spans: Sequence[Span]) -> str:
    return " ".join(text[start:end] for start, end in spans)


def _known(group: Sequence[Said]) -> str | None:
    codes = Counter(each.language for each in group if each.language)
    return min(codes, key=lambda code: (-codes[code], code)) if codes else None


def _languages(texts: Sequence[str], known: Sequence[str | None], chances: ChancesOfTexts) -> list[str]:
    if all(known):
        return [str(code).replace("_", "-").split("-")[0].lower() for code in known]
    found = languages().detect(texts, known, chances)
    return ["en" if code == UNSURE else code for code in found]
