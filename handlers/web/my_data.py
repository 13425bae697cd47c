"""The page on which somebody downloads everything we hold about them; it opens for a quarter of an hour.

Programs open links too, to show what is behind them: so the page gives nothing away, and only its button does.
"""

from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from bot.actions.take_out import data_behind, handed_over
from bot.bot import Bot
from bot.errors import Refusal
from bot.texts import Phrase
from handlers.web.drawing import draw
from handlers.web.links import Pace, from_elsewhere
from handlers.web.readers import Reader, preferred

HEADERS = {
    "cache-control": "no-store",
    "content-disposition": 'attachment; filename="my-data.zip"',
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class DataPages:
    """What the addresses below `/d/` do."""

    bot: Bot
    pace: Pace = field(default_factory=Pace)

    async def read(self, request: Request, token: str) -> Response:
        """What the file holds, and the button."""
        if data_behind(self.bot, token) is None:
            return _gone(request)
        return draw("my_data.html", _reader(request), token=token)

    async def download(self, request: Request, token: str) -> Response:
        """The file."""
        whose = data_behind(self.bot, token)
        if whose is None:
            return _gone(request)
        if from_elsewhere(self.bot, request):
            return _gone(request, status=403)
        if wait := self.pace.wait(whose.person_id):
            return Response(status_code=429, headers={"retry-after": str(wait)})
        try:
            found = await handed_over(self.bot, whose)
        except Refusal:  # Erased meanwhile, or asked for by somebody who may not any more.
            return _gone(request)
        return Response(found.as_zip, media_type="application/zip", headers=HEADERS)


def data_pages(bot: Bot) -> APIRouter:
    """The addresses of the download."""
    pages = DataPages(bot)
    router = APIRouter()
    router.add_api_route("/d/{token}", pages.read, methods=["GET"])
    router.add_api_route("/d/{token}", pages.download, methods=["POST"])
    return router


def _gone(request: Request, status: int = 404) -> Response:
    return draw(
        "notice.html",
        _reader(request),
        status=status,
        title=Phrase("data.page_gone"),
        hints=[Phrase("data.page_gone_hint")],
        typed=[],
        said=[],
        again="",
    )


def _reader(request: Request) -> Reader:
    return Reader.of(preferred(request.headers.get("accept-language", "")))
