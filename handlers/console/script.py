"""Where a demo stands, in a small file that is replaced as a whole: the last instant, and what is planned."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.domain.decisions import Verdict


@dataclass(slots=True, kw_only=True)
class Plan:
    """One decision that the product manager has made up their mind about."""

    suggestion: str
    verdict: Verdict
    reason: str
    at: datetime
    text: str
    """What customers are told; empty when nothing."""
    told_at: datetime
    made: bool = False
    told: bool = False


@dataclass(slots=True, kw_only=True)
class Script:
    """A play in progress; `write` is called before anything happens at `at`."""

    path: Path
    seed: int
    at: datetime
    platform: str = "console"
    """Where it is played; a stand-in's rooms end with the process, those of the terminal are kept."""
    finished: bool = False
    reviewed: int = 0
    """How many digests the product manager has read."""
    set_right: list[tuple[str, str, str]] = field(default_factory=list)
    """The themes set right by hand: what was done, the theme, and its new title or the theme that went into it."""
    plans: list[Plan] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Script | None":
        """What the file says; None when there is none, or it cannot be read."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            return cls(
                path=path,
                seed=int(kept["seed"]),
                at=datetime.fromisoformat(kept["at"]),
                platform=str(kept.get("platform", "console")),
                finished=bool(kept["finished"]),
                reviewed=int(kept["reviewed"]),
                set_right=[(str(deed), str(title), str(other)) for deed, title, other in kept.get("set_right", ())],
                plans=[
                    Plan(
                        suggestion=str(each["suggestion"]),
                        verdict=Verdict(each["verdict"]),
                        reason=str(each["reason"]),
                        at=datetime.fromisoformat(each["at"]),
                        text=str(each["text"]),
                        told_at=datetime.fromisoformat(each["told_at"]),
                        made=bool(each["made"]),
                        told=bool(each["told"]),
                    )
                    for each in kept["plans"]
                ],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self) -> None:
        """Replace the file, whole or not at all."""
        kept = {
            "seed": self.seed,
            "at": self.at.isoformat(),
            "platform": self.platform,
            "finished": self.finished,
            "reviewed": self.reviewed,
            "set_right": self.set_right,
            "plans": [
                {
                    "suggestion": each.suggestion,
                    "verdict": each.verdict.value,
                    "reason": each.reason,
                    "at": each.at.isoformat(),
                    "text": each.text,
                    "told_at": each.told_at.isoformat(),
                    "made": each.made,
                    "told": each.told,
                }
                for each in self.plans
            ],
        }
        beside = self.path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(json.dumps(kept, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
