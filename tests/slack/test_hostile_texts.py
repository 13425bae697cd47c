"""What people write is shown as they wrote it, everywhere: it mentions nobody, links nowhere and breaks no message."""

import os
import random
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.actions import enrol
from bot.domain.channels import ChannelKind
from bot.domain.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS
from tests.fakes.slack.controls import controls
from tests.fakes.slack.mrkdwn import Live, alive
from tests.fakes.slack.world import Channel, User
from tests.handlers.slack.test_hostile import HOSTILE
from tests.slack.office import BOARD, Office
from tests.slack.rows import rounds_of
from tests.slack.running import posted

pytestmark = pytest.mark.asyncio(loop_scope="module")
POLLS = int(os.environ.get("CAB_TEST_POLLS", "5"))
"""Random polls in one run; the nightly run asks for a thousand."""
WIDE = "".join(chr(0x1F600 + n % 60) for n in range(5_000))
LETTERS = [
    "a", "Ä", "ß", "中", "🙂", "👩‍👩‍👧", "ﷺ", "\u202e", "\u2066", "\u200b", "\u0301", "\t", "<", ">", "&", "*", "_",
    "`", "@here", "<!channel>", "http://e.example", " ", " ", "\U000e0041", "|", ":", "%s", "{n}", "\\",
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def acme(floor: Office) -> AsyncIterator[Channel]:
    """A customer whose name, and whose people's names, are hostile."""
    world = floor.slack.world
    team = world.add_team("Evil", "T0EVIL")
    people = [world.add_user(f"Eve {n}", team) for n in range(8)]
    for user, name in zip(people, HOSTILE, strict=False):
        user.real_name = user.name = name
    room = world.add_channel("evil", floor.slack.team, [floor.pat, floor.slack.bot, *people])
    place = f"slack:{floor.slack.team.id}:{room.id}"
    name = "<!channel> *<http://evil.example|Acme>*"
    await enrol.add_channel(floor.house.bot, BOARD, place, kind=ChannelKind.CUSTOMER, account=name)
    floor.customers["Evil"] = room
    yield room


def eves(floor: Office) -> list[User]:
    """The people with the hostile names."""
    return [user for user in floor.slack.world.users.values() if user.team_id == "T0EVIL"]


def everything_alive(floor: Office) -> Iterator[tuple[str, Live]]:
    """What mentions or links in whatever the product ever showed."""
    for message in floor.slack.timeline.all:
        if message.bot_id:
            for text, blocks in (*message.versions, (message.text, message.blocks)):
                for found in alive({"text": text, "blocks": blocks}):
                    yield text, found
    for view in floor.slack.vendor.views.all.values():
        for body in (*view.versions, view.body):
            for found in alive(body):
                yield view.callback_id, found


def nothing_broke(floor: Office) -> None:
    """Every call was taken, nothing is alive, nothing is unfurled."""
    slack = floor.slack
    wrong = [(call.method, call.error) for call in slack.recorder.all if call.error]
    assert wrong == []
    assert [delivery.status for delivery in slack.people.deliveries if delivery.status != 200] == []
    assert list(everything_alive(floor)) == []
    for call in slack.calls("chat.postMessage"):
        assert (call.args.get("unfurl_links"), call.args.get("unfurl_media")) == (False, False)


async def test_hostile_questions_and_options_that_are_typed_do_nothing(floor: Office) -> None:
    before = len(await rounds_of(floor))
    texts = [" ".join(text.split()) for text in HOSTILE if '"' not in text]
    for at in range(0, len(texts), 7):
        question, *options = texts[at : at + 7]
        spelt = " ".join(f'"x{n} {option}"' for n, option in enumerate([*options, "y"]))
        done = await floor.cab(f'poll "{question} ?" {spelt} --live')
        assert done.ok, done.trouble
    await floor.settle()
    nothing_broke(floor)
    assert len(await rounds_of(floor)) - before == -(-len(texts) // 7)


async def test_hostile_answers_and_names_do_nothing(floor: Office) -> None:
    await floor.cab('ask "What <!here> annoys you?" --close 2d')
    await floor.settle()
    card = posted(floor.slack, floor.customers["Evil"])
    label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
    share = -(-len(HOSTILE) // len(eves(floor)))
    for at, eve in enumerate(eves(floor)):
        done = await floor.press(posted(floor.slack, floor.customers["Evil"]), label, as_=eve)
        assert done.opened is not None
        field = next(iter(controls(done.opened.blocks)))
        text = "\n".join(HOSTILE[at * share : (at + 1) * share]) or "@channel"
        sent = await floor.slack.people.submit_raw(
            done.opened, {field.block_id: {field.action_id: {"type": field.kind, "value": text}}}, as_=eve
        )
        assert sent.status == 200
        assert sent.trouble is None, sent.trouble
    await floor.settle()
    await floor.cab("close")
    await floor.wait(minutes=10)
    for line in ("results", "summary", "roadmap", "why S1", "status", "members", "channel", "audit", "cases", "export"):
        done = await floor.cab(line)
        assert done.ok, (line, done.trouble)
        assert done.private_text, line
    await floor.slack.people.open_home(floor.pat)
    await floor.settle()
    nothing_broke(floor)


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("q" * (LONGEST_QUESTION + 1), ("A", "B")),
        (WIDE, ("A", "B")),
        ("Which?", ("o" * (LONGEST_OPTION + 1), "B")),
        ("Which?", (WIDE, "B")),
        ("Which?", tuple(f"Option {n}" for n in range(MOST_OPTIONS + 1))),
        ("Which?", tuple(f"Option {n}" for n in range(300))),
        ("Which?", ("Same", "Same")),
        ("Which?", ("Café", "Cafe\u0301")),
        ("Which?", ("Ｙｅｓ", "Yes ")),
        ("Which?", ("Alone",)),
        ("", ("A", "B")),
        ("\u200b", ("A", "B")),
        ("Which?", ("\u2066\u2069", "B")),
        ("q" * 100_000, ("A", "B")),
    ],
    ids=range(14),
)
async def test_what_is_too_long_or_too_much_is_said_privately(
    floor: Office, question: str, options: tuple[str, ...]
) -> None:
    before = len(await rounds_of(floor))
    done = await floor.cab(f'poll "{question}" ' + " ".join(f'"{each}"' for each in options))
    assert done.ok, done.trouble
    assert done.private_text
    assert len(done.private_text) < 2_000
    assert len(await rounds_of(floor)) == before
    nothing_broke(floor)


async def test_a_poll_of_the_greatest_size_is_shown_whole(floor: Office) -> None:
    before = len(await rounds_of(floor))
    options = " ".join(f'"{n} {"🙂" * (LONGEST_OPTION - 3)}"' for n in range(MOST_OPTIONS))
    for flags in ("", "--multi", "--live", "--anon"):
        done = await floor.cab(f'poll "{"<" * LONGEST_QUESTION}" {options} {flags}')
        assert done.ok, done.trouble
    await floor.settle()
    assert len(await rounds_of(floor)) == before + 4
    await floor.press(posted(floor.slack, floor.customers["Evil"]), "Skip", as_=eves(floor)[0])
    await floor.cab("close")
    nothing_broke(floor)


async def test_random_polls_are_shown_or_refused_with_a_reason(floor: Office) -> None:
    dice = random.Random(7)
    for number in range(POLLS):
        words = ["".join(dice.choices(LETTERS, k=dice.randint(0, dice.choice([5, 80, 700])))) for _ in range(9)]
        question, *options = words[: dice.randint(2, 9)]
        spelt = " ".join(f'"{each}"' for each in options)
        flags = " ".join(dice.sample(["--multi", "--anon", "--live"], dice.randint(0, 2)))
        done = await floor.cab(f'poll "{question}" {spelt} {flags}')
        assert done.ok, (number, done.trouble)
        assert done.private_text, number
    await floor.settle()
    nothing_broke(floor)
