"""Dialogs of Teams: a place to write, a form, a list to choose from, a question before a press, or a card.

What a dialog carries with it is the press it completes and the mark of the message it was opened from, nothing else.
The vendor shows one as the answer to `task/fetch`, or to what another dialog sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, ActionStyle, AdaptiveCard, CardElement, SubmitAction, TextInput

from bot.cards.form import Form, FormValue, Offer, SeveralField, ToggleField, Writing
from bot.cards.parts import Button, Card, Title, Tone, Words
from bot.presses import wire as spelt
from bot.texts import Phrase, Say
from handlers.teams.adaptive import ROOM, attached, fitted, whole_of
from handlers.teams.elements import LABEL, TEXT, Json, Sheet
from handlers.teams.fields import MOST_OFFERED, choices, inputs_of, typed, without_commas, wrong
from handlers.teams.pieces import drawn
from handlers.teams.pressed import SEVERAL, TOGGLES
from handlers.teams.text import LINE, PARAGRAPH, inert, plain, rich, run, small, weight

TITLE = 60
MOST_TYPED = 3000
ASKED = 2000
"""Characters of the label above a place to write."""
FEWER = (MOST_OFFERED, 50, 25, 10, 1)
"""Offers in each list of a dialog, tried until it is short enough."""
VERSION = "1.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """What is to be shown in a window of its own."""

    title: str
    content: Json
    """The Adaptive Card in it."""

    def task(self) -> Json:
        """The answer to an invoke that shows it, or puts it in the place of the dialog that was sent."""
        value = {"title": self.title, "width": "medium", "height": "medium", "card": attached(self.content)}
        return {"task": {"type": "continue", "value": value}}


def text_dialog(
    *,
    title: Words,
    say: Say,
    wire: str,
    mark: str,
    proposed: str = "",
    label: Words | None = None,
    optional: bool = False,
    submit: Words | None = None,
    writing: Writing | None = None,
    error: Words = "",
) -> Dialog:
    """One place to write, with `proposed` in it from the start; sent with the press `wire`.

    `writing` says what is asked there; without it the title stands above the field as well. `error` is what was wrong
    with `proposed`.
    """
    asked = writing or Writing(label=label or "")
    may_be_empty = optional or asked.optional
    field = TextInput(
        id=TEXT,
        label=plain(asked.label or title, say, ASKED),
        is_multiline=True,
        max_length=MOST_TYPED,
        value=typed(proposed, MOST_TYPED),
        placeholder=plain(asked.example, say, LINE) if asked.example else None,
        is_required=None if may_be_empty else True,
        error_message=None if may_be_empty else plain(Phrase("teams.fill_in"), say, LINE),
    )
    body: list[CardElement] = [field]
    body += [wrong(error, say)] if error else []
    body += [small(asked.hint, say, most=LINE)] if asked.hint else []
    return _dialog(title, body, _sends(submit or Phrase("teams.send"), say, Sheet(say=say, mark=mark).data(wire)), say)


def form_dialog(
    form: Form,
    say: Say,
    *,
    wire: str,
    mark: str = "",
    errors: Mapping[str, Phrase] | None = None,
    values: Mapping[str, FormValue] | None = None,
) -> Dialog:
    """A form; `errors` stand at their fields, with `values` in all of them as they were filled in."""
    wrongs = errors or {}
    keys = {field.key for field in form.fields}
    elsewhere: list[CardElement] = [wrong(phrase, say) for key, phrase in wrongs.items() if key not in keys]
    data = Sheet(say=say, mark=mark).data(wire)
    several = [field.key for field in form.fields if isinstance(field, SeveralField)]
    toggles = [field.key for field in form.fields if isinstance(field, ToggleField)]
    data |= ({SEVERAL: several} if several else {}) | ({TOGGLES: toggles} if toggles else {})
    sends = _sends(form.submit, say, data) if form.fields else []
    for most in FEWER:
        inputs = inputs_of(form.fields, say, wire=wire, values=values or {}, errors=wrongs, most=most)
        dialog = _dialog(form.title, [*elsewhere, *inputs], sends, say)
        if weight(dialog.content) <= ROOM:
            return dialog
    raise ValueError("more fields than one dialog can hold")


def choose_dialog(
    *,
    title: Words,
    label: Words,
    offers: Sequence[tuple[str, Words]],
    say: Say,
    wire: str,
    mark: str,
    error: Words = "",
) -> Dialog:
    """One of a list; the chosen value comes back as the text of the press `wire`.

    `label` stands alone where there is nothing to choose from; `error` is what was wrong with the last choice.
    """
    above = [wrong(error, say)] if error else []
    listed = [Offer(value=value, label=named) for value, named in offers]
    sends = _sends(Phrase("teams.go"), say, Sheet(say=say, mark=mark).data(wire)) if listed else []
    for most in FEWER:
        field = choices(TEXT, listed, say, label=label, chosen=[], dataset=f"{TEXT}|{wire}", most=most)
        nothing = rich(run(plain(label or Phrase("teams.nothing_to_choose"), say, PARAGRAPH)))
        dialog = _dialog(title, [*above, field if listed else nothing], sends, say)
        if weight(dialog.content) <= ROOM:
            return dialog
    raise ValueError("a list that no dialog can hold")


def confirm_dialog(button: Button, say: Say, mark: str) -> Dialog:
    """The question of a button whose press cannot be undone, and the button once more."""
    question = rich(run(plain(button.confirm or button.label, say, PARAGRAPH, one_line=False)))
    style: ActionStyle = "destructive" if button.tone is Tone.DANGER else "positive"
    data = Sheet(say=say, mark=mark).data(spelt(button.press))
    sends = _sends(button.label, say, data, style=style)
    return _dialog(Phrase("teams.confirm_title"), [question], sends, say)


def card_dialog(card: Card, say: Say, *, mark: str = "") -> Dialog:
    """A card in a window of its own; every button in it is sent as the dialog is."""
    title = next((part.words for part in card.parts if isinstance(part, Title)), card.summary)
    parts = whole_of(card)
    named = plain(title, say, PARAGRAPH)
    fits = len(named) <= TITLE
    if fits and len(parts) > 1 and parts[0] == Title(title):
        parts = parts[1:]  # the window says it already
    content = fitted(parts, card.summary, Sheet(say=say, mark=mark, dialog=True), _frame([], []))
    return Dialog(title=named if fits else plain(Phrase("teams.for_you"), say, TITLE), content=content)


def search_results(offers: Sequence[Offer], say: Say, *, several: bool = False) -> Json:
    """The answer to an invoke `application/search`: what fits what somebody typed into a list of a dialog."""
    spell = without_commas if several else str
    found = [{"title": inert(each.label, say, LINE), "value": spell(each.value)} for each in offers[:MOST_OFFERED]]
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": found},
    }


def _sends(label: Words, say: Say, data: Json, *, style: ActionStyle = "positive") -> list[Action]:
    return [SubmitAction(title=plain(label, say, LABEL), data=data, style=style)]


def _dialog(title: Words, body: Sequence[CardElement], actions: Sequence[Action], say: Say) -> Dialog:
    return Dialog(title=plain(title, say, TITLE), content=_frame(body, actions))


def _frame(body: Sequence[CardElement], actions: Sequence[Action]) -> Json:
    return drawn(AdaptiveCard(version=VERSION, body=list(body), actions=list(actions) or None))
