"""Where a product manager decides about one suggestion in a browser, and approves what customers read."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.actions.desk import AtSuggestion, Desk, desk_of, turned_away
from bot.actions.sign_in import Signed
from bot.bot import Bot
from bot.cards.decision import WOULD_READ
from bot.cards.parts import Field, Part
from bot.cards.suggestion import verdict_word
from bot.commands import DecideOn
from bot.domain.decisions import MOST_LETTERS, Verdict
from bot.domain.suggestions import allowed
from bot.errors import Denied, Refusal
from bot.texts import Phrase
from handlers import routes
from handlers.web import digest_view as digests
from handlers.web.frame import (
    HOME,
    Paces,
    address,
    fields_in,
    framed,
    is_ours,
    let_in,
    nothing_here,
    notice,
    reader_for,
)
from handlers.web.links import from_elsewhere
from handlers.web.painting import painted, worded
from handlers.web.sessions import form_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that can be decided."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class DecidingPages:
    """What the addresses `/desk/decide` and `/desk/tell` do."""

    bot: Bot
    paces: Paces

    async def look(self, request: Request) -> Response:
        """What the suggestion rests on, what can be decided now, and what customers could be told."""
        signed = await let_in(self.bot, request, self.paces.reads)
        if isinstance(signed, Response):
            return signed
        query = request.query_params
        try:
            desk = await self._desk(signed, query.get("board", ""))
            async with desk.reading("suggestion"):
                at = await desk.at_suggestion(_number(query.get("suggestion", "")))
            return self._page(desk, at)
        except Refusal as refused:
            return nothing_here(signed, refused)

    async def decide(self, request: Request) -> Response:
        """Record a verdict and its reason."""
        return await self._write(request, "decide")

    async def tell(self, request: Request) -> Response:
        """Send customers the text that was approved."""
        return await self._write(request, "tell")

    async def _write(self, request: Request, deed: str) -> Response:
        signed = await let_in(self.bot, request, self.paces.writes)
        if isinstance(signed, Response):
            return signed
        if from_elsewhere(self.bot, request):
            return notice(reader_for(signed), Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        fields = await fields_in(request)
        try:
            number = _number(fields.get("suggestion", ""))
            desk = await self._desk(signed, fields.get("board", ""))
            at = await desk.at_suggestion(number)
            # A form that shows an older state than the one that stands is not ours any more either.
            if not is_ours(self.bot, request, signed, _mark(deed, at), fields):
                stale = Phrase("desk.stale_hint")
                return notice(reader_for(signed), Phrase("desk.stale"), stale, status=409, home=HOME)
        except Refusal as refused:
            return nothing_here(signed, refused)
        try:
            if deed == "tell":
                await self._approve(signed, at, fields.get("text", ""))
            else:
                verdict = _verdict(fields.get("verdict", ""))
                meant = DecideOn(number=number, verdict=verdict, reason=fields.get("reason", ""))
                await routes.command(self.bot, meant, signed.person, desk.the_board)
        except Denied as refused:
            return nothing_here(signed, refused)
        except Refusal as refused:
            return self._page(desk, at, problem=refused.phrase)
        here = address("decide", desk, suggestion=str(number))
        return RedirectResponse(here, status_code=303, headers={"cache-control": "no-store"})

    async def _approve(self, signed: Signed, at: AtSuggestion, text: str) -> None:
        if at.latest is None:
            raise Refusal(Phrase("press.unknown"))
        await routes.approve(self.bot, at.latest.decision, text, signed.person)

    async def _desk(self, signed: Signed, slug: str) -> Desk:
        desk = await desk_of(self.bot, signed, slug[:80])
        if not desk.decides:
            await turned_away(self.bot, signed, "suggestion")
            raise Denied(Phrase("desk.not_yours"))
        return desk

    def _page(self, desk: Desk, at: AtSuggestion, *, problem: Phrase | None = None) -> Response:
        say = reader_for(desk.signed).say
        latest = at.latest
        untold = latest is not None and latest.tell is not None and latest.decision.told_at is None
        shown = {
            "title": say(Phrase("suggestion.title", {"suggestion": at.row.label, "title": at.row.title})),
            "one": digests.drawn_suggestion(say, at.row),
            "problem": say(problem) if problem is not None else "",
            "suggestion": at.row.label.removeprefix("S"),
            "board": desk.the_board.slug,
            "back": address("roadmap", desk),
            "longest": MOST_LETTERS,
            "choices": [Choice(value=each.value, label=say(verdict_word(each))) for each in allowed(at.suggestion)],
            "decide_form": form_mark(self.bot, desk.signed, _mark("decide", at)),
            "tell_form": form_mark(self.bot, desk.signed, _mark("tell", at)),
            "tell": painted(say, _about_telling(latest.card.parts)) if latest is not None and untold else [],
            "draft": worded(say, latest.draft) if latest is not None and untold else "",
        }
        return framed(self.bot, "desk_decide.html", desk, "roadmap", shown, 409 if problem is not None else 200)


def _about_telling(parts: Sequence[Part]) -> list[Part]:
    """What customers would read and where: all between the reason and the place to write, which stand elsewhere."""
    last = next(number for number, each in enumerate(parts) if isinstance(each, Field))
    first = next(number for number, each in enumerate(parts) if each == WOULD_READ)
    return list(parts[first:last])


def _mark(deed: str, at: AtSuggestion) -> str:
    return f"{deed} {at.suggestion.id} {at.decided}"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal(Phrase("suggestion.unknown", {"suggestion": text[:20]}))
    return int(text)


def _verdict(text: str) -> Verdict:
    if text not in set(Verdict):
        raise Refusal(Phrase("desk.choose_first"))
    return Verdict(text)


def deciding_pages(bot: Bot, paces: Paces) -> APIRouter:
    """The addresses on which is decided; they stand before those of the other pages."""
    pages, router = DecidingPages(bot, paces), APIRouter(include_in_schema=False)
    router.add_api_route(HOME + "/decide", pages.look, methods=["GET", "HEAD"])
    router.add_api_route(HOME + "/decide", pages.decide, methods=["POST"])
    router.add_api_route(HOME + "/tell", pages.tell, methods=["POST"])
    return router
