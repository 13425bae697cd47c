"""Dialogs that are sent: twice, late, by somebody else; one effect, by whoever sent it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.questions import Wrote
from tests.fakes.objects import Json
from tests.fakes.slack.controls import controls
from tests.fakes.slack.views import View
from tests.fakes.slack.world import User
from tests.slack.forging import person
from tests.slack.office import Office
from tests.slack.rows import answers_of, counts, rounds_of
from tests.slack.running import posted

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def open_question(floor: Office) -> AsyncIterator[None]:
    """A customer with an open question."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.cab('ask "What annoys you most?"')
    await floor.settle()
    yield


async def field_for(floor: Office, who: User) -> View:
    """The dialog in which somebody writes."""
    card = posted(floor.slack, floor.customers["Acme"])
    label = next(b["elements"][0]["text"]["text"] for b in card.blocks if b["type"] == "actions")
    done = await floor.press(card, label, as_=who)
    assert done.opened is not None
    return done.opened


def typed(view: View, text: str) -> Json:
    """The state of a dialog with this text in it."""
    field = next(iter(controls(view.blocks)))
    return {field.block_id: {field.action_id: {"type": field.kind, "value": text}}}


async def form_of(floor: Office, who: User) -> View:
    """The form for a new poll."""
    await floor.slack.people.open_home(who)
    await floor.settle()
    home = floor.slack.people.home(who)
    assert home is not None
    buttons = [found for found in controls(home.blocks) if found.kind == "button"]
    button = next((found for found in buttons if found.label == "New poll"), None)
    assert button is not None, [found.label for found in buttons]
    done = await floor.slack.people.press(home, button.action_id, as_=who)
    await floor.settle()
    assert done.opened is not None, [found.label for found in buttons]
    assert done.opened.callback_id == "form"
    return done.opened


async def test_an_answer_that_is_sent_twice_counts_once(floor: Office) -> None:
    ana = person(floor, "Ana")
    view = await field_for(floor, ana)
    done = await floor.slack.people.submit_raw(view, typed(view, "The search"), as_=ana)
    assert done.delivery is not None
    before, said = await counts(floor), await answers_of(floor)
    assert (await floor.slack.people.courier.again(done.delivery)).status == 200
    stale = done.delivery.body | {"view": done.delivery.body["view"] | {"state": {"values": typed(view, "Other")}}}
    assert (await floor.slack.people.courier.interactive(stale)).status == 200
    old = stale | {"view": stale["view"] | {"hash": "1.stale"}, "trigger_id": "9.9.stale"}
    assert (await floor.slack.people.courier.interactive(old)).status == 200
    await floor.settle()
    assert await counts(floor) == before
    assert await answers_of(floor) == said


async def test_who_sends_a_dialog_has_said_it_whoever_opened_it(floor: Office) -> None:
    ana, ben = person(floor, "Ana"), person(floor, "Ben")
    view = await field_for(floor, ana)

    def by_ben(body: Json) -> None:
        body["user"] = {"id": ben.id, "name": ben.name, "team_id": ben.team_id}

    before = {each.person_id: each.value for each in await answers_of(floor)}
    with floor.slack.people.courier.forging(by_ben):
        done = await floor.slack.people.submit_raw(view, typed(view, "Said by Ben"), as_=ana)
    assert done.status == 200
    await floor.settle()
    after = {each.person_id: each.value for each in await answers_of(floor)}
    changed = {who for who, value in after.items() if before.get(who) != value}
    assert len(changed) == 1
    assert after[changed.pop()] == Wrote(text="Said by Ben")
    assert all(after[who] == value for who, value in before.items())


async def test_a_form_that_is_sent_twice_makes_one_poll(floor: Office) -> None:
    view = await form_of(floor, floor.pat)
    before, asked = (await counts(floor))["engagement"], len(await rounds_of(floor))
    values = {"Question": "Which colour?", "Answers": "Red\nBlue"}
    fields = {found.label: found for found in controls(view.blocks)}
    texts = [found for found in fields.values() if found.kind == "plain_text_input"]
    done = await floor.slack.people.submit(
        view, {texts[0].block_id: values["Question"], texts[1].block_id: values["Answers"]}, as_=floor.pat
    )
    assert done.ok, done.trouble
    assert not done.errors
    assert done.delivery is not None
    await floor.settle()
    assert (await counts(floor))["engagement"] == before + 1
    shown = view.body
    again = await floor.slack.people.courier.again(done.delivery)
    assert again.status == 200
    assert "already" in again.text
    await floor.settle()
    assert (await counts(floor))["engagement"] == before + 1
    assert shown == view.body
    assert len(await rounds_of(floor)) == asked, "nobody is asked before the preview is approved"


async def test_a_form_with_a_mistake_can_be_put_right_and_sent_again(floor: Office) -> None:
    view = await form_of(floor, floor.pat)
    texts = [found for found in controls(view.blocks) if found.kind == "plain_text_input"]
    wrong: dict[str, object] = {texts[0].block_id: "Which shape?", texts[1].block_id: "Round"}
    done = await floor.slack.people.submit(view, wrong, as_=floor.pat)
    assert done.errors
    done = await floor.slack.people.submit(view, wrong, as_=floor.pat)
    assert done.errors
    right = wrong | {texts[1].block_id: "Round\nSquare"}
    done = await floor.slack.people.submit(view, right, as_=floor.pat)
    assert not done.errors
    assert done.ok, done.trouble


async def test_a_form_opened_by_somebody_with_rights_does_nothing_for_a_colleague(floor: Office) -> None:
    view = await form_of(floor, floor.pat)
    colleague = floor.staff("Nosy Colleague")
    texts = [found for found in controls(view.blocks) if found.kind == "plain_text_input"]
    values = typed(view, "Which smell?") | {texts[1].block_id: {texts[1].action_id: {"type": "plain_text_input"}}}

    def by_colleague(body: Json) -> None:
        body["user"] = {"id": colleague.id, "name": colleague.name, "team_id": colleague.team_id}

    before = await counts(floor)
    with floor.slack.people.courier.forging(by_colleague):
        done = await floor.slack.people.submit_raw(view, values, as_=floor.pat)
    assert "may not" in str(done.json)
    assert await counts(floor) == before
