"""Looks whether each tracker lets us in, for `cab doctor`; nothing is made or changed there."""

from collections.abc import AsyncIterator, Mapping

from bot.cards.handoff import tracker_word
from bot.domain.findings import Finding, Verdict
from bot.domain.handoffs import Tracker
from bot.ports import IssueTracker, NotPosted, Permanent, Unknown
from bot.texts import Phrase


async def checkup(trackers: Mapping[Tracker, IssueTracker]) -> AsyncIterator[Finding]:
    """One finding for each tracker that is set up."""
    for name, tracker in sorted(trackers.items()):
        word = tracker_word(name)
        try:
            who = await tracker.check()
        except Permanent as never:
            yield Finding(Verdict.BAD, Phrase("doctor.tracker_refuses", {"tracker": word, "why": never.reason}))
        except (NotPosted, Unknown):
            yield Finding(Verdict.BAD, Phrase("doctor.tracker_silent", {"tracker": word}))
        else:
            yield Finding(Verdict.GOOD, Phrase("doctor.tracker", {"tracker": word, "who": who}))
