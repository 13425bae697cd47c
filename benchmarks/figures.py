"""What a benchmark found: one figure of the product beside the same figure of a baseline, from the same run."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured; `target` says in words what is asked of it, `holds` whether it is so."""

    what: str
    unit: str
    product: float
    baseline: float | None = None
    ratio: float | None = None
    target: str = ""
    holds: bool | None = None

    def row(self) -> dict[str, object]:
        """The figure as JSON has it."""
        return asdict(self)


def figure(
    what: str,
    unit: str,
    product: float,
    *,
    baseline: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    of_ratio: bool = False,
) -> Figure:
    """A figure judged by its ratio to the baseline, or by itself."""
    ratio = product / baseline if baseline else None
    judged = ratio if of_ratio else product
    holds, target = None, ""
    if judged is not None and at_least is not None:
        holds, target = judged >= at_least, f"≥ {at_least:g}{' × baseline' if of_ratio else ''}"
    if judged is not None and at_most is not None:
        holds, target = judged <= at_most, f"≤ {at_most:g}{' × baseline' if of_ratio else ''}"
    return Figure(what=what, unit=unit, product=product, baseline=baseline, ratio=ratio, target=target, holds=holds)


def processor_seconds(pid: int) -> float:
    """What a process and those that it began have used of processors so far; 0 where the system does not tell."""
    return sum(_processor_seconds(each) for each in _family(pid))


def megabytes(pid: int) -> float:
    """What they hold of memory; 0 where the system does not tell."""
    return sum(_megabytes(each) for each in _family(pid))


def _family(pid: int) -> list[int]:
    """A process, those that it began, and those that they began."""
    family, left = list[int](), [pid]
    while left:
        family.append(left.pop())
        for task in Path(f"/proc/{family[-1]}/task").glob("*/children"):
            with suppress(OSError):  # It has ended meanwhile.
                left += map(int, task.read_text().split())
    return family


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    line = next((each for each in lines if each.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024
