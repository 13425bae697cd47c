"""The form in which somebody puts options in order: one field for each place, and what comes of it when it is sent."""

from collections.abc import Mapping

from bot.actions.answer_page import shuffled
from bot.actions.who import known_person
from bot.bot import Bot
from bot.cards.form import ChoiceField, Form, FormValue, Offer, Wrong
from bot.domain import answers as rules
from bot.domain.channels import Place
from bot.domain.open_asks import OpenAsk
from bot.domain.people import Person, Visitor
from bot.domain.questions import Rank, Ranked
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from bot.ids import OptionId, PersonId, Token
from bot.presses import Pick
from bot.texts import Phrase
from storage import answers

PLACE = "place-"
"""In front of a place's number, in the key of its field."""
NONE = "-"
"""What is chosen where a place is left empty."""


async def order_form(bot: Bot, press: Pick, visitor: Visitor, place: Place) -> Form:
    """A field for each place, with what this person said before in them; the options stand in an order of their own.

    Refusal for a button that we never gave out, and for a poll that takes no answers.
    """
    organisation_id, ask = await bot.open_asks.behind(bot.database, place, press.token)
    question = ask.question_of(ask.buttons[press.token]) if ask is not None else None
    if organisation_id is None or ask is None or not isinstance(question, Rank):
        raise Refusal(Phrase("press.unknown"))
    rules.check_open(ask.round, bot.now())
    person = await known_person(bot, organisation_id, visitor.identity)
    order = await _before(bot, ask, question, person)
    own = person.id if person is not None else PersonId(str(visitor.identity))
    tokens = {
        aim.option_id: token
        for token, aim in ask.buttons.items()
        if aim.question_id == question.id and aim.option_id is not None
    }
    offers = tuple(Offer(value=tokens[each.id], label=each.text) for each in shuffled(bot, question, own))
    fields = tuple(
        _field(number, offers, tokens[order[number - 1]] if number <= len(order) else "", question.text)
        for number in range(1, len(offers) + 1)
    )
    return Form(token=press.token, title=Phrase("rank.title"), submit=Phrase("rank.send"), fields=fields)


def ordered(press: Pick, values: Mapping[str, FormValue]) -> Pick | Wrong:
    """The press that says what was filled in, or what to put right: an option at two places, or none at all.

    A place that is left empty between two others closes up: it is the order that counts.
    """
    chosen: dict[Token, int] = {}
    wrong: dict[str, Phrase] = {}
    for number, value in sorted(_chosen(values).items()):
        if value in chosen:
            wrong[f"{PLACE}{number}"] = Phrase("rank.place_twice", {"place": chosen[value]})
        else:
            chosen[value] = number
    if not chosen:
        wrong[f"{PLACE}1"] = Phrase("rank.needs_first")
    return Wrong(errors=wrong) if wrong else Pick(press.token, tuple(chosen))


def _chosen(values: Mapping[str, FormValue]) -> dict[int, Token]:
    """What stands at each place that is not left empty."""
    return {
        int(number): Token(value)
        for key, value in values.items()
        if isinstance(value, str) and value not in ("", NONE)
        if (number := key.removeprefix(PLACE)) != key and number.isascii() and number.isdigit() and len(number) < 3
    }


def _field(number: int, offers: tuple[Offer, ...], chosen: str, question: str) -> ChoiceField:
    """The first place has to be taken; whoever knows no further may stop anywhere behind it."""
    first = number == 1
    return ChoiceField(
        key=f"{PLACE}{number}",
        label=Phrase("rank.first", {"question": question}) if first else Phrase("rank.place", {"n": number}),
        hint=Phrase("rank.hint") if number == len(offers) else "",
        offers=offers if first else (Offer(value=NONE, label=Phrase("rank.no_place")), *offers),
        chosen=chosen,
        listed=True,
        optional=not first,
    )


async def _before(bot: Bot, ask: OpenAsk, question: Rank, person: Person | None) -> tuple[OptionId, ...]:
    """The order that stands; of an anonymous poll nobody can tell."""
    if person is None or ask.round.visibility is Visibility.ANONYMOUS:
        return ()
    async with bot.database.read(ask.round.organisation_id) as work:
        said = await answers.one(work, ask.round.id, question.id, person.id)
    return said.value.order if said is not None and not said.withdrawn and isinstance(said.value, Ranked) else ()
