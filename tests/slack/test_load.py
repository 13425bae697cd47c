"""Hundreds press one message at once: nothing is lost, nothing counts twice, and Slack is not asked too often.

The sizes here are small enough for every commit. `CAB_TEST_SIZE=full` stands for 600 people on two processes, and for
5,000 people within a minute, 500 of them in its first second.
"""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.databases import Postgres
from tests.fakes.slack.messages import Message
from tests.fakes.slack.outcome import words
from tests.fakes.slack.recorder import Call
from tests.size import FULL, LENIENCE
from tests.slack.running import until
from tests.slack.town import A, Ack, B, Town, fresh_database, rush, told, town

PROCESSES = 600 if FULL else 90
PEOPLE = 5_000 if FULL else 160
FIRST_SECOND = PEOPLE // 10
SECONDS = 60.0 if FULL else 4.0
MOST_UPDATES = 10
"""How often 600 people who press at once, each twice, have the message drawn anew."""
LETTERS = "云端数据离线模式单点登录报表导出权限管理移动应用搜索性能通知集成接口审计日志备份恢复"


def updates(here: Town, message: Message) -> list[Call]:
    """How often the message was drawn anew."""
    return [each for each in here.slack.calls("chat.update") if each.args["ts"] == message.ts]


def most_in_a_minute(calls: Sequence[Call]) -> int:
    """The largest number of these calls in any minute."""
    times = [each.at for each in calls]
    return max((sum(start <= at < start + 60 for at in times) for start in times), default=0)


def shows(message: Message, counts: Counter[str]) -> bool:
    """Whether the message shows exactly these numbers."""
    text = words(message.text, message.blocks)
    told = [f"{number:,} people" for number in counts.values() if number != 1]
    return all(each in text for each in told) and f"{counts.total():,} people have answered" in text


def shows_people(message: Message, number: int) -> bool:
    """Whether the message counts so many people."""
    return f"{number:,} people have answered" in words(message.text, message.blocks)


async def counted(here: Town) -> Counter[str]:
    """What the database counts, one vote a person."""
    return Counter((await here.standing()).values())


def check_manners(here: Town, message: Message) -> None:
    """Fail where Slack was asked more often than it allows, or than it is worth."""
    slack = here.slack
    assert most_in_a_minute(updates(here, message)) <= 31
    assert most_in_a_minute(slack.calls("chat.update")) <= 45
    assert most_in_a_minute(slack.calls("users.info")) <= 100
    looked_up = Counter(str(each.args["user"]) for each in slack.calls("users.info"))
    del looked_up[here.pat.id]  # Whose rights are looked up anew each minute.
    assert max(looked_up.values(), default=0) <= 1
    assert slack.limits.refused == 0, Counter(each.method for each in slack.calls() if each.status == 429)


async def test_every_click_counts_once_on_two_processes_of_which_one_is_killed_after_its_last_acknowledgement(
    tmp_path: Path, postgres: Postgres
) -> None:
    async with town(tmp_path, people=PROCESSES, database_url=fresh_database(postgres, "crowd")) as here:
        one, other = await here.start(), await here.start()
        message = await here.ask(f'"What next?" "{A}" "{B}" --live')
        third = PROCESSES // 3
        clicks = await here.clicks(message, A, here.crowd[third:]) + await here.clicks(message, B, here.crowd[:third])
        random.Random(7).shuffle(clicks)
        twice = [each for click in clicks for each in (click, click)]  # Each copy goes to the other process.
        acks = await rush(twice, (one.address, other.address))
        other.kill()
        ended = here.slack.vendor.stamps.now()
        print(told("two processes", acks))
        assert {each.status for each in acks} == {200}
        assert await here.rows() == PROCESSES
        assert await counted(here) == {A: PROCESSES - third, B: third}
        await until(lambda: shows(message, Counter({A: PROCESSES - third, B: third})))
        drawn = updates(here, message)
        print(f"drawn {len(drawn)} times, at last {drawn[-1].at - ended:.1f} s after the last acknowledgement")
        assert len(drawn) <= MOST_UPDATES
        check_manners(here, message)
        assert len(here.slack.calls("auth.test")) == 2


async def test_a_crowd_within_moments_is_heard_whole_and_slack_is_asked_no_oftener_than_it_allows(
    tmp_path: Path,
) -> None:
    dice = random.Random(11)
    async with town(tmp_path, people=PEOPLE) as here:
        served = await here.start()
        spelt = " ".join(f'"{number}{LETTERS * 2}'[:76] + '"' for number in range(10))
        message = await here.ask(f'"下一步应该做什么？" {spelt} --live')
        buttons = [str(number) for number in range(1, 11)]
        pressed = {each.id: dice.choice(buttons) for each in here.crowd}
        first = [(await here.clicks(message, pressed[each.id], [each]))[0] for each in here.crowd]
        changers = here.crowd[::20]
        pressed |= {each.id: "4" for each in changers}
        rest = first[FIRST_SECOND:] + await here.clicks(message, "4", changers) + dice.sample(first, PEOPLE // 100)
        dice.shuffle(rest)
        acks: list[Ack] = await rush(first[:FIRST_SECOND], (served.address,), at_once=FIRST_SECOND, over=1.0)
        acks += await rush(rest, (served.address,), at_once=100, over=SECONDS - 1)
        print(told(f"{PEOPLE} people in {SECONDS:.0f} s", acks))
        last = perf_counter()
        assert {each.status for each in acks} == {200}
        took = sorted(each.took for each in acks)
        assert took[len(took) * 99 // 100] <= 1.0 * LENIENCE
        assert took[-1] <= 2.5 * LENIENCE
        await until(lambda: shows_people(message, PEOPLE))
        print(f"drawn as it stood in the end {perf_counter() - last:.1f} s after the last acknowledgement")
        assert perf_counter() - last <= 5.0 * LENIENCE
        standing = await here.standing()
        assert await here.rows() == PEOPLE
        stands_for = {pressed[user]: option for user, option in standing.items()}
        assert {user: stands_for[button] for user, button in pressed.items()} == standing
        await until(lambda: shows(message, Counter(standing.values())))
        check_manners(here, message)
        print(Counter(each.method for each in here.slack.calls()), most_in_a_minute(updates(here, message)))
        assert len(here.slack.calls("auth.test")) <= 1
