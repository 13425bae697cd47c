"""The report of one poll for the product channel: at most six lines at its heart, the rest in its thread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import assert_never

from bot.cards.counts import answers, both, out_of, there
from bot.cards.figures import (
    camp_bars,
    camp_line,
    close_call,
    mean_line,
    option_bars,
    order_bars,
    order_line,
    order_notes,
    score_bars,
    statement_bars,
    statement_line,
)
from bot.cards.parts import Bar, Bars, Card, Note, Part, Quote, Text, Title, Words
from bot.cards.suggestion import buttons_of, line_of
from bot.domain.aims import Aims
from bot.domain.answers import Answer, Choice
from bot.domain.boards import Board
from bot.domain.engagements import Engagement
from bot.domain.nps import NpsTally
from bot.domain.questions import Question
from bot.domain.ranking import RankTally
from bot.domain.rounds import Round
from bot.domain.suggestions import Suggestion
from bot.domain.tallies import OptionCount, OptionTally, RatingTally, StatementTally, Tally, TextTally, written
from bot.domain.visibility import Turnout, Visibility
from bot.ids import AccountId, PersonId
from bot.texts import Phrase, Phrases

HEART_LINES = 6
NO_LIMIT = 100
"""More lines than the figures of one question ever take."""
MOST_QUOTES = 12
"""Quotes listed in the thread; more are a matter for the themes."""
LEADING_QUOTE = 160
"""A quote longer than this is not put at the heart of a report, however good it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Who said it, as far as the reader may know."""

    visibility: Visibility
    accounts: Mapping[AccountId, str]
    people: Mapping[PersonId, str]

    def of(self, said: Answer | Choice) -> Words:
        if isinstance(said, Choice) or self.visibility is Visibility.ANONYMOUS:
            return ""
        account = self.accounts.get(said.account_id, "")
        person = self.people.get(said.person_id, "") if self.visibility is Visibility.NAMED else ""
        return Phrase("quote.person", {"person": person, "account": account}) if person else account


def results_card(
    *,
    engagement: Engagement,
    board: Board,
    round_: Round,
    questions: Sequence[Question],
    tallies: Sequence[Tally],
    turnout: Turnout,
    names: Mapping[AccountId, str],
    people: Mapping[PersonId, str] | None = None,
    suggested: Sequence[tuple[Suggestion, Aims]] = (),
    comments: Sequence[Answer] = (),
) -> Card:
    """What a closed poll came to, for the product team; `tallies` stand beside `questions`.

    `suggested` is what its choices lead to, to be decided right there; `comments` are the answers with a comment
    beside them, which stands in the thread. An anonymous poll below the gate shows nothing
    but that it is below the gate.
    """
    anonymous = round_.visibility is Visibility.ANONYMOUS
    one = len(questions) == 1
    title = Phrase("results.title", {"round": round_.label, "title": questions[0].text if one else engagement.title})
    promise = Note(Phrase("results.promised", {"when": there(round_.hear_back_by, board.zone)}))
    if anonymous and not round_.gate_passed:
        few = Phrase("results.too_few_inside")
        return Card(summary=few, parts=(Title(title), Text(few)), more=(promise,))
    if turnout.people == 0:
        nobody = Phrase("results.nobody")
        return Card(summary=nobody, parts=(Title(title), Text(nobody)), more=(promise,))
    by = _Names(visibility=round_.visibility, accounts=names, people=people or {})
    # Where a line tells each question's outcome, its figures stand beneath, and there they need not be parted.
    lines = HEART_LINES - len(suggested) if one else NO_LIMIT
    drawn = [
        _drawn(counted, anonymous=anonymous, by=by, lines=lines, companies=turnout.accounts) for counted in tallies
    ]
    added = [_comments([said for said in comments if said.question_id == each.id], by) for each in questions]
    counted = _turnout(turnout, anonymous=anonymous)
    heart: list[Part] = []
    beneath: list[Part] = []
    if one:
        heart += [Text(_opening(counted, drawn[0]), strong=True), *drawn[0].heart]
        beneath += [*drawn[0].beneath, *added[0]]
    else:
        heart.append(Text(counted, strong=True))
        for number, (question, each, beside) in enumerate(zip(questions, drawn, added, strict=True), 1):
            heading = Phrase("ask.numbered", {"number": number, "question": question.text})
            heart.append(Text(Phrase("results.line", {"number": number, "outcome": each.line})))
            beneath += [Text(heading, strong=True), *each.heart, *each.beneath, *beside]
    for suggestion, aims in suggested:
        heart += [Text(line_of(suggestion)), buttons_of(suggestion, aims)]
    summary = Phrase("results.summary", {"round": round_.label, "turnout": counted})
    return Card(summary=summary, parts=(Title(title), *heart), more=(*beneath, promise))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One question's outcome: in one line, at the heart (five lines at most), and what does not fit there."""

    line: Phrase
    heart: tuple[Part, ...]
    beneath: tuple[Part, ...] = ()
    opens: bool = False
    """True when the heart does not say what the line says, so that the line belongs beside the turnout."""


def _opening(turnout: Phrase, drawn: _Drawn) -> Phrase:
    return Phrase("results.opening", {"turnout": turnout, "outcome": drawn.line}) if drawn.opens else turnout


def _turnout(turnout: Turnout, *, anonymous: bool) -> Phrase:
    if anonymous:
        return answers(turnout.people)
    counted = out_of(turnout)
    return Phrase("results.anecdotes", {"turnout": counted}) if turnout.thin else counted


def _drawn(counted: Tally, *, anonymous: bool, by: _Names, lines: int, companies: int) -> _Drawn:
    match counted:
        case OptionTally():
            return _options(counted, anonymous=anonymous, lines=lines, companies=companies)
        case RatingTally():
            line = mean_line(counted, anonymous=anonymous)
            return _Drawn(line=line, heart=(Bars(score_bars(counted)),), opens=True)
        case NpsTally():
            return _Drawn(line=camp_line(counted), heart=(Bars(camp_bars(counted, anonymous=anonymous)),))
        case RankTally():
            return _order(counted, anonymous=anonymous, lines=lines, companies=companies)
        case StatementTally():
            bars = statement_bars(counted)
            room = lines - 1
            return _Drawn(line=statement_line(counted), heart=(Bars(bars[:room]),), beneath=_rest(bars, room))
        case TextTally():
            return _texts(counted, by)
        case _:
            assert_never(counted)


def _options(counted: OptionTally, *, anonymous: bool, lines: int, companies: int) -> _Drawn:
    if counted.people == 0:
        nobody = Phrase("results.nobody")
        return _Drawn(line=nobody, heart=(Text(nobody),))
    bars = option_bars(counted, anonymous=anonymous)
    near = close_call(counted, anonymous=anonymous, companies=companies)
    note: tuple[Part, ...] = (Note(near),) if near else ()
    room = lines - 1
    line = _leader(counted, anonymous=anonymous)
    # Said only where a reader would wonder: a longer bar than that of an option with more people and companies.
    why = (Note(Phrase("results.one_vote")),) if not anonymous and _overtaken(counted.rows) else ()
    if len(bars) + len(note) <= room:
        return _Drawn(line=line, heart=(Bars(bars), *note), beneath=why)
    # It is said of the whole list, so it stands behind the last option, wherever that is.
    return _Drawn(line=line, heart=(Bars(bars[:room]),), beneath=(*_rest(bars, room), *note, *why))


def _overtaken(rows: Sequence[OptionCount]) -> bool:
    """True where fewer people of fewer companies weigh more, since they share their company's vote with fewer."""
    return any(
        above.people < below.people and above.accounts < below.accounts for above, below in combinations(rows, 2)
    )


def _order(counted: RankTally, *, anonymous: bool, lines: int, companies: int) -> _Drawn:
    bars = order_bars(counted, anonymous=anonymous)
    if not bars:
        nobody = Phrase("results.nobody")
        return _Drawn(line=nobody, heart=(Text(nobody),))
    notes = tuple(Note(each) for each in order_notes(counted, anonymous=anonymous, companies=companies))
    room = lines - 1
    line = order_line(counted, anonymous=anonymous)
    if len(bars) + len(notes) <= room:
        return _Drawn(line=line, heart=(Bars(bars), *notes), opens=True)
    return _Drawn(line=line, heart=(Bars(bars[:room]),), beneath=(*_rest(bars, room), *notes), opens=True)


def _rest(bars: Sequence[Bar], room: int) -> tuple[Part, ...]:
    """The bars that the heart has no room for, drawn to the same scale."""
    return (Bars(tuple(bars[room:]), max(bar.value for bar in bars)),) if bars[room:] else ()


def _leader(counted: OptionTally, *, anonymous: bool) -> Phrase:
    first = counted.rows[0]
    level = [row.text for row in counted.rows if (row.weight, row.people) == (first.weight, first.people)]
    how_many = answers(first.people) if anonymous else both(first.people, first.accounts)
    if len(level) > 1:
        return Phrase("results.level", {"options": Phrases(tuple(level)), "count": how_many})
    return Phrase("results.leader", {"option": first.text, "count": how_many})


def _texts(counted: TextTally, by: _Names) -> _Drawn:
    line = Phrase("results.own_words", {"n": counted.people})
    if not counted.texts:
        nobody = Phrase("results.nobody")
        return _Drawn(line=nobody, heart=(Text(nobody),))
    worded = [said for said in counted.texts if written(said)]  # Of who was erased only the number is left.
    leading = _leading(worded)
    others = [said for said in worded if said not in leading]
    beneath: list[Part] = [Quote(written(said), by.of(said)) for said in others[:MOST_QUOTES]]
    if others[MOST_QUOTES:]:
        beneath.append(Note(Phrase("results.more_answers", {"n": len(others) - MOST_QUOTES})))
    return _Drawn(line=line, heart=tuple(Quote(written(said), by.of(said)) for said in leading), beneath=tuple(beneath))


def _comments(beside: Sequence[Answer], by: _Names) -> tuple[Part, ...]:
    """What people added to their answers, in the order they said it; nothing where nobody did."""
    if not beside:
        return ()
    quotes = tuple(Quote(said.comment, by.of(said)) for said in beside[:MOST_QUOTES])
    left = len(beside) - len(quotes)
    more = (Note(Phrase("results.more_comments", {"n": left})),) if left else ()
    return (Text(Phrase("results.comments", {"n": len(beside)})), *quotes, *more)


def _leading(texts: Iterable[Answer | Choice]) -> list[Answer | Choice]:
    """The first short answer of each company, in the order they came; one voice per company."""
    heard: set[str] = set()
    found: list[Answer | Choice] = []
    for said in texts:
        company = said.account_id if isinstance(said, Answer) else said.id
        if company not in heard and len(written(said)) <= LEADING_QUOTE and "\n" not in written(said):
            heard.add(company)
            found.append(said)
    return found[: HEART_LINES - 1]
