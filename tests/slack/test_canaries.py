"""A whole journey of three customers with marked names and answers: nobody reads what is another company's."""

import json
import re

import pytest

from tests.fakes.slack.audience import Shown, teams_of
from tests.fakes.slack.controls import controls
from tests.slack.office import Office
from tests.slack.running import posted
from tests.written import Written

COMPANIES = ("Acme", "Globex", "Initech")
MARK = "canary"
TOKENS = re.compile(r"\bxox[a-z][.-]|\bxapp-|Bearer ")


def name_mark(company: str, number: int) -> str:
    """The surname of one person."""
    return f"{MARK}name{company.casefold()}{number}"


def answer_mark(company: str, number: int) -> str:
    """A word in one person's answer."""
    return f"{MARK}word{company.casefold()}{number}"


def foreign(desk: Office, piece: Shown) -> list[str]:
    """The marks of other companies in something that a customer can read."""
    teams = teams_of(desk.slack.vendor, piece.readers)
    inside = {company for company in COMPANIES if f"T0{company.upper()}" in teams}
    text = json.loads(piece.content) if piece.kind == "blocks" else piece.content
    found = set(re.findall(rf"{MARK}(?:name|word)[a-z]+\d", str(text).casefold()))
    own = {company.casefold() for company in inside} if len(inside) == 1 else set()
    return sorted(each for each in found if inside and not any(company in each for company in own))


async def write(desk: Office, company: str, number: int, text: str) -> None:
    """Answer the open question in a customer's channel."""
    user = next(u for u in desk.slack.world.users.values() if name_mark(company, number) in u.real_name.casefold())
    card = posted(desk.slack, desk.customers[company])
    label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
    done = await desk.press(card, label, as_=user)
    assert done.opened is not None
    field = next(iter(controls(done.opened.blocks)))
    values = {field.block_id: {field.action_id: {"type": field.kind, "value": text}}}
    sent = await desk.slack.people.submit_raw(done.opened, values, as_=user)
    assert sent.ok
    await desk.settle()


@pytest.mark.soak
async def test_nobody_reads_what_is_another_companys_and_the_log_holds_nobodys_words(
    desk: Office, log: Written
) -> None:
    for company in COMPANIES:
        await desk.customer(company, *(f"P{n} {name_mark(company, n)}" for n in range(2)))
    log.taken()
    await desk.cab('poll "What next?" "Offline mode" "Faster search" --live')
    await desk.settle()
    for company in COMPANIES:
        for number in range(2):
            mark = name_mark(company, number)
            user = next(u for u in desk.slack.world.users.values() if mark in u.real_name)
            done = await desk.press(posted(desk.slack, desk.customers[company]), "Offline mode", as_=user)
            assert done.ok
            await desk.slack.people.mention("help", as_=user, channel=desk.customers[company])
    await desk.cab("close")
    await desk.cab('ask "What annoys you most?"')
    await desk.settle()
    for company in COMPANIES:
        for number in range(2):
            said = f"The export is slow and {answer_mark(company, number)} breaks the weekly report"
            await write(desk, company, number, said)
    await desk.slack.people.reply_in_thread(
        posted(desk.slack, desk.customers["Acme"]), answer_mark("Acme", 7), as_=desk.pat
    )
    await desk.cab("close")
    await desk.wait(hours=1)
    for line in ("results", "summary", "roadmap", "why S1", 'decide S1 plan "soon"', "status", "members", "audit"):
        for channel in (desk.product, desk.customers["Acme"]):
            await desk.cab(line, channel=channel)
    await desk.cab('poll "What word describes us?" "One" "Two" --anon')
    await desk.wait(days=3)
    for user in list(desk.slack.world.users.values()):
        if MARK in user.real_name:
            await desk.slack.people.open_home(user, team=desk.slack.team)
    await desk.wait(days=5)

    shown = desk.slack.shown()
    assert any(MARK in piece.content for piece in shown)
    leaks = [(piece.kind, piece.where, found) for piece in shown if (found := foreign(desk, piece))]
    assert leaks == []
    assert [piece.where for piece in shown if TOKENS.search(piece.content)] == []
    assert [piece.where for piece in shown if desk.slack.signing_secret in piece.content] == []

    await desk.slack.people.courier.raw(b"{", {"Content-Type": "application/json"})
    written = log.taken()
    assert "request refused" in written
    assert re.findall(rf"{MARK}\w+", written) == []
    assert TOKENS.findall(written) == []
    assert desk.slack.signing_secret not in written
    assert "weekly report" not in written
    assert not re.search(r"[\w.]+@[\w.]+\.example", written)
