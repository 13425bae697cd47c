"""Turns groups of answers into themes a person can read: counted, ranked, titled and quoted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from bot.domain.masking import masked
from bot.ids import AnswerId
from bot.insights.embedding import Embedder
from bot.insights.evidence import COMFORTABLE, Candidate, quotes
from bot.insights.grouping import Groups
from bot.insights.labels import labels, sub_labels
from bot.insights.opening import opening
from bot.insights.ranking import Standing, by_value, fragile, intensity, overall_rating, rank_key, reach
from bot.insights.said import NO_TITLE, Found, Insights, Part, Said, SetAside, Stretch, Why, Window
from bot.insights.terms import Text
from bot.insights.triage import Triage, languages_of
from bot.insights.units import readable, sentences

TO_STAND = 2
"""Accounts that must say a thing before it is a theme; until then it is emerging."""
CLOSEST = 60
"""Stretches of a theme that are considered as quotes, those nearest to its middle."""
MOST_READ = 60
"""Texts of a theme that its title is made from; more would not change it."""
FEWEST_PARTS, MOST_PARTS = 2, 8
"""Sub-themes that a theme must have to be worth telling apart, and the most that are told."""
MOST_READ_OF_PART = 12
Ranked = tuple[Standing, Found]


def told(window: Window, sorted_out: Triage, groups: Groups, embedder: Embedder) -> Insights:
    """Everything the pipeline says, in its final order."""
    said = {each.answer_id: each for each in window.said}
    languages = dict(languages_of(sorted_out))
    # What is doubtful counts, but is neither heard for a title nor quoted.
    unheard = sorted_out.doubtful | frozenset(sorted_out.held_back)
    junk = [*sorted_out.junk, *(SetAside(answer_id=lost, why=Why.SUSPICIOUS) for lost in groups.lost)]
    nothing = {each.answer_id for each in junk}
    heard = [said[answer] for answer in sorted(said) if answer not in nothing]
    overall = overall_rating(heard)
    accounts_asked = max(window.accounts_asked, len({each.account_id for each in window.said if each.account_id}))
    named = labels(_texts(groups, unheard), sorted_out.language, embedder)
    finer = _finer(groups, said, languages, unheard, embedder)
    quoted = _quotes(groups, said, languages, unheard, sorted_out.language)
    found: list[tuple[Standing, Found]] = []
    keys: dict[int, str] = {}
    for theme, members in enumerate(groups.members):
        if not members:
            continue  # Its only answers were moved elsewhere by hand.
        standing = _standing(members, said, accounts_asked, len(heard), overall)
        keys[theme] = standing.key
        sure = [each for each in quoted[theme] if each.answer_id not in sorted_out.unsure]
        unsure = sum(languages[answer] not in embedder.languages for answer in {each.answer_id for each in members})
        found.append(
            (
                standing,
                Found(
                    key=standing.key,
                    title=named[theme].title or _opening(sure, said, languages, sorted_out.language),
                    terms=named[theme].terms,
                    quotes=quoted[theme],
                    members=members,
                    parts=finer[theme],
                    reach=standing.reach,
                    intensity=standing.intensity,
                    could_flip=False,
                    low_confidence=unsure * 2 >= standing.reach.answers,
                    theme_id=groups.ids.get(theme),
                    name=groups.titles.get(theme, ""),
                ),
            )
        )
    ranked = _told_apart(
        sorted(found, key=lambda pair: rank_key(pair[0])),
        lambda theme: _opening(
            [each for each in theme.quotes if each.answer_id not in sorted_out.unsure],
            said,
            languages,
            sorted_out.language,
        ),
    )
    standing_themes = [pair for pair in ranked if _stands(pair[1], said)]
    flips = fragile([standing for standing, _ in standing_themes])
    revenue = {each.account_id: each.arr for each in window.said if each.account_id is not None}
    valued = by_value([standing for standing, _ in standing_themes], revenue)
    return Insights(
        themes=tuple(replace(theme, could_flip=theme.key in flips) for _, theme in standing_themes),
        emerging=tuple(theme for _, theme in ranked if not _stands(theme, said)),
        junk=tuple(sorted(junk, key=lambda each: each.answer_id)),
        listed=(),
        by_value=valued.order,
        leader_changes_by_value=valued.leader_changes,
        one_account_decides=valued.one_account_decides,
        language=sorted_out.language,
        languages=languages_of(sorted_out),
        placed=_placed(groups, keys),
        held_back=sorted_out.held_back,
        doubtful=tuple(sorted(sorted_out.doubtful)),
        renewed=groups.renewed,
    )


def _told_apart(ranked: Sequence[Ranked], opening_of: Callable[[Found], str]) -> list[Ranked]:
    """Of themes with one title the lesser are called by the beginning of a quote; what people named stays so."""
    taken: set[str] = set()
    found = []
    for standing, each in ranked:
        theme = each
        if not each.name and each.title.casefold() in taken:
            words = opening_of(each)
            theme = each if words == NO_TITLE else replace(each, title=words)
        taken.add((theme.name or theme.title).casefold())
        found.append((standing, theme))
    return found


def _standing(
    members: Sequence[Stretch],
    said: Mapping[AnswerId, Said],
    accounts_asked: int,
    answers_in_all: int,
    overall: float | None,
) -> Standing:
    answers = sorted({each.answer_id for each in members})
    behind = [said[answer] for answer in answers]
    return Standing(
        key=sha256("\n".join(answers).encode()).hexdigest()[:16],
        reach=reach(behind, accounts_asked, answers_in_all),
        intensity=intensity(behind, overall),
        accounts=frozenset(each.account_id for each in behind if each.account_id is not None),
    )


def _stands(theme: Found, said: Mapping[AnswerId, Said]) -> bool:
    nameless = sum(said[answer].account_id is None for answer in theme.answer_ids)
    return theme.reach.accounts + nameless >= TO_STAND


def _texts(groups: Groups, unheard: frozenset[AnswerId]) -> list[list[Text]]:
    """The wordings of each theme that may be heard for its title; none of them is suspicious."""
    found: list[list[Text]] = [[] for _ in groups.members]
    for wording, theme in zip(groups.wordings, groups.themes, strict=True):
        if len(found[int(theme)]) < MOST_READ and wording.said[0].answer_id not in unheard:
            found[int(theme)].append(
                Text(text=wording.text, language=wording.language, voices=frozenset(map(_voice, wording.said)))
            )
    return found


def _voice(said: Said) -> str:
    """Whose it is; each anonymous answer is taken for another person's."""
    return said.person_id or said.answer_id


def _quotes(
    groups: Groups,
    said: Mapping[AnswerId, Said],
    languages: Mapping[AnswerId, str],
    unheard: frozenset[AnswerId],
    language: str,
) -> list[tuple[Stretch, ...]]:
    """The stretches that stand for each theme; of long answers their single sentences may."""
    import numpy as np

    from bot.insights.clusters import middles

    middle = middles(groups.space.vectors, groups.themes)
    pieces: list[tuple[int, Stretch]] = []
    for theme, members in enumerate(groups.members):
        seen = set()
        near = groups.space.vectors @ middle[theme]
        for member in sorted(members, key=lambda each: (-float(near[groups.row.get(each.answer_id, 0)]), each))[
            :CLOSEST
        ]:
            text = said[member.answer_id].text
            words = text[member.start : member.end]
            if member.answer_id in unheard or (said[member.answer_id].account_id, words) in seen:
                continue
            seen.add((said[member.answer_id].account_id, words))
            pieces.append((theme, member))
            if len(words) > COMFORTABLE:
                pieces += [
                    (theme, Stretch(answer_id=member.answer_id, start=member.start + start, end=member.start + end))
                    for start, end in sentences(words)
                ]
    pieces = list(dict.fromkeys(pieces))
    texts = [readable(said[piece.answer_id].text[piece.start : piece.end]) for _, piece in pieces]
    vectors = groups.space.place(texts, [languages[piece.answer_id] for _, piece in pieces])
    central = np.einsum("ij,ij->i", vectors, middle[[theme for theme, _ in pieces]]) if pieces else []
    candidates: list[list[Candidate]] = [[] for _ in groups.members]
    for row, (theme, piece) in enumerate(pieces):
        candidates[theme].append(
            Candidate(
                said=said[piece.answer_id],
                stretch=piece,
                language=languages[piece.answer_id],
                central=float(central[row]),
                row=row,
            )
        )
    return [quotes(each, language, vectors) for each in candidates]


def _opening(
    quoted: Sequence[Stretch], said: Mapping[AnswerId, Said], languages: Mapping[AnswerId, str], language: str
) -> str:
    """The beginning of a quote without a number, in `language` if any is."""
    for each in sorted(quoted, key=lambda each: languages[each.answer_id] != language):
        words = opening(masked(said[each.answer_id].text[each.start : each.end]), languages[each.answer_id])
        if not any(letter.isdigit() for letter in words):  # It would look like a count of ours.
            return words
    return NO_TITLE


def _finer(
    groups: Groups,
    said: Mapping[AnswerId, Said],
    languages: Mapping[AnswerId, str],
    unheard: frozenset[AnswerId],
    embedder: Embedder,
) -> list[tuple[Part, ...]]:
    """The sub-themes of each theme; guests from other themes are in none.

    Only of what two answers say at least, in a word that two people share, and only where there are two of them: one
    alone would be the theme again.
    """
    found: list[tuple[Part, ...]] = []
    for members in groups.members:
        by_part: dict[int, list[AnswerId]] = {}
        for answer in sorted({each.answer_id for each in members}):
            if answer in groups.part:
                by_part.setdefault(groups.part[answer], []).append(answer)
        parts = sorted((each for each in by_part.values() if len(each) > 1), key=lambda each: (-len(each), each))
        if len(parts) < FEWEST_PARTS:
            found.append(())
            continue
        texts = [
            [
                Text(text=readable(said[each].text), language=languages[each], voices=frozenset({_voice(said[each])}))
                for each in part
                if each not in unheard
            ][:MOST_READ_OF_PART]
            for part in parts[:MOST_PARTS]
        ]
        titles = sub_labels(texts, embedder)
        named = tuple(
            Part(title=title, answer_ids=tuple(part)) for title, part in zip(titles, parts, strict=False) if title
        )
        found.append(named if len(named) >= FEWEST_PARTS else ())
    return found


def _placed(groups: Groups, keys: Mapping[int, str]) -> tuple[tuple[AnswerId, str], ...]:
    return tuple(sorted((answer, keys[theme]) for answer, theme in groups.home.items()))
