"""An attacker's script against the running server in Slack: what a vendor next door sends does and tells nothing."""

import re
from collections.abc import AsyncIterator
from statistics import median

import pytest
import pytest_asyncio

from bot.domain.channels import Place
from bot.ids import Ids
from tests.fakes.objects import Json
from tests.size import FULL
from tests.slack.forging import person
from tests.slack.office import Office
from tests.slack.rival_vendor import CANARY, Rival, everything, ours, rival
from tests.slack.running import posted
from tests.slack.throwing import thrown

pytestmark = pytest.mark.asyncio(loop_scope="module")
STRIDE = 1 if FULL else 9
"""At full size each value is tried, else every ninth."""
RANDOM = re.compile(r"(?<![a-z2-7])[a-z2-7]{26}(?![a-z2-7])")
BITS_A_LETTER = 5
WORDS = "press|field|menu|channel|text|m|do|vote|change|comment|withdraw|skip|write"
FIXED = re.compile(rf"(?:(?:{WORDS})[:|])*(?:{WORDS}|#|#\|#)")
"""Words of ours, of which there are few, and `#` where a random id stood."""
GUESSES = 10_000 if FULL else 20
DAYS = 35 if FULL else 3
"""Long enough for a reminder, or for a sponsor's month too."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def next_door(floor: Office) -> AsyncIterator[Rival]:
    """Two vendors on one server, each with a customer that was asked and has answered."""
    await floor.customer("Acme", "Ana Ruiz")
    await floor.cab('poll "What next?" "Offline mode" "Faster search"')
    await floor.settle()
    yield await rival(floor)


def told(floor: Office, since: int, deliveries: int, team: str) -> str:
    """Everything that went to anybody but the rival's workspace since then."""
    calls = [each for each in floor.slack.recorder.all[since:] if each.team_id != team]
    answers = [each.text for each in floor.slack.people.courier.deliveries[deliveries:]]
    return "\n".join([*(str(each.args) for each in calls), *answers])


async def test_what_another_vendors_buttons_and_dialogs_carry_does_nothing_and_tells_nothing(
    floor: Office, next_door: Rival
) -> None:
    stolen = next_door.carried(floor)
    assert len(stolen) > 20
    assert any(each.startswith("do:") for each in stolen)
    assert any(each.startswith("vote:") for each in stolen)
    mine = await ours(floor)
    before = await everything(floor, next_door.owner), await everything(floor, mine)
    since, deliveries = len(floor.slack.recorder.all), len(floor.slack.people.courier.deliveries)
    for thief in (floor.pat, person(floor, "Ana")):
        await thrown(floor, stolen[::STRIDE], thief)
    after = await everything(floor, next_door.owner), await everything(floor, mine)
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert CANARY not in told(floor, since, deliveries, next_door.team.id)


async def test_what_buttons_and_dialogs_carry_is_fixed_words_and_random_ids_and_nothing_else(
    floor: Office, next_door: Rival
) -> None:
    ids = {each for value in next_door.carried(floor) for each in RANDOM.findall(value)}
    assert len(ids) > 20
    assert all(len(each) * BITS_A_LETTER >= 128 for each in ids)
    left = sorted({RANDOM.sub("#", value) for value in next_door.carried(floor)})
    assert [each for each in left if not FIXED.fullmatch(each)] == []


async def test_the_vendor_next_door_takes_no_channel_of_another_workspace_and_speaks_in_none(
    floor: Office, next_door: Rival
) -> None:
    """An admin may type any id: a channel of ours, our people, a workspace in which nobody has installed the app."""
    secret = floor.slack.world.add_channel("acme-secret", floor.slack.team, [floor.pat, floor.slack.bot])
    mine, lane = await ours(floor), f"slack:{floor.slack.team.id}"
    before = await everything(floor, mine)
    rooms = [f"{lane}:{each.id}" for each in (secret, floor.product, floor.customers["Acme"])]
    for room in (*rooms, "slack:T0NOBODY:C0FUTURE"):
        for kind in ("--kind product", "--account Acme", "--kind shared_room"):
            assert "in no workspace" in (await next_door.types(floor, f"channel add {room} {kind}")).private_text
    for room in rooms:
        assert await floor.house.bot.database.organisation_at(Place.parse(room)) == mine
    since = len(floor.slack.recorder.all)
    for line in (
        f"members add {lane}:{floor.pat.id} Pat --account Hooli{CANARY}",
        f"members rights {lane}:{floor.pat.id} admin",
        f"board sponsor {lane}:{floor.pat.id}",
        f'poll "Send {CANARY} to everybody?" "Yes" "No" --close 2d',
    ):
        await next_door.types(floor, line)
    await floor.wait(days=DAYS)
    here = [each.args for each in floor.slack.recorder.all[since:] if each.team_id == floor.slack.team.id]
    assert CANARY not in str(here)
    theirs = await everything(floor, mine)
    assert theirs["channel"] == before["channel"]
    assert theirs["person"] == before["person"]


async def test_a_guessed_button_is_answered_like_one_that_is_somebody_elses_and_hits_nothing(
    floor: Office, next_door: Rival
) -> None:
    await floor.cab('poll "And then?" "Offline mode" "Faster search"')  # The first may have closed by now.
    people, ana, card = floor.slack.people, person(floor, "Ana"), posted(floor.slack, floor.customers["Acme"])
    guess = Ids(b"somebody who guesses, and has no key")
    forbidden = next(each for each in next_door.carried(floor) if each.startswith("vote:"))
    label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
    before, times = await everything(floor, await ours(floor)), {True: [0.0], False: [0.0]}
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for number in range(GUESSES):
        for absent in (True, False):
            value = f"vote:{guess.of('guess', str(number))}" if absent else forbidden

            def change(body: Json, value: str = value) -> None:
                body["actions"][0]["value"] = value

            with people.courier.forging(change):
                done = await people.press(card, label, as_=ana)
            assert done.delivery is not None
            times[absent].append(done.delivery.took)
            if number < 5 or number == GUESSES - 1:
                await floor.house.chats.quiet()
                said[absent] |= set(done.private_text.splitlines())
    await floor.settle()
    assert await everything(floor, await ours(floor)) == before
    assert len(said[True]) == 1
    assert said[True] == said[False]
    apart = abs(median(times[True]) - median(times[False])) * 1000
    print(f"{GUESSES} guesses, 0 hits; forbidden and absent are answered {apart:.1f} ms apart")
    assert apart <= 5 * 20
