"""The receipt of an answer on the web: what was recorded, with everything that can still be done about it."""

from collections.abc import Mapping

from fastapi import Response

from bot.actions.answer_page import AnswerPage
from bot.domain.questions import Value
from bot.ids import QuestionId
from bot.texts import Phrase
from handlers.web import forms
from handlers.web.drawing import draw, played_back
from handlers.web.notices import NOTHING, reader_of


def recorded(page: AnswerPage, token: str, form: str) -> Response | None:
    """What stands of this person's answers, as far as the page shows that; None where they said nothing yet."""
    if page.standing:
        return _drawn(page, token, form, "receipt.title", forms.standing(page), forms.commented(page))
    if page.skipped:
        return _drawn(page, token, form, "skipped.title")
    if page.said:
        return _drawn(page, token, form, "withdrawn.title")
    return None


def once(page: AnswerPage, token: str, form: str, entered: forms.Filled) -> Response:
    """What a form held that was just recorded: it is shown to whoever entered it, and never again by the link alone."""
    return _drawn(page, token, form, "receipt.title", entered.values, entered.comments)


def _drawn(
    page: AnswerPage,
    token: str,
    form: str,
    title: str,
    values: Mapping[QuestionId, Value] = NOTHING,
    comments: Mapping[QuestionId, str] | None = None,
) -> Response:
    reader = reader_of(page)
    hint = {"receipt.title": "page.until", "skipped.title": "skipped.changed_your_mind"}.get(title, "withdrawn.again")
    return draw(
        "receipt.html",
        reader,
        token=token,
        form=form,
        title=Phrase(title),
        said=played_back(page, reader, values, comments) if values else [],
        change=Phrase("page.change" if values else "page.to_poll"),
        notes=[Phrase(hint, {"closes": page.round.closes_at})],
    )
