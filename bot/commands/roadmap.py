"""Reads what is typed about what was learnt: summaries; suggestions decided, merged, taken apart again, handed out."""

import re

from bot.commands.completing import nearest, whole_word
from bot.commands.kinds import DecideOn, Export, Summary
from bot.commands.rights import person_in
from bot.commands.rights_kinds import ExportPerson
from bot.commands.roadmap_kinds import ExportSuggestions, MergeSuggestions, Unmerge
from bot.commands.words import length, listed, number_of, plain, split
from bot.domain.decisions import Verdict
from bot.domain.likeness import meant
from bot.errors import Refusal
from bot.texts import Phrase

_NUMBER = re.compile(r"#?[Ss]?#?\d{1,9}")
SUGGESTIONS = "suggestions"
SHORTEST = 2
LONGEST_NAME = 100
"""Letters of a theme that are looked at."""


def read_merge(rest: str) -> MergeSuggestions:
    """`S7 S9`, also `S7 into S9`: which of the two stays, they decide themselves."""
    words, _ = split(plain(rest), {})
    numbers = [_number(each) for each in words if _NUMBER.fullmatch(each)]
    others = [each for each in words if not _NUMBER.fullmatch(each) and each.casefold() not in ("into", "and", "with")]
    if len(numbers) != 2 or others or numbers[0] == numbers[1]:
        raise Refusal(Phrase("command.merge_example"))
    return MergeSuggestions(number=numbers[0], other=numbers[1])


def read_unmerge(rest: str) -> Unmerge:
    """`S9`: the one that was merged into another."""
    if not _NUMBER.fullmatch(rest.strip()):
        raise Refusal(Phrase("command.unmerge_example"))
    return Unmerge(number=_number(rest.strip()))


def read_export(rest: str) -> Export | ExportSuggestions | ExportPerson:
    """`suggestions`, what is held of one person, or the answers: of one poll, or of all."""
    if whose := person_in(rest):
        return ExportPerson(identity=whose)
    typed = rest.strip().casefold()
    if len(typed) >= SHORTEST and meant(typed, (SUGGESTIONS,)):
        return ExportSuggestions()
    return Export(number=number_of(rest, "P"))


def read_summary(rest: str) -> Summary:
    """Nothing for the digest, `P12`, `last 30d`, or words of a theme; each of them within some segments."""
    words, flags = split(plain(rest), {"segment": True})
    segments = listed(flags["segment"]) if "segment" in flags else ()
    if "segment" in flags and not segments:
        raise Refusal(Phrase("command.segment_example"))
    match [word.casefold() for word in words]:
        case [] | ["board"]:
            return Summary(segments=segments)
        case ["last", *span]:
            if (last := length(" ".join(span))) is None:
                raise Refusal(Phrase("command.summary_example", {"text": rest[:30]}))
            return Summary(last=last, segments=segments)
        case [one] if re.fullmatch(r"#?p?#?\d{1,9}", one):
            return Summary(number=number_of(one, "P"), segments=segments)
        case ["theme", *_]:
            return Summary(theme=" ".join(words[1:])[:LONGEST_NAME], segments=segments)
        case _:
            return Summary(theme=" ".join(words)[:LONGEST_NAME], segments=segments)


def _number(text: str) -> int:
    found = number_of(text, "S")
    if found is None:
        raise Refusal(Phrase("command.merge_example"))
    return found


def read_decide(rest: str) -> DecideOn:
    """`decide`, a suggestion (else the newest), a verdict, and why."""
    words, _ = split(plain(rest), {})
    number = None
    if words and re.fullmatch(r"#?[Ss]?#?\d{1,9}", words[0]):
        number = number_of(words.pop(0), "S")
    verdict = verdict_of(words[0] if words else "", number)
    return DecideOn(number=number, verdict=verdict, reason=" ".join(words[1:]))


def verdict_of(word: str, number: int | None) -> Verdict:
    """The verdict that `word` names, on suggestion `number`; Refusal, with the nearest one, where it names none."""
    verdict = whole_word(word, tuple(Verdict)) if word else None
    if verdict is not None:
        return verdict
    near = nearest(word, tuple(Verdict)) if word else None
    if near is None:
        raise Refusal(Phrase("command.decide_example"))
    raise Refusal(Phrase("command.decide_near", {"text": word[:20], "near": near.value, "number": f"S{number or 1}"}))
