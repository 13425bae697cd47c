"""The pages behind the sign-in: boards, calendar, roadmap, themes and the rest for staff, one's own data for members.

Reading never changes anything, since programs open links too: only the two forms do, to sign in and to sign out.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.actions.desk import Desk, desk_of
from bot.actions.sign_in import Signed, ours, sign_in, sign_out
from bot.bot import Bot
from bot.cards.counts import there
from bot.cards.digest_page import SuggestionRow
from bot.cards.parts import Card
from bot.cards.status import BoardStatus, RoundStatus, status_card
from bot.cards.suggestion import state_word
from bot.domain.suggestions import State
from bot.domain.visibility import Visibility
from bot.errors import Denied, Refusal
from bot.texts import Phrase, Say
from handlers.web import digest_view as digests
from handlers.web.charts import Strip
from handlers.web.drawing import draw, filled
from handlers.web.forms import Unreadable
from handlers.web.links import READS, Pace, from_elsewhere
from handlers.web.notices import in_haste
from handlers.web.painting import painted
from handlers.web.posted import posted
from handlers.web.readers import Reader, preferred
from handlers.web.sessions import forget, form_mark, is_our_form, keep, secret_in, session_of

HOME = "/desk"
PAGES = ("", "calendar", "roadmap", "themes", "participation", "digest", "cases", "audit")
"""In the order of the navigation; the first is the overview."""
SIGN_OUT = "sign out"
COLUMNS = (State.PROPOSED, State.EXPLORING, State.PLANNED, State.SHIPPED, State.DECLINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One entry of the navigation."""

    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoll:
    """One poll that is open, and how far it has come."""

    label: str
    title: str
    board: str
    closes: str
    count: str
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class DeskPages:
    """What the addresses `/in/…`, `/out` and `/desk…` do."""

    bot: Bot
    pace: Pace = field(default_factory=Pace)
    reads: Pace = field(default_factory=lambda: Pace(READS))

    async def door(self, request: Request, token: str) -> Response:
        """The link as it is opened: nothing is used up before the button is pressed."""
        reader = _guest(request)
        if not ours(self.bot, token):
            return _notice(reader, Phrase("page.unknown"), Phrase("page.unknown_hint"), status=404)
        return draw("sign_in.html", reader, token=token)

    async def enter(self, request: Request, token: str) -> Response:
        """Use the link up, and begin a session in this browser."""
        reader = _guest(request)
        if from_elsewhere(self.bot, request):
            return _notice(reader, Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        if ours(self.bot, token) and (wait := self.pace.wait(token)):
            return in_haste(request, wait)  # Each try is written down, so there may not be any number of them.
        try:
            secret = await sign_in(self.bot, token)
        except Refusal as refused:
            status = 403 if isinstance(refused, Denied) else 410
            return _notice(reader, Phrase("desk.no_sign_in"), refused.phrase, status=status)
        response = RedirectResponse(HOME, status_code=303)
        response.headers["cache-control"] = "no-store"
        keep(self.bot, response, secret)
        return response

    async def leave(self, request: Request) -> Response:
        """End the person's sessions, here and in every other browser."""
        signed = await session_of(self.bot, request)
        if signed is None:
            return self._stranger(request)
        try:
            mark = (parse_qs((await posted(request)).decode("ascii")).get("form") or [""])[-1]
        except (Unreadable, ValueError, ConnectionError, TimeoutError):
            mark = ""
        if from_elsewhere(self.bot, request) or not is_our_form(self.bot, signed, SIGN_OUT, mark):
            return _notice(_reader(signed), Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        await sign_out(self.bot, signed)
        response = _notice(_reader(signed), Phrase("desk.signed_out"), Phrase("desk.how_to_come_back"))
        forget(self.bot, response)
        return response

    async def page(self, request: Request, name: str = "") -> Response:
        """One page, as far as whoever asks may see it at this moment."""
        secret = secret_in(self.bot, request)
        if secret is not None and (wait := self.reads.wait(secret)):
            return in_haste(request, wait)
        signed = await session_of(self.bot, request)
        if signed is None:
            return self._stranger(request)
        reader = _reader(signed)
        draws = self._pages().get(name)
        if name == "mine" or not signed.staff:
            draws = self._mine if name in ("", "mine") else None
        if draws is None:
            return _notice(reader, Phrase("page.unknown"), Phrase("desk.unknown_hint"), status=404)
        try:
            desk = await desk_of(self.bot, signed, request.query_params.get("board", "")[:80])
            return await draws(desk, name)
        except Refusal as refused:
            status = 403 if isinstance(refused, Denied) else 404
            return _notice(reader, Phrase("desk.nothing_here"), refused.phrase, status=status)

    def _pages(self) -> dict[str, Callable[[Desk, str], Awaitable[Response]]]:
        return {
            "": self._overview,
            "calendar": self._calendar,
            "roadmap": self._roadmap,
            "themes": self._themes,
            "participation": self._participation,
            "digest": self._digest,
            "cases": self._cases,
            "audit": self._audit,
        }

    async def _overview(self, desk: Desk, name: str) -> Response:
        reader = _reader(desk.signed)
        boards = await desk.overview()
        live = [_open_poll(reader.say, board, each) for board in boards for each in board.open]
        rest = status_card(boards).parts[1:]
        return self._draw("desk_overview.html", desk, name, {"live": live, "parts": painted(reader.say, rest)})

    async def _calendar(self, desk: Desk, name: str) -> Response:
        return self._card(desk, name, await desk.calendar())

    async def _cases(self, desk: Desk, name: str) -> Response:
        return self._card(desk, name, await desk.cases())

    async def _audit(self, desk: Desk, name: str) -> Response:
        return self._card(desk, name, await desk.audit())

    async def _mine(self, desk: Desk, name: str) -> Response:
        return self._card(desk, "mine", await desk.mine())

    async def _roadmap(self, desk: Desk, name: str) -> Response:
        page, say = await desk.digest(), _reader(desk.signed).say
        columns = [(state.value, say(state_word(state)), _in_state(say, page.suggestions, state)) for state in COLUMNS]
        return self._draw("desk_roadmap.html", desk, name, {"columns": columns})

    async def _themes(self, desk: Desk, name: str) -> Response:
        say = _reader(desk.signed).say
        view = digests.digest_view(await desk.digest(), say)
        return self._draw("desk_themes.html", desk, name, {"view": view})

    async def _digest(self, desk: Desk, name: str) -> Response:
        say = _reader(desk.signed).say
        view = digests.digest_view(await desk.digest(), say)
        return self._draw("desk_digest.html", desk, name, {"view": view})

    async def _participation(self, desk: Desk, name: str) -> Response:
        say = _reader(desk.signed).say
        grid = digests.grid_of(say, await desk.participation())
        return self._draw("desk_participation.html", desk, name, {"grid": grid})

    def _card(self, desk: Desk, name: str, card: Card) -> Response:
        return self._draw("desk_card.html", desk, name, {"parts": painted(_reader(desk.signed).say, card.parts)})

    def _draw(self, template: str, desk: Desk, name: str, shown: Mapping[str, object]) -> Response:
        reader = _reader(desk.signed)
        frame = {
            "heading": reader.say(Phrase(f"desk.tab_{name or 'overview'}")),
            "tabs": _tabs(reader.say, desk, name),
            "switch": _switch(desk, name),
            "who": desk.signed.person.name,
            "form": form_mark(self.bot, desk.signed, SIGN_OUT),
        }
        return filled(template, reader, {**frame, **shown}, labels=digests.digest_labels(reader.say))

    def _stranger(self, request: Request) -> Response:
        response = _notice(_guest(request), Phrase("desk.not_signed_in"), Phrase("desk.how_to_come_back"), status=401)
        forget(self.bot, response)
        return response


def _open_poll(say: Say, board: BoardStatus, each: RoundStatus) -> OpenPoll:
    """Of an anonymous poll it is not shown how many have answered: who watches it grow learns who did."""
    hidden = each.round.visibility is Visibility.ANONYMOUS
    spoke = each.turnout
    told = say(Phrase("count.people_of", {"said": spoke.people, "n": spoke.people_asked}))
    return OpenPoll(
        label=each.round.label,
        title=each.title,
        board=board.board.name,
        closes=say(Phrase("desk.closes", {"when": there(each.round.closes_at, board.board.zone)})),
        count=say(Phrase("desk.anonymous_open")) if hidden else told,
        strip=None if hidden else Strip(part=spoke.people, whole=spoke.people_asked, told=told),
    )


def _in_state(say: Say, rows: Sequence[SuggestionRow], state: State) -> list[digests.DrawnSuggestion]:
    return [digests.drawn_suggestion(say, each) for each in rows if each.state is state]


def _tabs(say: Say, desk: Desk, name: str) -> list[Tab]:
    """What this reader may open; members have their own page alone."""
    board = {"board": desk.board.slug} if desk.board is not None and len(desk.boards) > 1 else {}
    query = f"?{urlencode(board)}" if board else ""
    pages = [each for each in PAGES if each != "audit" or desk.audits] if desk.signed.staff else []
    found = [
        Tab(label=say(Phrase(f"desk.tab_{each or 'overview'}")), address=_address(each) + query, here=each == name)
        for each in pages
    ]
    return [*found, Tab(label=say(Phrase("desk.tab_mine")), address=_address("mine"), here=name == "mine")]


def _switch(desk: Desk, name: str) -> list[Tab]:
    """The other boards, where there are any."""
    if len(desk.boards) < 2 or name == "mine":
        return []
    return [
        Tab(label=each.name, address=f"{_address(name)}?{urlencode({'board': each.slug})}", here=each == desk.board)
        for each in desk.boards
    ]


def _address(name: str) -> str:
    return f"{HOME}/{name}" if name else HOME


def _reader(signed: Signed) -> Reader:
    return Reader.of(signed.person.language, signed.person.zone)


def _guest(request: Request) -> Reader:
    return Reader.of(preferred(request.headers.get("accept-language", "")))


def _notice(reader: Reader, title: Phrase, hint: Phrase, *, status: int = 200) -> Response:
    return draw("notice.html", reader, status=status, title=title, hints=[hint], typed=[], said=[], again="")


def desk_pages(bot: Bot) -> APIRouter:
    """The addresses of the pages behind the sign-in."""
    pages, router = DeskPages(bot), APIRouter(include_in_schema=False)
    router.add_api_route("/in/{token}", pages.door, methods=["GET", "HEAD"])
    router.add_api_route("/in/{token}", pages.enter, methods=["POST"])
    router.add_api_route("/out", pages.leave, methods=["POST"])
    router.add_api_route(HOME, pages.page, methods=["GET", "HEAD"])
    router.add_api_route(HOME + "/{name}", pages.page, methods=["GET", "HEAD"])
    return router
