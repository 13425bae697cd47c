"""The entries in the menu of a message in Teams: who may keep what, whatever the payload says of its author."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.objects import Json
from tests.fakes.teams.adaptive import check
from tests.fakes.teams.courier import Delivery
from tests.fakes.teams.reading import text
from tests.fakes.teams.world import Person
from tests.teams.members import asked, counts, person
from tests.teams.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def customers(floor: Office) -> AsyncIterator[None]:
    """Two customers, guests of the vendor's tenant; one of each has answered."""
    await floor.customer("Acme", "Ana Ruiz", "Ben Ott")
    await floor.customer("Globex", "Cem Kaya")
    await floor.press(await asked(floor, "Anything?"), "Yes", as_=person(floor, "Ana"))
    yield


def payload(author: str | None, words: str, content_type: str = "html") -> Json:
    """A message as the vendor tells of it (`MessageActionsPayload`)."""
    who: Json | None = None
    if author is not None:
        who = {"user": {"userIdentityType": "aadUser", "id": author, "displayName": "Somebody"}}
        who |= {"device": None, "conversation": None, "application": None}
    return {
        "id": "1772438400000",
        "replyToId": None,
        "createdDateTime": "2026-03-02T08:00:00.000Z",
        "lastModifiedDateTime": None,
        "deleted": False,
        "subject": None,
        "summary": None,
        "importance": "normal",
        "locale": "en-us",
        "linkToMessage": "https://teams.microsoft.com/l/message/19:x/1772438400000",
        "from": who,
        "body": {"contentType": content_type, "content": words},
        "attachmentLayout": None,
        "attachments": [],
        "mentions": [],
        "reactions": [],
    }


async def chosen(
    floor: Office, entry: str, who: Person, message: object, *, company: str = "Acme", name: str = "fetchTask"
) -> Delivery:
    """Choose an entry in the menu of a message in a company's channel."""
    people, place = floor.teams.people, floor.customers[company]
    value = {
        "commandId": entry,
        "commandContext": "message",
        "messagePayload": message,
        "context": {"theme": "default"},
    }
    done = await people.courier.bring(people.payloads.invoke(f"composeExtension/{name}", who, place, None, value))
    await floor.settle()
    return done


def told(done: Delivery) -> str:
    """What the window says that opened."""
    assert done.status == 200, done.failure
    value = done.json["task"]["value"]
    assert done.json["task"]["type"] == "continue"
    assert check(value["card"]["content"], dialog=True) == []
    return f"{value['title']}\n{text(value['card']['content'])}"


async def test_a_colleague_keeps_a_customers_message_as_feedback(floor: Office) -> None:
    ana = person(floor, "Ana")
    before = await counts(floor)
    said = payload(ana.aad, "<p>The <b>export</b> is slow &amp; sad</p>")
    shown = told(await chosen(floor, "save_feedback", floor.pat, said))
    assert "The export is slow & sad" in shown
    now = await counts(floor)
    assert now["case"] == before["case"] + 1
    assert now["answer"] == before["answer"], "it is no answer"
    assert "The export is slow" not in floor.teams.people.reads(ana, floor.customers["Acme"])


async def test_a_member_reports_a_problem_by_their_own_message(floor: Office) -> None:
    ana = person(floor, "Ana")
    before = await counts(floor)
    shown = told(await chosen(floor, "report_problem", ana, payload(ana.aad, "It broke on Tuesday")))
    assert "It broke on Tuesday" in shown
    assert (await counts(floor))["case"] == before["case"] + 1
    await floor.wait(seconds=5)
    assert "It broke on Tuesday" in floor.teams.people.reads(floor.pat, floor.product)


@pytest.mark.parametrize("entry", ["save_feedback", "report_problem"])
async def test_a_member_keeps_nothing_that_others_wrote(floor: Office, entry: str) -> None:
    ana, ben = person(floor, "Ana"), person(floor, "Ben")
    before = await counts(floor)
    assert "You may not" in told(await chosen(floor, entry, ana, payload(ben.aad, "Ben's words")))
    assert await counts(floor) == before


async def test_an_author_that_the_payload_claims_gives_no_right(floor: Office) -> None:
    """Ana says that Pat wrote it, and that she is Pat: who she is was signed elsewhere."""
    ana = person(floor, "Ana")
    before = await counts(floor)
    for author in (floor.pat.aad, floor.pat.mri, "", None):
        for entry in ("save_feedback", "report_problem"):
            said = payload(author, "Not mine")
            said["staff"] = True
            shown = told(await chosen(floor, entry, ana, said))
            assert "You may not" in shown
    assert await counts(floor) == before


@pytest.mark.parametrize("words", ["", "<p></p>", "<attachment id='1'></attachment>", "\u200b"])
async def test_a_message_without_words_is_refused_in_words(floor: Office, words: str) -> None:
    before = await counts(floor)
    assert told(await chosen(floor, "report_problem", floor.pat, payload(person(floor, "Ana").aad, words)))
    assert await counts(floor) == before


async def test_a_message_of_a_bot_or_of_nobody_is_no_error(floor: Office) -> None:
    said = payload(None, "A bot said this")
    said["from"] = {"application": {"id": "x", "displayName": "Bot", "applicationIdentityType": "bot"}, "user": None}
    assert "A bot said this" in told(await chosen(floor, "save_feedback", floor.pat, said))


@pytest.mark.parametrize("message", [None, [], "text", 7, {}, {"body": 7}, {"body": {"content": ["x"]}, "from": []}])
async def test_a_payload_that_is_none_is_no_error_of_ours(floor: Office, message: object) -> None:
    before = await counts(floor)
    for entry in ("save_feedback", "report_problem", "something_else", ""):
        for who in (floor.pat, person(floor, "Ana")):
            done = await chosen(floor, entry, who, message)
            assert done.status in (200, 400)
    assert await counts(floor) == before


async def test_an_entry_we_do_not_offer_is_refused_in_words(floor: Office) -> None:
    assert told(await chosen(floor, "delete_everything", floor.pat, payload(floor.pat.aad, "Words")))


async def test_the_same_choice_delivered_twice_is_kept_once(floor: Office) -> None:
    done = await chosen(floor, "save_feedback", floor.pat, payload(person(floor, "Ana").aad, "Once"))
    before = await counts(floor)
    chat = floor.house.teams
    assert chat is not None
    chat.turns._turns.clear()  # As another process, which was not asked the first time.
    again = await floor.teams.people.courier.again(done)
    await floor.settle()
    assert again.status == 200
    assert await counts(floor) == before


async def test_in_a_channel_that_is_nobodys_there_is_nothing_to_keep(floor: Office) -> None:
    team = floor.teams.world.add_team("Elsewhere", floor.teams.tenant, [floor.pat])
    await floor.teams.people.add_to_team(team, by=floor.pat)
    await floor.settle()
    floor.customers["Elsewhere"] = floor.teams.world.conversations[team.id]
    before = await counts(floor)
    done = await chosen(floor, "report_problem", floor.pat, payload(floor.pat.aad, "Words"), company="Elsewhere")
    assert told(done)
    assert (await counts(floor))["case"] in (before["case"], before["case"] + 1)
