"""The form for a new poll: what it asks, and the poll that comes of it, or what to put right field by field."""

from collections.abc import Mapping
from datetime import timedelta

from bot.access import Deed
from bot.actions.audit import note
from bot.actions.board_meant import any_board
from bot.actions.first_poll import propose
from bot.actions.lent_places import real_owner_of
from bot.actions.offer import offer
from bot.actions.poll_fields import (
    AUDIENCE,
    BOARD,
    COMPANIES,
    DAYS,
    DEFAULT_DAYS,
    KIND,
    KINDS,
    LIVE,
    MOST_DAYS,
    OPTIONS,
    QUESTION,
    SEGMENTS,
    VISIBILITY,
    WHOLE,
    WITHOUT_OPTIONS,
    companies_asked,
    poll_fields,
)
from bot.actions.pressed import pressed_errand
from bot.actions.rights import actor
from bot.actions.their_boards import check_about, check_somewhere, theirs
from bot.bot import Bot
from bot.cards.form import ChoiceField, Form, FormValue, Offer, SeveralField, Wrong
from bot.cards.parts import Card
from bot.domain.accounts import Account
from bot.domain.audit import Outcome
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.engagements import DEFAULT_REMINDER, Engagement
from bot.domain.errands import Errand, ErrandKind
from bot.domain.likeness import fits
from bot.domain.people import Person, Visitor
from bot.domain.questions import (
    LONGEST_QUESTION,
    Agree,
    Multi,
    Nps,
    Open,
    Option,
    Question,
    Rank,
    Rating,
    Single,
)
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Denied, Refusal
from bot.ids import AccountId, BoardId, EngagementId, OptionId, OrganisationId, QuestionId, Token
from bot.presses import Do
from bot.texts import Phrase
from storage.database import Work

FIELD_OF = {
    "question.empty": QUESTION,
    "question.too_long": QUESTION,
    "question.option_count": OPTIONS,
    "question.empty_option": OPTIONS,
    "question.long_option": OPTIONS,
    "question.no_statements": OPTIONS,
    "question.same_options": OPTIONS,
    "engagement.anonymous_is_one_question": VISIBILITY,
    "ask.nobody_to_ask": AUDIENCE,
}
"""Where a refusal is shown; any other one is shown at the question."""


async def form_of(bot: Bot, pressed: Do, visitor: Visitor, place: Place) -> Form | None:
    """The form that a button opens; None for a button that opens none. Denied without the right to ask."""
    errand, person = await pressed_errand(bot, pressed.token, visitor, place)
    if errand.kind is not ErrandKind.NEW_POLL:
        return None
    return await _opened(bot, errand.organisation_id, person, BoardId(errand.subject_id))


async def new_form(bot: Bot, visitor: Visitor, place: Place) -> Form:
    """The form for a new poll, asked for without any button; Denied without the right to ask, Refusal without a board.

    Where there are several boards it starts with the one that `place` serves, or else with the oldest.
    """
    organisation_id = await real_owner_of(bot, place)
    if organisation_id is None:
        raise Refusal(Phrase("place.nobodys"))
    person = await actor(bot, organisation_id, visitor)
    board = await any_board(bot, organisation_id, place, person)
    return await _opened(bot, organisation_id, person, board.id if board is not None else None)


async def _opened(bot: Bot, owner: OrganisationId, person: Person | None, board_id: BoardId | None) -> Form:
    """The form; who may not ask is denied, and that is written down."""
    try:
        async with bot.database.read(owner) as work:
            asker = await check_somewhere(work, person, Deed.ASK)
            if board_id is not None:
                await check_about(work, person, Deed.ASK, board_id)
    except Denied:
        who = person.id if person is not None else None
        await note(bot, owner, who, ErrandKind.NEW_POLL.value, board_id or "", Outcome.DENIED)
        raise
    if board_id is None:
        raise Refusal(Phrase("set_up.first"))
    return await open_form(bot, asker, board_id)


async def open_form(bot: Bot, person: Person, board_id: BoardId) -> Form:
    """The form for a new poll on this board, or on another one where there are several."""
    async with bot.database.begin(person.organisation_id) as work:
        await check_about(work, person, Deed.ASK, board_id)
        token = (await offer(bot, work, ErrandKind.NEW_POLL, board_id)).token
        known = await _askable(work, person)
        fields = poll_fields(known, board_id, await companies_asked(work, known))
    return Form(token=token, title=Phrase("form.title"), submit=Phrase("form.submit"), fields=fields)


async def fitting_offers(
    bot: Bot, token: Token, key: str, typed: str, visitor: Visitor, place: Place
) -> tuple[Offer, ...]:
    """What can be chosen in the field `key` of the form, and fits what was typed there so far.

    Only what the form itself would offer, and only to whom may ask: Denied for everybody else, Refusal for a form we
    never gave out.
    """
    errand, person = await pressed_errand(bot, token, visitor, place)
    if errand.kind is not ErrandKind.NEW_POLL:
        raise Refusal(Phrase("press.unknown"))
    async with bot.database.read(errand.organisation_id) as work:
        asker = await check_somewhere(work, person, Deed.ASK)
        known = await _askable(work, asker)
        fields = poll_fields(known, BoardId(errand.subject_id), await companies_asked(work, known))
    for field in fields:
        if field.key == key and isinstance(field, ChoiceField | SeveralField):
            return tuple(each for each in field.offers if isinstance(each.label, str) and fits(each.label, typed))
    return ()


async def submit_form(
    bot: Bot, token: Token, values: Mapping[str, FormValue], visitor: Visitor, place: Place
) -> Card | Wrong:
    """The poll as it would go out, to be tried and sent; or what to put right, at the field where it is wrong.

    Denied without the right to ask; Refusal for a form we never gave out.
    """
    errand, person = await pressed_errand(bot, token, visitor, place)
    if errand.kind is not ErrandKind.NEW_POLL:
        raise Refusal(Phrase("press.unknown"))
    who, outcome = person.id if person is not None else None, Outcome.FAILED
    try:
        async with bot.database.read(errand.organisation_id) as work:
            asker = await check_somewhere(work, person, Deed.ASK)
        taken = await _taken(bot, asker, errand, values)
        outcome = Outcome.REFUSED if isinstance(taken, Wrong) else Outcome.DONE
        return taken
    except Denied:
        outcome = Outcome.DENIED
        raise
    finally:
        await note(bot, errand.organisation_id, who, errand.kind.value, errand.subject_id, outcome)


async def _taken(bot: Bot, asker: Person, errand: Errand, values: Mapping[str, FormValue]) -> Card | Wrong:
    wanted = _text(values, BOARD) or errand.subject_id
    async with bot.database.read(asker.organisation_id) as work:
        known = {each.id: each for each in await _askable(work, asker)}
        board = known.get(BoardId(wanted))
        companies = await companies_asked(work, list(known.values()))
    if board is None:
        return Wrong(errors={BOARD: Phrase("form.choose_board")})
    errors = _errors(values, companies)
    if errors:
        return Wrong(errors=errors)
    try:
        return await propose(bot, asker, _engagement(bot, board, values))
    except Denied:
        raise
    except Refusal as refused:
        return Wrong(errors={FIELD_OF.get(refused.phrase.id, QUESTION): refused.phrase})


async def _askable(work: Work, asker: Person) -> list[Board]:
    """The boards on which a poll may be put, by name."""
    return sorted(await theirs(work, asker, Deed.ASK), key=lambda board: board.slug)


def _errors(values: Mapping[str, FormValue], companies: list[Account]) -> dict[str, Phrase]:
    """What can be told from the fields alone."""
    errors: dict[str, Phrase] = {}
    kind = _text(values, KIND) or "single"
    if kind not in KINDS:
        errors[KIND] = Phrase("form.choose_kind")
    if not _text(values, QUESTION):
        errors[QUESTION] = Phrase("question.empty")
    if kind in WITHOUT_OPTIONS and _lines(values):
        errors[OPTIONS] = Phrase("form.no_options_here")
    days = _text(values, DAYS) or str(DEFAULT_DAYS)
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:4]) <= MOST_DAYS):
        errors[DAYS] = Phrase("form.bad_days", {"most": MOST_DAYS})
    if _text(values, VISIBILITY) and _text(values, VISIBILITY) not in set(Visibility):
        errors[VISIBILITY] = Phrase("form.choose_visibility")
    if _text(values, VISIBILITY) == Visibility.ANONYMOUS and values.get(LIVE):
        errors[LIVE] = Phrase("form.anonymous_is_not_live")
    known = {each.id for each in companies} | {each.segment for each in companies if each.segment}
    audience = _text(values, AUDIENCE) or WHOLE
    if audience in (SEGMENTS, COMPANIES) and (
        not _several(values, audience) or set(_several(values, audience)) - known
    ):
        errors[audience] = Phrase("form.choose_some")
    return errors


def _engagement(bot: Bot, board: Board, values: Mapping[str, FormValue]) -> Engagement:
    """The poll of the form; Refusal when a limit of questions is broken."""
    text, kind, lines = _text(values, QUESTION), _text(values, KIND) or "single", _lines(values)
    now = bot.now()
    question_id = QuestionId(bot.ids.of("question", board.id, "form", now.isoformat(), kind, text, *lines))
    options = tuple(
        Option(id=OptionId(bot.ids.of("option", question_id, str(place))), text=line)
        for place, line in enumerate(lines)
    )
    audience = _text(values, AUDIENCE) or WHOLE
    window = timedelta(days=int(_text(values, DAYS) or DEFAULT_DAYS))
    return Engagement(
        id=EngagementId(bot.ids.of("engagement", board.id, question_id)),
        organisation_id=OrganisationId(board.organisation_id),
        board_id=board.id,
        slug=f"form-{question_id[:8]}",
        title=text,
        why="",
        questions=(_question(kind, question_id, text, options),),
        visibility=Visibility(_text(values, VISIBILITY) or Visibility.NAMED.value),
        segments=_several(values, SEGMENTS) if audience == SEGMENTS else (),
        account_ids=tuple(AccountId(each) for each in _several(values, COMPANIES)) if audience == COMPANIES else (),
        window=window,
        remind_after=DEFAULT_REMINDER if window > DEFAULT_REMINDER else None,
        created_at=now,
        live=bool(values.get(LIVE)),
    )


def _question(kind: str, id_: QuestionId, text: str, options: tuple[Option, ...]) -> Question:
    match kind:
        case "multi":
            return Multi(id=id_, text=text, options=options)
        case "agree":
            return Agree(id=id_, text=text, options=options)
        case "rank":
            return Rank(id=id_, text=text, options=options)
        case "rating":
            return Rating(id=id_, text=text)
        case "nps":
            return Nps(id=id_, text=text)
        case "open":
            return Open(id=id_, text=text)
        case _:
            return Single(id=id_, text=text, options=options)


def _text(values: Mapping[str, FormValue], key: str) -> str:
    value = values.get(key, "")
    return " ".join(clean(value, LONGEST_QUESTION + 1).text.split()) if isinstance(value, str) else ""


def _several(values: Mapping[str, FormValue], key: str) -> tuple[str, ...]:
    value = values.get(key, ())
    return value if isinstance(value, tuple) else ()


def _lines(values: Mapping[str, FormValue]) -> list[str]:
    """The options as they were typed, one on each line; empty lines are no options."""
    value = values.get(OPTIONS, "")
    typed = clean(value).text.splitlines() if isinstance(value, str) else []
    return [" ".join(line.split()) for line in typed if line.strip()]
