"""The private answer to a press: what was recorded, and what can still be done about it."""

from collections.abc import Sequence

from bot.cards.answering import answering
from bot.cards.counts import there
from bot.cards.parts import Button, Buttons, Card, Note, Part, Quote, Text, Title, Tone, Words
from bot.cards.said import said_parts
from bot.domain.aims import Aims, Goal
from bot.domain.answers import Answer
from bot.domain.questions import Open, Question, Stances, Value
from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.ids import Token
from bot.presses import Change, Comment, Do, Send, Withdraw
from bot.texts import Phrase


def receipt_card(
    *,
    question: Question,
    value: Value,
    round_: Round,
    aims: Aims,
    joined_account: str | None,
    note: Words | None,
    zone: str = "UTC",
    following: Question | None = None,
    comment: str = "",
) -> Card:
    """What was kept of one answer; `joined_account` names the company the person now speaks for, when that is new.

    `following` is the question of the same poll that stands beneath it, `comment` what stands beside the answer.
    """
    parts: list[Part] = [Title(Phrase("receipt.title")), Text(question.text), *said_parts(question, value)]
    parts += comment_parts(comment)
    if note is not None:
        parts.append(Text(note))
    if joined_account is not None:
        parts.append(Text(Phrase("receipt.joined", {"account": joined_account})))
    if following is not None:
        parts.append(Text(Phrase("receipt.next", {"question": following.text})))
    parts.append(Note(Phrase("receipt.can_change", {"closes": there(round_.closes_at, zone)})))
    parts.append(buttons_beside(question, aims, comment=comment))
    # Of statements each is judged by itself, and the receipt names what was judged.
    about = "" if isinstance(value, Stances) else question.id
    return Card(summary=Phrase("receipt.title"), parts=tuple(parts), about=about)


def said_card(said: Sequence[tuple[Question, Answer]], *, aims: Aims | None) -> Card:
    """What somebody has answered to a poll, question by question; without `aims` nothing can be done about it."""
    parts: list[Part] = [Title(Phrase("receipt.title"))]
    for question, answer in said:
        parts += [Text(question.text), *said_parts(question, answer.value), *comment_parts(answer.comment)]
        if aims is not None:
            parts.append(buttons_beside(question, aims, comment=answer.comment))
    return Card(summary=Phrase("receipt.title"), parts=tuple(parts))


def comment_parts(comment: str) -> tuple[Part, ...]:
    """What somebody added to an answer, as they read it themselves; nothing where there is none."""
    return (Note(Phrase("receipt.your_comment")), Quote(comment, as_said=True)) if comment else ()


def buttons_beside(question: Question, aims: Aims, *, comment: str) -> Buttons:
    """What can be done about an answer that stands; whoever wrote an answer has nothing to add to it."""
    mine = aims.token(Goal.WITHDRAW, question_id=question.id)
    change = Button(Phrase("receipt.change"), Change(mine))
    withdraw = Button(Phrase("receipt.withdraw"), Withdraw(mine))
    if isinstance(question, Open):
        return Buttons((change, withdraw))
    label = Phrase("receipt.change_comment" if comment else "receipt.comment")
    return Buttons((change, withdraw, Button(label, Comment(mine))))


def change_card(*, question: Question, round_: Round, aims: Aims, said: Value | None, zone: str = "UTC") -> Card:
    """The question once more, for one person alone; `said` is what they answered before."""
    until = Phrase("change.until", {"closes": there(round_.closes_at, zone)})
    parts = (Title(Phrase("change.title")), Text(question.text), *answering(question, aims, said=said), Note(until))
    return Card(summary=Phrase("change.title"), parts=parts)


def withdrawn_card(*, question: Question, round_: Round, zone: str = "UTC") -> Card:
    """The answer no longer counts, and a new one is welcome."""
    again = Phrase("withdrawn.again", {"closes": there(round_.closes_at, zone)})
    return Card(
        summary=Phrase("withdrawn.title"),
        parts=(Title(Phrase("withdrawn.title")), Text(question.text), Note(again)),
    )


def skipped_card(*, round_: Round, zone: str = "UTC") -> Card:
    """The person passed on this poll; nobody asks them again, unless nobody may know that they passed."""
    title = skipped(round_)
    later = Phrase("skipped.changed_your_mind", {"closes": there(round_.closes_at, zone)})
    return Card(summary=title, parts=(Title(title), Note(later)))


def skipped(round_: Round) -> Phrase:
    """That it is skipped, and whether a reminder comes all the same: of an anonymous poll everybody gets one."""
    anonymous = round_.visibility is Visibility.ANONYMOUS
    return Phrase("skipped.title_anonymous" if anonymous else "skipped.title")


def confirm_card(*, question: Question, value: Value, press: Send) -> Card:
    """Before an anonymous answer goes: it will be final, because nothing will lead back to it."""
    return Card(
        summary=Phrase("confirm.title"),
        parts=(
            Title(Phrase("confirm.title")),
            Text(question.text),
            *said_parts(question, value),
            Text(Phrase("confirm.final")),
            Buttons((Button(Phrase("confirm.send"), press, Tone.PRIMARY),)),
            Note(Phrase("confirm.or_not")),
        ),
    )


def sent_card(*, round_: Round, zone: str = "UTC") -> Card:
    """The anonymous answer is in; nothing in this message says which one."""
    back = Phrase("sent.hear_back", {"when": there(round_.hear_back_by, zone)})
    return Card(
        summary=Phrase("sent.title"),
        parts=(Title(Phrase("sent.title")), Text(Phrase("sent.nobody_can_tell")), Note(back)),
    )


def refusal_card(phrase: Phrase) -> Card:
    """Why something did not happen, and what works instead; a way to ask for the right, where the phrase brings one."""
    ask = phrase.args.get("ask")
    button = Button(Phrase("home.ask_for_rights"), Do(Token(ask)), Tone.PRIMARY) if isinstance(ask, str) else None
    buttons = (Buttons((button,)),) if button is not None else ()
    return Card(summary=phrase, parts=(Text(phrase), *buttons))
