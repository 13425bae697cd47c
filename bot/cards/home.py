"""What somebody can do now, as buttons; everything can be typed too, and help says how."""

from collections.abc import Mapping, Sequence

from bot.cards.parts import Button, Buttons, Card, Field, Note, Part, Text, Title, Tone
from bot.domain.boards import Board
from bot.domain.errands import ErrandKind
from bot.presses import Do
from bot.texts import Phrase


def staff_card(
    *,
    board: Board,
    reads: Mapping[ErrandKind, Do],
    new_poll: Do,
    library: Do,
    admin: Mapping[ErrandKind, Do] | None = None,
    drafts: Sequence[Part] = (),
    duties: Sequence[Part] = (),
) -> Card:
    """For product managers and admins.

    `drafts` are their polls that wait to go out, `admin` is what only admins press, `duties` what was entrusted to them
    besides: a company, a board's monthly report.
    """
    title = Phrase("home.title", {"board": board.name})
    shown = tuple(Button(Phrase(f"home.do_{kind.value}"), press) for kind, press in reads.items())
    field = Field(Phrase("home.new_poll"), new_poll)
    ready = Buttons((Button(Phrase("page.from_library"), library),))
    set_up = tuple(Button(Phrase(f"home.do_{kind.value}"), press) for kind, press in (admin or {}).items())
    rows = (Buttons(shown), Buttons(set_up)) if set_up else (Buttons(shown),)
    parts = (Title(title), *drafts, field, Note(Phrase("home.new_poll_how")), ready, *rows, *duties)
    return Card(summary=title, parts=parts)


def member_card(*, board: Board, mine: Do, sees: Do, pause: Do, report: Do, web: Do | None = None) -> Card:
    """For customers who sit on the board; `web` where they can read in a browser."""
    title = Phrase("home.title", {"board": board.name})
    buttons = (
        Button(Phrase("menu.my_answers"), mine, Tone.PRIMARY),
        Button(Phrase("menu.who_sees"), sees),
        Button(Phrase("menu.pause_me"), pause),
        Button(Phrase("menu.report"), report),
        *((Button(Phrase("home.do_open_web"), web),) if web is not None else ()),
    )
    return Card(summary=title, parts=(Title(title), Text(Phrase("home.member")), Buttons(buttons)))


def colleague_card(ask: Do, *, claim: bool = False, duties: Sequence[Part] = ()) -> Card:
    """For one of the vendor's own people without a role; `claim` while there is no admin to appoint them.

    `duties` is what was entrusted to them nevertheless: a company, a board's monthly report.
    """
    line = Phrase("home.colleague_more") if duties else Phrase("home.colleague")
    button = Button(Phrase("home.ask_for_rights"), ask, Tone.PRIMARY)
    first = (Note(Phrase("home.colleague_claim")),) if claim else ()
    return Card(summary=line, parts=(*duties, Text(line), Buttons((button,)), *first))


def stranger_card() -> Card:
    """For somebody whom we do not know: where to begin."""
    return _line(Phrase("home.stranger"))


def gone_card() -> Card:
    """For somebody whose account is closed."""
    return _line(Phrase("home.gone"))


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))
