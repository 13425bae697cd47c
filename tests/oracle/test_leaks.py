"""On boards drawn by lot nobody ever reads what is another company's, nor a name beside what was said without one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.visibility import Visibility
from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.oracle.canaries import COMPANY, NAME, OF, STAFF, WORD, Canary, Reader, canaries, leaks
from tests.oracle.conftest import PLATFORMS, desk_on
from tests.oracle.play import Play, played
from tests.size import FULL

KEPT = Path(__file__).with_name("seeds.txt")
LARGE = range(100, 150) if FULL else range(100, 101)
"""Of each platform: with as many people, polls and weeks as a board of some size has."""
MIDDLING = range(1000, 1450) if FULL else range(1000, 1001)
"""Of each platform; a thousand boards in all with the large ones, of which each costs as much as two or three."""
SIZES = {"small": (2, 2, 8), "middling": (8, 3, 8), "large": (20, 6, 15)}
"""The most people of a company, the polls, and what happens during each."""
ALL_KINDS = frozenset({COMPANY, NAME, WORD})
ANA, BEN, GUS = Reader(0, 0), Reader(0, 1), Reader(1, 0)


def kept() -> Iterator[tuple[str, int, str]]:
    """The boards that are drawn again for ever."""
    for line in KEPT.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            platform, seed, size = line.split()
            yield platform, int(seed), size


async def lived(desk: Desk, seed: int, size: str, *, week: bool) -> Play:
    """The board of this number and size, with all that happened on it."""
    most_people, polls, deeds = SIZES[size]
    play = await played(desk, seed, most_people=most_people)
    await play.live(polls=polls, deeds=deeds, week=week)
    return play


async def check(play: Play, platform: str, seed: int, size: str) -> None:
    """Nothing leaked, though there was something of each kind to find; else the board is kept."""
    found = play.sight.leaks(await play.told())
    if found and (platform, seed, size) not in set(kept()):
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(f"{platform} {seed} {size}\n")
    assert found == [], "\n".join([f"{platform} {seed} {size}", *play.done])
    seen = {each for glance in play.sight.glances() for each in canaries(glance.text)}
    assert {each.kind for each in seen} == ALL_KINDS, "or there was nothing to find"


GATE = (("slack", 3, "small"), pytest.param("teams", 5, "small", marks=pytest.mark.soak))


@pytest.mark.parametrize(("platform", "seed", "size"), [*GATE, *kept()])
async def test_on_a_small_board_nothing_leaks_and_a_leak_would_be_found(
    platform: str, seed: int, size: str, tmp_path: Path
) -> None:
    async with desk_on(platform, tmp_path / "cab") as desk:
        play = await lived(desk, seed, size, week=platform == "slack")
        await check(play, platform, seed, size)
        planted = _plant(play)
        found = play.sight.leaks(await play.told())
        assert {(canary, why) for _, canary, why, _ in found} == {(planted, "another company's")}


@pytest.mark.soak
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("seed", LARGE)
async def test_on_a_large_board_nothing_leaks(platform: str, seed: int, tmp_path: Path) -> None:
    async with desk_on(platform, tmp_path / "cab") as desk:
        play = await lived(desk, seed, "large", week=True)
        await check(play, platform, seed, "large")


@pytest.mark.soak
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("seed", MIDDLING)
async def test_on_a_middling_board_nothing_leaks(platform: str, seed: int, tmp_path: Path) -> None:
    async with desk_on(platform, tmp_path / "cab") as desk:
        play = await lived(desk, seed, "middling", week=False)
        await check(play, platform, seed, "middling")


@pytest.mark.parametrize(
    ("said", "readers", "found"),
    [
        ((Canary(WORD, 1, 0, "n", 3),), {ANA}, 1),
        ((Canary(NAME, 1, 0),), {ANA, STAFF}, 1),
        ((Canary(COMPANY, 1),), {BEN}, 1),
        ((Canary(WORD, 0, 0, "n", 3), Canary(NAME, 0, 0)), {ANA, BEN, STAFF}, 0),
        ((Canary(WORD, 0, 0, "c", 3),), {ANA, STAFF}, 0),
        ((Canary(WORD, 0, 0, "c", 3),), {BEN}, 1),
        ((Canary(WORD, 0, 0, "c", 3), Canary(NAME, 0, 0)), {STAFF}, 1),
        ((Canary(WORD, 0, 0, "c", 3), Canary(NAME, 0, 1)), {STAFF}, 0),
        ((Canary(WORD, 0, 0, "a", 3),), {ANA, STAFF}, 0),
        ((Canary(WORD, 0, 0, "a", 3),), {BEN}, 1),
        ((Canary(WORD, 0, 0, "a", 4),), {STAFF}, 1),
        ((Canary(WORD, 0, 0, "a", 3), Canary(NAME, 1, 1)), {STAFF}, 1),
        ((Canary(WORD, 0, 0, "a", 3), Canary(COMPANY, 0)), {STAFF}, 1),
        ((Canary(NAME, 0, 1),), {GUS, ANA}, 1),
    ],
)
def test_what_is_a_leak_depends_on_who_reads_it(said: tuple[Canary, ...], readers: set[Reader], found: int) -> None:
    piece = " and ".join(each.text.capitalize() for each in said)
    assert len(leaks(piece, readers, told={3})) == found


def test_a_canary_is_read_again_as_it_was_written_also_without_its_end() -> None:
    for each in (Canary(WORD, 2, 3, "c", 47), Canary(NAME, 4, 19), Canary(COMPANY, 0)):
        assert canaries(f"…{each.text.upper()}!") == {each}
    assert canaries(Canary(WORD, 2, 3, "c", 47).text[:-2]) == {Canary(WORD, 2, 3, "c", 47)}
    assert canaries(replace(Canary(WORD, 2, 3, "c", 47), poll=399).text) == {Canary(WORD, 2, 3, "c", 399)}


def _plant(play: Play) -> Canary:
    """Put a company's words where the one before it reads them, as if the product had said them."""
    match play.desk:
        case SlackDesk(office=there):
            slack, company = there.slack, play.companies[0]
            word = _word_of(company.number + 1)
            channel = slack.world.channel(company.where.id)
            slack.vendor.speak(slack.installation, channel, "Said by mistake", [_section(word.text)])
        case TeamsDesk(office=crew):
            where, message = next(
                (each.number, message)
                for each in play.companies[:-1]
                for message in crew.teams.timeline.standing(each.where.id)
                if message.from_app
            )
            word, now = _word_of(where + 1), crew.teams.vendor.stamps.at()
            crew.teams.timeline.change(message, {"type": "message", "text": word.text}, now)
        case _:
            raise TypeError(play.desk.platform)
    return word


def _word_of(company: int) -> Canary:
    return Canary(WORD, company, 0, OF[Visibility.NAMED], 1)


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}
