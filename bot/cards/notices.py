"""What the product team should know unasked: a promise falls due, a poll was missed, a place cannot be reached."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cards.counts import there
from bot.cards.parts import Button, Buttons, Card, Facts, Note, Part, Text, Title, Words
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.channels import Channel
from bot.domain.engagements import Engagement
from bot.domain.rounds import Round
from bot.presses import Do
from bot.texts import Phrase, Phrases


def nudge_card(*, board: Board, engagement: Engagement, round_: Round) -> Card:
    """Three days before the promised day: the customers who answered still wait to hear back."""
    line = Phrase("nudge.line", {"round": round_.label, "when": there(round_.hear_back_by, board.zone)})
    return Card(
        summary=line,
        parts=(
            Title(Phrase("nudge.title", {"board": board.name})),
            Text(line),
            Text(Phrase("nudge.asked", {"round": round_.label, "title": engagement.title})),
            Note(Phrase("nudge.how")),
        ),
    )


def skipped_card(*, board: Board, cadence: Cadence, since: datetime, count: int) -> Card:
    """`count` scheduled polls, the first due at `since`, were not asked: nothing was running, now it is too late."""
    line = Phrase("missed.line", {"n": count, "when": there(since, board.zone)})
    parts: list[Part] = [
        Title(Phrase("missed.title", {"board": board.name})),
        Text(line),
        Text(Phrase("missed.why", {"n": cadence.grace // timedelta(hours=1)})),
    ]
    if cadence.next_due_at is not None:
        parts.append(Text(Phrase("missed.next", {"when": there(cadence.next_due_at, board.zone)})))
    parts.append(Note(Phrase("missed.rule", {"rule": cadence.rule})))
    return Card(summary=line, parts=tuple(parts))


def held_up_card(*, board: Board, round_: Round, names: Sequence[str]) -> Card:
    """A poll reached these channels too late: by then nobody there could be disturbed until it closed."""
    line = Phrase("late.line", {"round": round_.label, "names": Phrases(tuple(names))})
    return Card(
        summary=line,
        parts=(Title(Phrase("missed.title", {"board": board.name})), Text(line), Note(Phrase("late.why"))),
    )


def nobody_card(*, board: Board) -> Card:
    """A scheduled poll was not asked, because the board has no customer's channel yet."""
    line = Phrase("ask.nobody_to_ask", {"board": board.name})
    return Card(summary=line, parts=(Title(Phrase("missed.title", {"board": board.name})), Text(line)))


def unreachable_card(*, board: Board, channel: Channel, account: str, reason: str) -> Card:
    """A customer's channel takes no messages any more; `reason` is the platform's own word for why."""
    line = Phrase("unreachable.account" if account else "unreachable.place", {"account": account})
    rows = ((Phrase("unreachable.where"), _called(channel)), (Phrase("unreachable.reason"), reason))
    return Card(
        summary=line,
        parts=(
            Title(Phrase("unreachable.title", {"board": board.name})),
            Text(line),
            Facts(rows),
            Note(Phrase("unreachable.how")),
        ),
    )


def given_up_message_card(*, board: Board, channel: Channel, account: str, again: Do | None) -> Card:
    """A message broke off as often as we try; `again` tries it once more, None where that is under way already."""
    line = Phrase("again.account" if account else "again.place", {"account": account})
    parts: list[Part] = [
        Title(Phrase("unreachable.title", {"board": board.name})),
        Text(line),
        Facts(((Phrase("unreachable.where"), _called(channel)),)),
    ]
    if again is not None:
        parts += [Buttons((Button(Phrase("again.button"), again),)), Note(Phrase("again.how"))]
    return Card(summary=line, parts=tuple(parts))


def trying_again_card() -> Card:
    """It goes out now, if it is still of use."""
    line = Phrase("again.trying")
    return Card(summary=line, parts=(Text(line),))


def in_doubt_card(*, board: Board, channel: Channel, account: str) -> Card:
    """A message that may have been posted where nobody lets us look; sending it twice is for a person to decide."""
    line = Phrase("doubt.account" if account else "doubt.place", {"account": account})
    return Card(
        summary=line,
        parts=(
            Title(Phrase("doubt.title", {"board": board.name})),
            Text(line),
            Facts(((Phrase("unreachable.where"), _called(channel)),)),
            Note(Phrase("doubt.how")),
        ),
    )


def _called(channel: Channel) -> Words:
    """What people call the channel; where the platform never said, its address."""
    return Phrase("paused.channel", {"channel": channel.name}) if channel.name else str(channel.place)
