"""The frame of every page behind the sign-in: navigation, whose page it is, and what strangers and the hasty read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from fastapi import Request, Response

from bot.actions.desk import Desk
from bot.actions.sign_in import Signed
from bot.actions.still_staff import look_at_soon
from bot.bot import Bot
from bot.errors import Denied, Refusal
from bot.texts import Phrase, Say
from handlers.web import digest_view as digests
from handlers.web.drawing import draw, filled
from handlers.web.forms import Unreadable
from handlers.web.links import Pace, from_elsewhere
from handlers.web.posted import posted
from handlers.web.readers import Reader, preferred
from handlers.web.sessions import forget, form_mark, is_our_form, secret_in, session_of

HOME = "/desk"
PAGES = ("", "calendar", "schedules", "roadmap", "themes", "participation", "digest", "cases", "audit")
"""In the order of the navigation; the first is the overview."""
SIGN_OUT = "sign out"
READS, WRITES, TRIES = 90, 15, 10
"""What one session, or one link to sign in by, may do in a minute; people behind one address do not slow each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One entry of the navigation."""

    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Paces:
    """How often each session reads and writes; one for all pages of a server."""

    reads: Pace = field(default_factory=lambda: Pace(READS))
    writes: Pace = field(default_factory=lambda: Pace(WRITES))
    tries: Pace = field(default_factory=lambda: Pace(TRIES))
    """To sign in with one link: each is written down, so there may not be any number of them."""


async def let_in(bot: Bot, request: Request, pace: Pace) -> Signed | Response:
    """Who is signed in, as they stand now; else what a stranger reads, or somebody who asks too often."""
    secret = secret_in(bot, request)
    if secret is not None and (wait := pace.wait(secret)):  # Before anything is looked up.
        return notice(guest(request), Phrase("desk.hasty"), Phrase("desk.hasty_hint"), status=429, wait=wait)
    signed = await session_of(bot, request)
    if signed is None:
        return stranger(bot, request)
    # A chat platform is asked whenever somebody writes there; a browser only says what was so when they signed in.
    here = await look_at_soon(bot, signed.person) if signed.staff else True
    if here is None:
        return notice(reader_for(signed), Phrase("desk.cannot_check"), Phrase("desk.cannot_check_hint"), status=503)
    return signed if here else stranger(bot, request)


async def fields_in(request: Request) -> Mapping[str, str]:
    """What a form of ours brought; of a field that came twice the last. Nothing for what is no form."""
    try:
        fields = parse_qs((await posted(request)).decode("ascii"), max_num_fields=20)
    except (Unreadable, ValueError, ConnectionError, TimeoutError):
        return {}
    return {name: values[-1] for name, values in fields.items()}


def is_ours(bot: Bot, request: Request, signed: Signed, deed: str, fields: Mapping[str, str]) -> bool:
    """True when the form was handed out in this session for this deed, and sent from our own page."""
    return not from_elsewhere(bot, request) and is_our_form(bot, signed, deed, fields.get("form", ""))


def framed(bot: Bot, template: str, desk: Desk, name: str, shown: Mapping[str, object], status: int = 200) -> Response:
    """The page called `name` inside its frame."""
    reader = reader_for(desk.signed)
    frame = {
        "heading": reader.say(Phrase(f"desk.tab_{name or 'overview'}")),
        "tabs": _tabs(reader.say, desk, name),
        "switch": _switch(desk, name),
        "who": desk.signed.person.name,
        "form": form_mark(bot, desk.signed, SIGN_OUT),
    }
    return filled(template, reader, {**frame, **shown}, labels=digests.digest_labels(reader.say), status=status)


def stranger(bot: Bot, request: Request) -> Response:
    """For whoever is not signed in."""
    response = notice(guest(request), Phrase("desk.not_signed_in"), Phrase("desk.how_to_come_back"), status=401)
    forget(bot, response)
    return response


def notice(
    reader: Reader, title: Phrase, hint: Phrase, *, status: int = 200, wait: int = 0, home: str = ""
) -> Response:
    """One thing said, and what to do now; `home` is where whoever is signed in goes on."""
    shown = {"title": title, "hints": [hint], "typed": [], "said": [], "again": "", "home": home}
    return draw("notice.html", reader, status=status, wait=wait, **shown)


def nothing_here(signed: Signed, why: Refusal) -> Response:
    """For whoever is signed in, at a page that is not theirs or that there is not; with the way back."""
    status = 403 if isinstance(why, Denied) else 404
    return notice(reader_for(signed), Phrase("desk.nothing_here"), why.phrase, status=status, home=HOME)


def reader_for(signed: Signed) -> Reader:
    """In whose words and by whose clock it is read."""
    return Reader.of(signed.person.language, signed.person.zone)


def guest(request: Request) -> Reader:
    """Somebody of whom only the browser is known."""
    return Reader.of(preferred(request.headers.get("accept-language", "")))


def address(name: str, desk: Desk | None = None, **query: str) -> str:
    """The address of a page, for the board that is looked at where there are several."""
    board = {"board": desk.board.slug} if desk is not None and desk.board is not None and len(desk.boards) > 1 else {}
    asked = urlencode({**query, **board})
    return (f"{HOME}/{name}" if name else HOME) + (f"?{asked}" if asked else "")


def _tabs(say: Say, desk: Desk, name: str) -> list[Tab]:
    """What this reader may open; members have their own page alone."""
    pages = [each for each in PAGES if each != "audit" or desk.audits] if desk.signed.staff else []
    found = [
        Tab(label=say(Phrase(f"desk.tab_{each or 'overview'}")), address=address(each, desk), here=each == name)
        for each in pages
    ]
    return [*found, Tab(label=say(Phrase("desk.tab_mine")), address=address("mine"), here=name == "mine")]


def _switch(desk: Desk, name: str) -> list[Tab]:
    """The other boards, where there are any."""
    if len(desk.boards) < 2 or name == "mine":
        return []
    return [
        Tab(label=each.name, address=f"{address(name)}?{urlencode({'board': each.slug})}", here=each == desk.board)
        for each in desk.boards
    ]
