"""The developers of the demo's vendor: what is handed to them lies in a small file, and nothing leaves this machine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.cards.suggestion import state_word
from bot.domain.briefs import as_json
from bot.domain.handoffs import Issue, Tracker
from bot.domain.suggestions import State
from bot.ports import IssueTracker, Parcel
from bot.texts import Argument, Phrase

KEPT_IN = "handed.jsonl"


@dataclass(frozen=True, slots=True)
class Developers:
    """Implements `IssueTracker` as a webhook's receiver would: a message that came twice is taken once."""

    path: Path

    async def find(self, parcel: Parcel) -> Issue | None:
        """The same message, where it came before."""
        return Issue(ref="", url="") if any(each["key"] == parcel.handoff.id for each in self._kept()) else None

    async def send(self, parcel: Parcel) -> Issue:
        """Keep it."""
        if await self.find(parcel) is None:
            line = json.dumps({"key": parcel.handoff.id, **as_json(parcel.brief)}, ensure_ascii=False)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"\n{line}\n")  # One that was cut off before stays alone on its line.
        return Issue(ref="", url="")

    async def check(self) -> str:
        """Nobody has to be let in."""
        return ""

    def work(self) -> list[tuple[str, str, str]]:
        """What they are to work on: number, title and state of each suggestion, as they heard it last."""
        latest = {str(each["number"]): each for each in self._kept()}
        return [(number, str(each["title"]), str(each["state"])) for number, each in latest.items()]

    def _kept(self) -> list[dict[str, object]]:
        """Every message, the oldest first; a line that was cut off when somebody pulled the plug is passed over."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines if line.endswith("}")]


def trackers_in(home: Path) -> Mapping[Tracker, IssueTracker]:
    """The demo's only tracker; those of the machine's own settings are left alone."""
    return {Tracker.WEBHOOK: Developers(home / KEPT_IN)}


def handed(number: str, title: str, state: str) -> Phrase:
    """What a spectator reads of one suggestion in their hands."""
    args: dict[str, Argument] = {"suggestion": number, "title": title, "state": state_word(State(state))}
    return Phrase("demo.in_hands", args)
