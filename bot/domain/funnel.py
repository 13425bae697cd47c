"""From everybody a round was meant for to those who answered: how many were left at each step, and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.targets import AT_REST, CAPPED, Reason, Target
from bot.ids import ChannelId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """People at each step; `eligible` is the sum of `capped`, `quiet`, `paused`, `waiting`, `lost` and `reached`."""

    eligible: int
    capped: int = 0
    """Were asked often enough already, within seven days or within thirty."""
    capped_by_month: int = 0
    """Those of them who could have been asked but for the thirty days."""
    quiet: int = 0
    """Their message waits for the end of quiet hours or of a holiday, or would have had to wait too long."""
    paused: int = 0
    waiting: int = 0
    """Their message is on its way."""
    lost: int = 0
    """Their message could not be posted."""
    reached: int = 0
    answered: int | None = None
    """None where nobody may know: in an anonymous round until its close, and below the gate."""
    unknown: int = 0
    """Channels with the message in which nobody is known yet; whoever answers there is counted from then on."""
    unknown_left_out: int = 0
    """Such channels that did not get it: their company was asked often enough, or it would have come too late."""

    def as_json(self) -> dict[str, int | None]:
        """The same for machines."""
        return {
            "eligible": self.eligible,
            "capped": self.capped,
            "capped_by_month": self.capped_by_month,
            "quiet": self.quiet,
            "paused": self.paused,
            "waiting": self.waiting,
            "lost": self.lost,
            "reached": self.reached,
            "answered": self.answered,
            "channels_without_known_people": self.unknown,
            "channels_left_out_without_known_people": self.unknown_left_out,
        }


def funnel(
    targets: Iterable[Target],
    asks: Iterable[Delivery],
    now: datetime,
    *,
    answered: Collection[PersonId] = (),
    said: int | None = None,
) -> Funnel:
    """The steps of one round, from its targets and the messages that stand or wait.

    `answered` are the people who did, where that may be known: who was not known when the round was opened and
    answered has been reached. `said` is how many did, None where not even that may be known. `now` is the end of the
    round when it is over.
    """
    message = {each.channel_id: each for each in asks if each.under is None}
    asked = [each for each in targets if each.kind is Kind.ASK]
    steps = Counter(_step(each, message, now) for each in asked if each.person_id is not None)
    new = len(set(answered) - {each.person_id for each in asked})
    unknown = sum(each.person_id is None and _step(each, message, now) == "reached" for each in asked)
    return Funnel(
        eligible=steps.total() + new,
        capped=steps["capped"],
        capped_by_month=sum(each.reason is Reason.MONTH and each.person_id is not None for each in asked),
        quiet=steps["quiet"],
        paused=steps["paused"],
        waiting=steps["waiting"],
        lost=steps["lost"],
        reached=steps["reached"] + new,
        answered=said,
        unknown=unknown,
        unknown_left_out=sum(each.person_id is None and each.reason is not None for each in asked),
    )


def left_out(targets: Iterable[Target], kind: Kind) -> Mapping[Reason, tuple[PersonId, ...]]:
    """Who was not asked, or not reminded, by reason, in the order of the reasons."""
    listed = [each for each in targets if each.kind is kind and each.person_id is not None]
    found = {
        reason: tuple(each.person_id for each in listed if each.reason is reason and each.person_id)
        for reason in Reason
    }
    return {reason: people for reason, people in found.items() if people}


def _step(target: Target, message: Mapping[ChannelId, Delivery], now: datetime) -> str:
    if target.reason in CAPPED:
        return "capped"
    if target.reason in AT_REST:
        return "quiet"
    if target.reason is Reason.PAUSED:
        return "paused"
    sent = message.get(target.channel_id)
    if sent is not None and sent.state in (State.PENDING, State.DROPPED) and target.at > now:
        return "quiet"
    if sent is None or sent.state in (State.FAILED, State.DROPPED):
        return "lost"
    return "reached" if sent.state is State.SENT else "waiting"
