"""A poll before it goes out, as the product manager who typed it reads it; and the same poll as a test."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cards.counts import companies, people, there
from bot.cards.parts import Button, Buttons, Card, Facts, Note, Part, Rule, Text, Title, Tone, Words
from bot.cards.privacy import who_sees
from bot.domain.boards import Board
from bot.domain.lookalikes import Lookalikes
from bot.domain.rounds import Round
from bot.domain.visibility import COMPANIES_NEEDED, PEOPLE_NEEDED
from bot.presses import Do
from bot.texts import Argument, Phrase, Phrases

MOST_COMPANIES = 12
MOST_NAMES = 6
"""More would bury the buttons; the rest is counted."""


NOTHING_CONFUSING = Lookalikes()


class Chance(StrEnum):
    """How likely an anonymous result is to be shared."""

    LIKELY = "likely"
    EVEN = "even"
    UNLIKELY = "unlikely"
    NONE = "none"
    """There are not enough people or companies on the board."""
    UNKNOWN = "unknown"
    """No poll was ever closed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One place that will read the poll, and the people we know there."""

    name: str
    people: tuple[str, ...]
    counted: int = 0
    """How many outside people were seen there when we were invited, known or not; 0 where nobody could tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who will read a poll and who will not, and why."""

    companies: tuple[Company, ...]
    not_meant: tuple[str, ...]
    """Companies that it is not for."""
    silent: tuple[str, ...]
    """Companies whose channel takes no messages for now."""
    paused: tuple[str, ...]
    """People who want to be left alone: the message stands in their channel, nobody reminds them."""
    gone: tuple[str, ...]
    """People whose account is closed."""
    asked_this_week: tuple[str, ...] = ()
    """People who were asked within seven days, and companies that were, where nobody is known."""
    asked_this_month: tuple[str, ...] = ()
    """People who were asked as often as they may be within thirty days."""
    quiet: tuple[tuple[str, datetime], ...] = ()
    """People (where nobody is known, companies) for whom it is night, weekend or a holiday, and until when."""
    introduced: int
    """Channels that never read anything of ours, and first read who we are."""
    chance: Chance | None
    """None where the poll is not anonymous."""


def preview_card(
    *,
    board: Board,
    round_: Round,
    reach: Reach,
    send: Do,
    test: Do,
    call_off: Do,
    poll: Sequence[Part],
    confusing: Lookalikes = NOTHING_CONFUSING,
) -> Card:
    """Everything to know while it can still be called off; `poll` is what customers will read."""
    when = there(round_.deed_at, board.zone) if round_.deed_at else ""
    line = Phrase("acknowledge.draft", {"round": round_.label, "when": when})
    rows: list[tuple[Words, Words]] = [(Phrase("preview.reaches"), _counted(reach))]
    rows += [(each.name, _names(each)) for each in reach.companies[:MOST_COMPANIES]]
    if len(reach.companies) > MOST_COMPANIES:
        rows.append(("…", companies(len(reach.companies) - MOST_COMPANIES)))
    for label, names in (
        (Phrase("preview.not_meant"), reach.not_meant),
        (Phrase("preview.silent"), reach.silent),
        (Phrase("preview.asked_this_week"), reach.asked_this_week),
        (Phrase("preview.asked_this_month"), reach.asked_this_month),
        (Phrase("preview.paused"), reach.paused),
        (Phrase("preview.gone"), reach.gone),
    ):
        if names:
            rows.append((label, _listed(names)))
    rows += [(Phrase("preview.quiet"), _resting(names, until, board)) for until, names in _by_time(reach)]
    closes, back = there(round_.closes_at, board.zone), there(round_.hear_back_by, board.zone)
    rows.append((Phrase("preview.times"), Phrase("preview.closes", {"closes": closes, "hear_back": back})))
    parts: list[Part] = [
        Text(line, strong=True),
        *_warnings(confusing),
        Facts(tuple(rows)),
        Note(who_sees(round_.visibility, board)),
    ]
    if reach.chance is not None:
        needed: dict[str, Argument] = {"people": PEOPLE_NEEDED, "companies": COMPANIES_NEEDED}
        parts.append(Text(Phrase(f"preview.chance_{reach.chance.value}", needed)))
    if reach.asked_this_week or reach.asked_this_month or reach.quiet:
        parts.append(Note(Phrase("preview.you_decide")))
    if reach.introduced:
        parts.append(Note(Phrase("preview.introduced", {"n": reach.introduced})))
    parts.append(
        Buttons(
            (
                Button(Phrase("preview.send_now"), send, Tone.PRIMARY),
                Button(Phrase("preview.test"), test),
                Button(Phrase("preview.call_off"), call_off, Tone.DANGER),
            )
        )
    )
    parts.append(Note(Phrase("acknowledge.draft_how", {"round": round_.label})))
    parts += [Rule(), Note(Phrase("preview.as_customers_see_it")), *poll]
    return Card(summary=line, parts=tuple(parts))


def test_card(poll: Card) -> Card:
    """The poll, marked as a test."""
    mark = Phrase("preview.test_mark")
    parts = (Title(mark), Note(Phrase("preview.test_counts_not")), Rule(), *poll.parts)
    return Card(summary=mark, parts=parts, beside=True)


def test_pressed_card(round_: Round) -> Card:
    """Nothing was counted."""
    line = Phrase("preview.test_pressed", {"round": round_.label})
    return Card(summary=line, parts=(Text(line),), beside=True)


def _warnings(confusing: Lookalikes) -> list[Part]:
    """What readers could not tell apart; said first, because the vote would be split."""
    paired = {each for pair in confusing.pairs for each in pair}
    lines = [Phrase("preview.look_alike", {"first": one, "second": other}) for one, other in confusing.pairs]
    lines += [Phrase("preview.mixed_letters", {"option": each}) for each in confusing.mixed if each not in paired]
    return [Text(line) for line in lines]


def _counted(reach: Reach) -> Phrase:
    """The people we know and those that were counted; where neither is there, whoever sits in the channel."""
    known = len({name for each in reach.companies for name in each.people})
    known += sum(max(each.counted - len(each.people), 0) for each in reach.companies)
    channels = sum(not each.people and not each.counted for each in reach.companies)
    who = people(known)
    if channels:
        args: dict[str, Argument] = {"people": who, "n": channels}
        who = Phrase("preview.people_and_channels" if known else "preview.whole_channels", args)
    return Phrase("count.both", {"people": who, "companies": companies(len(reach.companies))})


def _by_time(reach: Reach) -> list[tuple[datetime, list[str]]]:
    """Who rests until when, the earliest first."""
    found: dict[datetime, list[str]] = {}
    for name, until in sorted(reach.quiet, key=lambda each: (each[1], each[0])):
        found.setdefault(until, []).append(name)
    return list(found.items())


def _resting(names: Sequence[str], until: datetime, board: Board) -> Phrase:
    return Phrase("preview.until", {"names": _listed(names), "when": there(until, board.zone)})


def _names(company: Company) -> Words:
    if company.people:
        return _listed(company.people)
    return Phrase("preview.counted", {"n": company.counted}) if company.counted else Phrase("preview.nobody_known")


def _listed(names: Sequence[str]) -> Phrase:
    if len(names) <= MOST_NAMES:
        return Phrase("preview.list", {"names": Phrases(tuple(names))})
    rest = len(names) - MOST_NAMES
    return Phrase("preview.list_more", {"names": ", ".join(names[:MOST_NAMES]), "n": rest})
