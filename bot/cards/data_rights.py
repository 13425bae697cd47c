"""What people read when they take their data out or have it erased, and what an admin reads who does so for them."""

from bot.cards.parts import Button, Buttons, Card, Note, Part, Text, Title, Tone
from bot.presses import Do
from bot.texts import Phrase


def erase_mine_card(erase: Do) -> Card:
    """What happens when you are erased, before it does."""
    title = Phrase("erase.title")
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("erase.what_goes")),
            Text(Phrase("erase.what_stays")),
            Note(Phrase("erase.export_first")),
            Buttons((Button(Phrase("erase.now"), erase, Tone.DANGER, Phrase("erase.sure")),)),
        ),
        personal=True,
    )


def erasing_mine_card() -> Card:
    """It is under way."""
    line = Phrase("erase.begun")
    return Card(summary=line, parts=(Text(line), Note(Phrase("erase.may_come_back"))), personal=True)


def erase_person_card(*, name: str, answers: int, erase: Do) -> Card:
    """To an admin: what happens when this person is erased."""
    title = Phrase("erase.person_title", {"name": name})
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("erase.person_answers", {"n": answers})),
            Text(Phrase("erase.what_goes_person")),
            Text(Phrase("erase.what_stays")),
            Buttons((Button(Phrase("erase.now"), erase, Tone.DANGER, Phrase("erase.person_sure", {"name": name})),)),
        ),
    )


def erasing_person_card(name: str) -> Card:
    """To an admin: it is under way."""
    line = Phrase("erase.person_begun", {"name": name})
    return Card(summary=line, parts=(Text(line),))


def export_person_card(*, name: str, export: Do) -> Card:
    """To an admin: what taking out somebody's data means."""
    title = Phrase("data.person_title", {"name": name})
    sure = Phrase("data.person_sure", {"name": name})
    return Card(
        summary=title,
        parts=(
            Title(title),
            Text(Phrase("data.person_what")),
            Note(Phrase("data.noted")),
            Buttons((Button(Phrase("data.person_make"), export, Tone.PRIMARY, sure),)),
        ),
    )


def link_card(*, name: str, link: str) -> Card:
    """Where somebody's data can be downloaded; without an address, how the operator gets at it."""
    title = Phrase("data.ready", {"name": name})
    return Card(summary=title, parts=(Title(title), *link_parts(link)), personal=True)


def link_parts(link: str) -> tuple[Part, ...]:
    """The address of the download, and how long it is good for."""
    if not link:
        return (Note(Phrase("data.no_address")),)
    return (Text(Phrase("data.download", {"minutes": 15})), Text(link))


def sent_to_chat_card(name: str) -> Card:
    """To an admin: look into your own chat."""
    line = Phrase("data.sent_to_chat", {"name": name})
    return Card(summary=line, parts=(Text(line),))


def erased_card() -> Card:
    """What stands where a message named somebody who was erased."""
    line = Phrase("erase.was_about")
    return Card(summary=line, parts=(Text(line),))
