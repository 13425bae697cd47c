"""Everything of one person's that we hold, as they read it themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.counts import there
from bot.cards.data_rights import link_parts
from bot.cards.funnel import why_left_out
from bot.cards.parts import Button, Buttons, Card, Note, Part, Quote, Rule, Text, Title, Tone
from bot.cards.receipt import buttons_beside, comment_parts
from bot.cards.said import said_parts
from bot.domain.aims import Aims, Goal
from bot.domain.answers import Answer
from bot.domain.cases import Case
from bot.domain.people import Identity, Person
from bot.domain.questions import Question
from bot.domain.rounds import Round
from bot.domain.targets import Target
from bot.presses import Change, Do
from bot.texts import Phrase, Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One answer of the reader's own."""

    round: Round
    question: Question
    answer: Answer
    aims: Aims | None
    """The buttons of its poll while that is open."""


def mine_card(
    *, answers: Sequence[Mine], older: int, cases: Sequence[Case], export: Do, erase: Do, leave: Do, zone: str
) -> Card:
    """The latest answers, each with what can still be done about it; then what can be done with all of them."""
    title = Phrase("mine.title")
    parts: list[Part] = [Title(title)]
    for each in answers:
        parts += [*_said(each, zone), *_buttons(each)]
    if not answers:
        parts.append(Text(Phrase("mine.nothing")))
    if older:
        parts.append(Note(Phrase("mine.older", {"n": older})))
    for case in cases:
        parts.append(Note(Phrase("mine.case", {"label": case.label, "when": there(case.opened_at, zone)})))
    parts += [
        Rule(),
        Note(Phrase("mine.no_anonymous")),
        Buttons(
            (
                Button(Phrase("mine.export"), export),
                Button(Phrase("mine.erase"), erase),
                Button(Phrase("mine.leave"), leave, Tone.DANGER, Phrase("mine.leave_sure")),
            )
        ),
    ]
    return Card(summary=title, parts=tuple(parts), personal=True)


def nothing_card() -> Card:
    """We hold nothing of this person."""
    return _line(Phrase("mine.nothing_held"))


def export_card(
    *,
    person: Person,
    identities: Sequence[Identity],
    seats: Sequence[tuple[str, str]],
    answers: Sequence[Mine],
    cases: Sequence[Case],
    meant: Sequence[tuple[str, Target]] = (),
    link: str = "",
) -> Card:
    """All of it, to be read or downloaded; `meant` are the polls that were for them, each with how it is called."""
    title = Phrase("mine.export_title")
    parts: list[Part] = [
        Title(title),
        *link_parts(link),
        Text(Phrase("mine.is_called", {"name": person.name, "language": person.language, "zone": person.zone})),
        Text(Phrase("mine.known_as", {"identities": Phrases(tuple(str(each) for each in identities))})),
    ]
    parts += [Text(Phrase("mine.sits", {"board": board, "account": account})) for board, account in seats]
    for each in answers:
        parts += [Rule(), *_said(each, person.zone)]
    for case in cases:
        when = there(case.opened_at, person.zone)
        parts += [
            Rule(),
            Note(Phrase("mine.case", {"label": case.label, "when": when})),
            Quote(case.text, as_said=True),
        ]
    if person.budget is not None:
        parts.append(Text(Phrase("mine.budget", {"n": person.budget})))
    parts += [Rule()] if meant else []
    parts += [Note(_meant(label, target, person.zone)) for label, target in meant]
    parts += [Rule(), Note(Phrase("mine.no_anonymous"))]
    return Card(summary=title, parts=tuple(parts), personal=True)


def left_card(admins: Sequence[str]) -> Card:
    """You are off the board; whom to ask for more."""
    line = Phrase("leave.done")
    more = Phrase("leave.erase", {"admins": Phrases(tuple(admins))}) if admins else Phrase("leave.erase_nobody")
    return Card(summary=line, parts=(Text(line), Note(more)))


def _meant(label: str, target: Target, zone: str) -> Phrase:
    if target.reason is None or target.weighs:
        return Phrase("mine.was_asked", {"round": label, "when": there(target.at, zone)})
    return Phrase("mine.was_spared", {"round": label, "why": why_left_out(target.kind, target.reason)})


def _said(each: Mine, zone: str) -> list[Part]:
    when = there(each.answer.said_at, zone)
    parts: list[Part] = [Text(Phrase("mine.asked", {"round": each.round.label, "question": each.question.text}))]
    parts += said_parts(each.question, each.answer.value)
    parts += comment_parts(each.answer.comment)
    gone = Phrase("mine.withdrawn", {"when": when})
    parts.append(Note(gone if each.answer.withdrawn else Phrase("mine.said", {"when": when})))
    return parts


def _buttons(each: Mine) -> list[Part]:
    if each.aims is None:
        return []
    if each.answer.withdrawn:
        mine = each.aims.token(Goal.WITHDRAW, question_id=each.question.id)
        return [Buttons((Button(Phrase("receipt.change"), Change(mine)),))]
    return [buttons_beside(each.question, each.aims, comment=each.answer.comment)]


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
