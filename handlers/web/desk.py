"""The pages behind the sign-in: boards, calendar, roadmap, themes and the rest for staff, one's own data for members.

Reading never changes anything, since programs open links too: only forms do, to sign in, to sign out, to open a poll.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.actions.desk import Desk, desk_of, turned_away
from bot.actions.links import link_for
from bot.actions.sign_in import Signed, ours, sign_in, sign_out
from bot.actions.to_answer import ToAnswer, polls_to_answer
from bot.bot import Bot
from bot.cards.counts import there
from bot.cards.digest_page import SuggestionRow
from bot.cards.parts import Card
from bot.cards.status import BoardStatus, RoundStatus, status_card
from bot.cards.suggestion import state_word
from bot.domain.suggestions import MOVES, State
from bot.domain.visibility import Visibility
from bot.errors import Denied, Refusal
from bot.texts import Phrase, Say
from handlers.web import digest_view as digests
from handlers.web.charts import Strip
from handlers.web.drawing import draw
from handlers.web.frame import (
    HOME,
    SIGN_OUT,
    Paces,
    address,
    fields_in,
    framed,
    guest,
    is_ours,
    let_in,
    nothing_here,
    notice,
    reader_for,
    stranger,
)
from handlers.web.links import from_elsewhere
from handlers.web.painting import painted
from handlers.web.sessions import forget, form_mark, keep, session_of

ANSWER = "answer"
COLUMNS = (State.PROPOSED, State.EXPLORING, State.PLANNED, State.SHIPPED, State.DECLINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoll:
    """One poll that is open, and how far it has come."""

    label: str
    title: str
    board: str
    closes: str
    count: str
    strip: Strip | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPoll:
    """One poll that the reader can answer."""

    id: str
    title: str
    about: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Suggestions of one state."""

    state: str
    label: str
    rows: Sequence[tuple[digests.DrawnSuggestion, str]]
    """Each with the address where it is decided; empty for whoever may not."""


@dataclass(frozen=True, slots=True)
class DeskPages:
    """What the addresses `/in/…`, `/out` and `/desk…` do."""

    bot: Bot
    paces: Paces = field(default_factory=Paces)

    async def door(self, request: Request, token: str) -> Response:
        """The link as it is opened: nothing is used up before the button is pressed."""
        reader = guest(request)
        if not ours(self.bot, token):
            return notice(reader, Phrase("page.unknown"), Phrase("page.unknown_hint"), status=404)
        return draw("sign_in.html", reader, token=token)

    async def enter(self, request: Request, token: str) -> Response:
        """Use the link up, and begin a session in this browser."""
        reader = guest(request)
        if from_elsewhere(self.bot, request):
            return notice(reader, Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        if ours(self.bot, token) and (wait := self.paces.tries.wait(token)):
            return notice(reader, Phrase("desk.hasty"), Phrase("desk.hasty_hint"), status=429, wait=wait)
        try:
            secret = await sign_in(self.bot, token)
        except Refusal as refused:
            status = 403 if isinstance(refused, Denied) else 410
            return notice(reader, Phrase("desk.no_sign_in"), refused.phrase, status=status)
        response = RedirectResponse(HOME, status_code=303)
        response.headers["cache-control"] = "no-store"
        keep(self.bot, response, secret)
        return response

    async def leave(self, request: Request) -> Response:
        """End the person's sessions, here and in every other browser."""
        signed = await session_of(self.bot, request)
        if signed is None:
            return stranger(self.bot, request)
        if not is_ours(self.bot, request, signed, SIGN_OUT, await fields_in(request)):
            return notice(reader_for(signed), Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        await sign_out(self.bot, signed)
        response = notice(reader_for(signed), Phrase("desk.signed_out"), Phrase("desk.how_to_come_back"))
        forget(self.bot, response)
        return response

    async def page(self, request: Request, name: str = "") -> Response:
        """One page, as far as whoever asks may see it at this moment."""
        signed = await let_in(self.bot, request, self.paces.reads)
        if isinstance(signed, Response):
            return signed
        draws = self._pages().get(name)
        if name and draws is not None and not signed.staff:
            await turned_away(self.bot, signed, name)
        if name == "mine" or not signed.staff:
            draws = self._mine if name in ("", "mine") else None
        if draws is None:
            return nothing_here(signed, Refusal(Phrase("desk.unknown_hint")))
        try:
            desk = await desk_of(self.bot, signed, request.query_params.get("board", "")[:80])
        except Refusal as refused:
            return nothing_here(signed, refused)
        try:
            if draws == self._mine:
                return await draws(desk, name)
            async with desk.reading(name or "overview"):
                return await draws(desk, name)
        except Denied as refused:
            return nothing_here(signed, refused)
        except Refusal as refused:
            # As on a young board, which has no digest yet: the other pages stay at hand.
            said = {"parts": [("text", reader_for(signed).say(refused.phrase))]}
            return framed(self.bot, "desk_card.html", desk, name, said, status=404)

    async def answer(self, request: Request) -> Response:
        """Lead to the reader's own page of a poll, by the link that opens it."""
        signed = await let_in(self.bot, request, self.paces.writes)
        if isinstance(signed, Response):
            return signed
        fields = await fields_in(request)
        if not is_ours(self.bot, request, signed, ANSWER, fields):
            return notice(reader_for(signed), Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        found = await _meant(self.bot, signed, fields.get("poll", ""))
        if found is None:
            return notice(reader_for(signed), Phrase("desk.poll_over"), Phrase("desk.poll_over_hint"), status=410)
        link = await link_for(self.bot, signed.person, found.round)
        return RedirectResponse(link[link.index("/a/") :], status_code=303, headers={"cache-control": "no-store"})

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
        reader = reader_for(desk.signed)
        boards = await desk.overview()
        live = [_open_poll(reader.say, board, each) for board in boards for each in board.open]
        rest = status_card(boards).parts[1:]
        return framed(self.bot, "desk_overview.html", desk, name, {"live": live, "parts": painted(reader.say, rest)})

    async def _calendar(self, desk: Desk, name: str) -> Response:
        return self._card(desk, name, await desk.calendar())

    async def _cases(self, desk: Desk, name: str) -> Response:
        return self._card(desk, name, await desk.cases())

    async def _audit(self, desk: Desk, name: str) -> Response:
        return self._card(desk, name, await desk.audit())

    async def _mine(self, desk: Desk, name: str) -> Response:
        say = reader_for(desk.signed).say
        shown = {
            "parts": painted(say, (await desk.mine()).parts),
            "polls": [_my_poll(say, each) for each in await desk.to_answer()],
            "answer_form": form_mark(self.bot, desk.signed, ANSWER),
        }
        return framed(self.bot, "desk_mine.html", desk, "mine", shown)

    async def _roadmap(self, desk: Desk, name: str) -> Response:
        page, say = await desk.digest(), reader_for(desk.signed).say
        lanes = [_lane(say, desk, page.suggestions, state) for state in COLUMNS]
        return framed(self.bot, "desk_roadmap.html", desk, name, {"lanes": lanes})

    async def _themes(self, desk: Desk, name: str) -> Response:
        say = reader_for(desk.signed).say
        view = digests.digest_view(await desk.digest(), say)
        return framed(self.bot, "desk_themes.html", desk, name, {"view": view})

    async def _digest(self, desk: Desk, name: str) -> Response:
        say = reader_for(desk.signed).say
        view = digests.digest_view(await desk.digest(), say)
        return framed(self.bot, "desk_digest.html", desk, name, {"view": view})

    async def _participation(self, desk: Desk, name: str) -> Response:
        say = reader_for(desk.signed).say
        grid = digests.grid_of(say, await desk.participation())
        return framed(self.bot, "desk_participation.html", desk, name, {"grid": grid})

    def _card(self, desk: Desk, name: str, card: Card) -> Response:
        return framed(
            self.bot, "desk_card.html", desk, name, {"parts": painted(reader_for(desk.signed).say, card.parts)}
        )


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


def _lane(say: Say, desk: Desk, rows: Sequence[SuggestionRow], state: State) -> Lane:
    here = [each for each in rows if each.state is state]
    open_ = desk.decides and bool(MOVES[state])
    return Lane(
        state=state.value,
        label=say(state_word(state)),
        rows=[
            (
                digests.drawn_suggestion(say, each),
                address("decide", desk, suggestion=each.label.removeprefix("S")) if open_ else "",
            )
            for each in here
        ],
    )


def _my_poll(say: Say, each: ToAnswer) -> MyPoll:
    closes = {"when": there(each.round.closes_at, each.board.zone)}
    return MyPoll(
        id=each.round.id,
        title=each.title,
        about=say(Phrase("desk.poll_of", {"board": each.board.name, "closes": Phrase("desk.closes", closes)})),
        button=say(Phrase("desk.answer_again" if each.answered else "desk.answer")),
    )


async def _meant(bot: Bot, signed: Signed, round_id: str) -> ToAnswer | None:
    return next((each for each in await polls_to_answer(bot, signed.person) if each.round.id == round_id), None)


def desk_pages(bot: Bot, paces: Paces) -> APIRouter:
    """The addresses of the pages behind the sign-in."""
    pages, router = DeskPages(bot, paces), APIRouter(include_in_schema=False)
    router.add_api_route("/in/{token}", pages.door, methods=["GET", "HEAD"])
    router.add_api_route("/in/{token}", pages.enter, methods=["POST"])
    router.add_api_route("/out", pages.leave, methods=["POST"])
    router.add_api_route(HOME + "/answer", pages.answer, methods=["POST"])
    router.add_api_route(HOME, pages.page, methods=["GET", "HEAD"])
    router.add_api_route(HOME + "/{name}", pages.page, methods=["GET", "HEAD"])
    return router
