"""Draws answer pages as HTML that works without any script, in the reader's language and direction."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.actions.answer_page import AnswerPage
from bot.cards.parts import Bars, Facts, Note, Part, Quote, Text, Title, Words
from bot.cards.receipt import comment_parts
from bot.cards.said import said_parts
from bot.domain.questions import LONGEST_TEXT, Value
from bot.ids import QuestionId
from bot.texts import Phrase, Say
from handlers.web.readers import Reader

FOLDER = Path(__file__).parent

LABELS = {
    "ask_skip": Phrase("ask.skip"),
    "at_most": Phrase("page.at_most", {"most": LONGEST_TEXT}),
    "back": Phrase("page.back"),
    "comment": Phrase("page.comment"),
    "confirm_final": Phrase("confirm.final"),
    "confirm_or_not": Phrase("confirm.or_not"),
    "confirm_send": Phrase("confirm.send"),
    "confirm_title": Phrase("confirm.title"),
    "counts": Phrase("page.counts"),
    "data_button": Phrase("data.page_button"),
    "data_title": Phrase("data.page_title"),
    "data_what": Phrase("data.page_what"),
    "errors": Phrase("page.errors"),
    "nps_scale": Phrase("ask.nps_scale"),
    "order": Phrase("page.order"),
    "left_out": Phrase("page.left_out"),
    "receipt_withdraw": Phrase("receipt.withdraw"),
    "desk_decide": Phrase("desk.decide"),
    "desk_evidence": Phrase("desk.evidence"),
    "desk_inside": Phrase("desk.reason_inside"),
    "desk_leave": Phrase("desk.sign_out"),
    "desk_live": Phrase("desk.live"),
    "desk_navigation": Phrase("desk.navigation"),
    "desk_none": Phrase("desk.lane_empty"),
    "desk_none_open": Phrase("desk.none_open"),
    "desk_reason": Phrase("desk.reason"),
    "desk_roadmap": Phrase("desk.back_to_roadmap"),
    "desk_schedule_dates": Phrase("desk.schedule_dates"),
    "desk_schedule_none": Phrase("desk.schedule_none"),
    "desk_schedule_try": Phrase("desk.schedule_try"),
    "desk_schedule_when": Phrase("desk.schedule_when"),
    "desk_schedule_when_hint": Phrase("desk.schedule_when_hint"),
    "desk_schedule_new": Phrase("desk.schedule_new"),
    "desk_schedule_end": Phrase("desk.schedule_end"),
    "desk_schedule_except": Phrase("desk.schedule_except"),
    "desk_schedule_local": Phrase("desk.schedule_local"),
    "desk_schedule_again": Phrase("desk.schedule_again"),
    "desk_schedule_set": Phrase("desk.schedule_set"),
    "desk_schedule_zone": Phrase("desk.schedule_zone"),
    "desk_send": Phrase("decided.send"),
    "desk_send_hint": Phrase("decided.by_hand"),
    "desk_skip": Phrase("desk.skip"),
    "desk_tell": Phrase("desk.tell"),
    "desk_text": Phrase("desk.text"),
    "desk_to_answer": Phrase("desk.to_answer"),
    "desk_verdict": Phrase("desk.verdict"),
    "sign_in": Phrase("desk.sign_in"),
    "sign_in_hint": Phrase("desk.sign_in_hint"),
    "tick": Phrase("page.tick"),
    "to_poll": Phrase("page.to_poll"),
    "to_start": Phrase("desk.to_start"),
    "typed": Phrase("page.typed"),
    "typed_hint": Phrase("page.typed_hint"),
}
"""What stands on the pages themselves, by the name the templates call it."""


def draw(name: str, reader: Reader, *, status: int = 200, wait: int = 0, **shown: object) -> HTMLResponse:
    """The template called `name`, filled with what it shows; nobody keeps a copy on the way."""
    return filled(name, reader, shown, status=status, wait=wait)


def filled(
    name: str,
    reader: Reader,
    shown: Mapping[str, object],
    *,
    labels: Mapping[str, str] | None = None,
    status: int = 200,
    wait: int = 0,
) -> HTMLResponse:
    """The same, with more `labels` of its own."""
    known = {label: reader.say(phrase) for label, phrase in LABELS.items()} | dict(labels or {})
    template = templates().get_template(name)
    html = template.render(labels=known, words=lambda said: worded(reader.say, said), reader=reader, **shown)
    headers = {"cache-control": "no-store", "content-language": reader.language}
    if wait:
        headers["retry-after"] = str(wait)
    return HTMLResponse(html, status_code=status, headers=headers)


def played_back(
    page: AnswerPage,
    reader: Reader,
    values: Mapping[QuestionId, Value],
    comments: Mapping[QuestionId, str] | None = None,
) -> list[tuple[str, str, Sequence[tuple[str, object]]]]:
    """Each question with its field's name and what was said to it, in the words of the receipts in a chat."""
    found: list[tuple[str, str, Sequence[tuple[str, object]]]] = []
    for number, question in enumerate(page.questions, 1):
        value = values.get(question.id)
        said = said_parts(question, value) if value is not None else ()
        beside = comment_parts((comments or {}).get(question.id, ""))
        found.append((question.text, f"q{number}", lines(reader.say, (*said, *beside))))
    return found


def lines(say: Say, parts: Sequence[Part]) -> list[tuple[str, object]]:
    """Parts of a card that are only read, as kind and content; what can be pressed has its own place on a page."""
    drawn: list[tuple[str, object]] = []
    for part in parts:
        match part:
            case Title(words=said):
                drawn.append(("title", worded(say, said)))
            case Text(words=said):
                drawn.append(("text", worded(say, said)))
            case Note(words=said):
                drawn.append(("note", worded(say, said)))
            case Quote(text=text):
                drawn.append(("quote", text))
            case Facts(rows=rows):
                drawn.append(("facts", [(worded(say, name), worded(say, value)) for name, value in rows]))
            case Bars(rows=bars):
                drawn.append(("facts", [(worded(say, bar.label), worded(say, bar.figure)) for bar in bars]))
            case _:
                continue
    return drawn


def worded(say: Say, said: Words) -> str:
    """A phrase in the reader's language, or what somebody wrote as it is."""
    return say(said) if isinstance(said, Phrase) else said


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Every page there is; what people wrote is escaped in all of them."""
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
