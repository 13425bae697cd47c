"""Pages that say why there is nothing to fill in; whatever was entered is shown back, so that nothing is lost."""

from collections.abc import Mapping
from typing import assert_never

from fastapi import Request, Response

from bot.actions.answer_page import AnswerPage, PageState
from bot.cards.parts import Words
from bot.domain.questions import Value
from bot.ids import QuestionId
from bot.texts import Phrase
from handlers.web import forms
from handlers.web.drawing import draw, played_back
from handlers.web.readers import Reader, preferred

NOTHING: Mapping[QuestionId, Value] = {}


def unknown(request: Request) -> Response:
    """The one reply to every link that is not ours, whatever is wrong with it."""
    reader = Reader.of(preferred(request.headers.get("accept-language", "")))
    return draw(
        "notice.html",
        reader,
        status=404,
        title=Phrase("page.unknown"),
        hints=[Phrase("page.unknown_hint")],
        typed=[],
        said=[],
        again="",
    )


def in_haste(request: Request, wait: int) -> Response:
    """The reply to a program that opens the same pages without end; `wait` is in seconds."""
    return draw(
        "notice.html",
        Reader.of(preferred(request.headers.get("accept-language", ""))),
        status=429,
        wait=wait,
        title=Phrase("page.wait"),
        hints=[Phrase("page.too_often", {"n": wait})],
        typed=[],
        said=[],
        again="",
    )


def shut(
    page: AnswerPage,
    *,
    typed: Mapping[QuestionId, Value] = NOTHING,
    comments: Mapping[QuestionId, str] | None = None,
    status: int = 200,
) -> Response:
    """Why there is nothing to fill in, with what was entered and what counts already."""
    said = forms.standing(page)
    match page.state:
        case PageState.NOT_YET:
            return notice(
                page, Phrase("page.not_yet"), Phrase("page.come_back"), typed=typed, comments=comments, status=status
            )
        case PageState.CANCELLED:
            nothing = Phrase("cancelled.nothing_to_do")
            return notice(page, Phrase("cancelled.title"), nothing, typed=typed, comments=comments, status=status)
        case PageState.NOT_ASKED:
            hint = Phrase("page.unknown_hint")
            return notice(page, Phrase("page.not_asked"), hint, typed=typed, comments=comments, status=status)
        case PageState.CLOSED | PageState.OPEN:
            back = Phrase("page.closed_hint", {"when": page.round.hear_back_by})
            return notice(page, Phrase("page.closed"), back, typed=typed, comments=comments, said=said, status=status)
        case _:
            assert_never(page.state)


def notice(
    page: AnswerPage,
    title: Words,
    *hints: Words,
    typed: Mapping[QuestionId, Value] = NOTHING,
    comments: Mapping[QuestionId, str] | None = None,
    said: Mapping[QuestionId, Value] = NOTHING,
    again: str = "",
    status: int = 200,
    wait: int = 0,
) -> Response:
    """A page with a headline and a few lines; `again` is the token with which to go back to the poll.

    `typed` and `comments` are what was entered and is not kept, `said` is what counts.
    """
    reader = reader_of(page)
    return draw(
        "notice.html",
        reader,
        status=status,
        wait=wait,
        title=title,
        hints=hints,
        typed=played_back(page, reader, typed, comments) if typed or any((comments or {}).values()) else [],
        said=played_back(page, reader, said, forms.commented(page)) if said else [],
        again=again,
    )


def reader_of(page: AnswerPage) -> Reader:
    """The person whose page it is, in their own language and by their own clock."""
    return Reader.of(page.person.language, page.person.zone)
