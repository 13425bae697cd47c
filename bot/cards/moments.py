"""Polls that follow a moment of a customer's journey: the rules, what a moment led to, and why nothing was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cards.counts import there
from bot.cards.parts import Button, Card, Facts, Note, Part, Text, Title, Words
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.moments import LIBRARY_MOMENTS, MomentRule
from bot.ids import EngagementId, MomentRuleId
from bot.presses import Do
from bot.texts import Argument, Phrase, Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """One poll that a moment leads to."""

    title: str
    due_at: datetime
    zone: str
    channels: int
    people: int
    asked: bool
    """True when it went out."""


def rule_parts(
    rules: Sequence[MomentRule], titles: Mapping[EngagementId, str], stops: Mapping[MomentRuleId, Do]
) -> tuple[Part, ...]:
    """What is asked after which moment; nothing where nobody set any."""
    if not rules:
        return (Note(Phrase("moment.how", {"moment": LIBRARY_MOMENTS[1].name})),)
    rows = tuple((each.moment, _after(titles.get(each.engagement_id, ""), each.after)) for each in rules)
    return (Text(Phrase("moment.title"), strong=True), Facts(rows))


def stop_button(rule: MomentRule, press: Do) -> Button:
    """Ask nothing after that moment any more."""
    confirm = Phrase("moment.sure", {"moment": rule.moment})
    return Button(Phrase("moment.stop", {"moment": rule.moment}), press, confirm=confirm)


def followed_card(*, rule: MomentRule, title: str) -> Card:
    """From now on a poll follows each such moment."""
    line = Phrase("moment.followed", {"moment": rule.moment, "what": _after(title, rule.after)})
    how = "moment.by_date" if rule.next_look_at is not None else "moment.tell_how"
    return Card(summary=line, parts=(Text(line), Note(Phrase(how, {"moment": rule.moment}))))


def unfollowed_card(*, rule: MomentRule, waited: int) -> Card:
    """Nothing follows that moment any more."""
    line = Phrase("moment.unfollowed", {"moment": rule.moment})
    parts: list[Part] = [Text(line)]
    if waited:
        parts.append(Text(Phrase("moment.called_off", {"n": waited})))
    return Card(summary=line, parts=tuple(parts))


def told_card(*, moment: str, account: str, new: bool, follows: Sequence[Following]) -> Card:
    """What was told is kept, and what it leads to."""
    line = Phrase("moment.told" if new else "moment.told_before", {"moment": moment, "account": account})
    if not follows:
        return Card(summary=line, parts=(Text(line), Note(Phrase("moment.nothing_follows", {"moment": moment}))))
    rows: tuple[tuple[Words, Words], ...] = tuple((each.title, _when(each)) for each in follows)
    return Card(summary=line, parts=(Text(line), Facts(rows)))


def not_asked_card(*, board: Board, title: str, account: str, why: str) -> Card:
    """A poll that should have followed a moment was not asked; `why` is `rests`, `late` or `nobody`."""
    line = Phrase("moment.not_asked", {"title": title, "account": account})
    reason = Phrase(f"moment.not_asked_{why}")
    return Card(summary=line, parts=(Title(Phrase("moment.left_out", {"board": board.name})), Text(line), Text(reason)))


def rested_card(*, board: Board, cadence: Cadence, at: datetime, free_on: str) -> Card:
    """A schedule has nothing left that was not asked lately."""
    line = Phrase("rested.line", {"when": there(at, board.zone)})
    parts: list[Part] = [
        Title(Phrase("missed.title", {"board": board.name})),
        Text(line),
        Text(Phrase("rested.why", {"day": date.fromisoformat(free_on)})),
        Note(Phrase("missed.rule", {"rule": cadence.rule})),
        Note(Phrase("rested.how")),
    ]
    return Card(summary=line, parts=tuple(parts))


def _after(title: str, after: timedelta) -> Phrase:
    if not after:
        return Phrase("moment.at_once", {"title": title})
    days, hours = after.days, after // timedelta(hours=1)
    wait = Phrase("moment.days", {"n": days}) if after == timedelta(days=days) else Phrase("moment.hours", {"n": hours})
    return Phrase("moment.after", {"title": title, "wait": wait})


def _when(each: Following) -> Phrase:
    if each.asked:
        return Phrase("moment.is_asked")
    if not each.channels:
        return Phrase("moment.reaches_nobody")
    reach = [Phrase("moment.channels", {"n": each.channels})]
    reach += [Phrase("count.people", {"n": each.people})] if each.people else []
    args: dict[str, Argument] = {"when": there(each.due_at, each.zone), "reach": Phrases(tuple(reach))}
    return Phrase("moment.will_be_asked", args)
