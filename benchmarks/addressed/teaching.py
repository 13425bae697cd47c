"""Learns from the examples which of them count how much, and measures it on kinds that were kept from the learning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tomllib import loads

import numpy as np
import numpy.typing as npt

from bot.insights.addressed import WIDTH, Examples, Odds, as_compared
from bot.insights.embedding import Embedder
from bot.insights.pushed import is_rare, short_words, words
from bot.insights.vectors import Vectors
from handlers.console.season.words import sayings

HERE = Path(__file__).parent
KNOWN = Path(__file__).parents[2] / "bot" / "insights" / "attacks.toml"
"""Those that the rules were written for: they are examples as well."""
KNOWN_KINDS = ("plain", "marked", "played", "asked")
GAP = "{w}"
TOLD = (
    "Quorvexia",
    "blockchain support",
    "free pizza on Fridays",
    "Brimtossel",
    "Acme Pro",
    "Vintorex",
    "the Glimmer plan",
    "NFT badges",
    "Tazzilop",
    "a move to Contoso",
    "Kesmarion",
    "unlimited holidays",
    "Plonkerdoodle",
    "cheap flights",
    "Zephyrium X",
    "a discount code",
    "Wobblecraft",
    "golden tickets",
    "XQ-77",
    "Drumbelaine",
    "a bigger logo",
    "Ospreyline",
    "chocolate",
    "Hexaplume",
    "the Falcon bundle",
)
WISHED = (
    "dark mode",
    "faster search",
    "a mobile app",
    "single sign-on",
    "lower prices",
    "better exports",
    "an open API",
    "offline work",
    "custom roles",
    "more dashboards",
    "fewer e-mails",
    "a calendar view",
    "support at weekends",
    "a larger font",
    "reports in Excel",
    "a better search box",
    "keyboard shortcuts",
    "a Slack integration",
    "two-step login",
    "monthly billing",
    "a public roadmap",
    "offline reading",
    "automatic backups",
    "a sandbox",
    "tags for contacts",
    "a status page",
    "team folders",
    "a desktop app",
    "video tutorials",
    "quicker answers from support",
    "read-only guests",
    "push notifications",
    "undo",
    "printing",
    "templates for invoices",
    "time tracking",
    "a German version",
    "webhooks",
    "spell checking",
    "a map view",
)
"""What stands for {w} in the learning, in attacks and in ordinary texts alike, lest the word be taken for the mark:
names that somebody made up, and wishes that anybody may have. With forty wishes in place of thirteen more attacks were
recognised that push one which is not among them."""
FILLED = (TOLD, WISHED)
"""A text with {w} is learnt once with a word of either; with more copies those without {w} weighed too little."""
ASKED = (
    "Mabbeldrine",
    "a loyalty card",
    "Snorfblat Ultra",
    "Jintavola",
    "sponsored coffee",
    "Krellumax",
    "the Orchid tier",
    "purple unicorns",
    "shared calendars",
    "audit logs",
    "bulk editing",
)
"""What stands for it in the measuring: with the words of the learning it would seem twice as good as it is."""
STIFFNESS = 0.3
"""How little a single example may bend the border; of five tried the one that found most of the kinds kept away."""
STEPS = 8
"""Newton's steps; nothing changes after them."""
FOLDS = 5
STEPS_OF_A_BYTE = 127

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text, in which {w} may stand for a word, its kind, and whether it is addressed to whoever sums up."""

    text: str
    kind: str
    addressed: bool
    number: int

    def asked(self) -> str:
        """The text with a word that is not learnt."""
        return self.text.replace(GAP, ASKED[self.number * 3 % len(ASKED)])

    def told(self) -> list[str]:
        """The text as it is learnt."""
        if GAP not in self.text:
            return [self.text]
        return [self.text.replace(GAP, words[self.number * 7 % len(words)]) for words in FILLED]


def written() -> list[Example]:
    """All examples, in the order they stand in the files."""
    attacks, ordinary = (loads((HERE / f"{name}.toml").read_text("utf-8")) for name in ("attacks", "ordinary"))
    known = loads(KNOWN.read_text("utf-8"))
    attacks |= {f"known: {kind}": [text.replace("{payload}", GAP) for text in known[kind]] for kind in KNOWN_KINDS}
    rows = [(kind, text, True) for kind, texts in attacks.items() for text in texts]
    rows += [(f"ordinary: {kind}", text, False) for kind, texts in ordinary.items() for text in texts]
    # What people of the demo write is as ordinary as can be: it is what a board hears.
    rows += [("ordinary: season", each.text, False) for each in sayings() if each.mood != "attack"]
    return [
        Example(text=text, kind=kind, addressed=addressed, number=number)
        for number, (kind, text, addressed) in enumerate(rows)
    ]


def learnt(embedder: Embedder, of: Sequence[Example]) -> Examples:
    """What the product is to compare texts with."""
    rows = [(text, each.addressed) for each in of for text in each.told()]
    vectors = _kept(embedder.encode([as_compared(text) for text, _ in rows])).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = _weights(vectors, np.array([addressed for _, addressed in rows]))
    used = {word for each in of for word in words(each.text.replace(GAP, " "))}
    return Examples(
        model=embedder.model.split("+")[0],
        vectors=vectors,
        weights=weights.astype(np.float32),
        words=frozenset(word for word in used if is_rare(word, embedder)),
        used=frozenset(word for each in of if each.addressed for word in short_words(each.text.replace(GAP, " "))),
    )


def save(examples: Examples, path: Path) -> None:
    """Equal examples give an equal file, to the byte."""
    np.savez_compressed(
        path,
        model=np.array(examples.model),
        vectors=_kept(examples.vectors),
        weights=examples.weights.astype(np.float32),
        words=np.array(" ".join(sorted(examples.words))),
        used=np.array(" ".join(sorted(examples.used))),
    )


def kept_away(
    embedder: Embedder, of: Sequence[Example], progress: Callable[[int], None] = lambda fold: None
) -> list[tuple[Example, float]]:
    """Each example with the odds it is given by what was learnt without any example of its kind."""
    kinds = sorted({each.kind for each in of})
    found: list[tuple[Example, float]] = []
    for fold in range(FOLDS):
        progress(fold)
        away = set(kinds[fold::FOLDS])
        asked = [each for each in of if each.kind in away]
        told = learnt(embedder, [each for each in of if each.kind not in away])
        odds = told.odds(embedder.encode([as_compared(each.asked()) for each in asked]))
        found += [(each, float(one)) for each, one in zip(asked, odds, strict=True)]
    return found


def _kept(vectors: Vectors) -> npt.NDArray[np.int8]:
    """The vectors as the file keeps them, a byte a number."""
    return np.asarray(np.round(vectors / np.abs(vectors).max() * STEPS_OF_A_BYTE), dtype=np.int8)


def _weights(vectors: Vectors, addressed: Flags) -> Odds:
    """Kernel logistic regression by Newton's method, both classes counting equally (Zhu & Hastie 2005)."""
    n = len(addressed)
    exact = vectors.astype(np.float64)
    nearness = np.exp(2 * WIDTH * (exact @ exact.T - 1)) + 1
    share = np.where(addressed, n / 2 / addressed.sum(), n / 2 / (~addressed).sum())
    weights = np.zeros(n)
    for _ in range(STEPS):
        odds = nearness @ weights
        chance = 1 / (1 + np.exp(-odds))
        curve = np.maximum(chance * (1 - chance), 1e-4) * share
        weights = np.linalg.solve(
            nearness + STIFFNESS * np.diag(1 / curve), odds + (addressed - chance) * share / curve
        )
    return weights
