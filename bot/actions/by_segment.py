"""Splits a poll's results by the segments of the companies, for product managers; never those of an anonymous poll."""

from collections.abc import Mapping, Sequence

from bot.cards.by_segment import ground_parts, segment_parts
from bot.cards.parts import Part
from bot.domain.answers import Answer, Choice
from bot.domain.ground import FEWEST_SEGMENTS, GroundRow, SegmentVotes, stances_by_segment
from bot.domain.questions import Agree, Question
from bot.domain.tallies import tally
from bot.ids import AccountId
from bot.insights.consensus import consensus_order, votes_by_group


def shared_ground(question: Agree, said: Sequence[Answer], segments: Mapping[AccountId, str]) -> tuple[GroundRow, ...]:
    """The statements of a question, those first with which every segment agrees; nothing below two segments.

    Group-informed consensus: a statement that one segment rejects stays low however large the others are.
    """
    stances, groups = stances_by_segment(question, said, segments)
    if len(set(groups.values())) < FEWEST_SEGMENTS:
        return ()
    texts = {str(option.id): option.text for option in question.options}
    votes = votes_by_group(stances, groups)
    return tuple(
        GroundRow(
            text=texts[statement],
            consensus=consensus,
            votes=tuple(
                SegmentVotes(segment=name, agree=each.agree, disagree=each.disagree, passed=each.passed)
                for name, each in votes[statement].items()
            ),
        )
        for statement, consensus in consensus_order(votes, list(texts))
        if statement in texts
    )


def split_parts(
    questions: Sequence[Question], answers: Sequence[Answer | Choice], segments: Mapping[AccountId, str]
) -> tuple[Part, ...]:
    """How the segments answered each question; nothing where fewer than two of them did, or nobody can tell who did."""
    said = [each for each in answers if isinstance(each, Answer)]
    there = sorted({segments.get(each.account_id, "") for each in said} - {""})
    if len(there) < FEWEST_SEGMENTS or len(said) < len(answers):
        return ()
    parts: list[Part] = []
    for question in questions:
        if isinstance(question, Agree):
            parts += ground_parts(shared_ground(question, said, segments))
        else:
            tallies = [
                (name, tally(question, [each for each in said if segments.get(each.account_id) == name]))
                for name in there
            ]
            parts += segment_parts(question.text if len(questions) > 1 else "", tallies)
    return tuple(parts)
