"""What may be read of an answer, as people agreed on it: by where it is read, how it was asked, and who reads."""

from dataclasses import dataclass

from bot.domain.visibility import Visibility

FACTS = {"n": "the name", "c": "the company's name", "w": "the words", "#": "counts"}
READERS = ("colleague", "customer", "team")
"""Somebody else of the company that answered, somebody of another company, a product manager."""
MODES = {"named": Visibility.NAMED, "account": Visibility.ACCOUNT, "anonymous": Visibility.ANONYMOUS}
AGREED = """
                    named                      account                    anonymous
                    colleague customer team    colleague customer team    colleague customer team
open message        #         #        .       #         #        .       .         .        .
closed message      #         #        #       #         #        #       .         .        w#
thread              .         .        ncw#    .         .        cw#     .         .        #
notification text   #         #        #       #         #        #       .         .        #
receipt             .         .        .       .         .        .       .         .        .
direct              .         .        .       .         .        .       .         .        .
dialog              .         .        .       .         .        .       .         .        .
home                .         .        #       .         .        #       .         .        .
my answers          .         .        .       .         .        .       .         .        .
file                .         .        ncw     .         .        cw      .         .        .
summary             .         .        ncw#    .         .        cw#     .         .        w#
results             .         .        ncw#    .         .        cw#     .         .        w#
results while open  .         .        .       .         .        .       .         .        .
digest              .         .        cw#     .         .        cw#     .         .        .
loop                .         .        c       .         .        c       .         .        .
answer page         .         .        .       .         .        .       .         .        .
desk pages          .         .        ncw#    .         .        cw#     .         .        w#
"""
"""Each cell names what stands there of somebody's answer, a dot where nothing does. Counts may be those of all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the page."""

    surface: str
    visibility: Visibility
    reader: str


def agreed() -> dict[Cell, str]:
    """Every cell of the page."""
    found: dict[Cell, str] = {}
    for line in AGREED.strip("\n").splitlines()[2:]:
        surface, cells = line[:20].strip(), line[20:].split()
        columns = [(mode, who) for mode in MODES.values() for who in READERS]
        for (mode, who), cell in zip(columns, cells, strict=True):
            found[Cell(surface, mode, who)] = cell.replace(".", "")
    return found
