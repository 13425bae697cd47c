"""Another program tells of events over HTTP: only with a token, only once, and what is wrong is said field by field."""

import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import structlog

from bot.actions import enrol
from bot.actions.token_desk import issue_token, revoke_token
from bot.app import answering
from bot.config import Settings
from bot.domain.api_tokens import Scope
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.telemetry import write_log
from handlers.web.api import MOST_BYTES, WRITES
from tests.journeys.conftest import bot_at
from tests.journeys.terminal import MONDAY, Terminal

EVENT = {"event": "go-live done", "account": "acme", "id": "crm-17", "at": "2026-03-02T09:00:00+01:00"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A customer's system beside the running server."""

    terminal: Terminal
    http: httpx.AsyncClient
    token: str

    async def tell(self, body: object = EVENT, *, token: str | None = None) -> httpx.Response:
        """Tell of an event; `body` as it is, or as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        shown = self.token if token is None else token
        headers = {"authorization": f"Bearer {shown}"} if shown else {}
        return await self.http.post("/api/v1/events", content=content, headers=headers)

    def rounds(self) -> list[tuple[object, ...]]:
        """Every round there is."""
        return self.terminal.rows("SELECT id FROM round")


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """A board of two companies on which a poll follows a go-live, and a token."""
    async with bot_at(tmp_path / "cab", MONDAY) as terminal:
        await terminal.set_up("Acme", "Globex")
        await terminal.type('schedule on "go-live done" --ask onboarding-check --after 3d', "admin")
        token, _ = await issue_token(terminal.house.bot, "CRM", (Scope.EVENTS, Scope.READ), None)
        async with (
            answering(terminal.house, Settings(home=tmp_path / "cab", port=0)) as address,
            httpx.AsyncClient(base_url=address, timeout=60) as http,
        ):
            yield Program(terminal=terminal, http=http, token=token)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the product writes down from now on."""
    stream = io.StringIO()
    before = structlog.get_config()
    write_log("DEBUG")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    yield stream
    structlog.configure(**before)


async def test_an_event_is_kept_once_and_its_poll_follows(program: Program) -> None:
    first = await program.tell()
    assert first.status_code == 202
    assert first.json() == {
        "id": "crm-17",
        "event": "go-live done",
        "account": "acme",
        "at": "2026-03-02T08:00:00Z",
        "repeated": False,
        "asks": [
            {
                "board": "northwind-council",
                "poll": "onboarding-check",
                "title": "Your first days",
                "due_at": "2026-03-05T08:00:00Z",
                "state": "waiting",
                "channels": 1,
                "people": 0,
            }
        ],
    }
    again = await program.tell()
    assert (again.status_code, again.json()) == (200, {**first.json(), "repeated": True})
    await program.terminal.wait(days=4)
    assert len(program.rounds()) == 1
    assert "How are the first days going?" in program.terminal.text("acme")
    assert program.terminal.text("globex") == ""
    known = await program.http.get("/api/v1/events/crm-17", headers={"authorization": f"Bearer {program.token}"})
    assert known.status_code == 200
    assert known.json()["asks"][0]["state"] == "asked"


async def test_an_event_that_nothing_follows_is_kept_and_asks_nothing(program: Program) -> None:
    reply = await program.tell({"event": "full moon", "account": "Acme", "id": "x"})
    assert (reply.status_code, reply.json()["asks"]) == (202, [])


@pytest.mark.parametrize("token", ["", "cab", "cab_" + "a" * 26 + "_" + "0" * 64 + "_" + "a" * 26])
async def test_without_a_token_of_ours_nothing_is_read(program: Program, token: str) -> None:
    reply = await program.tell(b"not even json", token=token)
    assert (reply.status_code, reply.json()["error"]) == (401, "unauthorized")
    assert reply.headers["www-authenticate"] == "Bearer"
    assert program.terminal.rows("SELECT id FROM journey_moment") == []


async def test_a_revoked_token_is_worth_nothing(program: Program) -> None:
    assert (await program.tell()).status_code == 202
    await revoke_token(program.terminal.house.bot, program.token.split("_")[1][:8])
    assert (await program.tell()).status_code == 401


async def test_a_token_is_good_for_what_it_was_made_for(program: Program) -> None:
    bot = program.terminal.house.bot
    reads, _ = await issue_token(bot, "Dashboard", (Scope.READ,), None)
    assert (await program.tell(token=reads)).status_code == 403
    writes, _ = await issue_token(bot, "CRM two", (Scope.EVENTS,), "northwind-council")
    headers = {"authorization": f"Bearer {writes}"}
    assert (await program.http.get("/api/v1/events/crm-17", headers=headers)).status_code == 403
    assert (await program.tell({**EVENT, "board": "partner-council"}, token=writes)).status_code == 403
    assert (await program.tell(token=writes)).status_code == 202


async def circle(program: Program) -> str:
    """A token of a second board, on which only Globex sits."""
    bot = program.terminal.house.bot
    await enrol.create_board(bot, "Partner Circle", kind=BoardKind.CUSTOMER, zone="UTC", language="en")
    await enrol.add_channel(bot, "partner-circle", "console:home:partners", kind=ChannelKind.CUSTOMER, account="Globex")
    token, _ = await issue_token(bot, "Partners", (Scope.EVENTS, Scope.READ), "partner-circle")
    return token


async def test_a_token_of_one_board_learns_nothing_of_the_others(program: Program) -> None:
    """Neither which companies sit there, nor what happened to them, nor what they are asked."""
    token = await circle(program)
    headers = {"authorization": f"Bearer {token}"}
    for account, key in (("acme", "crm-17"), ("globex", "crm-18")):
        told = await program.tell({**EVENT, "account": account, "id": key})
        assert [each["board"] for each in told.json()["asks"]] == ["northwind-council"]
    unknown = await program.tell({**EVENT, "account": "nobody", "id": "new"}, token=token)
    for body in ({**EVENT, "id": "new"}, EVENT):
        reply = await program.tell(body, token=token)
        assert (reply.status_code, reply.text) == (unknown.status_code, unknown.text)
    never = await program.http.get("/api/v1/events/never", headers=headers)
    acmes = await program.http.get("/api/v1/events/crm-17", headers=headers)
    assert (acmes.status_code, acmes.text) == (never.status_code, never.text)

    globex = await program.http.get("/api/v1/events/crm-18", headers=headers)
    assert (globex.status_code, globex.text) == (never.status_code, never.text), "what happened to a company of both"
    own = {**EVENT, "account": "globex", "event": "contract signed", "id": "crm-18"}
    told = await program.tell(own, token=token)
    assert (told.status_code, told.json()["asks"]) == (202, []), "another program's key tells nothing of itself"
    asked = await program.http.get("/api/v1/events/crm-18", headers=headers)
    assert (asked.json()["event"], asked.json()["asks"]) == ("contract signed", [])
    everybodys = {"authorization": f"Bearer {program.token}"}
    theirs = await program.http.get("/api/v1/events/crm-18", headers=everybodys)
    assert theirs.json()["event"] == EVENT["event"], "and changes nothing of it"


@pytest.mark.parametrize("first", ["board", "all"])
async def test_what_programs_of_one_board_and_of_all_tell_is_asked_about_once(program: Program, first: str) -> None:
    token = await circle(program)
    await program.terminal.type('schedule on "go-live done" --ask onboarding-check --board partner-circle', "admin")
    globex = {**EVENT, "account": "globex"}
    turns = [token, program.token] if first == "board" else [program.token, token]
    replies = [await program.tell(globex, token=each) for each in turns]
    told = [sorted(each["board"] for each in reply.json()["asks"]) for reply in replies]
    if first == "board":
        assert told == [["partner-circle"], ["northwind-council"]]
    else:
        assert told == [["northwind-council", "partner-circle"], ["partner-circle"]]
        assert replies[1].status_code == 200, "told before, as far as this board goes"
    asks = program.terminal.rows("SELECT board_id, account_id FROM moment_ask")
    assert (len(asks), len(set(asks))) == (2, 2)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": ""}, "event"),
        ({"event": None}, "event"),
        ({"event": "x" * 61}, "event"),
        ({"event": "\u200b"}, "event"),
        ({"account": 7}, "account"),
        ({"id": "with blank"}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"id": "nul\x00"}, "id"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-03-02T09:00:00"}, "at"),
        ({"at": 1772438400}, "at"),
        ({"at": "2020-01-01T00:00:00Z"}, "at"),
        ({"at": "2028-01-01T00:00:00Z"}, "at"),
        ({"extra": "x"}, "extra"),
    ],
)
async def test_a_wrong_field_is_named(program: Program, change: dict[str, object], field: str) -> None:
    reply = await program.tell({**EVENT, **change})
    assert (reply.status_code, reply.json()["error"], list(reply.json()["fields"])) == (400, "invalid", [field])
    assert program.terminal.rows("SELECT id FROM journey_moment") == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[1]", b'"x"', b"\xff\xfe", b"[" * 10_000, b'{"event": "\\ud800"}', b"{}"]
)
async def test_what_is_no_event_is_refused_and_never_breaks_us(program: Program, body: bytes) -> None:
    assert (await program.tell(body)).status_code == 400


async def test_an_unknown_customer_or_board_and_another_use_of_an_id_are_told_apart(program: Program) -> None:
    unknown = await program.tell({**EVENT, "account": "nobody"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_account")
    assert "acme" not in unknown.text
    for named in ("nowhere", "!!!", "\x00"):  # To try the last two again would be as vain as the first.
        board = await program.tell({**EVENT, "board": named})
        assert (board.status_code, board.json()["error"]) == (404, "unknown_board"), named
    await program.tell()
    other = await program.tell({**EVENT, "account": "globex"})
    assert (other.status_code, other.json()["fields"]) == (400, {"id": "other_key"})
    headers = {"authorization": f"Bearer {program.token}"}
    assert (await program.http.get("/api/v1/events/never-told", headers=headers)).status_code == 404


async def test_what_is_too_large_is_not_read(program: Program) -> None:
    assert (await program.tell(b" " * (MOST_BYTES + 1))).status_code == 413


async def test_a_flood_is_slowed_down_and_another_token_is_not(program: Program) -> None:
    other, _ = await issue_token(program.terminal.house.bot, "Other", (Scope.EVENTS,), None)
    for _ in range(WRITES):
        assert (await program.tell(b"{}")).status_code == 400
    slowed = await program.tell()
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 0
    assert (await program.tell(token=other)).status_code == 202


async def test_the_description_tells_of_the_api_and_of_nothing_else(program: Program) -> None:
    reply = await program.http.get("/api/openapi.json")
    assert reply.status_code == 200
    assert list(reply.json()["paths"]) == ["/v1/events", "/v1/events/{key}"]
    assert reply.json()["servers"] == [{"url": "/api"}]
    assert set(reply.json()["paths"]["/v1/events"]["post"]["responses"]) >= {"200", "202", "400", "401", "403", "404"}
    assert [(await program.http.get(path)).status_code for path in ("/openapi.json", "/docs", "/api/docs")] == [404] * 3


async def test_no_token_is_ever_written_down_and_its_secret_is_not_kept(program: Program, log: io.StringIO) -> None:
    for body in (EVENT, {}, {**EVENT, "account": "nobody"}):
        await program.tell(body)
    await program.tell(token=program.token[:-1])
    secret = program.token.split("_")[2]
    assert secret not in log.getvalue()
    home = program.terminal.house.rooms.path.parent
    assert not [file.name for file in home.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
    assert len(program.terminal.rows("SELECT id FROM audit_entry WHERE deed = 'tell_moment'")) == 2
